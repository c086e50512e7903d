"""A yes or no that a customer gave to the provider: stored with its proof, and an interaction names the rule."""

from datetime import datetime

from functions.domain.automations.react import react
from functions.domain.consent.changes import opted
from functions.domain.customers.consents import Consent, with_consent
from functions.domain.customers.interactions import Interaction
from functions.domain.customers.lookups import find_known, identities_of, kept_for_later, message_key
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import NOTHING, Changes, Decision
from functions.domain.orgs.org import Org
from functions.domain.preferences.refusals import with_refusal
from functions.domain.providers.events import PreferenceItem

PROVIDER_RULE = "consent.provider"


def record_preference(org: Org, item: PreferenceItem, now: datetime) -> Decision[bool]:
    """Take in a yes or no. From a person who is no customer yet it is kept with the identity, for when they become one.
    Returns False where nothing names a person. Bills 2 reads and 2 writes, for a repeat the reads alone; for an
    unknown person 2 reads and 1 write for each identity. A refusal of a campaign bills what `with_refusal` does.
    """
    identities = identities_of(
        channel=item.channel,
        phone=item.phone,
        email=item.email,
        user_id=item.user_id,
        user_id_kind=item.user_id_kind,
    )
    customer = yield from find_known(org, identities)
    consent = Consent(granted=item.granted, at=item.at, how="provider", by="customer", detail=item.provider)
    if customer is None:
        said = with_consent({}, item.channel, consent, purposes=item.purposes)
        kept = yield from kept_for_later(org, identities, said, now=now)
        return Changes(put=kept), bool(identities)
    consents = with_consent(customer.consents, item.channel, consent, purposes=item.purposes)
    if consents == customer.consents:
        return NOTHING, True
    key = message_key(org, item.provider, item.id)
    interactions = yield from opted(
        customer, key, item.channel, granted=item.granted, rule=PROVIDER_RULE, now=now
    )
    after = customer.with_changes(consents=consents, updated_at=now)
    after, told = yield from with_refusal(org, customer, after, at=item.at)
    facts = Facts("consent_changed", Interaction.collection, key, now)
    reaction = yield from react(org, customer, after, facts=facts, now=now)
    return Changes(create=reaction.create, put=(*reaction.put, *interactions, *told)), True
