"""What follows from a command's change of a document that automations watch, and of its customer, in one commit."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from functions.domain.automations.react import react
from functions.domain.automations.subjects import react_to
from functions.domain.commands.documents import Command
from functions.domain.commands.requests import Request
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts, Kind
from functions.domain.insights.agent_day import Move, days_after
from functions.domain.kernel.decisions import NOTHING, Changes, Document, Put, Reading
from functions.domain.kernel.pending import not_among, seeing
from functions.domain.kernel.subjects import Subject
from functions.domain.orgs.org import Org

S = TypeVar("S", bound=Subject)


def facts_of(request: Request[Any], kind: Kind) -> Facts:
    """A command as the cause of what follows."""
    return Facts(kind, Command.collection, request.command_id, request.made_at)


def followed_up(
    org: Org,
    before: S | None,
    after: S,
    *,
    request: Request[Any],
    kind: Kind,
    now: datetime,
    beside: Changes = NOTHING,
) -> Reading[Changes]:
    """The changes that put a watched document as a command left it, with what follows. Bills what that does.

    `beside`: what the command changes too; a customer among it is taken as they are there.
    """
    reacting = react_to(org, before, after, facts=facts_of(request, kind), now=now)
    reaction = yield from seeing((*beside.create, *beside.put), reacting)
    put: tuple[Document | Put, ...] = (reaction.subject, *reaction.put)
    kept = not_among(put, beside.put)
    return Changes(create=(*beside.create, *reaction.create), put=(*kept, *put), remove=beside.remove)


def with_customer(
    changes: Changes,
    org: Org,
    customer: Customer,
    *,
    change: Callable[[Customer], Customer],
    facts: Facts,
    now: datetime,
) -> Reading[Changes]:
    """The changes with one of a customer too, on top of what the reactions to the others made of them."""
    theirs = next((d for d in changes.put if isinstance(d, Customer) and d.id == customer.id), None)
    before = theirs or customer
    after = change(before)
    if after == before:
        return changes
    after = after.with_changes(updated_at=now)
    reacting = react(org, before, after, facts=facts, now=now)
    reaction = yield from seeing((*changes.create, *changes.put), reacting)
    kept = not_among(reaction.put, changes.put)
    return Changes(
        create=(*changes.create, *reaction.create), put=(*kept, *reaction.put), remove=changes.remove
    )


def with_days(org: Org, changes: Changes, *moves: Move, now: datetime) -> Reading[Changes]:
    """The changes with the days of the agents whose tasks they move. Bills what `days_after` does, and 1 write each."""
    days = yield from seeing((*changes.create, *changes.put), days_after(org, moves, now=now))
    return Changes(create=changes.create, put=(*not_among(days, changes.put), *days), remove=changes.remove)


def joined_changes(first: Changes, *others: Changes) -> Changes:
    """Several as one commit."""
    every = (first, *others)
    return Changes(
        create=tuple(document for each in every for document in each.create),
        put=tuple(document for each in every for document in each.put),
        remove=tuple(document for each in every for document in each.remove),
    )
