"""What follows from a change of leads, their deals, and their customer, in one commit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from functions.domain.automations.react import react
from functions.domain.automations.subjects import react_to
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts
from functions.domain.insights.agent_day import Move, days_after
from functions.domain.kernel.decisions import Changes, Document, Put, Reading
from functions.domain.kernel.pending import not_among, seeing
from functions.domain.kernel.subjects import Subject
from functions.domain.orgs.org import Org
from functions.domain.tasks.documents import Task


@dataclass(frozen=True)
class CustomerMove:
    """The customer as they were read (None: new), as the changes so far have them, and what becomes of them."""

    before: Customer | None
    after: Customer
    also: Callable[[Customer], Customer]


def with_subject(
    org: Org, changes: Changes, after: Subject, *, before: Subject | None, facts: Facts, now: datetime
) -> Reading[Changes]:
    """The changes with a watched document's, and what follows from it. Bills 1 write, and what `react_to` does."""
    reacting = react_to(org, before, after, facts=facts, now=now)
    reaction = yield from seeing((*changes.create, *changes.put), reacting)
    put = (reaction.subject, *reaction.put)
    return _joined(changes, reaction.create, put)


def with_customer(
    org: Org, changes: Changes, move: CustomerMove, *, facts: Facts, now: datetime
) -> Reading[Changes]:
    """The changes with a customer's. Bills 1 write, and what
    `react` does.
    """
    theirs = next((d for d in changes.put if isinstance(d, Customer) and d.id == move.after.id), None)
    after = move.also(move.after).with_changes(updated_at=now)
    reacting = react(org, theirs or move.before, after, facts=facts, now=now)
    reaction = yield from seeing((*changes.create, *changes.put), reacting)
    return _joined(changes, reaction.create, reaction.put)


def with_task(org: Org, changes: Changes, move: Move, *, now: datetime) -> Reading[Changes]:
    """The changes with a task that moves, and the days of its members. Bills 1 write, and what `days_after` does."""
    days = yield from seeing((*changes.create, *changes.put), days_after(org, (move,), now=now))
    is_new = move.before is None
    task: tuple[Task, ...] = (move.after,)
    return _joined(changes, task if is_new else (), days if is_new else (*task, *days))


def _joined(changes: Changes, create: Iterable[Document], put: Iterable[Document | Put]) -> Changes:
    news = tuple(put)
    return Changes(
        create=(*changes.create, *create),
        put=(*not_among(news, changes.put), *news),
        remove=changes.remove,
    )
