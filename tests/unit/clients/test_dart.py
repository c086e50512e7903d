"""The Dart package is Dart and says the same as the schemas. There is no Dart SDK here: apps' builds compile it."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from clients.dart_types import dart_library, dart_name
from clients.queries import QUERIES
from functions.domain.commands.kinds import KINDS
from functions.domain.messages.outbox import Status
from tests.unit.clients.dart_syntax import accessors_of, asked_for_in, declared_in, mistakes_in, words_of
from tests.unit.clients.made import MADE, ROOT

PACKAGE = ROOT / "flutter"
FILES = sorted(PACKAGE.rglob("*.dart"))
SOURCES = {path.name: path.read_text(encoding="utf-8") for path in (PACKAGE / "lib").rglob("*.dart")}
BY_HAND = [name for name in SOURCES if f"flutter/lib/src/{name}" not in MADE]
LIBRARY = dart_library()
SCHEMAS: list[dict[str, Any]] = [
    json.loads(text) for name, text in MADE.items() if name.startswith("schemas/")
]
# Every object of the schemas by the name of its type.
PARTS = {schema["title"]: schema["properties"] for schema in SCHEMAS} | {
    name: part["properties"] for schema in SCHEMAS for name, part in schema.get("$defs", {}).items()
}
ACCESSORS = accessors_of(SOURCES["documents.dart"]) | accessors_of(SOURCES["command_data.dart"])
DECLARED = {name for source in SOURCES.values() for name in declared_in(source)}
# Members of Dart's own libraries and of cloud_firestore that files written by hand use.
_OF_OTHERS = """
    add addAll arrayContains call catchError collection compareTo contains containsAll containsKey data difference doc
    docs entries firstOrNull fromDate fromMillisecondsSinceEpoch get hasPendingWrites id insert intersection isAfter
    isBefore isEmpty isFinite isFromCache isNotEmpty keys limit map metadata new now orderBy remove replaceAll reversed
    serverTimestamp set snapshots sort startAfterDocument toDate toInt toList toSet toString toUtc truncateToDouble
    tryParse where
"""
OF_OTHERS = set(_OF_OTHERS.split())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_file_is_dart(path: Path) -> None:
    assert mistakes_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("written", "broken"),
    [
        ("extension type const Customer(Fields fields) {", "extension type const Customer(Fields fields {"),
        ("String? get joinedInto =>", "String? get =>"),
        ("  Engagement get engagement", "  Engagement engagement get"),
    ],
)
def test_what_is_no_dart_is_found(written: str, broken: str) -> None:
    source = SOURCES["documents.dart"]
    assert source.count(written) == 1
    assert mistakes_in(source.replace(written, broken)) != []


@pytest.mark.parametrize("name", sorted(PARTS))
def test_each_field_of_a_schema_has_a_getter_that_reads_it(name: str) -> None:
    read = {each.stored: each.name for each in ACCESSORS[name] if each.kind == "get"}
    assert read == {field: dart_name(field) for field in PARTS[name]}


@pytest.mark.parametrize("name", [each.name for each in (*LIBRARY.commands, *LIBRARY.forms)])
def test_each_field_of_a_command_s_data_has_a_setter_that_writes_it(name: str) -> None:
    written = {each.stored: each.name for each in ACCESSORS[name] if each.kind == "set"}
    assert written == {field: dart_name(field) for field in PARTS[name]}


def test_documents_have_no_setters() -> None:
    """What an app wants changed it asks for by a command."""
    names = [each.name for each in (*LIBRARY.documents, *LIBRARY.parts)]
    assert [each for name in names for each in ACCESSORS[name] if each.kind == "set"] == []


def test_every_enumeration_has_a_member_for_words_that_the_app_does_not_know() -> None:
    enumerations = words_of(SOURCES["enumerations.dart"])
    assert enumerations["OrderStatus"] == [
        ("pending", "pending"),
        ("paid", "paid"),
        ("delivered", "delivered"),
        ("cancelled", "cancelled"),
        ("refunded", "refunded"),
        ("unknown", ""),
    ]
    assert [name for name, members in enumerations.items() if "unknown" not in dict(members)] == []


def test_a_word_unknown_of_the_server_s_own_is_the_member_itself() -> None:
    assert dict(words_of(SOURCES["enumerations.dart"])["MessageStatus"]) == {
        word: word for word in get_args(Status)
    }


def test_each_kind_of_command_has_its_type_and_its_word() -> None:
    kinds = dict(words_of(SOURCES["enumerations.dart"])["CommandKind"])
    assert kinds == {dart_name(kind): kind for kind in KINDS} | {"unknown": ""}
    named = re.findall(r"static const commandKind = CommandKind\.(\w+);", SOURCES["command_data.dart"])
    assert [kinds[name] for name in named] == list(KINDS)


def test_a_word_of_the_language_gets_a_sign_behind_it() -> None:
    assert [dart_name(name) for name in ("default", "next_action_on", "name", "fields")] == [
        "default_",
        "nextActionOn",
        "name",
        "fields_",
    ]


def test_every_query_of_the_table_is_a_method() -> None:
    declared = declared_in(SOURCES["queries.dart"])
    assert [each.name for each in QUERIES if each.name not in declared] == []


@pytest.mark.parametrize("name", BY_HAND)
def test_what_a_file_written_by_hand_asks_for_is_declared(name: str) -> None:
    """A field that is renamed in a model is found here, and not in the build of an app."""
    asked_for = asked_for_in(SOURCES[name])
    assert {member: at for member, at in asked_for.items() if member not in DECLARED | OF_OTHERS} == {}


def test_a_renamed_member_is_found() -> None:
    source = SOURCES["overlay.dart"].replace(".performedAt", ".happenedAt")
    assert asked_for_in(source).keys() - DECLARED - OF_OTHERS == {"happenedAt"}


def test_files_import_files_that_are_there() -> None:
    named = {
        (name, target)
        for name, source in SOURCES.items()
        for target in re.findall(r"'(?:src/)?(\w+\.dart)'", source)
    }
    assert {pair for pair in named if pair[1] not in SOURCES} == set()


def test_a_command_has_the_five_fields_that_rules_let_a_client_write() -> None:
    give = SOURCES["commands.dart"].partition("document.set({")[2].partition("});")[0]
    assert re.findall(r"'(\w+)':", give) == ["kind", "data", "made_at", "by_uid", "created_at"]
    assert "'created_at': FieldValue.serverTimestamp()" in give
