"""Who responds to a campaign is handed over to sales, once for each recipient, as the campaign says (S002-38)."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.customers.identities import Identity, identity_id
from functions.domain.kernel.decisions import Document
from functions.domain.staff.members import Member
from tests.builders import NOON, PHONE, a_customer, a_member
from tests.memory import Billed, DictBackend
from tests.unit.domain.responses.answering import (
    ORG,
    a_recipient,
    customer,
    did,
    follows,
    with_campaigns,
    writes,
)

HOUR = timedelta(hours=1)


def a_response_to(handoff: str | None, *documents: Document, **changes: Any) -> DictBackend:
    backend = with_campaigns(a_recipient("rain", NOON, handoff=handoff), **changes)
    for document in documents:
        backend.put(document)
    return backend


def tasks(backend: DictBackend) -> list[dict[str, Any]]:
    return list(backend.all("tasks").values())


@pytest.mark.item("S002-38")
def test_who_responds_is_a_task_of_the_account_s_owner_once() -> None:
    backend = a_response_to("task", a_member(), owner_uid="rep", customer_group="b2b")
    follows(backend)
    writes(backend, NOON + HOUR)
    follows(backend, target="https://shop.example/other", at=NOON + HOUR)
    (task,) = tasks(backend)
    assert task == task | {
        "task_type": "campaign_response",
        "customer_id": "somebody",
        "campaign_id": "rain",
        "assignee_uid": "rep",
        "reason": "Monsoon",
        "status": "open",
        "cause": "rain:somebody",
    }
    assert list(backend.all("tasks")) == ["rain:somebody:response"]
    (day,) = (each for id, each in backend.all("insights").items() if id.startswith("agent_day"))
    assert [call["task_id"] for call in day["calls"]] == ["rain:somebody:response"]


def test_without_an_owner_who_is_there_the_task_waits_in_the_pool() -> None:
    for owner, members in ((None, ()), ("rep", (Member(id="rep", roles=()),)), ("gone", ())):
        backend = a_response_to("task", *members, owner_uid=owner)
        writes(backend, NOON + HOUR)
        (task,) = tasks(backend)
        assert (task["assignee_uid"], task["is_pooled"]) == (None, True)
        assert backend.all("assignments")["pool"]["wake_at"] == NOON + HOUR


def test_a_person_without_an_account_becomes_a_lead_that_says_which_campaign() -> None:
    backend = a_response_to("lead", a_member(), owner_uid="rep", name="A regular")
    writes(backend, NOON + HOUR)
    follows(backend, at=NOON + 2 * HOUR)
    assert list(backend.all("leads")) == ["rain:somebody:lead"]
    lead = backend.one("leads")
    assert lead == lead | {
        "source": "campaign",
        "campaign_id": "rain",
        "status": "converted",
        "converted_to": "somebody",
        "assigned_uid": "rep",
    }
    deal = backend.one("opportunities")
    assert (deal["customer_id"], deal["owner_uid"]) == ("somebody", "rep")
    assert did(backend) == {"clicked", "replied"}
    assert tasks(backend) == []


def test_a_second_campaign_meets_the_deal_that_is_open() -> None:
    backend = with_campaigns(
        a_recipient("rain", NOON, handoff="lead"), a_recipient("snow", NOON + HOUR, handoff="lead")
    )
    follows(backend, at=NOON + 2 * HOUR)
    follows(backend, "snow", at=NOON + 3 * HOUR)
    assert len(backend.all("opportunities")) == 1
    assert backend.one("leads")["posts"] == 2
    posts = [
        each for each in backend.all("interactions").values() if each["interaction_type"] == "lead_captured"
    ]
    assert len(posts) == 2


def test_an_account_that_is_to_become_a_lead_is_its_owner_s_task() -> None:
    backend = a_response_to("lead", a_member(), owner_uid="rep", customer_group="b2b")
    follows(backend)
    assert (len(tasks(backend)), backend.all("leads")) == (1, {})


@pytest.mark.parametrize("text", ["STOP", "START"])
def test_a_refusal_hands_nobody_over(text: str) -> None:
    backend = a_response_to("task")
    writes(backend, NOON + HOUR, text=text)
    assert tasks(backend) == []


def test_a_campaign_that_hands_nobody_over_makes_no_task() -> None:
    backend = a_response_to(None)
    follows(backend)
    writes(backend, NOON + HOUR)
    assert (tasks(backend), backend.all("leads")) == ([], {})


def test_a_customer_without_a_phone_or_email_becomes_a_lead_too() -> None:
    backend = a_response_to("lead", phone=None, email=None, identity_ids=(), identity_counts={})
    follows(backend)
    assert backend.one("leads")["converted_to"] == "somebody"
    assert customer(backend).account is not None


def test_a_phone_that_leads_to_another_customer_hands_over_who_responded() -> None:
    other = identity_id(ORG.id_key, Identity("phone", PHONE))
    backend = a_response_to("lead", identity_ids=(), identity_counts={})
    backend.documents[f"orgs/{ORG.id}/identities/{other}"]["customer_id"] = "another"
    backend.put(a_customer(id="another"))
    follows(backend)
    assert backend.one("leads")["converted_to"] == "somebody"
    assert backend.all("identities")[other]["customer_id"] == "another"


def test_a_task_bills_the_owner_the_task_and_their_day() -> None:
    backend = a_response_to("task", a_member(), owner_uid="rep")
    follows(backend)
    first = backend.billed
    backend = a_response_to(None, a_member(), owner_uid="rep")
    follows(backend)
    assert (first.reads - backend.billed.reads, first.writes - backend.billed.writes) == (4, 2)
    assert backend.billed == Billed(reads=2, writes=3)
