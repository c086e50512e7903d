"""Days of documents beside the customer: a sequence that begins on one, and days before and after all dates."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.accounts.invoices import Invoice
from functions.domain.automations.ending import is_over
from functions.domain.automations.subjects import wake_subject
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, Decision, get
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from tests.builders import a_customer, give, with_staff
from tests.command_samples import BESIDE, a_legal_entity
from tests.memory import DictBackend, a_store, run
from tests.unit.domain.automations.test_running import shop

SECOND = {"after": "5d", "then": [{"send": "news"}]}
OVERDUE = {
    "of": "invoices",
    "on": {"field": "due_on", "after": "1d"},
    "then": [{"send": "news"}],
    "steps": [SECOND],
}


def records(org: Org, backend: DictBackend, **changes: Any) -> str:
    command = give(backend, "record_invoice", BESIDE["record_invoice"] | changes, org=org)
    return str(command["status"])


def an_office() -> DictBackend:
    return with_staff(a_customer(), a_legal_entity(), role="owner")


def wakes(org: Org, backend: DictBackend) -> None:
    """All that is planned for the invoice."""
    while (at := backend.one("invoices").get("wake_at")) is not None:
        run(a_store(backend), lambda at=at: wake_subject(org, Invoice, "inv-1", now=at))  # type: ignore[misc]


def over(org: Org, backend: DictBackend) -> list[bool]:
    """Of each message in their order whether its reason has passed."""

    def decide() -> Decision[list[bool]]:
        customer, invoice = (yield from get(Customer, "somebody")), (yield from get(Invoice, "inv-1"))
        found: list[tuple[datetime, bool]] = []
        for id in backend.all("messages"):
            message = yield from get(Message, id)
            assert message is not None
            found.append((message.created_at, is_over(org, customer, message, subject=invoice)))
        return NOTHING, [each for _, each in sorted(found)]

    return run(a_store(backend), decide)


def test_a_later_step_of_a_sequence_that_began_on_a_day_is_sent_until_the_day_moves() -> None:
    org, backend = shop(overdue=OVERDUE), an_office()
    assert records(org, backend) == "done"
    wakes(org, backend)
    assert over(org, backend) == [False, False]
    records(org, backend, due_on="2026-02-10")
    assert over(org, backend) == [True, True]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize(
    "on",
    [
        {"field": "due_on", "after": "31d"},
        {"field": "due_on", "after": "5h"},
        {"field": "due_on", "before": "31d", "hour": "00:00"},
        {"field": "due_on", "before": "99999d"},
        {"field": "due_on"},
    ],
)
def test_a_day_before_or_after_which_there_is_no_other_is_kept(day: str, on: dict[str, Any]) -> None:
    org, backend = shop(overdue={**OVERDUE, "on": on, "late_by": "99999d"}), an_office()
    assert records(org, backend, due_on=day, issued_on=day) == "done"
    assert backend.one("invoices")["due_on"] == day


def test_an_instant_after_which_there_is_no_other_is_kept() -> None:
    on = {"of": "carts", "on": {"field": "updated_at", "after": "99999d"}}
    org, backend = shop(late={**OVERDUE, **on}), with_staff(a_customer())
    command = give(
        backend, "change_cart", {"customer_id": "somebody", "cart_id": "cart", "items": []}, org=org
    )
    assert command["status"] == "done"
    assert backend.one("carts")["wake_at"] - backend.one("carts")["updated_at"] == timedelta(days=99999)
