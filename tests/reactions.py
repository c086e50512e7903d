"""Whether a decision reacted to its change of a customer: each customer that it writes was given to it by `react`."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from functions.domain.automations import react as reacting
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts, Reaction
from functions.domain.kernel.decisions import Changes, Decision, Document, Reading
from functions.domain.orgs.org import Org

T = TypeVar("T")

MOST_KEPT = 1_000

_latest: list[Customer] = []


def _kept(
    customer: Customer, create: tuple[Document, ...] = (), others: tuple[Document, ...] = ()
) -> Reaction:
    """What `react` gives, remembered."""
    _latest.append(customer)
    del _latest[:-MOST_KEPT]
    return Reaction(customer, create, others)


vars(reacting)["Reaction"] = _kept


def with_reactions(decide: Callable[[], Decision[T]]) -> Decision[T]:
    """The decision, refused where it writes a customer that no reaction gave it."""
    changes, value = yield from decide()
    assert not (missed := _without_reaction(changes)), (
        f"what follows for {missed} is left out: react was not asked"
    )
    return changes, value


def reacted(org: Org, before: Customer | None, after: Customer, now: datetime) -> Reading[Customer]:
    """A change of a customer by a decision of a test itself."""
    facts = Facts("customer_changed", Customer.collection, after.id, now)
    reaction = yield from reacting.react(org, before, after, facts=facts, now=now)
    return reaction.customer


def _without_reaction(changes: Changes) -> list[str]:
    written = (*changes.create, *changes.put)
    return [
        document.id
        for document in written
        if isinstance(document, Customer) and not any(document is kept for kept in _latest)
    ]
