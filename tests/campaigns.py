"""A business with two segments and customers in them, whose campaigns tests send page by page."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.campaign_runs import pages as campaign_pages
from functions.domain.campaign_runs.pages import send_page
from functions.domain.campaigns.documents import Campaign
from functions.domain.customers.customer import Customer
from functions.domain.delivery.campaign_claims import claim_of_campaign
from functions.domain.delivery.claims import Claim, claim_message
from functions.domain.kernel.decisions import Decision, get
from functions.domain.orgs.org import Org
from functions.domain.settings.segments import SegmentSettings
from functions.domain.staff.members import Member
from tests.builders import NOON, an_org
from tests.memory import DictBackend, a_store, run

TEXTS = {
    "monsoon": {
        "purpose": "marketing",
        "bodies": {"en": "{{ name or 'Dear guest' }}, {{ offer }}. No more: {{ unsubscribe_url }}"},
        "email": {"subject": {"en": "{{ campaign }}"}},
    },
    "sunny": {"purpose": "marketing", "bodies": {"en": "{{ offer }} in the sun"}},
}
REGULARS, STAFF = "regulars", "staff"
FILTERS = {
    REGULARS: {"in": ["regular", {"var": "tags"}]},
    STAFF: {"in": ["staff", {"var": "tags"}]},
}
USUAL_MESSAGES: dict[str, Any] = {"quiet_hours": None, "caps": {}}


def a_shop(**changes: Any) -> Org:
    """A café without automations, quiet hours or caps."""
    org = an_org(templates=TEXTS, automations={}, **{"messages": USUAL_MESSAGES} | changes)
    segments = {
        id: SegmentSettings.model_validate({"name": id, "filter": each}) for id, each in FILTERS.items()
    }
    return org.model_copy(update={"segments": segments})


def a_buyer(number: int, **changes: Any) -> Customer:
    """A regular with the app, and a phone to text."""
    usual = {
        "id": f"c{number:04}",
        "phone": f"+1202555{100 + number % 100:04}",
        "has_app": True,
        "push_tokens": (f"token-{number}",),
        "tags": ("regular",),
        "segment_ids": (REGULARS,),
        "created_at": NOON,
    }
    return Customer.model_validate(usual | changes)


def a_campaign(**changes: Any) -> Campaign:
    """One that is due at noon."""
    usual = {
        "id": "rain",
        "name": "Monsoon",
        "offer": "A second cup",
        "mode": "scheduled",
        "template": "monsoon",
        "segment_ids": (REGULARS,),
        "starts_at": NOON,
        "status": "scheduled",
        "scheduled_at": NOON - timedelta(hours=1),
        "wake_at": NOON,
    }
    return Campaign.model_validate(usual | changes)


def stocked(*customers: Customer, **campaign: Any) -> DictBackend:
    """What is stored before the first page."""
    backend = DictBackend()
    backend.put(Member(id="market", roles=("marketing",)))
    backend.put(Member(id="lead", roles=("manager",)))
    for customer in customers:
        backend.put(customer)
    backend.put(a_campaign(**campaign))
    return backend


@contextmanager
def pages_of(size: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(campaign_pages, "PAGE_SIZE", size)
        yield


def one_page(backend: DictBackend, org: Org, now: datetime = NOON, id: str = "rain") -> bool:
    """Whether a page leaves another one to do."""
    left = run(a_store(backend), lambda: send_page(org, id, batch_id=None, now=now))
    return left is not None and left.has_due


def all_pages(backend: DictBackend, org: Org, now: datetime = NOON) -> int:
    """How many pages there were."""
    count = 1
    while one_page(backend, org, now):
        count += 1
    return count


def claimed(backend: DictBackend, org: Org, id: str, now: datetime, lease_id: str = "lease") -> Claim:
    """What comes of claiming a campaign's message, as its campaign stands."""
    message = backend.all("messages")[id]

    def claim() -> Decision[Claim]:
        campaign = yield from get(Campaign, message["campaign_id"])
        claiming = claim_message(org, id, message["customer_id"], lease_id=lease_id, now=now)
        return (yield from claim_of_campaign(org, id, campaign, claiming=claiming, now=now))

    return run(a_store(backend), claim)


def by_customer(backend: DictBackend) -> dict[str, tuple[str, str | None]]:
    """Each customer's message: how it stands, and why."""
    return {
        each["customer_id"]: (each["status"], each["reason"]) for each in backend.all("messages").values()
    }
