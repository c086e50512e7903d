"""A customer who got messages of campaigns, and what they do with them."""

from datetime import datetime, timedelta
from typing import Any

from functions.domain.campaign_runs.results import counted
from functions.domain.campaigns.documents import Campaign, CampaignMetrics
from functions.domain.conversations.recording import record_inbound
from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from functions.domain.customers.touches import CampaignTouch
from functions.domain.kernel.decisions import NOTHING, Decision
from functions.domain.messages.click_tracking import Link
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.responses.clicks import record_click
from tests.builders import NOON, PHONE, a_customer, a_message, an_org
from tests.campaigns import a_campaign
from tests.memory import DictBackend, a_store, run
from tests.provider_events import an_inbound

ORG = an_org(automations={})
LINK = "https://shop.example/offer"


def a_touch(campaign: str, at: datetime, **changes: Any) -> CampaignTouch:
    given = {
        "message_id": f"{campaign}:somebody",
        "campaign_id": campaign,
        "at": at,
        "until": at + timedelta(days=7),
    }
    return CampaignTouch.model_validate(given | changes)


def a_recipient(campaign: str, at: datetime, **changes: Any) -> Message:
    """The message of a campaign that went out on WhatsApp at an instant."""
    given = {
        "id": f"{campaign}:somebody",
        "cause": f"{campaign}:somebody",
        "rule": f"campaign:{campaign}",
        "campaign_id": campaign,
        "arm": "treated",
        "channel": "whatsapp",
        "status": "sent",
        "sent_at": at,
        "created_at": at,
        "wake_at": None,
        "variables": {"campaign": "Monsoon"},
    }
    return a_message(**given | changes)


def with_campaigns(*messages: Message, org: Org = ORG, **customer: Any) -> DictBackend:
    """The customer and what is stored of them, with these messages of campaigns."""
    backend, link = DictBackend(), identity_id(org.id_key, Identity("phone", PHONE))
    touches = tuple(
        a_touch(str(each.campaign_id), each.created_at, is_held_out=each.arm == "held_out")
        for each in messages
    )
    given = {"campaigns": touches, "identity_ids": (link,), "identity_counts": {"phone": 1}}
    backend.put(a_customer(**given | customer))
    backend.put(KnownIdentity(id=link, kind="phone", customer_id="somebody"))
    for message in messages:
        backend.put(message)
    backend.put(a_campaign(id="rain"))
    return backend


def writes(backend: DictBackend, at: datetime, org: Org = ORG, **changes: Any) -> None:
    item = an_inbound(**{"id": f"in-{at.isoformat()}", "at": at} | changes)
    run(a_store(backend), lambda: record_inbound(org, item, max(at, NOON)))


def follows(
    backend: DictBackend, campaign: str = "rain", target: str = LINK, at: datetime = NOON, org: Org = ORG
) -> None:
    link = Link(f"{campaign}:somebody", target)
    run(a_store(backend), lambda: record_click(org, link, at))


def did(backend: DictBackend, campaign: str = "rain") -> set[str]:
    """What the customer did, as their message has it; their touch of the campaign says the same."""
    response = backend.all("messages")[f"{campaign}:somebody"].get("response") or {}
    found = {name.removeprefix("has_") for name, is_so in response.items() if is_so is True}
    touches = {each.campaign_id: set(each.did) for each in customer(backend).campaigns}
    assert found - {"responded"} == touches[campaign] - {"bought"}
    assert ("responded" in found) == bool(found & {"clicked", "replied"})
    return found - {"responded"}


def customer(backend: DictBackend) -> Customer:
    return Customer.model_validate({"id": "somebody", **backend.one("customers")})


def results(backend: DictBackend, now: datetime = NOON, **campaign: Any) -> CampaignMetrics:
    def counting() -> Decision[CampaignMetrics]:
        known = Campaign.model_validate(a_campaign(**campaign))
        return NOTHING, (yield from counted(ORG, known, now))

    return run(a_store(backend), counting)
