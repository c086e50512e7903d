"""What a customer keeps who parts with another one that had been joined into them."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from functions.domain.customers.consents import Consents
from functions.domain.customers.customer import Customer, Joins
from functions.domain.customers.identities import MOST_OF_OTHERS
from functions.domain.customers.open_calls import without_calls
from functions.domain.customers.visits import with_visits
from functions.domain.joins.accounts import without_contact_of
from functions.domain.joins.owned import OrderSums


def without(customer: Customer, other: Customer) -> Customer:
    """The customer without the other one's identities, devices, conversations and open calls, and without what these
    filled of the profile.

    A refusal of the other one's stays: a split causes no message. A yes of theirs goes.
    """
    joins, gone, theirs = customer.joins or Joins(), {other.id, *other.joined_ids}, set(other.identity_ids)
    left = customer.with_changes(
        **dict[str, Any].fromkeys(_filled(customer, other)),
        joins=joins.with_changes(ids=_but(joins.ids, gone), apart_from=(*joins.apart_from, other.id)),
        identity_ids=_but(customer.identity_ids, theirs),
        identity_counts=dict(Counter(customer.identity_counts) - Counter(other.identity_counts)),
        shared_identity_ids=_but(customer.shared_identity_ids, theirs),
        other_identity_ids=(*customer.other_identity_ids, *other.identity_ids)[-MOST_OF_OTHERS:],
        account=without_contact_of(customer.account, other.brought.account if other.brought else None),
        consents=_without_yes_of(customer.consents, other.consents),
        open_calls=without_calls(customer.open_calls, *(each.task_id for each in other.open_calls)),
        **_conversations(customer, other),
    )
    return left.without_tokens({device.value for device in other.push_devices})


def _filled(customer: Customer, other: Customer) -> list[str]:
    """The fields of the profile that the other one filled, and that have not been changed since."""
    filled = other.brought.filled if other.brought else ()
    return [name for name in filled if getattr(customer, name) == getattr(other, name)]


def _conversations(customer: Customer, other: Customer) -> dict[str, Any]:
    places = {*other.conversation_ids.values(), *other.earlier_conversation_ids}
    return {
        "conversation_ids": {c: id for c, id in customer.conversation_ids.items() if id not in places},
        "earlier_conversation_ids": _but(customer.earlier_conversation_ids, places),
    }


def _but(ids: Iterable[str], others: Collection[str]) -> tuple[str, ...]:
    return tuple(id for id in ids if id not in others)


def with_stats(customer: Customer, sums: OrderSums, *, sign: int) -> Customer:
    """The customer with orders added to the counts of their figures, or taken away."""
    stats = customer.stats
    orders, spend = stats.orders + sign * sums.orders, stats.spend_minor + sign * sums.spend_minor
    return customer.with_changes(
        stats=stats.with_changes(
            orders=orders,
            visits=stats.visits + sign * sums.visits,
            outlets=with_visits(stats.outlets, {id: sign * count for id, count in sums.outlets.items()}),
            spend_minor=spend,
            aov_minor=(2 * spend + orders) // (2 * orders) if orders else 0,
        )
    )


def _without_yes_of(consents: Consents, others: Consents) -> Consents:
    return {
        channel: {
            purpose: consent
            for purpose, consent in by_purpose.items()
            if not consent.granted or others.get(channel, {}).get(purpose) != consent
        }
        for channel, by_purpose in consents.items()
    }
