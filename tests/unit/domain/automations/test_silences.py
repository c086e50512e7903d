"""When somebody who does not come any more hears from us: moments of one name that stand for one another."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from functions.domain.automations.react import with_due
from functions.domain.automations.wake import wake_customer
from functions.domain.customers.customer import Customer, Stats
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import AutomationSettings
from tests.builders import an_org, winbacks
from tests.memory import DictBackend, a_store, run

LAST = datetime(2025, 1, 1, 9, 0, tzinfo=UTC)


def after(days: float) -> datetime:
    return LAST + timedelta(days=days)


def who_bought(at: datetime | None) -> Customer:
    return Customer(id="c", stats=Stats(last_order_at=at))


def due_of(org: Org, customer: Customer, now: datetime) -> dict[str, datetime]:
    return with_due(org, None, customer, now=now).due


@pytest.mark.parametrize(
    ("now_days", "due_days"),
    [
        (0, [30, 60]),
        (29.9, [30, 60]),
        (36.9, [30, 60]),  # overdue, within the seven days of patience
        (37, [60]),
        (66.9, [60]),
        (67, []),
        (365, []),
    ],
)
def test_an_order_calls_for_the_steps_that_are_not_long_past(now_days: float, due_days: list[int]) -> None:
    due = due_of(an_org(), who_bought(LAST), after(now_days))
    assert due == {f"auto:winback_{days}": after(days) for days in due_days}


def test_a_customer_who_never_bought_is_never_missed() -> None:
    assert due_of(an_org(), who_bought(None), LAST) == {}


def test_without_crm_nobody_is_missed() -> None:
    assert due_of(an_org(features={"crm": False}), who_bought(LAST), LAST) == {}


@pytest.mark.parametrize(
    ("due_days", "now_days", "told"),
    [
        ([30, 60], 29.9, []),
        ([30, 60], 30, [30]),
        ([30, 60], 59, [30]),
        ([30, 60], 61, [60]),
        ([60], 61, [60]),
        ([30], 89.9, [30]),
        ([30], 90, []),
        ([], 61, []),
    ],
)
def test_of_the_steps_that_are_due_the_furthest_is_taken_and_the_others_count_as_had(
    due_days: list[int], now_days: float, told: list[int]
) -> None:
    org = an_org(automations=winbacks(30, 60, late_by="60d"))
    due = {f"auto:winback_{days}": after(days) for days in due_days}
    backend = DictBackend()
    customer = who_bought(LAST).with_changes(due=due, wake_at=min(due.values(), default=None))
    backend.put(customer)
    run(a_store(backend), lambda: wake_customer(org, "c", after(now_days)))
    ids = [message["rule"] for message in backend.all("messages").values()]
    assert ids == [f"automation:winback_{days}" for days in told]
    passed = [reason for reason, at in due.items() if at <= after(now_days)]
    assert not set(passed) & backend.one("customers")["due"].keys()


def test_a_step_of_fewer_days_than_one_that_was_taken_is_passed_over_in_that_silence() -> None:
    backend = DictBackend()
    backend.put(with_due(an_org(automations=winbacks(60)), None, who_bought(LAST), now=after(59)))
    run(a_store(backend), lambda: wake_customer(an_org(automations=winbacks(60)), "c", after(60)))
    org = an_org(automations=winbacks(60) | winbacks(45, late_by="90d"))
    assert (
        with_due(
            org, None, Customer.model_validate({"id": "c", **backend.one("customers")}), now=after(61)
        ).due
        == {}
    )


def by(*fields: str, after: str = "30d") -> Org:
    return an_org(automations=winbacks(30, on={"field": fields, "after": after}))


@pytest.mark.item("S000-39", "S004-16")
@pytest.mark.parametrize(
    ("fields", "length", "due"),
    [
        (["stats.last_order_at"], "30d", after(40)),
        (["stats.last_order_at"], "31d", after(41)),
        (["stats.last_visit_at", "stats.last_order_at"], "30d", after(30)),
        (["stats.last_activity_at", "stats.last_order_at"], "30d", after(50)),
        (["stats.last_activity_at", "stats.last_order_at"], "31d", after(51)),
    ],
)
def test_what_ends_a_silence_and_how_long_it_lasts_are_the_business_s_to_say(
    fields: list[str], length: str, due: datetime
) -> None:
    stats = Stats(last_visit_at=LAST, last_order_at=after(10), last_activity_at=after(20), visits=1)
    org = by(*fields, after=length)
    assert due_of(org, Customer(id="c", stats=stats), LAST) == {"auto:winback_30": due}


def test_who_never_came_by_is_missed_by_their_orders() -> None:
    org = by("stats.last_visit_at", "stats.last_order_at")
    assert due_of(org, who_bought(LAST), LAST) == {"auto:winback_30": after(30)}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"on": {"field": ["stats.last_visit_at", "nosuch"]}}, "on.field: is not one of"),
        ({"on": {"field": ["birthday", "created_at"]}}, "on.field: several are for instants of customers"),
        ({"on": {"field": ["due_on", "issued_on"]}, "of": "invoices"}, "several are for instants"),
        ({"on": {"field": []}}, "at least 1 item"),
        ({"on": "order_paid", "exclusive": "winback"}, "exclusive: is for moments"),
        ({"on": "order_paid", "repeat": "per_tier"}, "repeat: per_tier is for the events of tiers"),
        ({"on": "order_paid", "repeat": "per_visit_count"}, "repeat: per_visit_count is for visit_recorded"),
        ({"on": "order_paid", "interaction_type": "call"}, "interaction_type"),
        ({"on": {"field": "created_at"}, "exclusive": "a group"}, "exclusive"),
    ],
)
def test_a_moment_of_several_dates_or_a_group_that_cannot_be_is_refused(
    changes: dict[str, object], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        AutomationSettings.model_validate({"then": [{"tag": "x"}]} | changes)
