"""A task that a recommendation made is cancelled where its reason is gone: the customer has bought it."""

from collections.abc import Iterator

from functions.domain.automations.acting import cause_of
from functions.domain.automations.asking import Started, State
from functions.domain.automations.recommendations import EVENT
from functions.domain.automations.reminder_tasks import BOUGHT
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Get, Reading, get_all
from functions.domain.orgs.org import Org
from functions.domain.recommendations.planning import stands
from functions.domain.settings.actions import TaskCreation
from functions.domain.tasks.documents import Task


def with_offers_over(org: Org, before: Customer, state: State) -> Reading[State]:
    """The state with the open tasks of the last recommendation cancelled, where it stood before a change and stands no
    more. Bills nothing for any other change; else 1 read for each task of it, and 1 write for each that is open.
    """
    ids = tuple(_over(org, before, state.customer)) if state.customer is not None else ()
    for task in (yield from get_all(*(Get(Task, id) for id in ids))) if ids else ():
        if task is not None and task.status == "open":
            over = task.with_changes(status="cancelled", cancelled_because=BOUGHT, due={}, wake_at=None)
            state = state.with_other(over)
    return state


def _over(org: Org, before: Customer, after: Customer) -> Iterator[str]:
    """The tasks of the last recommendation, where a change has made it pointless."""
    last = before.recommendations.last if before.recommendations else None
    if last is None or not stands(org, before.recommendations, last.name):
        return
    if not stands(org, after.recommendations, last.name):
        yield from _task_ids(org, after, last.name)


def _task_ids(org: Org, customer: Customer, occurrence: str) -> Iterator[str]:
    for id, automation in org.automations.items():
        run = customer.runs.get(id)
        if automation.on != EVENT or run is None or run.occurrence != occurrence:
            continue
        for part, actions in enumerate(automation.parts[: run.part + 1]):
            cause = cause_of(customer, Started(id, automation, occurrence, part))
            places = (cause if number == 0 else f"{cause}:{number}" for number in range(len(actions)))
            for place, action in zip(places, actions, strict=True):
                if isinstance(action, TaskCreation):
                    yield f"{place}:task"
