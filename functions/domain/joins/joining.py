"""One order names two customers: the second is joined into the first, in the order's own commit."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from functions.domain.automations.react import react
from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import Buyer, Found, KnownIdentity, OtherIdentity, identity_id
from functions.domain.customers.interactions import Interaction, TransactionRef
from functions.domain.customers.reactions import Facts
from functions.domain.joins.folding import folded, joined_away
from functions.domain.joins.rules import may_join
from functions.domain.joins.transfers import joining_entries
from functions.domain.kernel.decisions import Document, Reading
from functions.domain.loyalty.figures import FIGURES, refigured
from functions.domain.loyalty.tiers import rank
from functions.domain.orgs.org import Org

RULE = "customers.join"


def with_joined(org: Org, found: Found, buyer: Buyer, *, facts: Facts, now: datetime) -> Reading[Found]:
    """A buyer's customer with those joined into them whom the buyer's other identities name, where the rules let them.

    Nothing is billed where there are none. Each join bills the writes of its identities in the order, of the customer
    who is joined, of an interaction, and of 2 or 4 ledger entries where there is a balance.
    """
    given = [identity_id(org.id_key, each) for each in buyer.identities]
    by_owner: dict[str, list[OtherIdentity]] = {}
    for other in found.others:
        by_owner.setdefault(other.owner.id, []).append(other)
    for others in by_owner.values():
        kinds = {each.kind for each in others}
        if may_join(found.customer, others[0].owner, given, by=kinds):
            links = tuple(each.link for each in others)
            found = yield from joined(org, found, others[0].owner, links=links, facts=facts, now=now)
    return found


def joined(
    org: Org,
    found: Found,
    other: Customer,
    *,
    links: Sequence[KnownIdentity],
    facts: Facts,
    now: datetime,
) -> Reading[Found]:
    """The customer with another one joined into them. `links`: those of the other's identities that name the customer
    from this commit on; the rest follows with their documents.
    """
    whole = other if FIGURES.isdisjoint(other.odd_fields) else (yield from refigured(org, other))
    customer = found.customer
    away = joined_away(whole, customer, because=facts.cause_id, now=now)
    reaction = yield from react(org, other, away, facts=facts, now=now)
    entries = joining_entries(whole.loyalty, other.id, customer.id, now=now)
    moved = tuple(each.with_changes(customer_id=customer.id) for each in links)
    create: tuple[Document, ...] = (*entries, _interaction(customer, other, facts, now=now))
    return replace(
        found,
        customer=folded(org, customer, whole),
        before=_with_tier_of(org, found.before, whole),
        links=(*found.links, *create, *reaction.create),
        repairs=(*found.repairs, *moved, *reaction.put),
    )


def _with_tier_of(org: Org, before: Customer | None, other: Customer) -> Customer | None:
    """The customer as they were, on the higher of the two tiers: no one is told of a tier that they were told of."""
    ladder = org.settings.loyalty
    if before is None or rank(ladder, other.loyalty.tier) <= rank(ladder, before.loyalty.tier):
        return before
    return before.with_changes(loyalty=before.loyalty.with_changes(tier=other.loyalty.tier))


def _interaction(customer: Customer, other: Customer, facts: Facts, *, now: datetime) -> Interaction:
    return Interaction(
        id=f"join:{other.id}:{customer.id}",
        interaction_type="customers_joined",
        interaction_source="system",
        customer_id=customer.id,
        transaction=TransactionRef(id=facts.cause_id, ref_table=facts.collection),
        performed_by="system",
        performed_at=now,
        outcome=other.id,
        automation_id=RULE,
    )
