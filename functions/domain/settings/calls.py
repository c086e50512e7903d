"""What staff's calls are worth, when an unanswered one is tried again, and what ends one (docs/tasks.md).

The grocer names none of the numbers (S001-71 to 76): every default here is ours, and each of them is a setting.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from functions.domain.settings.moments import Duration
from functions.domain.settings.types import Setting

Points = Annotated[int, Field(ge=-1000, le=1000)]
TaskType = Annotated[str, Field(min_length=1, max_length=200)]


class Worth(Setting):
    """Points that add up to what a task is worth: the more, the sooner it is to be done. By the customer's temperature,
    type and lifetime value, by the task's own priority and type; `late_day` for each day after `due_on`, `late_most` at
    most.
    """

    # A hot customer goes before a VIP who has cooled down, and a VIP before one who bought twice.
    hot: Points = 40
    warm: Points = 20
    cold: Points = 0
    vip: Points = 30
    repeat: Points = 10
    new: Points = 5
    inactive: Points = 0
    high_value: Points = 20
    # What staff call urgent goes before all that is worked out: more than hot, VIP and of high value together.
    urgent: Points = 100
    high: Points = 15
    normal: Points = 0
    low: Points = -15
    # Ten days late count as much as being hot, and no more: a list of the forgotten would bury those who are near.
    late_day: Points = 4
    late_most: Points = 40
    types: Annotated[Mapping[TaskType, Points], Field(max_length=100)] = {}


class CallSettings(Setting):
    """`worth`: what orders an agent's day. `lead_days`: a task is in the day's list so many days before it is due.
    A call without an answer is tried again `retry_after`, in the working hours
    (assignment.py); the last of `most_attempts` ends it.
    `follow_up_after`: the next task where an outcome asks for one and names no day. `over_when_bought`: types whose
    task is cancelled by any purchase; one of a reminder is by a purchase of what it is about.
    """

    worth: Worth = Worth()
    lead_days: Annotated[int, Field(ge=0, le=365)] = 1
    retry_after: Duration = "4h"
    most_attempts: Annotated[int, Field(ge=1, le=20)] = 3
    follow_up_after: Duration = "1d"
    over_when_bought: Annotated[tuple[TaskType, ...], Field(max_length=100)] = (
        "winback_call",
        "offer_follow_up",
    )
