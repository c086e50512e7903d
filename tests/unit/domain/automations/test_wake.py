"""A customer wakes once for each reason, and rests until the next."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.domain.automations.wake import Woken, wake_customer
from functions.domain.orgs.org import Org
from functions.store.snapshots import Snapshot
from tests.builders import PHONE, an_order, an_org, take_in, winbacks
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org()
BOUGHT = datetime(2025, 1, 1, 9, 0, tzinfo=UTC)


def after(days: float) -> datetime:
    return BOUGHT + timedelta(days=days)


def bought(
    backend: DictBackend, order_id: str, at: datetime, *, now: datetime | None = None, **changes: Any
) -> str:
    """An order of this instant, taken in at once; its customer's id."""
    order = an_order(
        ORG, **{"order_id": order_id, "ordered_at": at.isoformat(), "updated_at": at.isoformat(), **changes}
    )
    return str(take_in(a_store(backend), order, org=ORG, now=now or at).customer_id)


def wake(backend: DictBackend, customer_id: str, now: datetime, org: Org = ORG) -> Woken:
    return run(a_store(backend), lambda: wake_customer(org, customer_id, now))


def a_regular(at: datetime = BOUGHT) -> tuple[DictBackend, str]:
    """Somebody who bought once, with nothing billed yet."""
    backend = DictBackend()
    customer_id = bought(backend, "1", at)
    backend.billed = Billed()
    return backend, customer_id


@pytest.mark.item("S001-66", "S004-21")
def test_a_silence_of_30_days_leaves_one_message_and_the_next_time() -> None:
    backend, customer_id = a_regular()
    assert wake(backend, customer_id, after(30)) == "messaged"
    customer = backend.one("customers")
    assert customer["due"] == {"auto:winback_60": after(60)}
    assert customer["wake_at"] == after(60)
    assert list(backend.all("messages")) == [f"{customer_id}:automation:winback_30:20250101T090000"]
    message = backend.one("messages")
    assert (message["template"], message["rule"], message["purpose"]) == (
        "winback_30",
        "automation:winback_30",
        "marketing",
    )
    figures = {"customer": None, "tier": "silver", "points": 3, "orders": 1, "visits": 1}
    figures |= dict.fromkeys(("discount", "benefits", "card", "referral_code"))
    assert message["variables"] == {"name": None, "business": "Kopi", "days": 30, "percent": 10, **figures}
    assert message["cause"] == f"{customer_id}:automation:winback_30:20250101T090000"


@pytest.mark.item("S000-17", "S000-24")
def test_a_win_back_leaves_an_interaction_that_says_which_rule_acted() -> None:
    backend, customer_id = a_regular()
    wake(backend, customer_id, after(30))
    wake(backend, customer_id, after(31))
    ((id, acted),) = backend.all("interactions").items()
    (message_id,) = backend.all("messages")
    assert id == f"{message_id}:ran"
    assert (acted["interaction_type"], acted["interaction_source"]) == ("campaign_triggered", "ai_automation")
    assert (acted["automation_id"], acted["performed_by"]) == ("winback_30", "system")
    assert (acted["customer_id"], acted["performed_at"], acted["outcome"]) == (
        customer_id,
        after(30),
        backend.one("messages")["status"],
    )
    assert (acted["transaction"]["id"], acted["transaction"]["ref_table"]) == (message_id, "messages")
    assert backend.one("customers")["stats"]["last_interaction_at"] is None, "not the customer's activity"


def test_a_wake_with_a_message_bills_1_read_and_3_writes() -> None:
    backend, customer_id = a_regular()
    wake(backend, customer_id, after(30))
    assert backend.billed == Billed(reads=1, writes=3)


def test_a_wake_of_a_customer_whom_a_query_just_read_bills_no_read() -> None:
    backend, customer_id = a_regular()
    path = f"orgs/kopi/customers/{customer_id}"
    known: tuple[Snapshot, ...] = (backend.snapshot(path),)
    a_store(backend).commit("kopi", lambda: wake_customer(ORG, customer_id, after(30)), known)
    assert backend.billed == Billed(reads=0, writes=3)


def test_a_wake_without_a_message_bills_1_read_and_1_write() -> None:
    backend, customer_id = a_regular()
    assert wake(backend, customer_id, after(38)) == "idle"
    assert backend.billed == Billed(reads=1, writes=1)


@pytest.mark.parametrize("now", [after(0), after(29.999)])
def test_nobody_wakes_early(now: datetime) -> None:
    backend, customer_id = a_regular()
    assert wake(backend, customer_id, now) == "early"
    assert backend.billed == Billed(reads=1, writes=0)


def test_a_customer_who_is_gone_is_left_alone() -> None:
    backend = DictBackend()
    assert wake(backend, "nobody", after(30)) == "early"
    assert backend.documents == {}


def test_a_second_tick_at_one_instant_does_nothing() -> None:
    backend, customer_id = a_regular()
    wake(backend, customer_id, after(30))
    before = dict(backend.versions)
    assert wake(backend, customer_id, after(30)) == "early"
    assert backend.versions == before


def test_a_silence_of_60_days_leaves_the_second_message_and_then_rests() -> None:
    backend, customer_id = a_regular()
    for day in range(100):
        wake(backend, customer_id, after(day))
    customer = backend.one("customers")
    assert [m["rule"] for m in backend.all("messages").values()] == [
        "automation:winback_30",
        "automation:winback_60",
    ]
    assert (customer["due"], customer.get("wake_at")) == ({}, None)


def test_a_visit_moves_the_winback() -> None:
    backend, customer_id = a_regular()
    bought(backend, "2", after(20))
    assert wake(backend, customer_id, after(31)) == "early"
    assert wake(backend, customer_id, after(50)) == "messaged"


def test_a_new_silence_is_a_new_occurrence() -> None:
    backend, customer_id = a_regular()
    wake(backend, customer_id, after(30))
    bought(backend, "2", after(40))
    wake(backend, customer_id, after(70))
    assert list(backend.all("messages")) == [
        f"{customer_id}:automation:winback_30:20250101T090000",
        f"{customer_id}:automation:winback_30:20250210T090000",
    ]


def test_a_silence_that_comes_back_by_a_cancellation_is_not_told_again() -> None:
    backend, customer_id = a_regular()
    assert wake(backend, customer_id, after(30)) == "messaged"
    bought(backend, "2", after(31))
    bought(
        backend,
        "2",
        after(31),
        updated_at=after(32).isoformat(),
        status="cancelled",
        now=after(32),
    )
    assert wake(backend, customer_id, after(32)) == "early"
    assert backend.one("customers")["due"] == {"auto:winback_60": after(60)}
    assert len(backend.all("messages")) == 1


def test_after_an_outage_two_steps_that_are_due_send_one_message() -> None:
    patient = an_org(automations=winbacks(30, 60, late_by="90d"))
    backend, customer_id = a_regular()
    assert wake(backend, customer_id, after(70), patient) == "messaged"
    assert backend.one("messages")["rule"] == "automation:winback_60"
    assert (backend.one("customers")["due"], backend.one("customers").get("wake_at")) == ({}, None)


def test_after_an_outage_a_step_that_is_too_late_is_left_out_and_the_next_is_taken() -> None:
    backend, customer_id = a_regular()
    assert wake(backend, customer_id, after(62)) == "messaged"
    assert backend.one("messages")["rule"] == "automation:winback_60"


def test_an_import_of_old_orders_wakes_nobody() -> None:
    backend = DictBackend()
    customer_id = bought(backend, "1", BOUGHT, now=after(400))
    assert (backend.one("customers")["due"], backend.one("customers").get("wake_at")) == ({}, None)
    assert wake(backend, customer_id, after(401)) == "early"
    assert backend.all("messages") == {}


def test_an_import_of_orders_of_last_month_wakes_for_the_step_to_come() -> None:
    backend = DictBackend()
    customer_id = bought(backend, "1", BOUGHT, now=after(45))
    assert backend.one("customers")["due"] == {"auto:winback_60": after(60)}
    assert wake(backend, customer_id, after(60)) == "messaged"


def test_a_reason_for_later_stays() -> None:
    backend, customer_id = a_regular()
    path = f"orgs/kopi/customers/{customer_id}"
    due = backend.documents[path]["due"] | {"birthday": after(50)}
    backend.client_writes(path, due=due)
    wake(backend, customer_id, after(30))
    assert backend.one("customers")["due"] == {"birthday": after(50), "auto:winback_60": after(60)}
    assert backend.one("customers")["wake_at"] == after(50)


def test_a_step_that_the_organisation_gave_up_sends_nothing() -> None:
    backend, customer_id = a_regular()
    assert wake(backend, customer_id, after(30), an_org(automations={})) == "idle"
    assert backend.all("messages") == {}


def test_who_cannot_be_reached_leaves_a_suppressed_message_that_says_why() -> None:
    backend, customer_id = a_regular()
    wake(backend, customer_id, after(30))
    message = backend.one("messages")
    assert (message["status"], message["reason"], message["channel"]) == ("suppressed", "not_opted_in", None)
    assert (message["to"], message.get("wake_at")) == (None, None)


def test_who_agreed_gets_it_on_the_channel_that_they_agreed_to() -> None:
    backend, customer_id = a_regular()
    backend.client_writes(f"orgs/kopi/customers/{customer_id}", sms_opt_in=True, favourite="corner table")
    wake(backend, customer_id, after(30))
    message = backend.one("messages")
    assert (message["status"], message["channel"], message["to"]) == ("queued", "sms", PHONE)
    assert backend.one("customers")["favourite"] == "corner table"
