"""Open tasks that change hands name whom to call from now on, and so do the days of their agents."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from functions.domain.customers.customer import Customer
from functions.domain.customers.open_calls import both_calls, without_calls
from functions.domain.insights.agent_day import AgentDay, Move, days_after
from functions.domain.joins.owned import Owned, OwnedTask
from functions.domain.kernel.decisions import Document, Get, Reading, get_all
from functions.domain.kernel.pending import not_among
from functions.domain.orgs.org import Org
from functions.domain.tasks.documents import Task


def with_calls(
    org: Org, handed_over: Sequence[Owned], to: Customer | None, *, now: datetime
) -> Reading[tuple[tuple[Document, ...], tuple[AgentDay, ...]]]:
    """The documents that change hands, open tasks among them with the new customer's name and phone, and the days of
    their agents. Bills 1 read for each task, and what their agents' days bill; without tasks nothing.
    """
    handed = {each.id: each for each in handed_over if isinstance(each, OwnedTask)}
    if not handed or to is None:
        return tuple(handed_over), ()
    found = yield from get_all(*(Get(Task, id) for id in handed))
    moves = [Move(task, _given(task, handed[task.id], to)) for task in _open(found)]
    days = yield from days_after(org, moves, now=now)
    tasks = [move.after for move in moves]
    return (*not_among(tasks, handed_over), *tasks), days


def _open(found: Iterable[Task | None]) -> list[Task]:
    return [task for task in found if task is not None and task.status == "open"]


def _given(task: Task, handed_over: OwnedTask, to: Customer) -> Task:
    return task.with_changes(
        customer_id=handed_over.customer_id, customer_name=to.name, customer_phone=to.phone
    )


def passed(customer: Customer, other: Customer, returned: Iterable[Owned]) -> tuple[Customer, Customer]:
    """Both, where the calls of tasks that return from the other one are the customer's again."""
    ids = {each.id for each in returned if isinstance(each, OwnedTask)}
    calls = [each for each in other.open_calls if each.task_id in ids]
    if not calls:
        return customer, other
    left = other.with_changes(open_calls=without_calls(other.open_calls, *ids))
    return customer.with_changes(open_calls=both_calls(customer.open_calls, calls)), left


def with_open_calls(customer: Customer) -> Reading[Customer]:
    """The customer without the calls that came to an end while they were joined. Bills 1 read for each that they had
    then.
    """
    if not customer.open_calls:
        return customer
    found = yield from get_all(*(Get(Task, each.task_id) for each in customer.open_calls))
    standing = {task.id for task in _open(found) if task.customer_id == customer.id}
    ended = (each.task_id for each in customer.open_calls if each.task_id not in standing)
    return customer.with_changes(open_calls=without_calls(customer.open_calls, *ended))
