"""A deal that stands in its stage for too long: its owner is told once, then the owner's manager, until it moves."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions import presets
from functions.domain.automations.subjects import wake_subject
from functions.domain.orgs.org import Org
from functions.domain.sales.opportunities import Opportunity
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.pipelines import Pipeline
from functions.domain.settings.templates import TemplateSettings
from tests.builders import NOON, a_customer, a_member, an_org, give, with_staff
from tests.memory import DictBackend, a_store, run

HOUR = timedelta(hours=1)
CLOCK = {
    "name": "Sales",
    "stages": [
        {"id": "lead", "name": "Lead", "sla": {"hours": 24}},
        {"id": "proposal", "name": "Proposal", "sla": {"hours": 100}},
        {"id": "won", "name": "Won", "outcome": "won"},
        {"id": "lost", "name": "Lost", "outcome": "lost"},
    ],
}


def org_of(preset: str) -> Org:
    """An organisation with a preset's automation of time limits and its template, and a pipeline of ours."""
    contents = presets.load(preset).contents
    templates = {
        ref.id: each
        for ref, each in contents.items()
        if isinstance(each, TemplateSettings) and ref.id == "sla_breached"
    }
    automations = {
        ref.id: each
        for ref, each in contents.items()
        if isinstance(each, AutomationSettings) and ref.id == "sla_breached"
    }
    more = {"templates": templates, "automations": automations}
    return an_org().model_copy(update={**more, "pipelines": {"sales": Pipeline.model_validate(CLOCK)}})


def desk() -> DictBackend:
    rep = a_member(id="rep", roles=("sales_rep",), manager_uid="lead", email="rep@example.com")
    lead = a_member(id="lead", roles=("manager",), email="lead@example.com")
    return with_staff(a_customer(customer_group="b2b"), rep, lead, role="owner")


def change(backend: DictBackend, org: Org, hours: int, **fields: Any) -> None:
    data = {"opportunity_id": "deal", "customer_id": "somebody", "owner_uid": "rep"} | fields
    at = NOON + hours * HOUR
    found = give(backend, "change_opportunity", data, org=org, made_at=at, now=at)
    assert found["status"] == "done", found["problems"]


def wake(backend: DictBackend, org: Org, hours: int) -> None:
    at: datetime = NOON + hours * HOUR
    run(a_store(backend), lambda: wake_subject(org, Opportunity, "deal", now=at))


def told(backend: DictBackend) -> list[str]:
    found = sorted(backend.all("messages").values(), key=lambda each: each["created_at"])
    return [each["member_uid"] for each in found]


@pytest.mark.item("S000-13")
@pytest.mark.parametrize("preset", ["roaster", "dairy"])
def test_the_owner_is_told_at_the_limit_and_their_manager_after_a_pause_each_once(preset: str) -> None:
    org, backend = org_of(preset), desk()
    change(backend, org, 0)
    assert backend.all("opportunities")["deal"]["wake_at"] == NOON + 24 * HOUR
    for hours in (23, 24, 24, 25):
        wake(backend, org, hours)
    assert told(backend) == ["rep"]
    for hours in (28, 28, 40, 100):
        wake(backend, org, hours)
    assert told(backend) == ["rep", "lead"]


@pytest.mark.item("S000-13")
@pytest.mark.parametrize(("moved_at", "expected"), [(20, []), (26, ["rep"])])
def test_a_deal_that_moved_is_told_of_no_more(moved_at: int, expected: list[str]) -> None:
    org, backend = org_of("roaster"), desk()
    change(backend, org, 0)
    if moved_at > 24:
        wake(backend, org, 24)
    change(backend, org, moved_at, stage="proposal")
    for hours in (27, 30, 50, moved_at + 99):
        wake(backend, org, hours)
    assert told(backend) == expected
    wake(backend, org, moved_at + 100)
    assert told(backend) == [*expected, "rep"]


@pytest.mark.item("S000-13")
def test_a_deal_that_was_lost_before_its_limit_by_a_phone_without_a_network_is_told_of_no_more() -> None:
    org, backend = org_of("roaster"), desk()
    change(backend, org, 0)
    wake(backend, org, 24)
    data = {"opportunity_id": "deal", "stage": "lost", "close_reason": "Price"}
    late = give(backend, "change_opportunity", data, org=org, made_at=NOON + 20 * HOUR, now=NOON + 25 * HOUR)
    assert late["status"] == "done"
    wake(backend, org, 28)
    wake(backend, org, 60)
    assert told(backend) == ["rep"]
    assert "sla_due_at" not in backend.all("opportunities")["deal"]


@pytest.mark.item("S002-11", "S000-27")
def test_the_next_action_wakes_the_owner_on_its_morning_and_not_once_the_deal_is_lost() -> None:
    contents = presets.load("dairy").contents
    found = {ref.collection: {} for ref in contents}  # type: ignore[var-annotated]
    for ref, each in contents.items():
        found[ref.collection][ref.id] = each
    org = an_org().model_copy(
        update={
            "templates": found["templates"],
            "automations": {"follow_up": found["automations"]["follow_up_opportunity"]},
        }
    )
    backend = desk()
    change(backend, org, 0, next_action="Bring samples", next_action_on="2025-01-28")
    morning = backend.all("opportunities")["deal"]["wake_at"]
    assert morning.isoformat() == "2025-01-28T02:30:00+00:00"  # 8:00 in Kolkata
    run(a_store(backend), lambda: wake_subject(org, Opportunity, "deal", now=morning))
    assert told(backend) == ["rep"]
    change(backend, org, 80, next_action_on="2025-02-03")
    change(backend, org, 81, stage="lost", close_reason="Price")
    later = backend.all("opportunities")["deal"]["wake_at"]
    if later is not None:
        run(a_store(backend), lambda: wake_subject(org, Opportunity, "deal", now=later))
    assert told(backend) == ["rep"]
