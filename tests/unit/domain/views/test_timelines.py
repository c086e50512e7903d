"""A customer's timeline: everything once, the newest first, whatever the pages' size."""

from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from functions.domain.customers.interactions import Interaction
from functions.domain.customers.notes import Note
from functions.domain.feedback.documents import Feedback
from functions.domain.kernel.decisions import Document
from functions.domain.kernel.errors import Malformed
from functions.domain.loyalty.points import LedgerEntry
from functions.domain.orders.documents import RecordedOrder
from functions.domain.staff.members import Member
from functions.domain.staff.roles import Role
from functions.domain.views.pages import Wanted
from functions.domain.views.timelines import timeline
from tests.builders import NOON, a_customer, a_message, an_order, an_org, take_in
from tests.memory import DictBackend, a_store, run

LATER = NOON + timedelta(minutes=1)


@cache
def an_order_document() -> RecordedOrder:
    take_in(a_store(backend := DictBackend()), an_order())
    return RecordedOrder.model_validate({**backend.one("orders"), "id": "1"})


def documents() -> list[Document]:
    """Several of every kind at two instants, and a note that has lost its own."""
    found: list[Document] = []
    of: dict[str, Any] = {"customer_id": "somebody"}
    for at, mark in ((NOON, "a"), (LATER, "b")):
        for id in (f"{mark}1", f"{mark}2"):
            found += [
                an_order_document().with_changes(id=id, ordered_at=at, **of),
                Interaction(id=id, performed_at=at, **of),
                a_message(id=id, created_at=at),
                Note(id=id, created_at=at, **of),
                Feedback(id=id, created_at=at, **of),
                LedgerEntry(id=id, at=at, unit="points", kind="earn", amount=1, cause="o", **of),
            ]
    return [*found, Note(id="lost", **of), Note(id="gone", **of)]


def a_shop(role: Role = "manager") -> DictBackend:
    backend = DictBackend()
    for document in (Member(id="asks", roles=(role,)), a_customer(), *documents()):
        backend.put(document)
    return backend


def page_of(backend: DictBackend, limit: int, cursor: str | None, **settings: Any) -> dict[str, Any]:
    wanted = Wanted(limit, cursor)
    org = an_org(**settings)
    return run(a_store(backend), lambda: timeline(org, "asks", "somebody", wanted=wanted))


def seen(backend: DictBackend, limit: int, **settings: Any) -> list[tuple[str, str]]:
    entries, cursor = [], None
    for _ in range(60):
        found = page_of(backend, limit, cursor, **settings)
        entries += [(entry["kind"], entry["id"]) for entry in found["items"]]
        cursor = found["next"]
        if cursor is None:
            return entries
    raise AssertionError("the timeline has no end")


KINDS = ("orders", "interactions", "messages", "notes", "feedback", "ledger")
ALL = [(kind, id) for mark in "ba" for kind in KINDS for id in (f"{mark}2", f"{mark}1")]


@pytest.mark.item("S001-07", "S002-15")
@pytest.mark.parametrize("limit", [1, 2, 3, 5, 7, 24, 26, 100])
def test_pages_of_any_size_have_every_entry_once_the_newest_first(limit: int) -> None:
    assert seen(a_shop(), limit) == [*ALL, ("notes", "lost"), ("notes", "gone")]


def test_an_entry_says_what_it_is_and_when() -> None:
    (entry,) = page_of(a_shop(), 1, None)["items"]
    assert (entry["kind"], entry["at"], entry["id"]) == ("orders", LATER.isoformat(), "b2")


def test_a_page_bills_its_rows_for_each_kind_at_the_most() -> None:
    backend = a_shop()
    page_of(backend, 3, None)
    assert backend.billed.reads == 2 + 6 * 3


@pytest.mark.parametrize(
    ("role", "settings", "kinds"),
    [
        ("delivery", {}, {"orders"}),
        ("marketing", {"features": {"loyalty": False}}, set(KINDS) - {"ledger"}),
    ],
)
def test_kinds_that_the_member_does_not_read_are_left_out(
    role: Role, settings: dict[str, Any], kinds: set[str]
) -> None:
    assert {kind for kind, _ in seen(a_shop(role), 4, **settings)} == kinds


def test_a_cursor_of_another_customer_is_refused() -> None:
    backend = a_shop()
    backend.put(a_customer(id="other"))
    cursor = page_of(backend, 1, None)["next"]
    wanted = Wanted(1, cursor)
    with pytest.raises(Malformed):
        run(a_store(backend), lambda: timeline(an_org(), "asks", "other", wanted=wanted))
