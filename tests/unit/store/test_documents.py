"""Between models and stored fields: only the leaves that a change touches are written."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from pydantic import Field

from functions.domain.customers.customer import Customer, Stats
from functions.domain.kernel.decisions import Document, Value
from functions.domain.kernel.errors import Damaged
from functions.domain.orgs.documents import OrgSecrets
from functions.store.documents import (
    changed_fields,
    id_in,
    path_of,
    read_document,
    to_fields,
    to_model,
    with_fields,
)
from functions.store.paths import REMOVED, Place, place_of
from functions.store.snapshots import Snapshot

AT = datetime(2025, 1, 25, tzinfo=UTC)


class Part(Value):
    name: str = "a"
    size: int = 0


class Thing(Document):
    """A document with every shape that ours have."""

    collection: ClassVar[str] = "things"
    text: str | None = None
    part: Part = Part()
    parts: tuple[Part, ...] = ()
    free: Mapping[str, Any] = Field(default_factory=dict)


THING = Thing(id="t", text="x", part=Part(size=1), parts=(Part(),), free={"a": 1, "b": {"c": 2}})


def test_a_document_becomes_lists_and_maps_without_its_id() -> None:
    assert to_fields(THING) == {
        "text": "x",
        "part": {"name": "a", "size": 1},
        "parts": [{"name": "a", "size": 0}],
        "free": {"a": 1, "b": {"c": 2}},
    }


def test_fields_become_the_document_again() -> None:
    assert to_model(Thing, Snapshot("orgs/kopi/things/t", to_fields(THING), 1)) == THING
    assert to_model(Thing, Snapshot("orgs/kopi/things/t", None, None)) is None


def test_a_field_that_the_model_does_not_know_is_no_damage() -> None:
    snapshot = Snapshot("orgs/kopi/things/t", {"text": "x", "colour": "red", "id": "another"}, 1)
    assert to_model(Thing, snapshot) == Thing(id="t", text="x")


class Needy(Document):
    """A document that is nothing without its owner."""

    collection: ClassVar[str] = "needy"
    owner: str


class Exact(Document):
    """A document that takes nothing wrong."""

    collection: ClassVar[str] = "exact"
    is_lenient: ClassVar[bool] = False
    size: int = 0


@pytest.mark.parametrize(
    ("model", "fields", "path"),
    [(Needy, {"owner": ["secret"]}, "owner"), (Needy, {}, "owner"), (Exact, {"size": "secret"}, "size")],
)
def test_damage_names_the_field_and_not_its_value(
    model: type[Document], fields: dict[str, Any], path: str
) -> None:
    with pytest.raises(Damaged) as caught:
        to_model(model, Snapshot(f"orgs/kopi/{model.collection}/t", fields, 1))
    assert [fault.path for fault in caught.value.faults] == [path]
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "thing", "paths"),
    [
        ({"part": {"size": "?", "name": "b"}}, Thing(id="t", part=Part(name="b")), ["part.size"]),
        ({"text": ["?"], "free": {"a": 1}}, Thing(id="t", free={"a": 1}), ["text"]),
        (
            {"parts": [{"size": 1}, 7, {"size": "?"}, {"size": 3}]},
            Thing(id="t", parts=(Part(size=1), Part(), Part(size=3))),
            ["parts.1", "parts.2.size"],
        ),
        ({"parts": {"0": {}}, "part": None}, Thing(id="t"), ["part", "parts"]),
    ],
)
def test_a_wrong_part_is_left_out_and_what_is_right_beside_it_stays(
    fields: dict[str, Any], thing: Thing, paths: list[str]
) -> None:
    read, faults = read_document(Thing, Snapshot("orgs/kopi/things/t", fields, 1))
    assert read == thing.with_changes(odd_fields=frozenset(path.partition(".")[0] for path in paths))
    assert [fault.path for fault in faults] == paths


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, {}),
        ({"text": "x"}, {}),
        ({"text": "y"}, {("text",): "y"}),
        ({"text": None}, {("text",): None}),
        ({"part": Part(size=2)}, {("part", "size"): 2}),
        ({"part": Part(name="b", size=2)}, {("part", "name"): "b", ("part", "size"): 2}),
        ({"parts": ()}, {("parts",): []}),
        ({"parts": (Part(), Part())}, {("parts",): [{"name": "a", "size": 0}] * 2}),
        ({"free": {"a": 1, "b": {"c": 3}}}, {("free", "b", "c"): 3}),
        ({"free": {"a": 1}}, {("free", "b"): REMOVED}),
        ({"free": {"a": 1, "b": {"c": 2}, "d": 4}}, {("free", "d"): 4}),
        ({"free": {"a": 1, "b": {}}}, {("free", "b"): {}}),
        ({"free": {}}, {("free",): {}}),
        ({"free": {"a": {"z": 1}, "b": {"c": 2}}}, {("free", "a"): {"z": 1}}),
    ],
)
def test_a_change_is_the_leaves_that_differ(changes: dict[str, Any], fields: dict[Any, Any]) -> None:
    after = THING.with_changes(**changes)
    assert changed_fields(THING, after) == fields
    assert with_fields(to_fields(THING), fields) == to_fields(after)


def test_a_map_that_was_empty_is_filled() -> None:
    assert changed_fields(Thing(id="t"), Thing(id="t", free={"a": 1})) == {("free",): {"a": 1}}


def test_fields_beside_the_changed_ones_stay() -> None:
    stored = {"part": {"size": 1, "colour": "red"}, "other": [1]}
    after = with_fields(stored, {("part", "size"): 2, ("text",): "y"})
    assert after == {"part": {"size": 2, "colour": "red"}, "other": [1], "text": "y"}
    assert stored == {"part": {"size": 1, "colour": "red"}, "other": [1]}


def test_a_leaf_below_what_is_no_map_makes_it_one() -> None:
    assert with_fields({"part": None}, {("part", "size"): 2}) == {"part": {"size": 2}}
    assert with_fields({}, {("part", "size"): 2}) == {"part": {"size": 2}}


@pytest.mark.parametrize("stored", [{}, {"part": None}, {"part": 1}, {"part": {"other": 1}}])
def test_what_is_in_no_map_cannot_be_removed_from_it(stored: dict[str, Any]) -> None:
    assert with_fields(stored, {("part", "size"): REMOVED}) == stored
    assert with_fields(stored, {("part", "deeper", "size"): REMOVED}) == stored


def test_a_map_from_which_all_was_removed_is_empty() -> None:
    assert with_fields({"part": {"size": 1}}, {("part", "size"): REMOVED}) == {"part": {}}


def test_where_nothing_is_due_there_is_no_wake_at() -> None:
    idle, due = Customer(id="c"), Customer(id="c", due={"auto:winback_30": AT}, wake_at=AT)
    assert "wake_at" not in to_fields(idle)
    assert to_fields(due)["wake_at"] == AT
    assert changed_fields(idle, due)["wake_at",] == AT
    assert changed_fields(due, idle)["wake_at",] is REMOVED
    assert to_model(Customer, Snapshot("orgs/kopi/customers/c", to_fields(idle), 1)) == idle


def test_a_field_that_is_removed_twice_is_gone() -> None:
    assert with_fields({"a": 1}, {("a",): REMOVED, ("b",): REMOVED}) == {}


def test_a_client_s_field_inside_the_server_s_map_is_never_named_by_a_change() -> None:
    stored = Snapshot("orgs/kopi/customers/c", {"stats": {"orders": 1, "favourite": "latte"}}, 1)
    customer = to_model(Customer, stored)
    assert customer is not None
    counted = customer.with_changes(stats=customer.stats.with_changes(orders=2, last_order_at=AT))
    assert changed_fields(customer, counted) == {("stats", "orders"): 2, ("stats", "last_order_at"): AT}


@pytest.mark.item("S004-09", "S004-25")
@pytest.mark.parametrize(
    ("model", "path"),
    [(Customer, "orgs/kopi/customers/x"), (OrgSecrets, "org_secrets/x"), (Thing, "orgs/kopi/things/x")],
)
def test_a_document_lies_below_its_organisation_or_at_the_root(model: type[Document], path: str) -> None:
    assert path_of("kopi", model, "x") == path
    assert id_in(model, path) == "x"


def test_an_id_may_go_on_below_a_document() -> None:
    path = "orgs/kopi/things/x/messages/y"
    assert path_of("kopi", Thing, "x/messages/y") == path
    found = to_model(Thing, Snapshot(path, to_fields(Thing(id="-")), 1))
    assert found is not None
    assert found.id == "x/messages/y"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("orgs/kopi/customers/x", Place("kopi", "customers", "x")),
        ("orgs/kopi", None),
        ("org_secrets/kopi", None),
        ("orgs/kopi/conversations/x/messages/y", None),
        ("shops/kopi/customers/x", None),
    ],
)
def test_a_place_is_that_of_an_organisation_s_own_document(path: str, place: Place | None) -> None:
    assert place_of(path) == place


@pytest.mark.parametrize(
    "spoilt",
    [
        {"stats": {"last_order_at": "2025-01-01T00:00:00"}},
        {"stats": {"orders": 2**62}},
        {"stats": {"orders": True}},
        {"stats": {"spend_minor": "9" * 30}},
    ],
)
def test_an_instant_without_a_zone_and_a_number_that_no_sum_takes_are_wrong(spoilt: dict[str, Any]) -> None:
    customer = to_model(Customer, Snapshot("orgs/kopi/customers/c", spoilt, 1))
    assert customer is not None
    assert (customer.stats, "stats" in customer.odd_fields) == (Stats(), True)
