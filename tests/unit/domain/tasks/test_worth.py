"""What a task is worth adds up from words that its reasons name."""

from typing import Any

import pytest
from pydantic import ValidationError

from functions.domain.customers.customer import Engagement
from functions.domain.settings.assignment import AssignmentSettings
from functions.domain.settings.calls import CallSettings, Worth
from functions.domain.tasks.worth import appraised
from tests.builders import a_customer
from tests.command_samples import a_task

DEFAULT = Worth()
LOST = {"temperature": "lukewarm", "customer_type": "lost", "lifetime_value": "low"}


def worth_of(worth: Worth = DEFAULT, *, engagement: dict[str, Any] | None = None, **task: Any) -> int:
    customer = a_customer(engagement=Engagement(**engagement)) if engagement is not None else None
    return appraised(worth, a_task(**task), customer).worth


@pytest.mark.item("S001-74")
@pytest.mark.parametrize(
    ("engagement", "task", "expected"),
    [
        ({"temperature": "hot"}, {}, ["hot +40"]),
        ({"temperature": "warm", "customer_type": "vip"}, {}, ["warm +20", "vip +30"]),
        ({"temperature": "cold", "lifetime_value": "high"}, {}, ["high value +20"]),
        ({"temperature": "cold"}, {"priority": "urgent"}, ["urgent +100"]),
        ({}, {"priority": "low"}, ["low -15"]),
        (LOST, {}, []),
        (None, {"priority": "high"}, ["high +15"]),
    ],
)
def test_the_reasons_say_in_words_what_a_task_is_worth(
    engagement: dict[str, Any] | None, task: dict[str, Any], expected: list[str]
) -> None:
    customer = a_customer(engagement=Engagement(**engagement)) if engagement is not None else None
    found = appraised(DEFAULT, a_task(**task), customer)
    assert list(found.worth_reasons) == expected
    assert found.worth == sum(int(each.rpartition(" ")[2]) for each in expected)


def test_what_staff_call_urgent_goes_before_all_that_is_worked_out() -> None:
    best = {"temperature": "hot", "customer_type": "vip", "lifetime_value": "high"}
    assert worth_of(engagement={}, priority="urgent") > worth_of(engagement=best)
    assert worth_of(engagement=best) > worth_of(engagement={"temperature": "hot"})


def test_a_business_says_what_its_types_are_worth() -> None:
    worth = Worth(types={"call": 7, "winback_call": -3})
    assert worth_of(worth) == 7
    assert worth_of(worth, task_type="winback_call") == -3
    assert worth_of(worth, task_type="hot") == 0


def test_a_task_carries_whom_to_call() -> None:
    found = appraised(DEFAULT, a_task(), a_customer(name="Rahima", phone="+8801700000000"))
    assert (found.customer_name, found.customer_phone) == ("Rahima", "+8801700000000")


@pytest.mark.parametrize(
    "wrong",
    [
        {"worth": {"hot": "much"}},
        {"worth": {"tepid": 3}},
        {"most_attempts": 0},
        {"retry_after": "soon"},
        {"lead_days": -1},
    ],
)
def test_a_wrong_setting_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CallSettings.model_validate(wrong)


@pytest.mark.parametrize(
    ("hours", "path"),
    [
        ({"start": "20:00", "end": "10:00"}, ()),
        ({"days": []}, ("days",)),
        ({"days": ["mon", "mon"]}, ("days",)),
        ({"days": ["friday"]}, ("days", 0)),
    ],
)
def test_wrong_working_hours_are_refused(hours: dict[str, Any], path: tuple[Any, ...]) -> None:
    with pytest.raises(ValidationError) as refused:
        AssignmentSettings.model_validate({"hours": hours})
    assert ("hours", *path) in {each["loc"] for each in refused.value.errors()}
