"""From JSON Schemas to what a Dart template prints: types with their fields, and enumerations with their words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from clients.exports import command_kinds, documents
from clients.schemas import Schema, command_schema, document_schema
from functions.domain.commands.documents import Status as CommandStatus
from functions.domain.configuration.kinds import KINDS as CONFIGURATION
from functions.domain.customers.consents import Reported
from functions.domain.customers.customer import Because
from functions.domain.customers.interactions import InteractionSource
from functions.domain.messages.outbox import Status as MessageStatus
from functions.domain.orders.documents import OrderStatus, SalesChannel, Source, VisitType
from functions.domain.providers.events import Kind, Origin
from functions.domain.settings.types import Channel, ConsentPurpose, CustomerGroup, Purpose, TemplatePurpose
from functions.domain.staff.roles import Role

# Enumerations that several fields share, by the name that they have in Dart. Others are called after their field.
_SHARED: Mapping[str, Any] = {
    "Channel": Channel,
    "CommandStatus": CommandStatus,
    "ConsentPurpose": ConsentPurpose,
    "TemplatePurpose": TemplatePurpose,
    "CustomerGroup": CustomerGroup,
    "InteractionSource": InteractionSource,
    "MessageKind": Kind,
    "MessageOrigin": Origin,
    "MessagePurpose": Purpose,
    "MessageStatus": MessageStatus,
    "OrderSource": Source,
    "OrderStatus": OrderStatus,
    "Reported": Reported,
    "Role": Role,
    "SalesChannel": SalesChannel,
    "SuppressedBecause": Because,
    "VisitType": VisitType,
}
UNKNOWN = "unknown"
# https://dart.dev/language/keywords, and what every object has.
_KEYWORDS = """
    assert await break case catch class const continue default do else enum extends false final finally for if in is
    new null rethrow return super switch this throw true try var void when while with yield
    hashCode noSuchMethod runtimeType toString
"""
_TAKEN_IN_TYPES = frozenset({"fields", "over", "toDraft", "commandKind", "fieldNames"})
_TAKEN_IN_ENUMERATIONS = frozenset({"index", "name", "of", "values", "written"})
_PLAIN = {"string": ("String", "textOf"), "integer": ("int", "wholeOf"), "number": ("num", "numberOf")}
_PLAIN |= {"boolean": ("bool", "flagOf")}
_NOTHING: Mapping[str, Any] = {"type": "null"}


@dataclass(frozen=True)
class Enumeration:
    name: str
    words: tuple[str, ...]

    @property
    def members(self) -> list[tuple[str, str]]:
        """Dart's names with the words as they are stored; `unknown` stands for every word that is none of them."""
        named = [(dart_name(word, _TAKEN_IN_ENUMERATIONS), word) for word in self.words]
        return named if UNKNOWN in self.words else [*named, (UNKNOWN, "")]


@dataclass(frozen=True)
class Shape:
    """How a value is read: its type without null, the function that reads it, and `to_store`, Dart that makes of
    `value` what Firestore takes.
    """

    type: str
    reader: str
    to_store: str = "value"

    def stored(self, name: str) -> str:
        """Dart that makes of a variable, which is not null, what Firestore takes."""
        return self.to_store.replace("value?", name).replace("value", name)


@dataclass(frozen=True)
class DartField:
    """A field of a document: `fallback` is what an absent one reads as; without it the getter may give null."""

    stored: str
    name: str
    shape: Shape
    fallback: str | None
    is_required: bool

    @property
    def type(self) -> str:
        return self.shape.type if self.fallback is not None else self.optional_type

    @property
    def optional_type(self) -> str:
        return self.shape.type if self.shape.type == "Object?" else f"{self.shape.type}?"

    @property
    def expression(self) -> str:
        """Dart that reads the field of a document."""
        read = self.optional_expression
        return read if self.fallback is None else f"{read} ?? {self.fallback}"

    @property
    def optional_expression(self) -> str:
        """The same, with null where it is absent."""
        return self.shape.reader.replace("$", f"fields['{self.stored}']")


@dataclass(frozen=True)
class DartType:
    """An extension type over a map. `kind` is set for the data of a command."""

    name: str
    about: str
    fields: tuple[DartField, ...]
    path: str | None = None
    kind: str | None = None

    @property
    def required(self) -> list[DartField]:
        return [each for each in self.fields if each.is_required]


@dataclass
class DartLibrary:
    """All types: `documents` with their `parts`, `commands` with theirs, and the enumerations of both."""

    documents: list[DartType] = field(default_factory=list)
    parts: list[DartType] = field(default_factory=list)
    commands: list[DartType] = field(default_factory=list)
    forms: list[DartType] = field(default_factory=list)
    enumerations: dict[str, Enumeration] = field(default_factory=dict)


def dart_library() -> DartLibrary:
    """The types of every document and command that clients use. Raises ValueError where two have one name."""
    library = DartLibrary()
    for document in documents():
        schema = document_schema(document)
        library.parts += _defined(library, schema)
        library.documents.append(_type(library, schema["title"], schema, path=document.path))
    for command in command_kinds():
        schema = command_schema(command)
        library.forms += _defined(library, schema)
        library.commands.append(_type(library, schema["title"], schema, kind=command.kind))
    kinds = [each.kind for each in command_kinds()]
    _enumerated(library, kinds, "CommandKind")
    _enumerated(library, list(CONFIGURATION), "ConfigurationCollection")
    for part in ("parts", "forms", "documents", "commands"):
        setattr(library, part, _once(getattr(library, part)))
    _once([*library.documents, *library.parts, *library.commands, *library.forms])
    return library


def dart_name(stored: str, taken: frozenset[str] = _TAKEN_IN_TYPES) -> str:
    """A field's or word's name as Dart writes it: `next_action_on` is `nextActionOn`."""
    first, *others = [word for word in re.split("[^A-Za-z0-9]+", stored) if word]
    name = first[:1].lower() + first[1:] + "".join(word[:1].upper() + word[1:] for word in others)
    return f"{name}_" if name in taken.union(_KEYWORDS.split()) else name


def _once(types: list[DartType]) -> list[DartType]:
    by_name: dict[str, DartType] = {}
    for each in types:
        if by_name.setdefault(each.name, each) != each:
            raise ValueError(f"two types are called {each.name}")
    return list(by_name.values())


def _defined(library: DartLibrary, schema: Schema) -> Iterator[DartType]:
    for name, part in schema.get("$defs", {}).items():
        yield _type(library, name, part)


def _type(library: DartLibrary, name: str, schema: Schema, **more: Any) -> DartType:
    required = schema.get("required", ())
    fields = tuple(
        _field(library, name, stored, each=each, is_required=stored in required)
        for stored, each in sorted(schema["properties"].items())
    )
    about = " ".join(schema.get("description", "").partition("\n\n")[0].split())
    return DartType(name, about, fields, **more)


def _field(library: DartLibrary, owner: str, stored: str, *, each: Schema, is_required: bool) -> DartField:
    schema, is_optional = _without_null(each)
    shape = _shape(library, schema, f"{owner}{dart_name(f'x_{stored}')[1:]}")
    fallback = None if is_optional else _fallback(schema, shape, each.get("default"))
    return DartField(stored, dart_name(stored), shape, fallback, is_required)


def _without_null(schema: Schema) -> tuple[Schema, bool]:
    """A schema without its null, and whether it had one."""
    others = [each for each in schema.get("anyOf", ()) if each != _NOTHING]
    if len(others) == len(schema.get("anyOf", ())):
        return schema, False
    return (others[0] if len(others) == 1 else {"anyOf": others}), True


def _shape(library: DartLibrary, schema: Schema, name: str) -> Shape:
    if words := _words(schema):
        enumeration = _enumerated(library, words, name)
        return Shape(enumeration.name, f"{enumeration.name}.of($)", "value?.written")
    if "$ref" in schema:
        part = schema["$ref"].rpartition("/")[2]
        return Shape(part, f"partOf($, {part}.new)")
    if {each.get("type") for each in schema.get("anyOf", ())} == {"number", "string"}:
        return Shape("String", "decimalOf($)")
    if schema.get("format") == "date-time":
        return Shape("DateTime", "instantOf($)", "timestampOf(value)")
    if schema.get("type") == "array":
        return _list_shape(_shape(library, schema["items"], name))
    if schema.get("type") == "object":
        return _map_shape(library, schema, name)
    type, reader = _PLAIN.get(schema.get("type", ""), ("Object?", ""))
    return Shape(type, f"{reader}($)" if reader else "$")


def _list_shape(item: Shape) -> Shape:
    read = f"listOf($, (each) => {item.reader.replace('$', 'each')})"
    stored = f"value?.map((each) => {item.stored('each')}).toList()"
    return Shape(f"List<{item.type}>", read, "value" if item.to_store == "value" else stored)


def _map_shape(library: DartLibrary, schema: Schema, name: str) -> Shape:
    values = schema.get("additionalProperties")
    item = _shape(library, values, name) if isinstance(values, dict) else Shape("Object?", "$")
    if item.type == "Object?":
        return Shape("Fields", "fieldsOf($)")
    return Shape(f"Map<String, {item.type}>", f"mapOf($, (each) => {item.reader.replace('$', 'each')})")


def _words(schema: Schema) -> list[str] | None:
    """The words of an enumeration, of one that is made of two as well."""
    if "enum" in schema:
        return list(schema["enum"])
    parts = schema.get("anyOf", ())
    if parts and all("enum" in each for each in parts):
        return [word for each in parts for word in each["enum"]]
    return None


def _enumerated(library: DartLibrary, words: list[str], name: str) -> Enumeration:
    shared = (each for each, literal in _SHARED.items() if set(get_args(literal)) == set(words))
    called = next(shared, name)
    if library.enumerations.setdefault(called, Enumeration(called, tuple(words))).words != tuple(words):
        raise ValueError(f"two enumerations are called {called}")
    return library.enumerations[called]


def _fallback(schema: Schema, shape: Shape, default: Any) -> str | None:
    """Dart for what an absent field reads as: the model's own default, or an empty map or list."""
    if shape.type.startswith("List<"):
        return "const []"
    if shape.type.startswith("Map<") or shape.type == "Fields":
        return "const {}"
    if "$ref" in schema:
        return f"{shape.type}(const {{}})"
    if _words(schema):
        return f"{shape.type}.{dart_name(default, _TAKEN_IN_ENUMERATIONS) if default else UNKNOWN}"
    if isinstance(default, bool):
        return str(default).lower()
    return str(default) if isinstance(default, int) else None
