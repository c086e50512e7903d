"""A customer said yes or no in person: by a keyword, or through the provider. It is kept with its proof, and leaves an
interaction that says which rule acted (docs/architecture.md, What always holds).
"""

from collections.abc import Collection
from datetime import datetime

from functions.domain.consent.keywords import Said
from functions.domain.consent.permission import why_no_consent
from functions.domain.customers.consents import OPT_INS, PURPOSES, Consent, Consents, is_refused, with_consent
from functions.domain.customers.customer import Customer
from functions.domain.customers.interactions import Interaction
from functions.domain.kernel.decisions import Reading, get
from functions.domain.settings.types import Channel, Purpose

KEYWORD_RULE = "consent.keyword"
COMMAND_RULE = "consent.command"


def with_word(customer: Customer, channel: Channel, word: Said, at: datetime) -> Customer:
    """The customer after a keyword: both purposes, and the channel's flag. What was said later stays."""
    consent = Consent(granted=word.granted, at=at, how="keyword", by="customer", detail=word.word)
    consents = with_consent(customer.consents, channel, consent)
    if consents[channel].get("marketing") != consent:
        return customer.with_changes(consents=consents)
    flag = {OPT_INS[channel]: word.granted} if channel in OPT_INS else {}
    return customer.with_changes(consents=consents, **flag)


def with_answer(
    customer: Customer, channel: Channel, consent: Consent, purposes: Collection[Purpose]
) -> Customer:
    """The customer after a yes or no for some purposes, the channel's flag in step. What was said later stays.

    A yes to one purpose opens no other one: on a channel that was closed, one that nothing was said about is refused
    with the same proof, as on the preferences page.
    """
    was_open = any(why_no_consent(customer, channel, purpose) is None for purpose in PURPOSES)
    consents = with_consent(customer.consents, channel, consent, purposes)
    in_force = consents[channel]
    if consent not in map(in_force.get, purposes):
        return customer
    if consent.granted and not was_open:
        unsaid = [purpose for purpose in PURPOSES if purpose not in in_force]
        consents = with_consent(consents, channel, consent.with_changes(granted=False), unsaid)
    return _with_flag(customer, channel, consents, may_open=consent.granted)


def _with_flag(customer: Customer, channel: Channel, consents: Consents, *, may_open: bool) -> Customer:
    """The customer with these consents; the channel's flag goes where every purpose is refused."""
    if channel not in OPT_INS:
        return customer.with_changes(consents=consents)
    flag = OPT_INS[channel]
    is_open = (may_open or getattr(customer, flag)) and not all(
        is_refused(consents, channel, purpose) for purpose in PURPOSES
    )
    return customer.with_changes(consents=consents, **{flag: is_open})


def opted(
    customer: Customer, key: str, channel: Channel, *, granted: bool, rule: str, now: datetime
) -> Reading[tuple[Interaction, ...]]:
    """The interaction that a yes or no leaves, once for its key."""
    kind = "opt_in" if granted else "opt_out"
    id = f"{key}:{kind}"
    known = yield from get(Interaction, id, presumed_missing=True)
    interaction = Interaction(
        id=id,
        interaction_type=kind,
        interaction_source="system",
        customer_id=customer.id,
        performed_by="customer",
        performed_at=now,
        outcome=channel,
        automation_id=rule,
    )
    return (interaction,) if known is None else ()
