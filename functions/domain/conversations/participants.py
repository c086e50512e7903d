"""The participant: the customer whom a sender's phone, or the channel's own id of the person, names; or a new one.

A phone may be absent and turn up later; from then on both name one customer. Where each of them had made a customer
already, the other one is joined into the customer of the phone, as by an order (docs/decisions/0017). Where the rules
of joining say no the two are linked: the channel's id, the conversation on that channel, what was agreed to and
refused, and the open windows go over to the customer of the phone, and the other one says in `linked_to` where they
went. It keeps all else, for staff to look at.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from functions.domain.automations.react import react
from functions.domain.conversations.documents import Conversation
from functions.domain.customers.consents import with_all
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.identities import (
    Buyer,
    Found,
    Identity,
    KnownIdentity,
    OtherIdentity,
    find_or_new,
    identity_id,
    name_by,
)
from functions.domain.customers.lookups import find_known
from functions.domain.customers.reactions import Facts
from functions.domain.joins.joining import with_joined
from functions.domain.kernel.decisions import Document, Reading, get
from functions.domain.loyalty.figures import refigured
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Channel


@dataclass(frozen=True)
class Participant:
    """The customer who wrote, and what else the commit writes: identities to create, documents that change hands.

    `before`: the customer as it was read; None where it is new.
    """

    customer: Customer
    before: Customer | None
    create: tuple[Document, ...]
    moved: tuple[Document, ...] = ()


def find_participant(
    org: Org, channel: Channel, identities: tuple[Identity, ...], *, facts: Facts, now: datetime
) -> Reading[Participant]:
    """The customer who wrote. Bills 2 reads for one whom the best identity names, 1 + n for a new one with n."""
    by_id = {identity_id(org.id_key, identity): identity for identity in identities}
    found = yield from _found(org, identities, by_id, now=now)
    others = [id for id in by_id if id in found.customer.other_identity_ids]
    if found.is_back:
        found = replace(found, customer=(yield from refigured(org, found.customer)))
    if not others:
        return Participant(found.customer, found.before, found.links, found.repairs)
    link = yield from get(KnownIdentity, others[0])
    assert link is not None, "an identity that names another customer is known"
    other = yield from _owner(link, found.customer)
    if other is not None:
        named = replace(found, others=(OtherIdentity(link, by_id[link.id].kind, other),))
        found = yield from with_joined(org, named, Buyer(identities), facts=facts, now=now)
        if other.id in found.customer.joined_ids:
            return (yield from _joined(found, other, channel))
    return (yield from _linked(org, found, link, other=other, channel=channel, facts=facts, now=now))


def _found(
    org: Org, identities: tuple[Identity, ...], by_id: Mapping[str, Identity], *, now: datetime
) -> Reading[Found]:
    customer = yield from find_known(org, identities)
    if customer is not None:
        return (yield from name_by(customer, by_id, now))
    # Many buy with a shared phone, and one person writes from it.
    found = yield from find_or_new(org, Buyer(identities), now, takes_shared=True)
    assert found is not None, "an identity that many share is taken here"
    return found


def _owner(link: KnownIdentity, customer: Customer) -> Reading[Customer | None]:
    """Whose an identity is, beside the customer; None where it is theirs, or its owner is gone."""
    owner = (yield from standing_customer(link.customer_id)) if link.customer_id else None
    return None if owner is None or owner.id == customer.id else owner


def _joined(found: Found, other: Customer, channel: Channel) -> Reading[Participant]:
    """The customer with another one joined into them. The other's conversation on the channel changes hands at once, so
    that a message that is being stored there meets the guard.
    """
    place = other.conversation_ids.get(channel)
    conversation = (yield from get(Conversation, place)) if place else None
    moved: tuple[Document, ...] = ()
    if conversation is not None:
        moved = (conversation.with_changes(customer_id=found.customer.id),)
    return Participant(found.customer, found.before, found.links, (*found.repairs, *moved))


def _linked(
    org: Org,
    found: Found,
    link: KnownIdentity,
    *,
    other: Customer | None,
    channel: Channel,
    facts: Facts,
    now: datetime,
) -> Reading[Participant]:
    """The customer with an identity that has named another one so far. Bills 3 reads and 3 writes more, once."""
    create: tuple[Document, ...] = found.links
    customer = found.customer.with_changes(
        identity_ids=(*found.customer.identity_ids, link.id),
        other_identity_ids=tuple(o for o in found.customer.other_identity_ids if o != link.id),
    )
    moved: list[Document] = [*found.repairs, link.with_changes(customer_id=customer.id)]
    if other is not None:
        linked = other.with_changes(linked_to=customer.id)
        reaction = yield from react(org, other, linked, facts=facts, now=now)
        create, moved = (*create, *reaction.create), [*moved, *reaction.put]
        conversation_id = other.conversation_ids.get(channel)
        conversation = (yield from get(Conversation, conversation_id)) if conversation_id else None
        customer = _with_consents_and_windows(customer, other)
        if conversation is not None:
            moved.append(conversation.with_changes(customer_id=customer.id))
            customer = _with_conversation(customer, channel, conversation.id)
    return Participant(customer, found.before, create, tuple(moved))


def _with_consents_and_windows(customer: Customer, other: Customer) -> Customer:
    consents = with_all(customer.consents, other.consents)
    waiting = {**other.awaits_answer, **customer.awaits_answer}
    later = {c: max(at, customer.windows.get(c, at)) for c, at in other.windows.items()}
    windows = {**customer.windows, **later}
    return customer.with_changes(consents=consents, windows=windows, awaits_answer=waiting)


def _with_conversation(customer: Customer, channel: Channel, id: str) -> Customer:
    """The other customer's conversation becomes theirs, or stands beside the one that they have."""
    if channel not in customer.conversation_ids:
        return customer.with_changes(conversation_ids={**customer.conversation_ids, channel: id})
    return customer.with_changes(earlier_conversation_ids=(*customer.earlier_conversation_ids, id))
