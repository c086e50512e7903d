"""What a customer wants to hear, and where: chosen on a page behind a link in a message, without a login.

The link is the only credential: its holder may see and change these choices, and nothing else of the customer.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from functions.domain.automations.react import react
from functions.domain.consent.permission import why_no_consent
from functions.domain.customers.consents import (
    CHANNELS,
    OPT_INS,
    PURPOSES,
    Consent,
    Consents,
    is_refused,
    with_consent,
)
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.interactions import Interaction
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.orgs.org import Org
from functions.domain.orgs.signed_tokens import read_token, sign_token
from functions.domain.preferences.refusals import with_refusal
from functions.domain.settings.business import Settings
from functions.domain.settings.types import Channel, ConsentPurpose

RULES = {"preferences": "consent.preferences", "one_click": "consent.one_click"}

ChangedBy = Literal["preferences", "one_click"]
Choices = Mapping[Channel, Mapping[ConsentPurpose, bool]]


@dataclass(frozen=True)
class Bearer:
    """The customer whose choices a link opens, and the channel of the message that it was in."""

    customer_id: str
    channel: Channel | None


@dataclass(frozen=True)
class Choice:
    """What a customer agrees to on a channel now. `address` is masked; None if the channel has none to show."""

    channel: Channel
    address: str | None
    agreed: Mapping[ConsentPurpose, bool]


def preferences_url(org: Org, customer_id: str, channel: Channel | None = None) -> str | None:
    """The page of a customer's choices; None if the organisation has no public address. It never expires: mail is read
    years later.
    """
    public_url = org.settings.messages.public_url
    if public_url is None:
        return None
    token = sign_token(org, "preferences", f"{channel or ''}:{customer_id}")
    return f"{public_url}/{org.id}/preferences/{token}"


def bearer_of(org: Org, token: str) -> Bearer | None:
    """The customer for whom a token was made; None if it is not one of ours."""
    text = read_token(org, "preferences", token)
    if text is None:
        return None
    name, _, customer_id = text.partition(":")
    return Bearer(customer_id, next((channel for channel in CHANNELS if channel == name), None))


def find_customer(customer_id: str) -> Decision[Customer | None]:
    """The customer, and no change. Bills 1 read."""
    return NOTHING, (yield from standing_customer(customer_id))


def choices_of(org: Org, customer: Customer, asked_on: Channel | None) -> tuple[Choice, ...]:
    """A choice for every channel that the business uses and the customer has, and for the one that the link was on."""
    channels = dict.fromkeys((*_channels_in_use(org.settings), *([asked_on] if asked_on else ())))
    return tuple(
        Choice(channel, _masked(customer, channel), _agreed(customer, channel))
        for channel in channels
        if channel == asked_on or _has(customer, channel)
    )


def change_preferences(
    org: Org, customer_id: str, choices: Choices, *, changed_by: ChangedBy, now: datetime
) -> Decision[Customer | None]:
    """Make the customer's consents what they chose; the customer after it, or None if there is no such customer.

    Only what differs is recorded, so a repeat changes nothing: a box that was never ticked and stays so is not a
    refusal. One click always is. A customer who agrees to one purpose of a closed channel refuses the other one there.
    Bills 1 read and 2 writes, the read alone if nothing differs; a refusal of a campaign what `with_refusal` does.
    """
    customer = yield from standing_customer(customer_id)
    if customer is None:
        return NOTHING, None
    changed = customer
    for channel, purposes in choices.items():
        changed = _with_choice(changed, channel, purposes, changed_by=changed_by, now=now)
    if changed == customer:
        return NOTHING, customer
    after = changed.with_changes(updated_at=now)
    interaction = _interaction(customer, after, changed_by=changed_by, now=now)
    after, told = yield from with_refusal(org, customer, after, at=now)
    stored = yield from get(Interaction, interaction.id, presumed_missing=True)
    facts = Facts("consent_changed", Interaction.collection, interaction.id, now)
    reaction = yield from react(org, customer, after, facts=facts, now=now)
    create = (*(() if stored else (interaction,)), *reaction.create)
    return Changes(create=create, put=(*reaction.put, *told)), reaction.customer


def _with_choice(
    customer: Customer,
    channel: Channel,
    chosen: Mapping[ConsentPurpose, bool],
    *,
    changed_by: ChangedBy,
    now: datetime,
) -> Customer:
    agreed = _agreed(customer, channel)
    after = {**agreed, **chosen}
    opens = any(after.values()) and not any(agreed.values())
    refused = set(PURPOSES) if opens else set(chosen) if changed_by == "one_click" else set()
    consents = customer.consents
    for purpose, granted in after.items():
        is_refusal = not granted and purpose in refused and not is_refused(consents, channel, purpose)
        if granted != agreed[purpose] or is_refusal:
            consent = Consent(granted=granted, at=now, how=changed_by, by="customer")
            consents = with_consent(consents, channel, consent, purposes=(purpose,))
    if consents == customer.consents:
        return customer
    return customer.with_changes(consents=consents, **_flag(channel, consents, after))


def _flag(channel: Channel, consents: Consents, after: Mapping[ConsentPurpose, bool]) -> dict[str, bool]:
    """The channel's opt-in, if it has one: open while one purpose is agreed to."""
    is_open = any(granted and not is_refused(consents, channel, p) for p, granted in after.items())
    return {OPT_INS[channel]: is_open} if channel in OPT_INS else {}


def _interaction(before: Customer, after: Customer, *, changed_by: ChangedBy, now: datetime) -> Interaction:
    """The interaction that records the change. Its id is a hash of time and content: a retry creates no second one."""
    words = _words(before.consents, after.consents)
    digest = hashlib.sha256(f"{now.isoformat()} {words}".encode()).hexdigest()[:16]
    return Interaction(
        id=f"{after.id}:preferences:{digest}",
        interaction_type="opt_out" if changed_by == "one_click" else "preferences_changed",
        interaction_source="system",
        customer_id=after.id,
        performed_by="customer",
        performed_at=now,
        outcome=words,
        automation_id=RULES[changed_by],
    )


def _words(before: Consents, after: Consents) -> str:
    """`email.marketing: no, sms.marketing: yes`"""
    return ", ".join(
        f"{channel}.{purpose}: {'yes' if consent.granted else 'no'}"
        for channel, purposes in sorted(after.items())
        for purpose, consent in sorted(purposes.items())
        if consent != before.get(channel, {}).get(purpose)
    )


def _agreed(customer: Customer, channel: Channel) -> dict[ConsentPurpose, bool]:
    return {purpose: why_no_consent(customer, channel, purpose) is None for purpose in PURPOSES}


def _channels_in_use(settings: Settings) -> tuple[Channel, ...]:
    by_rules = (channel for rule in settings.messages.channel_rules for channel in rule.channels)
    return (*settings.channels, *by_rules)


def _has(customer: Customer, channel: Channel) -> bool:
    if channel == "push":
        return customer.has_app
    return bool(customer.email if channel == "email" else customer.phone)


def _masked(customer: Customer, channel: Channel) -> str | None:
    if channel == "push":
        return None
    if channel == "email":
        return masked_email(customer.email) if customer.email else None
    return masked_phone(customer.phone) if customer.phone else None


def masked_email(address: str) -> str:
    """Enough for the owner to know it: k•••@example.com."""
    local, _, host = address.rpartition("@")
    return f"{local[:1] if len(local) > 1 else ''}•••@{host}"


def masked_phone(phone: str) -> str:
    """The country and the last two digits: +1 ••• ••23."""
    import phonenumbers

    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return "•••"
    return f"+{number.country_code} ••• ••{phone[-2:]}"
