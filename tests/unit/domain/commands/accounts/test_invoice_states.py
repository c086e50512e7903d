"""A finance system tells of invoices: each state counts as of its `updated_at`, in any order, once."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.commands.accounts.invoice_states import InvoiceReceipt, parse_invoice, take_invoice
from functions.domain.kernel.errors import Conflict, FeatureOff, Malformed
from tests.builders import NOON, a_customer, an_org, give, with_staff
from tests.command_samples import a_legal_entity
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org()


def a_state(minutes: int = 0, **changes: Any) -> dict[str, Any]:
    return {
        "invoice_id": "INV-1",
        "legal_entity_id": "pt",
        "due_on": "2025-02-10",
        "currency": "inr",
        "total": "9.00",
        "updated_at": (NOON - timedelta(minutes=60 - minutes)).isoformat(),
    } | changes


def office() -> DictBackend:
    return with_staff(a_customer(), a_legal_entity(), role="owner")


def tell(backend: DictBackend, minutes: int = 0, **changes: Any) -> InvoiceReceipt:
    state = parse_invoice(ORG, a_state(minutes, **changes), NOON)
    return run(a_store(backend), lambda: take_invoice(ORG, state, NOON), "kopi")


def stands(backend: DictBackend) -> tuple[Any, ...]:
    invoice = backend.one("invoices")
    return invoice["status"], invoice["open_minor"], backend.one("legal_entities")["exposure_minor"]


@pytest.mark.item("S002-74")
def test_a_state_is_taken_once_and_its_legal_entity_is_exposed_by_what_is_open() -> None:
    backend = office()
    backend.billed = Billed()
    first = tell(backend, paid="4.00", number=77, issued_on="2025-01-10")
    assert first.model_dump() == {
        "invoice_id": "INV-1",
        "status": "part_paid",
        "paid_minor": 400,
        "open_minor": 500,
        "customer_id": "somebody",
        "replayed": False,
    }
    assert backend.billed == Billed(reads=3, writes=2)
    assert backend.one("invoices")["number"] == "77"
    assert stands(backend) == ("part_paid", 500, 500)
    versions = dict(backend.versions)
    assert tell(backend, paid="4.00", number=77, issued_on="2025-01-10") == first.with_changes(replayed=True)
    assert backend.versions == versions


def test_states_end_the_same_in_whatever_order_they_arrive() -> None:
    ends = set()
    states = [(0, {"status": "open"}), (10, {"paid": "4"}), (20, {"status": "paid"})]
    for order in permutations(states):
        backend = office()
        for minutes, changes in order:
            tell(backend, minutes, **changes)
        ends.add(stands(backend))
    assert ends == {("paid", 0, 0)}


def test_of_two_states_of_one_second_the_one_that_is_further_paid_or_cancelled_holds() -> None:
    states: list[dict[str, Any]] = [{"paid": "4"}, {"paid": "9"}, {"status": "CANCELED", "paid": "0"}]
    for order in permutations(states):
        backend = office()
        for changes in order:
            tell(backend, **changes)
        assert stands(backend) == ("cancelled", 0, 0)


def test_another_content_of_the_same_state_is_a_conflict_and_changes_nothing() -> None:
    backend = office()
    tell(backend)
    versions = dict(backend.versions)
    with pytest.raises(Conflict):
        tell(backend, total="10.00")
    assert backend.versions == versions


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"total": "9.001"}, "total"),
        ({"total": None}, "total"),
        ({"paid": "9.01"}, "paid"),
        ({"paid": "-1"}, "paid"),
        ({"status": "paid", "paid": "8"}, "status"),
        ({"status": "open", "paid": "1"}, "status"),
        ({"status": "settled"}, "status"),
        ({"currency": "EUR"}, "currency"),
        ({"due_on": "10.02.2025"}, "due_on"),
        ({"due_on": None}, "due_on"),
        ({"updated_at": "2025-01-25 12:00"}, "updated_at"),
        ({"updated_at": (NOON + timedelta(minutes=11)).isoformat()}, "updated_at"),
        ({"legal_entity_id": "none"}, "legal_entity_id"),
        ({"legal_entity_id": "a/b"}, "legal_entity_id"),
        ({"invoice_id": " " * 300}, "invoice_id"),
    ],
)
def test_a_wrong_state_is_refused_by_the_name_that_the_body_has_and_nothing_is_written(
    changes: dict[str, Any], path: str
) -> None:
    backend = office()
    versions = dict(backend.versions)
    with pytest.raises(Malformed) as refused:
        tell(backend, **changes)
    assert [fault.path for fault in refused.value.faults] == [path]
    assert backend.versions == versions


def test_with_the_crm_off_no_invoice_is_taken() -> None:
    backend, org = office(), an_org(features={"crm": False})
    state = parse_invoice(org, a_state(), NOON)
    with pytest.raises(FeatureOff):
        run(a_store(backend), lambda: take_invoice(org, state, NOON), "kopi")
    assert backend.all("invoices") == {}


_STATES = some.tuples(
    some.sampled_from("ab"),
    some.integers(0, 5),
    some.sampled_from(["0", "3", "9"]),
    some.booleans(),
    some.booleans(),
)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(some.lists(_STATES, max_size=10, unique_by=lambda each: each[:2]), some.randoms())
def test_exposure_is_what_is_open_whoever_tells_and_in_any_order(history: list[Any], chance: Any) -> None:
    """Each instant of an invoice is told by one of the two ways, some of them twice."""
    ends = []
    for _ in range(2):
        backend = office()
        for id, minutes, paid, is_cancelled, is_by_hook in (*history, *history[:3]):
            if is_by_hook:
                status = "cancelled" if is_cancelled else None
                tell(backend, minutes, invoice_id=id, paid=paid, status=status)
            else:
                at = NOON - timedelta(minutes=60 - minutes)
                data = {"invoice_id": id, "legal_entity_id": "pt", "due_on": "2025-02-10"}
                data |= {"total_minor": 900, "paid_minor": int(paid) * 100, "is_cancelled": is_cancelled}
                give(backend, "record_invoice", data, made_at=at)
        invoices = backend.all("invoices")
        owed = sum(each["open_minor"] for each in invoices.values())
        assert backend.one("legal_entities").get("exposure_minor", 0) == owed
        ends.append({id: (each["status"], each["open_minor"]) for id, each in invoices.items()})
        chance.shuffle(history)
    assert ends[0] == ends[1]
