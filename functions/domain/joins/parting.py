"""What a customer keeps who parts with another one that had been joined into them."""

from collections import Counter
from typing import Any

from functions.domain.customers.consents import Consents
from functions.domain.customers.customer import Customer, Joins
from functions.domain.customers.identities import MOST_OF_OTHERS
from functions.domain.joins.owned import OwnedContribution


def without(customer: Customer, other: Customer) -> Customer:
    """The customer without the other one's identities, devices, conversations, and what these filled of the profile.

    A refusal of the other one's stays: nobody is written to for a split. A yes of theirs goes.
    """
    joins, brought = customer.joins or Joins(), other.brought
    gone = {other.id, *other.joined_ids}
    filled = [name for name in (brought.filled if brought else ()) if _is_theirs(customer, other, name)]
    theirs = set(other.identity_ids)
    left = customer.with_changes(
        **dict[str, Any].fromkeys(filled),
        joins=joins.with_changes(
            ids=tuple(id for id in joins.ids if id not in gone), apart_from=(*joins.apart_from, other.id)
        ),
        identity_ids=tuple(id for id in customer.identity_ids if id not in theirs),
        identity_counts=dict(Counter(customer.identity_counts) - Counter(other.identity_counts)),
        shared_identity_ids=tuple(id for id in customer.shared_identity_ids if id not in theirs),
        other_identity_ids=(*customer.other_identity_ids, *other.identity_ids)[-MOST_OF_OTHERS:],
        conversation_ids={c: id for c, id in customer.conversation_ids.items() if id not in _places(other)},
        earlier_conversation_ids=tuple(
            id for id in customer.earlier_conversation_ids if id not in _places(other)
        ),
        consents=_without_yes_of(customer.consents, other.consents),
    )
    return left.without_tokens({device.value for device in other.push_devices})


def with_stats(customer: Customer, sums: OwnedContribution, *, sign: int) -> Customer:
    """The customer with orders added to the counts of their figures, or taken away."""
    stats = customer.stats
    orders, spend = stats.orders + sign * sums.orders, stats.spend_minor + sign * sums.spend_minor
    return customer.with_changes(
        stats=stats.with_changes(
            orders=orders,
            visits=stats.visits + sign * sums.visits,
            spend_minor=spend,
            aov_minor=(2 * spend + orders) // (2 * orders) if orders else 0,
        )
    )


def _is_theirs(customer: Customer, other: Customer, name: str) -> bool:
    return bool(getattr(customer, name) == getattr(other, name))


def _places(customer: Customer) -> set[str]:
    return {*customer.conversation_ids.values(), *customer.earlier_conversation_ids}


def _without_yes_of(consents: Consents, others: Consents) -> Consents:
    return {
        channel: {
            purpose: consent
            for purpose, consent in by_purpose.items()
            if not consent.granted or others.get(channel, {}).get(purpose) != consent
        }
        for channel, by_purpose in consents.items()
    }
