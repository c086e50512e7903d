"""The day on which a customer is reminded: once, of all that runs out on near days, and not after they bought."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import save_configuration
from functions.domain.customers.customer import Customer
from functions.domain.delivery.causes import is_cause_over
from functions.domain.joins.folding import folded, joined_away
from functions.domain.kernel.decisions import NOTHING, Decision, get
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.rebuilds.rebuilding import AUTOMATIONS, SEEN_EVERYWHERE_AFTER, rebuild_page
from functions.domain.upkeep.ended_calls import BOUGHT as BOUGHT_MEANWHILE
from tests.memory import Billed, DictBackend, a_store, run
from tests.provisioning import provision
from tests.unit.domain.consumption.grocers import (
    BOUGHT,
    DAY,
    OIL,
    ORG,
    PROFILES,
    RICE,
    a_grocer,
    billed,
    buys,
    consumption,
    days,
    due,
    told,
    wakes,
)

MORNING = BOUGHT.replace(hour=9)
OIL_DAY, RICE_DAY = MORNING + 18 * DAY, MORNING + 22 * DAY
CALL = {"task_type": "call", "script": "reminder"}
CALLS = {"on": "reminder_due", "name": "Running out", "then": [{"send": "reminder"}, {"create_task": CALL}]}


def cause_is_over(backend: DictBackend, org: Org = ORG) -> bool:
    (message_id,) = backend.all("messages")
    (customer_id,) = backend.all("customers")

    def decide() -> Decision[bool]:
        message = yield from get(Message, message_id)
        customer = yield from get(Customer, customer_id)
        assert message is not None
        return NOTHING, (yield from is_cause_over(org, customer, message))

    return run(a_store(backend), decide, org.id)


def task(backend: DictBackend) -> dict[str, Any]:
    return backend.one("tasks")


@pytest.mark.item("S001-02", "S001-32")
def test_the_day_before_nothing_comes_on_the_day_one_message_and_the_day_after_no_more() -> None:
    backend = DictBackend()
    buys(backend, RICE)
    wakes(backend, RICE_DAY - DAY)
    assert told(backend) == []
    wakes(backend, RICE_DAY)
    assert told(backend) == ["Miniket, 22 days: 5 kg"]
    for later in (timedelta(0), timedelta(hours=1), DAY, 10 * DAY):
        wakes(backend, RICE_DAY + later)
    assert len(told(backend)) == 1
    assert due(backend) is None


def test_products_that_run_out_on_near_days_make_one_message_and_others_their_own() -> None:
    backend = DictBackend()
    buys(backend, RICE, OIL)
    buys(backend, OIL | {"product_id": "mustard", "name": "Mustard"}, number="2", at=BOUGHT + 2 * DAY)
    wakes(backend, OIL_DAY)
    wakes(backend, OIL_DAY + 2 * DAY)
    assert told(backend) == ["Soya and Mustard, 18 days: 1 l Soya and 1 l Mustard"]
    assert due(backend) == RICE_DAY
    wakes(backend, RICE_DAY)
    assert len(told(backend)) == 2


def test_without_gathering_each_day_has_its_own_message() -> None:
    org, backend = a_grocer(reminders={"gather_days": 0}), DictBackend()
    buys(backend, OIL, org=org)
    buys(backend, OIL | {"product_id": "mustard"}, number="2", at=BOUGHT + DAY, org=org)
    wakes(backend, OIL_DAY, org)
    wakes(backend, OIL_DAY + DAY, org)
    assert len(told(backend)) == 2


def test_who_buys_again_before_the_day_is_reminded_later() -> None:
    backend = DictBackend()
    buys(backend, RICE)
    buys(backend, RICE, number="2", at=RICE_DAY - DAY)
    wakes(backend, RICE_DAY)
    assert (told(backend), due(backend)) == ([], RICE_DAY + 21 * DAY)


def test_the_hour_of_the_settings_is_one_of_the_customer_s_day() -> None:
    org, backend = a_grocer(timezone="Asia/Dhaka", reminders={"hour": "18:30"}), DictBackend()
    buys(backend, RICE, org=org)
    assert due(backend) == RICE_DAY.replace(hour=12, minute=30)


def test_a_purchase_that_is_taken_back_after_its_reminder_brings_no_second_one_for_that_before() -> None:
    backend, again = DictBackend(), RICE_DAY + DAY
    buys(backend, RICE)
    wakes(backend, RICE_DAY)
    buys(backend, RICE, number="2", at=again)
    buys(backend, RICE, number="2", at=again, updated_at=again + DAY, status="cancelled")
    assert (days(backend), due(backend)) == ({"miniket": f"{RICE_DAY:%Y-%m-%d}"}, None)
    wakes(backend, again + 2 * DAY)
    assert len(told(backend)) == 1


def test_an_order_that_is_recorded_anew_after_its_reminder_has_had_it() -> None:
    backend = DictBackend()
    buys(backend, RICE)
    wakes(backend, RICE_DAY)
    buys(backend, RICE, at=BOUGHT + timedelta(hours=3), updated_at=RICE_DAY + DAY, status="delivered")
    assert due(backend) is None


def test_an_order_cancelled_and_paid_again_after_its_reminder_sends_no_second_one() -> None:
    backend = DictBackend()
    buys(backend, RICE)
    wakes(backend, RICE_DAY)
    buys(backend, RICE, updated_at=RICE_DAY + DAY, status="cancelled")
    buys(backend, RICE, updated_at=RICE_DAY + 2 * DAY, status="paid", now=RICE_DAY + 2 * DAY)
    wakes(backend, RICE_DAY + 3 * DAY)
    assert len(told(backend)) == 1


def test_a_product_that_left_an_order_and_is_back_after_its_reminder_is_not_reminded_of_again() -> None:
    backend = DictBackend()
    buys(backend, RICE, OIL)
    wakes(backend, OIL_DAY)
    buys(backend, RICE, updated_at=OIL_DAY + DAY)
    assert due(backend) == RICE_DAY
    buys(backend, RICE, OIL, updated_at=OIL_DAY + 2 * DAY)
    for day in range(10):
        wakes(backend, OIL_DAY + day * DAY)
    assert told(backend) == ["Soya, 18 days: 1 l", "Miniket, 22 days: 5 kg"]


def test_imported_orders_are_reminded_of_where_the_day_was_lately_and_not_where_it_is_long_gone() -> None:
    for late, reminders in ((timedelta(days=6), 1), (timedelta(days=7), 0)):
        backend, now = DictBackend(), RICE_DAY + late
        buys(backend, RICE, now=now)
        wakes(backend, now)
        assert len(told(backend)) == reminders


@pytest.mark.item("S001-33")
def test_a_purchase_between_the_reminder_and_its_delivery_ends_the_cause() -> None:
    backend = DictBackend()
    buys(backend, RICE)
    wakes(backend, RICE_DAY)
    assert not cause_is_over(backend)
    buys(backend, OIL, number="2", at=RICE_DAY)
    assert not cause_is_over(backend)
    buys(backend, RICE, number="3", at=RICE_DAY)
    assert cause_is_over(backend)
    buys(backend, RICE, number="3", at=RICE_DAY, updated_at=RICE_DAY + DAY, status="cancelled")
    assert not cause_is_over(backend)
    buys(backend, RICE, updated_at=RICE_DAY + DAY, status="refunded", refunded_minor=1000, total_minor=1000)
    assert cause_is_over(backend)


@pytest.mark.item("S001-32")
def test_the_task_says_why_to_call_what_to_suggest_and_what_to_say() -> None:
    org, backend = a_grocer(automations={"calls": CALLS}), DictBackend()
    buys(backend, RICE, org=org)
    wakes(backend, RICE_DAY, org)
    found = task(backend)
    assert {
        name: found[name] for name in ("reason", "suggested_product_ids", "script", "status", "due_on")
    } == {
        "reason": "Running out: Miniket (22 d)",
        "suggested_product_ids": ["miniket"],
        "script": "Miniket, 22 days ago: 5 kg?",
        "status": "open",
        "due_on": f"{RICE_DAY:%Y-%m-%d}",
    }


def test_a_task_whose_product_was_bought_is_cancelled_with_the_reason_once() -> None:
    org, backend = a_grocer(automations={"calls": CALLS}), DictBackend()
    buys(backend, RICE, org=org)
    wakes(backend, RICE_DAY, org)
    without = billed(backend, lambda: buys(backend, OIL, number="2", at=RICE_DAY, org=org))
    assert task(backend)["status"] == "open"
    bill = billed(backend, lambda: buys(backend, RICE, number="3", at=RICE_DAY, org=org))
    assert bill == Billed(reads=without.reads + 1, writes=without.writes + 1)
    assert (task(backend)["status"], task(backend)["cancelled_because"]) == ("cancelled", BOUGHT_MEANWHILE)
    later = RICE_DAY + DAY
    assert billed(backend, lambda: buys(backend, RICE, number="4", at=later, org=org)) == without


def test_a_task_that_is_done_stays_done() -> None:
    org, backend = a_grocer(automations={"calls": CALLS}), DictBackend()
    buys(backend, RICE, org=org)
    wakes(backend, RICE_DAY, org)
    (id,) = backend.all("tasks")
    backend.client_writes(f"orgs/{org.id}/tasks/{id}", status="done")
    buys(backend, RICE, number="2", at=RICE_DAY, org=org)
    assert (task(backend)["status"], "cancelled_because" in task(backend)) == ("done", False)


def test_a_wake_bills_what_a_moment_bills_and_one_with_nothing_due_a_read() -> None:
    backend = DictBackend()
    buys(backend, RICE)
    assert billed(backend, lambda: wakes(backend, RICE_DAY - DAY)) == Billed(reads=1)
    assert billed(backend, lambda: wakes(backend, RICE_DAY)) == Billed(reads=1, writes=3)
    assert billed(backend, lambda: wakes(backend, RICE_DAY)) == Billed(reads=1)


def test_where_no_automation_waits_the_reminder_is_not_used_up() -> None:
    backend = DictBackend()
    buys(backend, RICE)
    wakes(backend, RICE_DAY, a_grocer(automations={}))
    assert consumption(backend)["reminder"] is None
    assert consumption(backend)["products"][0]["reminded_for"] is None


@pytest.mark.parametrize("change", [{"features": {"crm": False, "loyalty": False}}, {}])
def test_with_the_crm_off_or_without_profiles_what_is_due_is_let_go(change: dict[str, Any]) -> None:
    backend = DictBackend()
    buys(backend, RICE)
    wakes(backend, RICE_DAY, a_grocer(None if change else {}, **change))
    assert (told(backend), due(backend)) == ([], None)


def test_conditions_may_ask_what_is_still_to_come() -> None:
    ahead = {">=": [{"var": "consumption.next_on"}, {"today": []}]}
    winback = {
        "on": {"field": "stats.last_order_at", "after": "20d"},
        "when": {"!": ahead},
        "then": [{"send": "reminder", "variables": {"products": "", "days": 0, "quantity": ""}}],
    }
    for lines, messages in (([RICE], 0), ([OIL], 1), ([{"product_id": "broom"}], 1)):
        org, backend = a_grocer(automations={"winback": winback}), DictBackend()
        buys(backend, *lines, org=org)
        wakes(backend, BOUGHT + 20 * DAY, org)
        assert len(told(backend)) == messages, lines


def test_a_profile_that_is_saved_moves_the_days_of_those_who_have_not_been_reminded() -> None:
    org, backend = a_grocer(), DictBackend()
    buys(backend, RICE)
    buys(backend, OIL, number="2")
    wakes(backend, OIL_DAY)
    longer = a_grocer(
        {
            id: each | {"avg_consumption_days": each["avg_consumption_days"] + 5}
            for id, each in PROFILES.items()
        }
    )
    provision(backend)
    saved = {"categories": ["rice"], "avg_consumption_days": 30}
    ref = Ref("consumption_profiles", "rice")
    run(a_store(backend), lambda: save_configuration("kopi", ref, content=saved, by="owner", now=OIL_DAY))
    now = OIL_DAY + SEEN_EVERYWHERE_AFTER
    run(a_store(backend), lambda: rebuild_page(longer, AUTOMATIONS, now), org.id)
    assert days(backend) == {
        "soya": f"{OIL_DAY + 5 * DAY:%Y-%m-%d}",
        "miniket": f"{RICE_DAY + 5 * DAY:%Y-%m-%d}",
    }
    assert due(backend) == RICE_DAY + 5 * DAY
    wakes(backend, RICE_DAY + 5 * DAY, longer)
    assert len(told(backend)) == 2


def test_who_is_joined_has_the_later_purchase_of_each_product() -> None:
    found: list[Customer] = []
    for lines, number, at in (([RICE, OIL], "1", BOUGHT), ([RICE], "2", BOUGHT + DAY)):
        backend = DictBackend()
        buys(backend, *lines, number=number, at=at)
        (id,) = backend.all("customers")
        found.append(Customer.model_validate(backend.one("customers") | {"id": number + id}))
    for one, other in (found, found[::-1]):
        both = folded(ORG, one, other)
        assert both.consumption is not None
        assert {each.key: each.bought_at for each in both.consumption.products} == {
            "miniket": BOUGHT + DAY,
            "soya": BOUGHT,
        }
        assert joined_away(other, both, because="pos:2", now=BOUGHT).consumption is None


@pytest.mark.parametrize("spoilt", ["a text", {"products": [{"key": 1}]}, {"products": "none"}])
def test_a_list_that_was_spoilt_by_hand_is_worked_out_from_the_orders_with_the_next_one(spoilt: Any) -> None:
    backend = DictBackend()
    buys(backend, RICE)
    (id,) = backend.all("customers")
    backend.client_writes(f"orgs/{ORG.id}/customers/{id}", consumption=spoilt)
    buys(backend, OIL, number="2", at=BOUGHT + DAY)
    assert set(days(backend)) == {"miniket", "soya"}
    assert due(backend) == OIL_DAY + DAY


def test_a_day_that_was_spoilt_by_hand_is_none() -> None:
    backend = DictBackend()
    buys(backend, RICE)
    (id,) = backend.all("customers")
    spoilt = consumption(backend)
    spoilt["products"][0]["remind_on"] = "soon"
    backend.client_writes(f"orgs/{ORG.id}/customers/{id}", consumption=spoilt)
    wakes(backend, RICE_DAY)
    assert told(backend) == []


def test_a_crash_after_the_commit_and_a_second_tick_at_once_leave_one_message() -> None:
    backend = DictBackend()
    buys(backend, RICE)
    before = {path: dict(fields) for path, fields in backend.documents.items()}
    wakes(backend, RICE_DAY)
    (path,) = (each for each in before if "/customers/" in each)
    backend.client_writes(path, **before[path])  # as if the customer had been restored from a backup
    wakes(backend, RICE_DAY + timedelta(hours=1))
    assert len(told(backend)) == 1


def test_the_reader_s_language_joins_the_names() -> None:
    org, backend = a_grocer(locale="bn-BD"), DictBackend()
    buys(backend, OIL, OIL | {"product_id": "x", "name": "Til"}, org=org)
    wakes(backend, OIL_DAY, org)
    assert told(backend) == ["Soya এবং Til, 18 days: 1 লিটার Soya এবং 1 লিটার Til"]
