"""Staff enter leads and change them field by field."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from functions.domain.settings.automations import AutomationSettings
from functions.domain.staff.members import Member
from functions.domain.staff.roles import Role
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import Waking
from tests.builders import NOON, OTHER_PHONE, PHONE, a_customer, an_org, give, problems, with_staff
from tests.memory import DictBackend, a_store

ORG = an_org()


def office(role: Role = "owner") -> DictBackend:
    return with_staff(Member(id="rep", roles=("sales_rep",)), Member(id="desk", roles=("agent",)), role=role)


def save(backend: DictBackend, minutes: int = 0, **fields: Any) -> dict[str, Any]:
    data = {"lead_id": "l"} | fields
    return give(backend, "save_lead", data, org=ORG, made_at=NOON + timedelta(minutes=minutes - 60))


def lead(backend: DictBackend, id: str = "l") -> dict[str, Any]:
    return backend.all("leads")[id]


@pytest.mark.item("S002-07")
def test_of_each_field_the_change_that_was_made_last_holds() -> None:
    backend = office()
    save(backend, contact={"phone": PHONE, "name": "The chef"}, nurturing_stage="contacted")
    assert lead(backend)["nurturing_stage"] == "contacted"
    save(backend, 9, contact={"name": "The owner"}, company={"city": "Pune"}, nurturing_stage="ready")
    late = save(
        backend, 5, contact={"name": "The cook"}, company={"size": "20"}, nurturing_stage="interested"
    )
    assert late["result"]["outdated"] == ["contact.name", "nurturing_stage"]
    stored = lead(backend)
    assert stored["contact"] == {"name": "The owner", "phone": PHONE, "email": None}
    assert (stored["company"]["city"], stored["company"]["size"]) == ("Pune", "20")
    assert (stored["nurturing_stage"], stored["conversion_probability"]) == ("ready", 60)
    assert stored["stage_entered_at"] == NOON - timedelta(minutes=51)


def test_a_phone_that_is_known_is_met_whatever_id_a_phone_of_staff_gave() -> None:
    backend = office()
    save(backend, contact={"phone": PHONE})
    result = save(backend, lead_id="other", contact={"phone": PHONE})["result"]
    assert result == {"lead_id": "l", "what": "met"}
    assert len(backend.all("leads")) == 1


def test_a_new_phone_leads_to_the_lead_and_one_of_others_is_refused() -> None:
    backend = office()
    backend.put(a_customer(id="somebody", phone=None, email=None))
    give(backend, "change_customer", {"customer_id": "somebody", "email": "a@example.com"}, org=ORG)
    save(backend, contact={"phone": PHONE})
    save(backend, lead_id="second", contact={"phone": OTHER_PHONE})
    before = lead(backend)
    refused = save(backend, contact={"phone": OTHER_PHONE})
    assert problems(refused) == {"contact.phone": "names another lead"}
    refused = save(backend, contact={"email": "a@example.com"})
    assert problems(refused) == {"contact.email": "names a customer"}
    assert lead(backend) == before
    save(backend, 1, contact={"email": "new@example.com"})
    assert len(lead(backend)["identity_ids"]) == 2


def test_what_is_wrong_is_refused_by_its_path_and_nothing_is_written() -> None:
    backend = office()
    save(backend, contact={"phone": PHONE})
    before = dict(backend.versions)
    for fields, path in (
        ({"contact": {"phone": "12"}}, "contact.phone"),
        ({"contact": {"email": "x"}}, "contact.email"),
        ({"nurturing_stage": "asleep"}, "nurturing_stage"),
        ({"campaign_id": "none"}, "campaign_id"),
        ({"assigned_uid": "stranger"}, "assigned_uid"),
        ({"source_method": "radio"}, "source_method"),
        ({"currency": "rupees"}, "currency"),
    ):
        assert list(problems(save(backend, **fields))) == [path]
    left = {path: version for path, version in backend.versions.items() if "/commands/" not in path}
    assert left == {path: version for path, version in before.items() if "/commands/" not in path}
    assert list(problems(save(backend, lead_id="bare"))) == ["contact"]


def test_a_leader_gives_a_lead_to_a_member_whose_task_it_is_then() -> None:
    backend = office()
    save(backend, contact={"phone": PHONE})
    save(backend, 1, assigned_uid="rep")
    task = backend.one("tasks")
    assert (task["assignee_uid"], task.get("is_pooled")) == ("rep", None)
    assert lead(backend)["assigned_uid"] == "rep"


def test_an_agent_takes_a_lead_of_none_and_gives_none_away() -> None:
    backend = office(role="agent")
    save(backend, contact={"phone": PHONE})
    assert problems(save(backend, 1, assigned_uid="rep")) == {
        "assigned_uid": "may be changed by owners and managers only"
    }
    save(backend, 2, assigned_uid="till")
    assert lead(backend)["assigned_uid"] == "till"
    backend.put(Member(id="till", roles=("support",)))
    assert save(backend, 3, assigned_uid="till")["status"] == "done"


def test_who_gets_the_lead_s_task_from_the_pool_gets_the_lead() -> None:
    backend = office()
    save(backend, contact={"phone": PHONE})
    for _ in range(4):
        pool = backend.one("assignments")
        if pool.get("wake_at") is None:
            break
        waking = Waking("pool", pool["wake_at"], None)
        a_store(backend).commit("kopi", partial(WAKE_UPS["assignments"].wake, ORG, waking))
    task = backend.one("tasks")
    assert task["assignee_uid"] == "desk"
    assert lead(backend)["assigned_uid"] == "desk"


def test_automations_watch_leads() -> None:
    welcome = AutomationSettings.model_validate(
        {"on": "lead_created", "then": [{"create_task": {"task_type": "welcome", "assign": "owner"}}]}
    )
    org = an_org(automations={"welcome": welcome})
    backend = office()
    data = {"lead_id": "l", "contact": {"phone": PHONE}, "assigned_uid": "till"}
    give(backend, "save_lead", data, org=org)
    give(backend, "save_lead", data | {"source": "fair"}, org=org)
    tasks = [each for each in backend.all("tasks").values() if each["task_type"] == "welcome"]
    assert [(each["lead_id"], each["assignee_uid"], each["customer_id"]) for each in tasks] == [
        ("l", "till", None)
    ]
    left = [each for each in backend.all("interactions").values() if each["automation_id"] == "welcome"]
    assert [each["lead_id"] for each in left] == ["l"]


def test_a_lead_that_was_left_alone_wakes_its_automation() -> None:
    idle = AutomationSettings.model_validate(
        {
            "of": "leads",
            "on": {"field": "last_contact_at", "after": "7d"},
            "then": [{"create_task": {"task_type": "wake_up", "assign": "owner"}}],
        }
    )
    org = an_org(automations={"idle": idle})
    backend = office()
    give(backend, "save_lead", {"lead_id": "l", "contact": {"phone": PHONE}}, org=org)
    at = lead(backend)["wake_at"]
    assert at == NOON + timedelta(days=7)
    a_store(backend).commit("kopi", lambda: WAKE_UPS["leads"].wake(org, Waking("l", at, None)))
    assert [each["task_type"] for each in backend.all("tasks").values()].count("wake_up") == 1
