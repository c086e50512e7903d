"""A dairy's sales as its preset has them, over the real wire: an account, its people, its deal, visits and orders."""

import json
from datetime import timedelta
from typing import Any

import pytest

from local.client import LocalFirebase
from tests.scenarios.dairy import NOON, Dairy
from tests.scenarios.roaster import PHONE

pytestmark = pytest.mark.begins(NOON, ticks=False)


@pytest.fixture
def dairy(firebase: LocalFirebase) -> Dairy:
    """With two reps, and an account that the first of them looks after."""
    dairy = Dairy(firebase)
    for uid in ("rep", "colleague"):
        dairy.has_member(uid, "sales_rep")
    fields = {"name": "Delhi Wholesale", "customer_group": "b2b", "phone": PHONE, "owner_uid": "rep"}
    dairy.do("change_customer", **fields)
    return dairy


def account(dairy: Dairy) -> str:
    id, _ = dairy.customer()
    return id


def refusal(dairy: Dairy, id: str, kind: str, by_uid: str = "rep", **data: Any) -> list[str]:
    """The fields for which a command is refused."""
    settled = dairy.settled(id, kind, data, by_uid=by_uid)
    assert settled["status"] == "refused", settled
    return [each["path"] for each in settled["problems"]]


def an_order(dairy: Dairy, **changes: Any) -> dict[str, Any]:
    at = (dairy.now() - timedelta(hours=5)).isoformat()
    line = {"product_id": "paneer", "quantity": "2.5", "unit": "kg", "unit_price": "320.00"}
    order: dict[str, Any] = {"order_id": "S-1", "source": "b2b", "channel": "mobile_app", "status": "paid"}
    order |= {"ordered_at": at, "updated_at": at, "currency": "INR", "total": "800.00", "lines": [line]}
    return order | {"customer": {"phone": PHONE}} | changes


@pytest.mark.item("S002-57", "S002-04", "S002-33", "S002-71")
def test_an_order_that_a_rep_took_on_site_is_one_with_the_shop_s_and_in_the_account_s_history(
    dairy: Dairy,
) -> None:
    order = an_order(dairy)
    late = {"made_at": dairy.now() - timedelta(hours=5), "by_uid": "rep"}
    taken = dairy.settled("on-site", "record_order", order, **late)
    again = dairy.settled("on-site-again", "record_order", order, **late)
    assert (taken["result"]["replayed"], again["result"]["replayed"]) == (False, True)
    assert dairy.post_raw(json.dumps(order).encode()).status == 200
    id, customer = dairy.customer()
    assert (customer["stats"]["orders"], customer["stats"]["spend_minor"]) == (1, 80_000)
    (left,) = dairy.all("interactions").values()
    assert (left["interaction_type"], left["customer_id"], left["performed_at"].isoformat()) == (
        *("order_placed", id),
        dairy.read("orders/b2b:S-1")["ordered_at"].isoformat(),
    )


@pytest.mark.item("S002-57")
def test_what_a_phone_sends_late_is_refused_for_what_is_wrong_and_then_nothing_is_recorded(
    dairy: Dairy,
) -> None:
    never_set = {"ordered_at": "1970-01-01T05:30:00+05:30", "updated_at": "1970-01-01T05:30:00+05:30"}
    wrong = refusal(dairy, "clock", "record_order", **an_order(dairy, **never_set))
    assert wrong == ["ordered_at", "updated_at"]
    dairy.do("change_member", member_uid="rep", roles=[])
    assert refusal(dairy, "left", "record_order", **an_order(dairy)) == ["by_uid"]
    assert dairy.all("orders") == {}
    order = an_order(dairy)
    assert dairy.settled("first", "record_order", order, by_uid="colleague")["status"] == "done"
    typed_again = order | {"total": "960.00"}
    assert refusal(dairy, "again", "record_order", by_uid="colleague", **typed_again) == [""]
    assert dairy.read("orders/b2b:S-1")["total_minor"] == 80_000


@pytest.mark.item("S002-06", "S002-30", "S002-32", "S002-34")
def test_a_call_is_kept_with_its_ticket_and_its_follow_up_is_the_rep_s_task_of_that_day(dairy: Dairy) -> None:
    id = account(dairy)
    call = {"interaction_type": "call", "interaction_source": "b2b_sales", "customer_id": id}
    told = {"summary": "Two crates were warm", "sentiment": "negative", "ticket_id": "T-7"}
    said = {"duration_minutes": 12, "outcome": "follow_up_needed", "next_action": "Look at the cold store"}
    related = {"related_ids": {"order_id": "b2b:S-1"}, "follow_up_on": dairy.today(days=2)}
    result = dairy.do("record_interaction", by_uid="rep", **call, **told, **said, **related)
    kept = dairy.read(f"interactions/{result['interaction_id']}")
    wanted = call | told | said | related
    assert {name: kept[name] for name in wanted} == wanted
    task = dairy.read(f"tasks/{result['task_id']}")
    assert (task["task_type"], task["assignee_uid"], task["due_on"], task["reason"]) == (
        *("follow_up", "rep"),
        *(dairy.today(days=2), "Look at the cold store"),
    )
    for type in ("email", "meeting", "order"):
        dairy.do("record_interaction", by_uid="rep", **call | {"interaction_type": type})
    assert refusal(dairy, "odd", "record_interaction", **call | {"interaction_type": "fax"}) == [
        "interaction_type"
    ]
    assert sorted(each["interaction_type"] for each in dairy.all("interactions").values()) == [
        *("call", "email", "meeting", "order")
    ]


@pytest.mark.item("S002-09", "S002-21")
def test_an_account_has_its_people_and_a_plan_that_says_who_decides(dairy: Dairy) -> None:
    id = account(dairy)
    asha = {"name": "Asha", "position": "Buyer", "department": "Purchasing", "is_decision_maker": True}
    asha |= {
        "influence_level": "high",
        "preferred_contact_method": "call",
        "notes": "Mornings",
        "tags": ["a"],
    }
    asha |= {"communication_preferences": {"days": ["mon"], "topics": ["prices"]}, "is_primary": True}
    contact = dairy.do("save_contact", by_uid="rep", customer_id=id, contact_id="asha", **asha)
    kept = dairy.read(f"contacts/{contact['contact_id']}")
    told = ("position", "influence_level", "is_decision_maker", "preferred_contact_method")
    assert tuple(kept[name] for name in told) == ("Buyer", "high", True, "call")
    dairy.do("save_legal_entity", customer_id=id, legal_entity_id="entity", legal_name="Delhi Wholesale")
    plan: dict[str, Any] = {"is_strategic": True, "health": "good", "growth_opportunities": ["Ghee"]}
    plan |= {"competitors": [{"name": "Another dairy", "position": "behind"}]}
    plan |= {"goals": [{"name": "A crate a day", "metric": "crates", "target": 365}]}
    people = [{"contact_id": "asha", "influence": "decision_maker", "stance": "supporter"}]
    brand = {"brand_id": "brand", "customer_id": id, "brand_name": "Delhi", "legal_entity_id": "entity"}
    dairy.do("save_brand", by_uid="rep", **brand, **plan, relationships=people)
    stored = dairy.read("brands/brand")
    assert (stored["is_strategic"], stored["health"], stored["growth_opportunities"]) == (
        *(True, "good"),
        ["Ghee"],
    )
    assert [each["contact_id"] for each in stored["relationships"]] == ["asha"]


@pytest.mark.item("S002-11", "S002-23", "S002-27")
def test_a_deal_goes_the_dairy_s_own_stages_and_who_helps_with_it_moves_it(dairy: Dairy) -> None:
    deal = {"opportunity_id": "deal", "customer_id": account(dairy), "title": "Milk for four shops"}
    more = {"product_ids": ["milk"], "expected_close_on": dairy.today(days=30), "competitors": ["Another"]}
    dairy.do("change_opportunity", by_uid="rep", **deal, **more, next_action="Bring samples")
    begun = dairy.read("opportunities/deal")
    assert (begun["stage"], begun["owner_uid"], begun["probability"]) == ("enquiry", "rep", 10)
    tasted = {"opportunity_id": "deal", "stage": "tasting"}
    assert refusal(dairy, "stranger", "change_opportunity", by_uid="colleague", **tasted) == [
        "opportunity_id"
    ]
    dairy.do("change_opportunity", by_uid="rep", opportunity_id="deal", team_uids=["colleague"])
    dairy.do("change_opportunity", by_uid="colleague", **tasted)
    terms = {"opportunity_id": "deal", "stage": "terms"}
    assert refusal(dairy, "worth", "change_opportunity", **terms) == ["estimated_value_minor"]
    won = {"estimated_value_minor": 900_000, "stage": "won", "close_reason": "The samples"}
    dairy.do("change_opportunity", by_uid="rep", opportunity_id="deal", **won)
    moved = dairy.read("opportunities/deal")
    history = [(each["from"], each["to"], each["by"]) for each in moved["stage_history"]]
    assert history == [("enquiry", "tasting", "colleague"), ("tasting", "won", "rep")]
    assert (moved["status"], moved["closed_at"] is not None) == ("won", True)
    assert dairy.read(f"customers/{account(dairy)}")["account"]["current_stage"] == "won"


@pytest.mark.item("S002-34", "S002-77")
def test_what_was_agreed_is_told_to_the_rep_that_morning_and_once(dairy: Dairy) -> None:
    dairy.do("register_device", by_uid="rep", owner="member", token="rep-phone")
    visit = {"interaction_type": "meeting", "interaction_source": "b2b_sales", "customer_id": account(dairy)}
    agreed = {"next_action": "Bring the price list", "next_action_on": dairy.today(days=1)}
    dairy.do("record_interaction", by_uid="rep", **visit, **agreed)
    dairy.tick()
    assert dairy.messages() == []
    for _ in range(2):
        dairy.pass_time("24h")
        assert dairy.words("follow_up_interaction") == ["Today with Delhi Wholesale: Bring the price list."]


@pytest.mark.item("S002-74")
def test_an_invoice_that_is_not_paid_on_its_day_is_told_to_finance_the_next_morning(dairy: Dairy) -> None:
    dairy.has_member("finance", "finance")
    dairy.do("register_device", by_uid="finance", owner="member", token="finance-phone")
    dairy.do("save_legal_entity", customer_id=account(dairy), legal_entity_id="entity", legal_name="Delhi")
    invoice = {"legal_entity_id": "entity", "issued_on": dairy.today(), "due_on": dairy.today(days=1)}
    for number, paid_minor in (("7", 50_000), ("8", 60_000)):
        paid = {"invoice_id": number, "number": number, "total_minor": 60_000, "paid_minor": paid_minor}
        dairy.do("record_invoice", by_uid="finance", **invoice, **paid)
    dairy.pass_time("24h")
    assert dairy.words("invoice_overdue_alert") == []
    dairy.pass_time("24h")
    (told,) = dairy.words("invoice_overdue_alert")
    assert told.startswith("Invoice 7 of Delhi Wholesale was due on ")
    assert told.endswith("₹100.00 is open.")


@pytest.mark.item("S002-53")
def test_the_owner_of_an_account_hears_that_it_has_been_silent_for_more_than_30_days(dairy: Dairy) -> None:
    dairy.do("register_device", by_uid="rep", owner="member", token="rep-phone")
    at = (dairy.now() - timedelta(days=30)).isoformat()
    assert dairy.post(**an_order(dairy, ordered_at=at, updated_at=at)).status == 201
    dairy.firebase.idle()
    dairy.has_one_day("churn_alert", ("push", "churn_alert", "rep-phone"), of_type="churn_risk_alert")
