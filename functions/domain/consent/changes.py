"""A customer said yes or no in person: by a keyword, or through the provider. It is kept with its proof, and an
interaction names the rule that acted (docs/architecture.md, What always holds).
"""

from collections.abc import Collection
from datetime import datetime

from functions.domain.consent.keywords import Keyword
from functions.domain.consent.permission import why_no_consent
from functions.domain.customers.consents import CHANNELS, OPT_INS, PURPOSES, Consent, is_refused, with_consent
from functions.domain.customers.customer import Customer
from functions.domain.customers.interactions import Interaction
from functions.domain.kernel.decisions import Reading, get
from functions.domain.settings.types import Channel, ConsentPurpose

KEYWORD_RULE = "consent.keyword"
COMMAND_RULE = "consent.command"


def with_word(
    customer: Customer, channel: Channel, word: Keyword, *, at: datetime, is_first: bool = False
) -> Customer:
    """The customer after a keyword: its purposes, and the channel's flag. What was said later stays.

    A yes is kept with its proof, and opens a channel to a customer who had opted out there, or whose first message it
    is (`is_first`); a channel that was never opened stays closed.
    """
    consent = Consent(granted=word.granted, at=at, how="keyword", by="customer", detail=word.word)
    consents = with_consent(customer.consents, channel, consent, purposes=word.purposes)
    if word.is_everywhere:
        for other in CHANNELS:
            if other != channel:
                consents = with_consent(consents, other, consent, purposes=("marketing",))
    after = customer.with_changes(consents=consents)
    if channel not in OPT_INS:
        return after
    was_out = is_first or any(is_refused(customer.consents, channel, purpose) for purpose in PURPOSES)
    return after.with_changes(**{OPT_INS[channel]: _is_open(after, channel, consent, was_out=was_out)})


def _is_open(after: Customer, channel: Channel, consent: Consent, *, was_out: bool) -> bool:
    """The channel's flag after a keyword."""
    flag, in_force = bool(getattr(after, OPT_INS[channel])), after.consents[channel].get("marketing")
    if in_force != consent:
        # A STOP that comes late: the START after it, known already, was of a customer who had opted out.
        return flag or (not consent.granted and _is_started(in_force))
    if consent.granted:
        return flag or was_out
    return flag and not all(is_refused(after.consents, channel, purpose) for purpose in PURPOSES)


def _is_started(consent: Consent | None) -> bool:
    return consent is not None and consent.granted and consent.how == "keyword"


def with_answer(
    customer: Customer, channel: Channel, consent: Consent, *, purposes: Collection[ConsentPurpose]
) -> Customer:
    """The customer after a yes or no for some purposes, the channel's flag in step. A later consent stays.

    A yes to one purpose opens no other one: on a channel that was closed, a purpose without a consent is refused with
    the same proof, as on the preferences page.
    """
    was_open = any(why_no_consent(customer, channel, purpose) is None for purpose in PURPOSES)
    consents = with_consent(customer.consents, channel, consent, purposes=purposes)
    in_force = consents[channel]
    if consent not in map(in_force.get, purposes):
        return customer
    if consent.granted and not was_open:
        others = [purpose for purpose in PURPOSES if purpose not in in_force]
        consents = with_consent(consents, channel, consent.with_changes(granted=False), purposes=others)
    after = customer.with_changes(consents=consents)
    return after if channel not in OPT_INS else _with_opt_in(after, channel, granted=consent.granted)


def _with_opt_in(customer: Customer, channel: Channel, *, granted: bool) -> Customer:
    """The channel's opt-in after a yes or no: a yes opens it, and it is closed if every purpose is refused."""
    may_be_open = granted or getattr(customer, OPT_INS[channel])
    is_closed = all(is_refused(customer.consents, channel, purpose) for purpose in PURPOSES)
    return customer.with_changes(**{OPT_INS[channel]: may_be_open and not is_closed})


def opted(
    customer: Customer,
    key: str,
    channel: Channel,
    *,
    granted: bool,
    rule: str,
    now: datetime,
    by: str = "customer",
) -> Reading[tuple[Interaction, ...]]:
    """The interaction that a yes or no leaves, once for its key. `by`: the member who entered it."""
    kind = "opt_in" if granted else "opt_out"
    id = f"{key}:{kind}"
    stored = yield from get(Interaction, id, presumed_missing=True)
    interaction = Interaction(
        id=id,
        interaction_type=kind,
        interaction_source="system",
        customer_id=customer.id,
        performed_by=by,
        performed_at=now,
        outcome=channel,
        automation_id=rule,
    )
    return (interaction,) if stored is None else ()
