"""Each operation asked by each role, and by those who have none there: a table by hand, beside that of the code."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from clients.openapi import operations, plain_path, roles_of
from functions.domain.staff.roles import ROLES
from tests.builders import PHONE, an_order_body
from tests.command_samples import BESIDE
from tests.staff_api import StaffApi, a_token
from tests.staff_api_cafe import begin_anew

LETTERS = {
    "O": "owner",
    "M": "manager",
    "S": "sales_rep",
    "A": "agent",
    "U": "support",
    "K": "marketing",
    "E": "executive",
    "D": "delivery",
    "F": "finance",
}
ALL = "OMSAUKEDF"
NEWS = {"purpose": "marketing", "bodies": {"en": "News"}}
CALL = {"interaction_type": "call", "interaction_source": "customer_service"}
CONSENT = {"channel": "whatsapp", "purposes": ["marketing"], "granted": False}
DONE = {"outcome": "interested"}
CHATS = ("", "/turns", "/messages")
TAKEN = {"conversation_id": "whatsapp:chat", "assigned_to": "agent", "handover_notes": "Ready to pay"}
PROMPT = {
    "prompt_type": "base",
    "content": "You are kind.",
    "version": "2.0",
    "updated_by": "marketing_admin",
}


def about(kind: str, *given: str) -> dict[str, Any]:
    """A right command's data, without what the path gives."""
    return {name: value for name, value in BESIDE[kind].items() if name not in given}


@dataclass(frozen=True)
class Row:
    """An operation with a right request: who may ask it, and what they are answered."""

    method: str
    path: str
    who: str
    status: int = 200
    body: Any = None
    on: str = "somebody"
    query: str = ""

    @property
    def roles(self) -> set[str]:
        return {LETTERS[letter] for letter in self.who}

    def place(self, uid: str) -> str:
        """Where the uid asks: about themselves, and what is theirs, where that is what the row is about."""
        path = (
            self.path.strip("/")
            .replace("{id}", self.on.replace("{uid}", uid))
            .replace("{revision}", "1")
            .replace("{code}", "TEN")
            .replace("{version}", "2.0")
            .replace("{number}", "1")
        )
        return f"{path}?{self.query}" if self.query else path


def of_account(
    what: str, listed: str, read: str, changed: str, body: dict[str, Any], *, on: str
) -> Iterator[Row]:
    yield from of_one(f"GET /{what}", listed)
    yield Row("GET", f"/{what}/{{id}}", read, on=on)
    yield Row("PATCH", f"/{what}/{{id}}", changed, 200, body, on=on)


def of_one(below: str, who: str, **more: Any) -> Iterator[Row]:
    """What stands below a customer, under both of its names."""
    method, _, path = below.partition(" ")
    for name in ("/customers/{id}", "/cdm/customer360/{id}"):
        yield Row(method, name + path, who, **more)


def of_work(below: str, who: str, **more: Any) -> Iterator[Row]:
    """Tasks and configuration, under both of their names."""
    method, _, path = below.partition(" ")
    for name in ("", "/crm/automation"):
        yield Row(method, name + path, who, **more)


def of_kind(collection: str, content: Any, *, saved: int = 200, who: str = "OMK") -> Iterator[Row]:
    yield from of_work(f"PUT /{collection}/{{id}}", who, status=saved, body=content, on="news")
    yield from of_work(f"GET /{collection}/{{id}}", who, status=404, on="none")
    yield from of_work(f"DELETE /{collection}/{{id}}", who, status=404, on="none")
    yield from of_work(f"GET /{collection}/{{id}}/versions/{{revision}}", who, status=404, on="none")


def of_packages() -> Iterator[Row]:
    """Those who speak with customers read what marketing saves."""
    yield Row("GET", "/packages", "OMSAUKEF")
    yield Row("GET", "/packages/{id}", "OMSAUKEF", on="journey")
    yield Row("PUT", "/packages/{id}", "OMK", 400, {"code": "UMR_MAR_2025_HEMAT"}, on="news")
    yield Row("DELETE", "/packages/{id}", "OMK", 404, on="none")
    yield Row("GET", "/packages/{id}/versions/{revision}", "OMK", 404, on="none")


TABLE: tuple[Row, ...] = (
    *of_one("GET ", "OMSAUKDF"),
    *of_one("PATCH ", "OMSAUK", body={"name": "Regular"}),
    *of_one("GET /timeline", "OMSAUKDF"),
    *of_one("GET /orders", "OMSAUKDF"),
    *of_one("GET /visits", "OMSAUKDF"),
    *of_one("GET /suggestions", "OMSAUKDF"),
    *(
        row
        for what in ("ledger", "loyalty", "messages", "notes", "feedback", "interactions")
        for row in of_one(f"GET /{what}", "OMSAUK")
    ),
    *of_one("PUT /consents", "OMSAUD", body=CONSENT),
    *of_one("POST /messages", "OMSAU", status=201, body={"channel": "sms", "text": "At six."}),
    *of_one("POST /interactions", "OMSAUKDF", status=201, body=CALL),
    *of_one("POST /notes", "OMSAUK", status=201, body=about("add_note", "customer_id")),
    *of_one("POST /feedback", "OMSAUD", status=201, body=about("give_feedback", "customer_id")),
    *of_one("POST /tasks", "OMSAUK", status=201, body={"task_type": "call"}),
    *of_one("POST /redemptions", "OMSAU", status=201, body={"points": 5, "reason": "A mug"}),
    *of_one("POST /adjustments", "OM", status=201, body={"amount": -5, "reason": "Counted twice"}),
    Row("GET", "/customers", "OMSAUK"),
    Row("POST", "/customers", "OMSAUK", 201, {"name": "Someone new"}),
    Row("POST", "/customers/merge", "OM", 200, {"from": "twin", "into": "somebody"}),
    Row("GET", "/duplicates", "OM"),
    Row("GET", "/dashboard", "OMKE"),
    Row("GET", "/marketing/dashboard", "OMAUKE"),
    Row("GET", "/marketing/analytics", "OMKE"),
    Row("POST", "/marketing/analytics/refresh", "OMK", 202, {}),
    Row("POST", "/marketing/clicks", "OMK", 200, BESIDE["record_ad_clicks"]),
    Row("GET", "/forecast", "OMSEF"),
    Row("GET", "/dashboards/sales", "OMSEF"),
    Row("GET", "/dashboards/business", "OMEF"),
    Row("GET", "/recommendation_proposals", "OMK"),
    Row("POST", "/recommendation_proposals/{id}/accept", "OMK", 200, {}, on="pair_rice"),
    Row("POST", "/recommendation_proposals/{id}/dismiss", "OMK", 200, {}, on="pair_rice"),
    Row("GET", "/leads", ALL),
    Row("POST", "/leads", "OMSAUK", 201, {"source": "walk_in", "contact": {"name": "The cook"}}),
    Row("GET", "/leads/{id}", ALL, on="lead of {uid}"),
    Row("GET", "/leads/{id}/interactions", ALL, on="lead of {uid}"),
    Row("GET", "/leads/{id}/notes", ALL, on="lead of {uid}"),
    Row("PATCH", "/leads/{id}", "OMSAUK", 200, {"message": "Wants a tasting."}, on="lead of {uid}"),
    Row("POST", "/leads/{id}/conversion", "OMSAU", 200, {}, on="lead of {uid}"),
    Row("POST", "/leads/{id}/closing", "OMSAUK", 200, {"reason": "Price"}, on="lead of {uid}"),
    Row("GET", "/opportunities", "OMS"),
    Row("GET", "/opportunities/{id}", "OMS", on="deal of {uid}"),
    Row("POST", "/opportunities", "OMS", 201, {"customer_id": "somebody", "title": "Beans"}),
    Row("PATCH", "/opportunities/{id}", "OMS", 200, {"stage": "qualified"}, on="deal of {uid}"),
    Row("GET", "/locations", "OMSAUK", query="near=-6.2,106.8"),
    Row("GET", "/visits/route", ALL),
    Row("GET", "/messages/{id}", "OMSAUK", on="written"),
    Row("GET", "/feedback", "OMAUK"),
    Row("PATCH", "/feedback/{id}", "OMSAU", 200, {"resolution": "A new cup."}, on="said"),
    Row("GET", "/outlets", ALL),
    Row("PATCH", "/outlets/{id}", "OM", 200, {"name": "First"}, on="first"),
    Row("GET", "/products", ALL),
    Row("GET", "/products/{id}", ALL, on="syrup"),
    Row("PATCH", "/products/{id}", "OMA", 200, {"name": "Beans", "price_minor": 45000}, on="beans"),
    Row("POST", "/orders", "OMSAUD", 201, an_order_body()),
    Row("GET", "/campaigns", "OMSAUK"),
    Row("POST", "/campaigns", "OMK", 201, about("save_campaign", "campaign_id")),
    Row("GET", "/campaigns/{id}", "OMSAUK", on="cup"),
    Row("GET", "/campaigns/{id}/results", "OMSAUK", on="cup"),
    Row("PATCH", "/campaigns/{id}", "OMK", 200, {"name": "A cup"}, on="cup"),
    Row("POST", "/campaigns/{id}/schedule", "OMK", 200, {}, on="planned"),
    Row("POST", "/campaigns/{id}/approve", "OM", 200, {}, on="planned"),
    Row("POST", "/campaigns/{id}/pause", "OMK", 200, {}, on="planned"),
    Row("POST", "/campaigns/{id}/resume", "OMK", 200, {}, on="halted"),
    Row("POST", "/campaigns/{id}/cancel", "OMK", 200, {}, on="halted"),
    Row("POST", "/campaigns/{id}/test", "OMK", 200, {}, on="halted"),
    Row("POST", "/campaigns/{id}/preview", "OMSAUK", 400, {}, on="planned"),
    *of_one("GET /profit", "OMF"),
    *of_account("legal_entities", "OMSAUKF", "OMSAUKF", "OMS", {"tax_id": "1"}, on="pt"),
    *of_account("brands", "OMSAUK", "OMSAUK", "OMS", {"health": "good"}, on="brand"),
    *of_account("locations", "OMSAUK", "OMSAUKD", "OMS", {"notes": "Ring twice."}, on="north"),
    *of_account("contacts", "OMSAUK", "OMSAUK", "OMS", {"name": "The chef"}, on="pic"),
    *of_account("contracts", "OMSF", "OMSF", "OMS", {"title": "More beans"}, on="agreed"),
    *of_account("invoices", "OMSF", "OMSF", "OMF", {"paid_minor": 400}, on="owed"),
    Row("GET", "/coupon_batches", "OMK"),
    Row("POST", "/coupon_batches", "OMK", 201, about("make_coupon_codes")),
    Row("GET", "/coupon_batches/{id}", "OMK", on="flyers"),
    Row("GET", "/coupon_batches/{id}/codes", "OMK", on="flyers"),
    Row("GET", "/coupon_batches/{id}/sheet", "OMK", on="flyers"),
    Row("POST", "/coupons/{code}/quote", "OMSAUKD", 200, {"lines": [{"quantity": 1, "unit_price": 5}]}),
    Row("POST", "/legal_entities", "OMS", 201, {"customer_id": "somebody", "legal_name": "PT"}),
    Row("POST", "/brands", "OMS", 201, {"customer_id": "somebody", "brand_name": "Kopi"}),
    Row("POST", "/locations", "OMS", 201, {"brand_id": "brand", "location_name": "South"}),
    Row("POST", "/contacts", "OMS", 201, {"customer_id": "somebody", "name": "The chef"}),
    Row("POST", "/contracts", "OMS", 201, {"customer_id": "somebody", "starts_on": "2025-01-01"}),
    Row("POST", "/invoices", "OMF", 201, BESIDE["record_invoice"]),
    Row("GET", "/orders/{id}", "OMSAUKDF", on="b2b:theirs"),
    Row("POST", "/orders/{id}/send", "OM", 200, {}, on="b2b:sent"),
    Row("GET", "/quotes", "OMSF"),
    Row("POST", "/quotes", "OMS", 201, about("save_quote", "quote_id")),
    Row("GET", "/quotes/{id}", "OMSF", on="drafted"),
    Row("PATCH", "/quotes/{id}", "OMS", 200, {"note": "Soon."}, on="drafted"),
    Row("POST", "/quotes/{id}/submission", "OMS", 200, {}, on="drafted"),
    Row("POST", "/quotes/{id}/decision", "OM", 200, {"decision": "refuse", "reason": "No"}, on="waiting"),
    Row("POST", "/quotes/{id}/withdrawal", "OMS", 200, {}, on="submitted"),
    Row("POST", "/quotes/{id}/sending", "OMS", 200, {}, on="drafted"),
    Row("POST", "/quotes/{id}/answer", "OMS", 200, {"answer": "decline"}, on="sent"),
    Row("POST", "/quotes/{id}/pdf", "OMSF", 409, {}, on="drafted"),
    Row("POST", "/campaigns/{id}/redemptions", "OMSAU", 201, {"customer_id": "somebody"}, on="cup"),
    *of_work("GET /tasks", ALL),
    *of_work("POST /tasks", "OMSAUK", status=201, body={"task_type": "call"}),
    *of_work("PATCH /tasks/{id}", "OMSAUKDF", body=DONE, on="task of {uid}"),
    *of_work("GET /insights/agent_day", ALL),
    Row("GET", "/conversations", "OMSAUK"),
    *(Row("GET", f"/conversations/{{id}}{what}", "OMSAUK", on="whatsapp:chat") for what in CHATS),
    Row("POST", "/conversations/handover", "OMSAUK", 200, TAKEN),
    Row("POST", "/conversations/{id}/handover", "OMSAUK", 200, {"assigned_to": "agent"}, on="whatsapp:chat"),
    Row("POST", "/conversations/{id}/give_back", "OMSAUK", 200, {"phase": "paid"}, on="whatsapp:chat"),
    Row("POST", "/marketing/leads", "OMSAUK", 201, about("capture_chat_lead")),
    Row("GET", "/members", "OM"),
    Row("POST", "/members", "OM", 201, {"member_uid": "agent", "name": "The till"}),
    Row("GET", "/members/{id}", ALL, on="{uid}"),
    Row("PATCH", "/members/{id}", "OM", 200, {"name": "The till"}, on="agent"),
    Row("GET", "/dead_letters", "OM"),
    Row("GET", "/dead_letters/{id}", "OM", on="wake:carts:basket"),
    Row("POST", "/dead_letters/{id}/retry", "OM", 200, {}, on="wake:carts:basket"),
    Row("GET", "/organisation", ALL),
    Row("PATCH", "/organisation", "OM", 200, {"name": "Renamed"}),
    Row("GET", "/audit", "OM"),
    Row("GET", "/settings", "OM"),
    Row("PATCH", "/settings", "OM", 200, {"channels": ["sms"]}),
    *of_work("GET /automations/{id}/explanation", "OMK", on="winback_30", query="customer=somebody"),
    *of_kind("templates", NEWS),
    Row("GET", "/templates/{id}/versions", "OMK", 404, on="none"),
    Row("POST", "/templates/{id}/versions/{revision}/restore", "OMK", 404, {}, on="none"),
    Row("POST", "/templates/{id}/preview", "OMK", 200, {"content": NEWS}, on="news"),
    Row("GET", "/templates/{id}/approvals", "OMK", 404, on="none"),
    Row("PUT", "/templates/{id}/approvals", "OMK", 404, {"language": "en", "state": "paused"}, on="none"),
    *of_kind("automations", {"on": "order_paid", "then": [{"send": "winback_30"}]}, saved=400),
    *of_kind("consumption_profiles", {"avg_consumption_days": 30}, saved=400),
    *of_kind("recommendation_rules", {"trigger": {"category": ["rice"]}}, saved=400),
    *of_kind("segments", {"name": "News", "filter": True}),
    *of_kind("offers", {"name": "Ten off", "kind": "percent", "percent": 10}),
    *of_kind("offer_calendar", {"theme": "Spice"}, saved=400),
    *of_kind("pipelines", {"name": "Deals"}, saved=400, who="OM"),
    *of_kind("territories", {"name": "North"}, who="OM"),
    *of_packages(),
    Row("GET", "/bookings", "OMAUF"),
    Row("POST", "/bookings", "OMSAU", 201, about("reserve_seats", "booking_id")),
    Row("GET", "/bookings/{id}", "OMSAUF", on="held"),
    Row("PATCH", "/bookings/{id}", "OMSAU", 200, {"seats": 2}, on="changing"),
    Row("POST", "/bookings/{id}/confirmation", "OMSAUF", 200, {"invoice_id": "settled"}, on="held"),
    Row("POST", "/bookings/{id}/cancellation", "OMSAUF", 200, {}, on="given-back"),
    *of_kind("faqs", {"topic": "Visa"}, saved=400),
    *of_kind("prompt_examples", {"title": "Code"}, saved=400),
    Row("GET", "/ai/prompts", "OMK"),
    Row("PUT", "/ai/prompts", "OMK", 200, PROMPT),
    Row("POST", "/ai/prompts/{version}/trial", "OMK", 404, {}),
    Row("GET", "/ai/prompts/{version}/trials/{number}", "OMK", 404),
    Row("POST", "/ai/prompts/{version}/live", "OMK", 404, {}),
    Row("POST", "/ai/prompts/{version}/rollback", "OMK", 404, {}),
    Row("POST", "/ai/process-message", "OMK", 409, {"phone": PHONE, "message": "Halo"}),
    Row("GET", "/ai/experiments", "OMK"),
    Row("GET", "/ai/settings", "OMK"),
    Row("PATCH", "/ai/settings", "OMK", 200, {"reserved": ["refund"]}),
    Row("POST", "/territories/{id}/reassign", "OM", 200, {"to_uid": "agent"}, on="north"),
    Row("GET", "/territories/{id}/progress", "OM", 404, on="north"),
    Row("GET", "/team", "OM"),
    Row("GET", "/offer_calendar", "OMSAUK"),
    Row("GET", "/segments", "OMSAUK"),
    Row("POST", "/segments", "OMK", 201, {"name": "Those who come", "filter": True}),
    Row("POST", "/segments/{id}/snapshot", "OMK", 201, about("take_snapshot", "segment_id"), on="guests"),
    Row("GET", "/segments/{id}/performance", "OMKE", 404, on="none"),
    Row("PATCH", "/segments/{id}", "OMK", 404, {"name": "Those"}, on="none"),
)


def test_the_table_has_each_operation_and_role_once() -> None:
    served = [(each.method, plain_path(each.path)) for each in operations()]
    assert sorted((row.method, row.path) for row in TABLE) == sorted(served)
    assert set(LETTERS.values()) == set(ROLES)


def test_the_document_says_of_each_operation_who_may_ask_it() -> None:
    said = {(each.method, plain_path(each.path)): set(roles_of(each)) for each in operations()}
    assert {(row.method, row.path): row.roles for row in TABLE} == said


def named(row: Row) -> str:
    return f"{row.method} {row.path}"


@pytest.mark.item("S002-89")
@pytest.mark.parametrize("row", TABLE, ids=named)
def test_a_role_may_ask_what_the_table_says_and_nothing_else(asked: StaffApi, row: Row) -> None:
    for role in ROLES:
        begin_anew(asked)
        before = dict(asked.backend.documents)
        answer = asked.ask(row.method, row.place(role), row.body, uid=role)
        assert answer.status_code == (row.status if role in row.roles else 403), (role, answer.text)
        if role not in row.roles:
            assert answer.json is not None
            assert answer.json["code"] == "forbidden", role
            assert "only members of the organisation" not in answer.text, role
            assert asked.backend.documents == before, role


def an_expired_token() -> str:
    then = int((datetime.now(UTC) - timedelta(hours=2)).timestamp())
    return a_token("owner", iat=then, auth_time=then, exp=then + 3600)


# Who asks, by their token, and what everyone of them is answered everywhere.
OUTSIDERS = {
    "without a token": (None, 401),
    "with a token that has expired": ("expired", 401),
    "an owner of another business": ("elsewhere", 403),
    "a member without a role": ("suspended", 403),
    "no member at all": ("stranger", 403),
}


@pytest.mark.item("S004-38")
@pytest.mark.parametrize("row", TABLE, ids=named)
def test_an_outsider_is_refused_whatever_is_asked(asked: StaffApi, row: Row) -> None:
    before = dict(asked.backend.documents)
    for outsider, (uid, status) in OUTSIDERS.items():
        bearer = an_expired_token() if uid == "expired" else None
        answer = asked.ask(row.method, row.place("manager"), row.body, uid=uid, bearer=bearer)
        assert answer.status_code == status, (outsider, answer.text)
        assert asked.backend.documents == before, outsider


@pytest.mark.parametrize(
    "row", [row for row in TABLE if row.on == "somebody" and "S" in row.who and "{id}" in row.path], ids=named
)
def test_a_rep_asks_nothing_about_the_customers_of_others(asked: StaffApi, row: Row) -> None:
    before = dict(asked.backend.documents)
    answer = asked.ask(
        row.method, row.place("sales_rep").replace("somebody", "another"), row.body, uid="sales_rep"
    )
    assert answer.status_code in (400, 403), answer.text
    assert "assigned" in answer.text
    assert asked.backend.documents == before
