"""What a customer is due for, and when: set by each change, left as it is by everything else."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.domain.automations.react import with_due
from functions.domain.customers.customer import Customer, Stats
from functions.domain.orgs.org import Org
from tests.builders import an_org, winbacks

LAST = datetime(2025, 1, 1, 9, 0, tzinfo=UTC)


def after(days: float) -> datetime:
    return LAST + timedelta(days=days)


def who_bought(at: datetime | None, **due: datetime) -> Customer:
    reasons = {reason.replace("auto_", "auto:"): moment for reason, moment in due.items()}
    return Customer(
        id="c", stats=Stats(last_order_at=at), due=reasons, wake_at=min(reasons.values(), default=None)
    )


def with_steps(*days: int) -> Org:
    return an_org(automations=winbacks(*days))


def test_a_first_order_sets_every_step_and_the_earliest_is_when_to_wake() -> None:
    customer = with_due(with_steps(30, 60), None, who_bought(LAST), now=LAST)
    assert customer.due == {"auto:winback_30": after(30), "auto:winback_60": after(60)}
    assert customer.wake_at == after(30)


def test_a_later_order_moves_every_step() -> None:
    before = who_bought(LAST, auto_winback_60=after(60))
    customer = with_due(
        with_steps(30, 60), before, before.with_changes(stats=Stats(last_order_at=after(40))), now=after(40)
    )
    assert customer.due == {"auto:winback_30": after(70), "auto:winback_60": after(100)}


def test_a_change_that_moves_no_time_brings_nothing_back_that_was_acted_on() -> None:
    before = who_bought(LAST, auto_winback_60=after(60))
    customer = with_due(with_steps(30, 60), before, before.with_changes(name="regular"), now=after(31))
    assert customer == before.with_changes(name="regular")


def test_a_reason_that_is_due_and_not_acted_on_stays() -> None:
    before = who_bought(LAST, auto_winback_30=after(30))
    assert with_due(with_steps(30), before, before, now=after(31)) == before


def test_a_reason_of_no_automation_stays_and_a_step_that_was_moved_is_due_as_it_is_now() -> None:
    before = who_bought(LAST, birthday=after(100), auto_winback_45=after(45))
    moved = with_due(with_steps(30), before, before, now=LAST)
    assert moved.due == {"birthday": after(100), "auto:winback_30": after(30)}
    assert with_due(with_steps(), before, before, now=LAST).due == {"birthday": after(100)}


@pytest.mark.parametrize("at", [None, after(-400)])
def test_an_order_that_counts_no_more_takes_its_steps_with_it(at: datetime | None) -> None:
    before = who_bought(LAST, auto_winback_30=after(30))
    customer = with_due(with_steps(30), before, before.with_changes(stats=Stats(last_order_at=at)), now=LAST)
    assert (customer.due, customer.wake_at) == ({}, None)


def test_what_was_acted_on_leaves_and_what_is_to_come_stays() -> None:
    bought = who_bought(LAST, auto_winback_30=after(30), auto_winback_60=after(60))
    customer = bought.rested(after(30))
    assert (customer.due, customer.wake_at) == ({"auto:winback_60": after(60)}, after(60))
    last = customer.rested(after(60))
    assert (last.due, last.wake_at) == ({}, None)
