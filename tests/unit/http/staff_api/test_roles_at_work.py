"""A day of each role at a dairy, by the staff API over its preset: what it needs is open, the rest refused."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from functions import presets
from functions.domain.staff.members import Member
from functions.domain.staff.roles import ROLES
from functions.store.orgs import orgs
from tests.memory import DictBackend
from tests.provisioning import provision
from tests.staff_api import StaffApi

MONTH = f"{datetime.now(ZoneInfo('Asia/Kolkata')):%Y-%m}"
DEAL = {"title": "Paneer", "estimated_value_minor": 90_000, "expected_close_on": f"{MONTH}-28"}
PANEER = {"product_id": "paneer", "quantity": "10", "unit": "kg"}
MET = {"interaction_type": "meeting", "interaction_source": "b2b_sales", "outcome": "interested"}
SHOP = {"name": "Corner Tea House", "phone": "+12025550101", "customer_group": "b2b"}


@cache
def _made() -> DictBackend:
    backend = DictBackend()
    provision(backend, preset=presets.load("dairy"), name="Milk")
    for role in ROLES:
        leads = {"manager_uid": "manager"} if role == "sales_rep" else {}
        backend.put(Member(id=role, name=f"The {role}", roles=(role,), **leads))
    return backend


@dataclass
class Dairy:
    """`asks` says as which role; what is refused has no `status` of its own."""

    api: StaffApi

    def asks(self, uid: str, method: str, path: str, body: Any = None, *, status: int | None = None) -> Any:
        answer = self.api.ask(method, path, {} if body is None and method == "POST" else body, uid=uid)
        expected = (status,) if status is not None else (200, 201)
        assert answer.status_code in expected, (method, path, answer.status_code, answer.text)
        return answer.json

    def refuses(self, uid: str, method: str, path: str, body: Any = None) -> None:
        answer = self.api.ask(method, path, {} if body is None else body, uid=uid)
        assert answer.status_code == 403, (method, path, answer.text)

    def customer(self, **changes: Any) -> str:
        id: str = self.asks("manager", "POST", "customers", {**SHOP, "owner_uid": "sales_rep", **changes})[
            "customer_id"
        ]
        return id


@pytest.fixture
def dairy(standing_api: StaffApi, monkeypatch: pytest.MonkeyPatch) -> Dairy:
    monkeypatch.setenv("CLOUD_TASKS_EMULATOR_HOST", "none")
    made = _made()
    standing_api.backend.documents, standing_api.backend.versions = dict(made.documents), dict(made.versions)
    orgs.cache_clear()
    dairy = Dairy(standing_api)
    dairy.asks("agent", "PATCH", "products/paneer", {"name": "Paneer", "price_minor": 32_000})
    return dairy


@pytest.mark.item("S002-59")
def test_a_rep_s_work_is_with_the_customers_who_are_assigned_to_them(dairy: Dairy) -> None:
    theirs, another = dairy.customer(), dairy.customer(phone="+12025550102", owner_uid="agent")
    rep = partial(dairy.asks, "sales_rep")
    assert [each["id"] for each in rep("GET", "customers")["items"]] == [theirs]
    rep("POST", f"customers/{theirs}/interactions", MET)
    lead = {"source": "trade fair", "contact": {"name": "The chef", "phone": "+12025550103"}}
    lead_id = rep("POST", "leads", {**lead, "assigned_uid": "sales_rep"})["lead_id"]
    converted = rep("POST", f"leads/{lead_id}/conversion")["customer_id"]
    assert rep("GET", f"customers/{converted}")["owner_uid"] == "sales_rep"

    deal_id = rep("POST", "opportunities", {"customer_id": theirs, **DEAL})["opportunity_id"]
    quote_id = rep("POST", "quotes", {"opportunity_id": deal_id, "lines": [PANEER]})["quote_id"]
    rep("POST", f"quotes/{quote_id}/submission")
    rep("POST", f"quotes/{quote_id}/sending")
    assert rep("POST", f"quotes/{quote_id}/answer", {"answer": "accept"})["status"] == "accepted"
    (order,) = rep("GET", f"customers/{theirs}/orders")["items"]
    assert order["total_minor"] == 336_000  # 10 kg of 320.00, and 5 % GST
    history = [each["kind"] for each in rep("GET", f"customers/{theirs}/timeline")["items"]]
    assert (history.count("orders"), history[-1]) == (1, "interactions")

    dairy.refuses("sales_rep", "GET", f"customers/{another}")
    dairy.refuses("sales_rep", "POST", f"customers/{another}/interactions", MET)
    dairy.refuses("sales_rep", "POST", "opportunities", {"customer_id": another, **DEAL})
    dairy.refuses("sales_rep", "POST", "campaigns", {"name": "Mine", "segment_ids": ["at_risk"]})
    for page in ("team", "dashboards/business", "members"):
        dairy.refuses("sales_rep", "GET", page)


@pytest.mark.item("S002-60")
def test_a_manager_leads_a_team_decides_and_looks_ahead(dairy: Dairy) -> None:
    account = dairy.customer(city="Delhi")
    rep, manager = partial(dairy.asks, "sales_rep"), partial(dairy.asks, "manager")
    deal_id = rep("POST", "opportunities", {"customer_id": account, **DEAL})["opportunity_id"]
    (member,) = manager("GET", "team")["items"]
    assert (member["id"], member["open_deals"]["value_minor"]) == ("sales_rep", 90_000)
    figures = manager("GET", f"forecast?month={MONTH}")["figures"]
    assert figures["all:pipeline:amount_minor"] == {"unit": "INR", "value": 90_000}

    discounted = {"opportunity_id": deal_id, "lines": [PANEER], "discount_percent": "12"}
    quote_id = rep("POST", "quotes", discounted)["quote_id"]
    assert rep("POST", f"quotes/{quote_id}/submission")["status"] == "pending_approval"
    dairy.refuses("sales_rep", "POST", f"quotes/{quote_id}/decision", {"decision": "approve"})
    assert manager("POST", f"quotes/{quote_id}/decision", {"decision": "approve"})["status"] == "approved"
    special = {"lines": [{**PANEER, "unit_price_minor": 30_000}]}
    dairy.refuses("sales_rep", "PATCH", f"quotes/{quote_id}", special)
    assert manager("PATCH", f"quotes/{quote_id}", special)["total_minor"] == 277_200  # 12 % off, 5 % GST

    north = {"name": "North", "rules": {"cities": ["Delhi"]}, "member_uid": "sales_rep", "revision": 0}
    manager("PUT", "territories/north", north)
    manager("POST", "territories/north/reassign", {"to_uid": "sales_rep"})
    assert manager("GET", "territories/north/progress")["is_running"]
    dairy.refuses("sales_rep", "POST", "territories/north/reassign", {"to_uid": "sales_rep"})


@pytest.mark.item("S002-61")
def test_marketing_makes_segments_texts_and_campaigns_and_sees_what_came_of_them(dairy: Dairy) -> None:
    marketing = partial(dairy.asks, "marketing")
    shops = {"name": "Shops", "filter": {"==": [{"var": "customer_group"}, "b2b"]}, "revision": 0}
    marketing("PUT", "segments/shops", shops)
    lassi = {
        "purpose": "marketing",
        "bodies": {"en": "New: lassi."},
        "email": {"subject": {"en": "New: lassi"}},
    }
    marketing("PUT", "templates/lassi", {**lassi, "revision": 0})
    previews = marketing("POST", "templates/lassi/preview", {})["previews"]
    assert [each["title"] for each in previews if each["channel"] == "email"] == ["New: lassi"]

    draft = {"name": "Lassi", "segment_ids": ["shops"], "template": "lassi"}
    draft |= {"mode": "scheduled", "channels": ["email"]}
    campaign = marketing("POST", "campaigns", draft)["campaign_id"]
    assert marketing("POST", f"campaigns/{campaign}/preview", {})["examples"][0]["text"] == "New: lassi."
    assert marketing("POST", f"campaigns/{campaign}/schedule", {})["status"] == "scheduled"
    assert marketing("GET", f"campaigns/{campaign}/results")["channels"]["email"]["sent"] == 0
    (run,) = marketing("GET", "segments/shops/performance")["campaigns"]
    assert run["name"] == "Lassi"
    lead = {"source": "web form", "contact": {"email": "chef@example.com"}}
    lead_id = marketing("POST", "leads", lead)["lead_id"]
    assert marketing("GET", f"leads/{lead_id}")["source"] == "web form"

    dairy.refuses("marketing", "POST", f"campaigns/{campaign}/approve")
    dairy.refuses("marketing", "POST", f"leads/{lead_id}/conversion")
    dairy.refuses("marketing", "GET", "opportunities")


@pytest.mark.item("S002-62")
def test_customer_service_looks_up_logs_opens_tickets_and_resolves(dairy: Dairy) -> None:
    support, account = partial(dairy.asks, "support"), dairy.customer()
    order = {"order_id": "S-1", "source": "b2b", "status": "paid", "currency": "INR", "total": "640.00"}
    order |= {"ordered_at": "2026-01-05T10:00:00Z", "updated_at": "2026-01-05T10:00:00Z"}
    support("POST", "orders", {**order, "customer": {"phone": SHOP["phone"]}})
    (found,) = support("GET", "customers?search=5550101")["items"]
    assert found["id"] == account
    support("PATCH", f"customers/{account}", {"requirements": ["chilled below 4 degrees"]})
    (kept,) = support("GET", f"customers/{account}/orders")["items"]
    assert (kept["id"], kept["status"]) == ("b2b:S-1", "paid")

    called = {"interaction_type": "support", "interaction_source": "customer_service", "ticket_id": "T-1"}
    support("POST", f"customers/{account}/interactions", called)
    ticket = {"task_type": "ticket", "title": "The milk was sour", "assignee_uid": "support"}
    task_id = support("POST", f"customers/{account}/tasks", {**ticket, "due_on": f"{MONTH}-28"})["task_id"]
    said = support("POST", f"customers/{account}/feedback", {"rating": 1, "comment": "Sour"})
    assert {each["id"] for each in support("GET", "feedback?status=open")["items"]} == {said["feedback_id"]}
    support("PATCH", f"feedback/{said['feedback_id']}", {"resolution": "Replaced"})
    support("PATCH", f"tasks/{task_id}", {"outcome": "completed"})
    assert support("GET", "feedback?status=open")["items"] == []
    assert task_id not in {each["id"] for each in support("GET", "tasks?status=open")["items"]}

    dairy.refuses(
        "support",
        "POST",
        f"customers/{account}/adjustments",
        {"unit": "points", "amount": 5, "reason": "sorry"},
    )
    dairy.refuses("support", "POST", "segments", {"name": "Mine"})
    dairy.refuses("support", "GET", f"customers/{account}/profit")


@pytest.mark.item("S002-63")
def test_an_executive_reads_figures_of_all_teams_and_writes_nothing(dairy: Dairy) -> None:
    executive, account = partial(dairy.asks, "executive"), dairy.customer()
    dairy.asks("sales_rep", "POST", "opportunities", {"customer_id": account, **DEAL})
    assert executive("GET", "dashboard")["customers"] == 1
    sales = executive("GET", "dashboards/sales")["figures"]
    assert sales["all:open:amount_minor"] == {"unit": "INR", "value": 90_000}
    forecast = executive("GET", f"forecast?month={MONTH}")["figures"]
    assert forecast["all:pipeline:amount_minor"]["value"] == 90_000
    assert forecast["team:manager:pipeline:amount_minor"]["value"] == 90_000
    for page in ("dashboards/business", "marketing/dashboard", "marketing/analytics"):
        assert executive("GET", page) is not None

    for page in ("customers", f"customers/{account}", "opportunities", "team", "settings"):
        dairy.refuses("executive", "GET", page)
    dairy.refuses("executive", "POST", "customers", SHOP)
    dairy.refuses("executive", "POST", f"customers/{account}/notes", {"note": "A good one"})
