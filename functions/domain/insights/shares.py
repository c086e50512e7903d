"""What a task counts for in an agent's day: it follows from the task, the day and the member alone."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from functions.domain.kernel.validation import is_date
from functions.domain.settings.calls import CallSettings
from functions.domain.tasks.documents import Task

TEMPERATURES = ("hot", "warm", "cold")
OTHER = "other"
_RESERVED = re.compile("__.*__", re.DOTALL)  # Firestore keeps such names of fields for itself


@dataclass(frozen=True)
class Share:
    """`is_listed`: open and to be done on this day; `is_later`: open, for another day; `is_done`: done on this day."""

    task_type: str = ""
    temperature: str | None = None
    is_listed: bool = False
    is_later: bool = False
    is_done: bool = False

    @property
    def is_nothing(self) -> bool:
        return not (self.is_listed or self.is_later or self.is_done)


NO_SHARE = Share()


def share_of(calls: CallSettings, task: Task | None, uid: str, *, on: date, zone: ZoneInfo) -> Share:
    """What a task counts for in the day of an agent; nothing where it is another one's."""
    if task is None or task.assignee_uid != uid:
        return NO_SHARE
    temperature = task.temperature if task.temperature in TEMPERATURES else None
    task_type = OTHER if _RESERVED.fullmatch(task.task_type) else task.task_type
    if task.status == "open":
        is_listed = starts_on(calls, task, zone) <= on
        return Share(task_type, temperature, is_listed=is_listed, is_later=not is_listed)
    is_done = task.status == "done" and task.done_at is not None
    if is_done and task.done_at is not None and task.done_at.astimezone(zone).date() == on:
        return Share(task_type, temperature, is_done=True)
    return NO_SHARE


def starts_on(calls: CallSettings, task: Task, zone: ZoneInfo) -> date:
    """The first day on which a task is in the list: that of `call_at`, else shortly before it is due."""
    if task.call_at is not None:
        return task.call_at.astimezone(zone).date()
    if task.due_on is None or not is_date(task.due_on):
        return date.min
    due = date.fromisoformat(task.due_on)
    return due - timedelta(days=min(calls.lead_days, (due - date.min).days))
