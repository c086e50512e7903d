"""What a task is worth: the order of an agent's day, with its reasons in words (S001-74)."""

from collections.abc import Iterator
from datetime import date

from functions.domain.customers.customer import Customer
from functions.domain.kernel.validation import is_date
from functions.domain.settings.calls import Worth
from functions.domain.tasks.documents import Task

Reasons = tuple[tuple[str, int], ...]


def appraised(worth: Worth, task: Task, customer: Customer | None) -> Task:
    """The task with what it is worth, why, and whom to call. How late it is counts when it is listed. Bills nothing."""
    reasons = tuple(_reasons(worth, task, customer))
    return task.with_changes(
        worth=sum(points for _, points in reasons),
        worth_reasons=tuple(f"{name} {points:+d}" for name, points in reasons),
        temperature=customer.engagement.temperature if customer else None,
        customer_name=customer.name if customer else task.customer_name,
        customer_phone=customer.phone if customer else task.customer_phone,
    )


def late_on(worth: Worth, task: Task, day: date) -> Reasons:
    """What being late adds on a day: nothing before the day after `due_on`."""
    if task.due_on is None or not is_date(task.due_on):
        return ()
    days = (day - date.fromisoformat(task.due_on)).days
    points = min(days * worth.late_day, worth.late_most)
    return ((f"{days} days late", points),) if days > 0 and points else ()


def _reasons(worth: Worth, task: Task, customer: Customer | None) -> Iterator[tuple[str, int]]:
    """Those that add something or take it away. A word that the settings do not know counts for nothing."""
    engagement = customer.engagement if customer else None
    value = f"{engagement.lifetime_value}_value" if engagement and engagement.lifetime_value else None
    words = (engagement.temperature, engagement.customer_type, value) if engagement else ()
    for word in (*words, task.priority):
        if word in _WORDS and (points := getattr(worth, word)):
            yield word.replace("_", " "), points
    if points := worth.types.get(task.task_type, 0):
        yield task.task_type, points


_WORDS = frozenset(Worth.model_fields) - {"late_day", "late_most", "types"}
