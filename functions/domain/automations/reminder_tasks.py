"""A task that a reminder or a recommendation made is cancelled where its reason is gone: the customer has bought it."""

from collections.abc import Iterator

from functions.domain.automations import recommendations, reminders
from functions.domain.automations.acting import cause_of
from functions.domain.automations.asking import Started, State
from functions.domain.consumption.reminding import stands
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Get, Reading, get_all
from functions.domain.orgs.org import Org
from functions.domain.settings.actions import TaskCreation
from functions.domain.tasks.documents import Task

BOUGHT = "bought_meanwhile"


def with_tasks_over(org: Org, before: Customer, state: State) -> Reading[State]:
    """The state with the open tasks of the last reminder and recommendation cancelled, where these stood before a
    change and stand no more.

    Bills nothing for any other change; else 1 read for each task that their automations make, and 1 write for each that
    is open.
    """
    customer = state.customer
    over = _over(org, before, customer)
    ids = [id for event, name in over for id in _task_ids(org, customer, event=event, occurrence=name)]
    for task in (yield from get_all(*(Get(Task, id) for id in ids))) if ids else ():
        if task is not None and task.status == "open":
            bought = task.with_changes(status="cancelled", cancelled_because=BOUGHT, due={}, wake_at=None)
            state = state.with_other(bought)
    return state


def _over(org: Org, before: Customer, after: Customer | None) -> Iterator[tuple[str, str]]:
    """The events whose last occurrence a change has made pointless, and its name."""
    if after is None:
        return
    reminder = before.consumption.reminder if before.consumption else None
    if reminder is not None and stands(before.consumption, reminder.name):
        is_over = not stands(after.consumption, reminder.name)
        yield from [(reminders.EVENT, reminder.name)] if is_over else []
    last = before.recommendations.last if before.recommendations else None
    if last is not None:
        from functions.domain.recommendations import planning

        did_stand = planning.stands(org, before.recommendations, last.name)
        if did_stand and not planning.stands(org, after.recommendations, last.name):
            yield recommendations.EVENT, last.name


def _task_ids(org: Org, customer: Customer | None, *, event: str, occurrence: str) -> Iterator[str]:
    for id, automation in org.automations.items() if customer else ():
        run = customer.runs.get(id) if customer else None
        if automation.on != event or customer is None or run is None or run.occurrence != occurrence:
            continue
        for part, actions in enumerate(automation.parts[: run.part + 1]):
            cause = cause_of(customer, Started(id, automation, occurrence, part))
            for number, action in enumerate(actions):
                if isinstance(action, TaskCreation):
                    yield f"{cause}:task" if number == 0 else f"{cause}:{number}:task"
