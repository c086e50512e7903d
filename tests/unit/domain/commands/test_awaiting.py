"""A phone asks for several things in a row, and their events arrive in another order: what names another one waits."""

from contextlib import suppress
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from functions.domain.commands.awaiting import JUST_NOW, WAITS
from functions.domain.commands.settle import settle_command
from functions.domain.kernel.errors import TooEarly
from functions.domain.shop.products import Product
from tests.builders import NOON, a_command, a_customer, an_org, give, problems, with_staff
from tests.memory import Billed, DictBackend, a_store

LINES = [{"product_id": "milk", "quantity": "10"}]
DRAFT = {"customer_id": "somebody", "lines": LINES}


def desk() -> DictBackend:
    return with_staff(
        a_customer(customer_group="b2b"), Product(id="milk", name="Milk", price_minor=5_000), role="manager"
    )


def given(backend: DictBackend, id: str, kind: str, data: dict[str, Any], **changes: Any) -> None:
    """A command that was written and whose event has not come."""
    backend.client_writes(f"orgs/kopi/commands/{id}", **a_command(kind, data, **changes))


def settle(backend: DictBackend, id: str, now: datetime = NOON) -> dict[str, Any]:
    known = [backend.snapshot(f"orgs/kopi/commands/{id}")]
    a_store(backend).commit("kopi", lambda: settle_command(an_org(), id, now), known)
    return backend.all("commands")[id]


@pytest.mark.item("S002-56", "S002-99")
def test_a_quote_that_is_submitted_before_its_draft_arrived_waits_for_it() -> None:
    backend = desk()
    given(backend, "draft", "save_quote", DRAFT)
    given(backend, "submit", "submit_quote", {"quote_id": "draft"})
    before = dict(backend.documents)
    with pytest.raises(TooEarly):
        settle(backend, "submit")
    assert backend.documents == before
    assert settle(backend, "draft")["status"] == "done"
    assert settle(backend, "submit")["result"]["status"] == "approved"


def test_a_quote_of_a_deal_that_is_on_its_way_waits_for_it() -> None:
    backend = desk()
    given(backend, "deal", "change_opportunity", {"customer_id": "somebody", "title": "Milk"})
    given(backend, "draft", "save_quote", {"opportunity_id": "deal", "lines": LINES})
    with pytest.raises(TooEarly):
        settle(backend, "draft")
    settle(backend, "deal")
    assert settle(backend, "draft")["status"] == "done"
    assert backend.one("quotes")["opportunity_id"] == "deal"


def test_what_came_of_a_task_waits_for_the_task() -> None:
    backend = desk()
    given(backend, "task", "create_task", {"task_type": "call", "customer_id": "somebody"})
    given(backend, "done", "complete_task", {"task_id": "command:task:task", "outcome": "completed"})
    with pytest.raises(TooEarly):
        settle(backend, "done")
    settle(backend, "task")
    assert settle(backend, "done")["status"] == "done"


def test_what_was_made_after_the_later_command_looked_for_it_is_looked_for_again() -> None:
    """Both events come at once: the draft is settled between the two looks of the other one."""
    backend = desk()
    given(backend, "draft", "save_quote", DRAFT, status="done", settled_at=NOON)
    given(backend, "submit", "submit_quote", {"quote_id": "draft"})
    with pytest.raises(TooEarly):
        settle(backend, "submit", NOON + JUST_NOW - timedelta(seconds=1))
    assert problems(settle(backend, "submit", NOON + JUST_NOW)) == {"quote_id": "names no quote"}


def test_where_the_other_one_is_refused_so_is_what_names_it() -> None:
    backend = desk()
    given(backend, "draft", "save_quote", DRAFT | {"customer_id": "nobody"})
    given(backend, "submit", "submit_quote", {"quote_id": "draft"})
    assert settle(backend, "draft")["status"] == "refused"
    assert problems(settle(backend, "submit")) == {"quote_id": "names no quote"}
    assert backend.all("quotes") == {}


@pytest.mark.parametrize(
    ("id", "changes"),
    [("draft", {"created_at": NOON - WAITS}), ("draft", {"created_at": "soon"}), ("submit", {})],
    ids=["for an hour alone", "not for one that is no command", "not for itself"],
)
def test_it_does_not_wait_for_ever(id: str, changes: dict[str, Any]) -> None:
    backend = desk()
    given(backend, "draft", "save_quote", DRAFT, **changes)
    given(backend, "submit", "submit_quote", {"quote_id": id})
    assert problems(settle(backend, "submit")) == {"quote_id": "names no quote"}


def test_it_waits_until_just_before_the_hour_is_over() -> None:
    backend = desk()
    given(backend, "draft", "save_quote", DRAFT, created_at=NOON - WAITS + timedelta(seconds=1))
    given(backend, "submit", "submit_quote", {"quote_id": "draft"})
    with pytest.raises(TooEarly):
        settle(backend, "submit")


def test_a_refusal_reads_what_is_named_and_not_there_and_any_other_nothing_more() -> None:
    backend = desk()
    backend.billed = Billed()
    give(backend, "submit_quote", {"quote_id": "nothing"})
    assert (backend.billed.reads, backend.billed.writes) == (3, 1)  # member, quote, and what could make it
    backend.billed = Billed()
    refused = give(backend, "save_quote", DRAFT | {"lines": [{"product_id": "a/b", "quantity": "1"}]})
    assert list(problems(refused)) == ["lines.0.product_id"]
    assert (backend.billed.reads, backend.billed.writes) == (0, 1)


def test_each_of_several_lines_is_looked_up_by_its_own_id() -> None:
    backend = desk()
    given(backend, "ghee", "add_note", {"customer_id": "somebody", "note": "Ghee"})
    lines = [*LINES, {"product_id": "curd", "quantity": "1"}, {"product_id": "ghee", "quantity": "1"}]
    given(backend, "draft", "save_quote", DRAFT | {"lines": lines})
    with pytest.raises(TooEarly):
        settle(backend, "draft")
    settle(backend, "ghee")
    assert problems(settle(backend, "draft", NOON + JUST_NOW)) == {
        "lines.1.product_id": "names no product",
        "lines.2.product_id": "names no product",
    }


DEAL = {"customer_id": "somebody", "title": "Milk"}


@pytest.mark.parametrize(
    ("kind", "field", "data"),
    [
        ("change_opportunity", "opportunity_id", DEAL),
        ("save_quote", "quote_id", DRAFT),
        ("save_brand", "brand_id", {"customer_id": "somebody", "brand_name": "Kopi"}),
        ("save_legal_entity", "legal_entity_id", {"customer_id": "somebody", "legal_name": "Kopi Ltd"}),
        ("save_contact", "contact_id", {"customer_id": "somebody", "name": "Ravi"}),
        ("save_contract", "contract_id", {"customer_id": "somebody", "starts_on": "2026-01-01"}),
    ],
)
def test_what_a_command_names_by_its_own_id_it_makes_and_does_not_wait_for(
    kind: str, field: str, data: dict[str, Any]
) -> None:
    backend = desk()
    given(backend, "own", kind, data | {field: "own"})
    assert settle(backend, "own")["result"][field] == "own"


@pytest.mark.parametrize(
    ("kind", "field", "data"),
    [
        ("change_opportunity", "opportunity_id", DEAL),
        ("save_quote", "quote_id", DRAFT),
        ("save_brand", "brand_id", {"customer_id": "somebody", "brand_name": "Kopi"}),
        ("save_legal_entity", "legal_entity_id", {"customer_id": "somebody", "legal_name": "Kopi Ltd"}),
        ("save_contact", "contact_id", {"customer_id": "somebody", "name": "Ravi"}),
        ("save_contract", "contract_id", {"customer_id": "somebody", "starts_on": "2026-01-01"}),
    ],
)
def test_a_change_of_what_is_on_its_way_begins_no_second_one_in_its_place(
    kind: str, field: str, data: dict[str, Any]
) -> None:
    backend = desk()
    given(backend, "first", kind, data)
    given(backend, "later", kind, data | {field: "first"}, made_at=NOON + timedelta(seconds=1))
    with pytest.raises(TooEarly):
        settle(backend, "later", NOON + timedelta(seconds=2))
    assert settle(backend, "first", NOON + timedelta(seconds=2))["status"] == "done"
    assert settle(backend, "later", NOON + timedelta(seconds=3))["status"] == "done"


def minute(number: int) -> datetime:
    return NOON - timedelta(hours=2) + timedelta(minutes=number)


def moves(backend: DictBackend, *stages: str, **changes: Any) -> list[str]:
    """A deal, and moves of it that a phone asked for one a minute, all written when it was online again."""
    given(backend, "deal", "change_opportunity", DEAL, made_at=minute(0))
    for number, stage in enumerate(stages, start=1):
        data = {"opportunity_id": "deal", "stage": stage, "close_reason": "Taste"}
        given(backend, f"m{number}", "change_opportunity", data, made_at=minute(number), **changes)
    return [f"m{number}" for number in range(1, len(stages) + 1)]


@pytest.mark.item("S000-10", "S002-56")
@pytest.mark.parametrize("order", list(permutations(["deal", "m1", "m2"])), ids="-".join)
def test_moves_of_a_deal_that_is_on_its_way_wait_and_follow_one_another(order: tuple[str, ...]) -> None:
    backend = desk()
    moves(backend, "won", "retention")
    waiting = list(order)
    for _ in order:
        for id in tuple(waiting):
            with suppress(TooEarly):
                settle(backend, id)
                waiting.remove(id)
    deal = backend.one("opportunities")
    assert [(each["from"], each["to"]) for each in deal["stage_history"]] == [
        ("lead", "won"),
        ("won", "retention"),
    ]
    assert {each["status"] for each in backend.all("commands").values()} == {"done"}


def test_a_move_waits_for_the_field_that_an_earlier_change_brings() -> None:
    backend = desk()
    moves(backend)
    settle(backend, "deal")
    given(backend, "why", "change_opportunity", {"opportunity_id": "deal", "close_reason": "Taste"})
    moved = {"opportunity_id": "deal", "stage": "won"}
    given(backend, "won", "change_opportunity", moved, made_at=NOON + timedelta(seconds=1))
    with pytest.raises(TooEarly):
        settle(backend, "won", NOON + timedelta(seconds=2))
    settle(backend, "why", NOON + timedelta(seconds=3))
    assert settle(backend, "won", NOON + timedelta(seconds=4))["status"] == "done"


@pytest.mark.parametrize(
    "changes",
    [{"by_uid": "another"}, {"created_at": NOON - WAITS}, {"made_at": NOON}, {"made_at": "soon"}],
    ids=["of another", "of an hour ago", "made later", "of no instant"],
)
def test_a_refused_move_does_not_wait_for_others(changes: dict[str, Any]) -> None:
    backend = desk()
    moves(backend)
    settle(backend, "deal")
    moved = {"opportunity_id": "deal", "stage": "won", "close_reason": "Taste"}
    given(backend, "won", "change_opportunity", moved, **{"made_at": minute(1), **changes})
    kept = {"opportunity_id": "deal", "stage": "retention"}
    given(backend, "kept", "change_opportunity", kept, made_at=minute(2))
    assert problems(settle(backend, "kept")) == {"stage": "may not follow lead"}


def test_a_refused_move_does_not_wait_for_one_that_was_seen() -> None:
    backend = desk()
    moves(backend, "proposal", "retention")
    settle(backend, "deal")
    settle(backend, "m1")
    assert problems(settle(backend, "m2")) == {"stage": "may not follow proposal"}


def test_a_move_that_names_no_deal_and_no_account_is_refused_by_the_deal() -> None:
    backend = desk()
    given(backend, "move", "change_opportunity", {"opportunity_id": "nothing", "stage": "won"})
    assert problems(settle(backend, "move")) == {"opportunity_id": "names no opportunity"}


def test_a_step_of_a_next_version_waits_for_it() -> None:
    backend = desk()
    given(backend, "draft", "save_quote", DRAFT)
    given(backend, "send", "send_quote", {"quote_id": "draft"})
    settle(backend, "draft")
    settle(backend, "send")
    given(backend, "second", "save_quote", {"quote_id": "draft", "note": "Less"})
    given(backend, "resend", "send_quote", {"quote_id": "draft:v2"})
    with pytest.raises(TooEarly):
        settle(backend, "resend")
    settle(backend, "second")
    assert settle(backend, "resend")["status"] == "done"


def test_a_move_of_a_lead_s_deal_waits_for_its_conversion() -> None:
    backend = desk()
    given(backend, "lead", "save_lead", {"company": {"name": "Ravi Sweets"}})
    assert settle(backend, "lead")["status"] == "done", backend.all("commands")["lead"]
    lead = next(iter(backend.all("leads")))
    given(backend, "convert", "convert_lead", {"lead_id": lead})
    move = {"opportunity_id": f"lead:{lead}", "stage": "qualified"}
    given(backend, "move", "change_opportunity", move, made_at=NOON + timedelta(seconds=1))
    with pytest.raises(TooEarly):
        settle(backend, "move")
    settle(backend, "convert")
    assert settle(backend, "move")["status"] == "done"
