"""Whom a provider's event is about: the customer whom a phone, an email or a channel's own id names, if any does."""

import re
from collections.abc import Collection, Iterable
from datetime import datetime

from functions.domain.customers.consents import Consents, with_all
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id, keyed_id
from functions.domain.kernel.decisions import Get, Reading, get_all
from functions.domain.orgs.org import Org
from functions.domain.providers.user_ids import UserIdKind
from functions.domain.settings.types import Channel

_E164 = re.compile(r"\+[1-9]\d{6,14}")


def identities_of(
    *,
    channel: Channel,
    phone: str | None,
    user_id: str | None,
    user_id_kind: UserIdKind,
    email: str | None = None,
) -> tuple[Identity, ...]:
    """What names a person on a channel, the best first. Numbering plans grow: a phone need only look like one."""
    found: list[Identity] = []
    if phone and _E164.fullmatch(phone):
        found.append(Identity("phone", phone))
    if email:
        found.append(Identity("email", email))
    if user_id and channel == "whatsapp":
        found.append(Identity(user_id_kind, user_id))
    return tuple(found)


def find_known(org: Org, identities: Iterable[Identity]) -> Reading[Customer | None]:
    """The customer whom the first known identity names. Bills 2 reads where that is the first one."""
    for identity in identities:
        customer = yield from by_any_identity((identity_id(org.id_key, identity),))
        if customer is not None:
            return customer
    return None


def by_any_identity(ids: tuple[str, ...]) -> Reading[Customer | None]:
    """Whom the first of the known identities names. Bills 1 read for each, and 1 for the customer."""
    links = yield from get_all(*(Get(KnownIdentity, id) for id in ids))
    named = next((link.customer_id for link in links if link is not None and link.customer_id), None)
    if named is None:
        return None
    return (yield from standing_customer(named))


def kept_for_later(
    org: Org, identities: Iterable[Identity], consents: Consents, *, now: datetime
) -> Reading[tuple[KnownIdentity, ...]]:
    """The identities of a person who is no customer yet, with what they said; later words stay. None that
    says nothing new. Bills 1 read and 1 write for each.
    """
    by_id = {identity_id(org.id_key, identity): identity for identity in identities}
    known = yield from get_all(*(Get(KnownIdentity, id) for id in by_id))
    kept = []
    for (id, identity), link in zip(by_id.items(), known, strict=True):
        before = link or KnownIdentity(id=id, kind=identity.kind, created_at=now)
        after = before.with_changes(consents=with_all(before.consents or {}, consents))
        kept += [after] if after != before else []
    return tuple(kept)


def message_key(org: Org, provider: str, provider_message_id: str) -> str:
    """What stands in ids for a provider's message."""
    return keyed_id(org.id_key, f"{provider}:{provider_message_id}")


def owners_of(ids: Collection[str]) -> Reading[dict[str, str]]:
    """The customer whom each identity names; one that names none is left out. Bills 1 read for each that is known."""
    links = yield from get_all(*(Get(KnownIdentity, id, presumed_missing=True) for id in ids))
    found = zip(ids, links, strict=True)
    return {id: link.customer_id for id, link in found if link is not None and link.customer_id}
