"""What a customer told the provider: kept with its proof, and left as an interaction that names the rule."""

from datetime import datetime

from functions.domain.automations.react import react
from functions.domain.consent.changes import opted
from functions.domain.customers.consents import Consent, with_consent
from functions.domain.customers.identities import find_known, identities_of, message_key
from functions.domain.customers.interactions import Interaction
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import NOTHING, Changes, Decision
from functions.domain.orgs.org import Org
from functions.domain.providers.events import PreferenceItem

PROVIDER_RULE = "consent.provider"


def record_preference(org: Org, item: PreferenceItem, now: datetime) -> Decision[bool]:
    """Take in what a customer told the provider; whether we know them. Bills 2 reads and 2 writes; a repeated or late
    one, and one of nobody whom we know, the reads alone.
    """
    identities = identities_of(
        channel=item.channel,
        phone=item.phone,
        email=item.email,
        user_id=item.user_id,
        user_id_kind=item.user_id_kind,
    )
    customer = yield from find_known(org, identities)
    if customer is None:
        return NOTHING, False
    consent = Consent(granted=item.granted, at=item.at, how="provider", by="customer", detail=item.provider)
    consents = with_consent(customer.consents, item.channel, consent, item.purposes)
    if consents == customer.consents:
        return NOTHING, True
    key = message_key(org, item.provider, item.id)
    left = yield from opted(customer, key, item.channel, granted=item.granted, rule=PROVIDER_RULE, now=now)
    after = customer.with_changes(consents=consents, updated_at=now)
    facts = Facts("consent_changed", Interaction.collection, key, now)
    reaction = yield from react(org, customer, after, facts=facts, now=now)
    return Changes(create=reaction.create, put=(reaction.customer, *left)), True
