"""Dart by its grammar: what is no Dart, which types and members a file declares, and which members it asks for."""

from collections.abc import Iterator
from dataclasses import dataclass

import tree_sitter_dart_orchard
from tree_sitter import Language, Node, Parser

_PARSER = Parser(Language(tree_sitter_dart_orchard.language()))


@dataclass(frozen=True)
class Accessor:
    """A getter or setter of an extension type, and the stored field that it is about."""

    name: str
    kind: str
    stored: str


def tree_of(source: str) -> Node:
    return _PARSER.parse(source.encode()).root_node


def mistakes_in(source: str) -> list[str]:
    """Where the text is no Dart: lines, from 1."""
    return [
        f"line {node.start_point[0] + 1}"
        for node in _each(tree_of(source))
        if node.type == "ERROR" or node.is_missing
    ]


def text_of(node: Node | None) -> str:
    return "" if node is None or node.text is None else node.text.decode()


def accessors_of(source: str) -> dict[str, list[Accessor]]:
    """The getters and setters of each extension type."""
    types = (node for node in _each(tree_of(source)) if node.type == "extension_type_declaration")
    return {_name(node): list(_accessors(node)) for node in types}


def words_of(source: str) -> dict[str, list[tuple[str, str]]]:
    """The members of each enumeration with their words as they are stored, in their order."""
    enumerations = (node for node in _each(tree_of(source)) if node.type == "enum_declaration")
    return {
        _name(node): [(_name(each), _literal(each)) for each in _each(node) if each.type == "enum_constant"]
        for node in enumerations
    }


def declared_in(source: str) -> set[str]:
    """Names of members: of methods, getters, fields, constructors and enumerations."""
    declaring = [node for node in _each(tree_of(source)) if node.type in _DECLARING.split()]
    return {text_of(each) for node in declaring for each in node.children if each.type == "identifier"}


def asked_for_in(source: str) -> dict[str, str]:
    """Names of members that are asked for by a dot, each with a line of it."""
    return {
        text_of(node): f"line {node.start_point[0] + 1}"
        for node in _each(tree_of(source))
        if node.type == "identifier"
        and node.prev_sibling is not None
        and (
            node.prev_sibling.type == "assignable_operator" or text_of(node.prev_sibling) in (".", "?.", "..")
        )
    }


_DECLARING = """
    getter_signature setter_signature function_signature initialized_identifier enum_constant constructor_param
    representation_declaration static_final_declaration constructor_signature factory_constructor_signature
"""


def _accessors(type: Node) -> Iterator[Accessor]:
    for signature in (each for each in _each(type) if each.type in ("getter_signature", "setter_signature")):
        body = signature.parent.next_named_sibling if signature.parent is not None else None
        kind = signature.type[: len("get")]
        yield Accessor(_name(signature), kind, _literal(body) if body is not None else "")


def _name(node: Node) -> str:
    """The last name among a node's own children: a constructor's is behind its type's."""
    names = [each for each in node.children if each.type == "identifier"]
    return text_of(names[-1]) if names else ""


def _literal(node: Node) -> str:
    """The first text within a node, without its quotes."""
    first = next((each for each in _each(node) if each.type == "string_literal"), None)
    return text_of(first)[1:-1]


def _each(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _each(child)
