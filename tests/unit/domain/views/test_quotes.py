"""Quotes are listed to each member as far as they read them; a rep sees their own."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.kernel.errors import Forbidden, Malformed
from functions.domain.quotes.documents import Quote
from functions.domain.views.pages import Wanted
from functions.domain.views.quotes import quotes_listed
from tests.builders import NOON, a_customer, a_member, an_org
from tests.memory import Billed, DictBackend, a_store, run


def a_quote(id: str, minutes: int, **fields: Any) -> Quote:
    given = {"customer_id": "mine", "author_uids": ("rep",), "updated_at": NOON + timedelta(minutes=minutes)}
    return Quote.model_validate({"id": id, **given, **fields})


def office() -> DictBackend:
    backend = DictBackend()
    for document in (
        a_member(id="rep", roles=("sales_rep",), territory_ids=("north",)),
        a_member(id="boss", roles=("manager",)),
        a_member(id="clerk", roles=("agent",)),
        a_customer(id="mine", phone=None, email=None, owner_uid="rep"),
        a_customer(id="north", phone=None, email=None, territory_id="north"),
        a_customer(id="theirs", phone=None, email=None, owner_uid="another"),
        a_quote("a", 1),
        a_quote("b", 2, status="sent", author_uids=("boss", "rep")),
        a_quote("c", 3, author_uids=("boss",), opportunity_id="deal"),
        a_quote("d", 4, customer_id="north"),
        a_quote("e", 5, customer_id="theirs"),
        a_quote("f", 6, customer_id="theirs", author_uids=("boss",), opportunity_id="deal"),
    ):
        backend.put(document)
    return backend


def ids(backend: DictBackend, uid: str = "rep", limit: int = 25, **query: str) -> list[str]:
    asked = {name: value for name, value in query.items() if name != "cursor"}
    wanted = Wanted(limit, query.get("cursor"))
    shown = run(a_store(backend), lambda: quotes_listed(an_org(), uid, asked, wanted=wanted))
    return [row["id"] for row in shown["items"]]


@pytest.mark.item("S002-59")
def test_a_rep_is_shown_the_quotes_that_they_wrote_of_customers_whom_they_read() -> None:
    backend = office()
    assert ids(backend) == ["d", "b", "a"]
    # The member, four quotes of theirs, and their three customers.
    assert backend.billed == Billed(reads=1 + 4 + 3)
    assert ids(backend, status="sent") == ["b"]
    assert ids(backend, opportunity_id="deal") == ["c"]
    assert ids(backend, customer_id="mine") == ["c", "b", "a"]


def test_those_who_read_all_quotes_are_shown_all_and_others_none() -> None:
    assert ids(office(), "boss") == ["f", "e", "d", "c", "b", "a"]
    for uid in ("clerk", "stranger"):
        with pytest.raises(Forbidden):
            ids(office(), uid)
    with pytest.raises(Malformed):
        ids(office(), status="sent", customer_id="mine")


def test_a_page_goes_on_after_those_that_are_left_out() -> None:
    backend = office()
    first = run(a_store(backend), lambda: quotes_listed(an_org(), "rep", {}, wanted=Wanted(1)))
    assert first["items"] == []
    assert ids(backend, limit=1, cursor=first["next"]) == ["d"]
