"""When somebody who does not come any more hears from us."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.domain.automations.winback import step_to_take, winback_times
from functions.domain.customers.customer import Customer, Stats
from functions.domain.orgs.org import Org
from tests.builders import an_org

LAST = datetime(2025, 1, 1, 9, 0, tzinfo=UTC)


def after(days: float) -> datetime:
    return LAST + timedelta(days=days)


def who_bought(at: datetime | None) -> Customer:
    return Customer(id="c", stats=Stats(last_order_at=at))


def with_steps(*days: int, late_by_days: int = 7) -> Org:
    steps = [{"days": n, "template": "winback_30"} for n in days]
    return an_org(winback={"steps": steps, "late_by_days": late_by_days})


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
    due = winback_times(an_org(), who_bought(LAST), after(now_days))
    assert due == {f"winback:{days}": after(days) for days in due_days}


def test_a_customer_who_never_bought_is_never_missed() -> None:
    assert winback_times(an_org(), who_bought(None), LAST) == {}


def test_without_crm_nobody_is_missed() -> None:
    assert winback_times(an_org(features={"crm": False}), who_bought(LAST), LAST) == {}


@pytest.mark.parametrize(
    ("due_days", "now_days", "step"),
    [
        ([30, 60], 29.9, None),
        ([30, 60], 30, 30),
        ([30, 60], 59, 30),
        ([30, 60], 61, 60),
        ([60], 61, 60),
        ([30], 89.9, 30),
        ([30], 90, None),
        ([], 61, None),
    ],
)
def test_of_the_steps_that_are_due_the_furthest_is_taken(
    due_days: list[int], now_days: float, step: int | None
) -> None:
    due = {f"winback:{days}": after(days) for days in due_days}
    taken = step_to_take(with_steps(30, 60, late_by_days=60), due, after(now_days))
    assert (taken.days if taken else None) == step


def by(basis: str, when: str = "after") -> Org:
    return an_org(winback={"basis": basis, "steps": [{"days": 30, "when": when, "template": "winback_30"}]})


@pytest.mark.item("S000-39", "S004-16")
@pytest.mark.parametrize(
    ("basis", "when", "due"),
    [
        ("order", "after", after(40)),
        ("order", "more_than", after(41)),
        ("visit", "after", after(30)),
        ("activity", "after", after(50)),
        ("activity", "more_than", after(51)),
    ],
)
def test_what_ends_a_silence_and_whether_more_days_must_have_passed_are_the_business_s_to_say(
    basis: str, when: str, due: datetime
) -> None:
    stats = Stats(last_visit_at=LAST, last_order_at=after(10), last_activity_at=after(20), visits=1)
    assert winback_times(by(basis, when), Customer(id="c", stats=stats), LAST) == {"winback:30": due}


def test_who_never_came_by_is_missed_by_their_orders() -> None:
    assert winback_times(by("visit"), who_bought(LAST), LAST) == {"winback:30": after(30)}


def test_two_steps_of_one_day_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two have the same days"):
        with_steps(30, 30)
