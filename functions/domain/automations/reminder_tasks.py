"""A task that a reminder made is cancelled where its reason is gone: the customer has bought what it is about."""

from collections.abc import Iterator

from functions.domain.automations.acting import cause_of
from functions.domain.automations.asking import Started, State
from functions.domain.automations.reminders import EVENT
from functions.domain.consumption.reminding import stands
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Get, Reading, get_all
from functions.domain.orgs.org import Org
from functions.domain.settings.actions import TaskCreation
from functions.domain.tasks.documents import Task

BOUGHT = "bought_meanwhile"


def with_tasks_over(org: Org, before: Customer, state: State) -> Reading[State]:
    """The state with the open tasks of the last reminder cancelled, where it stood before a change and stands no more.

    Bills nothing for any other change; else 1 read for each task that the reminder's automations make, and 1 write for
    each that is open.
    """
    customer = state.customer
    reminder = before.consumption.reminder if before.consumption else None
    if customer is None or reminder is None or not stands(before.consumption, reminder.name):
        return state
    if stands(customer.consumption, reminder.name):
        return state
    for task in (yield from get_all(*(Get(Task, id) for id in _task_ids(org, customer, reminder.name)))):
        if task is not None and task.status == "open":
            over = task.with_changes(status="cancelled", cancelled_because=BOUGHT, due={}, wake_at=None)
            state = state.with_other(over)
    return state


def _task_ids(org: Org, customer: Customer, occurrence: str) -> Iterator[str]:
    for id, automation in org.automations.items():
        run = customer.runs.get(id)
        if automation.on != EVENT or run is None or run.occurrence != occurrence:
            continue
        for part, actions in enumerate(automation.parts[: run.part + 1]):
            cause = cause_of(customer, Started(id, automation, occurrence, part))
            for number, action in enumerate(actions):
                if isinstance(action, TaskCreation):
                    yield f"{cause}:task" if number == 0 else f"{cause}:{number}:task"
