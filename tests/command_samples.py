"""A right command of each kind about documents beside the customer, and the documents that they are about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from functions.domain.accounts.brands import Brand
from functions.domain.accounts.contacts import Contact
from functions.domain.accounts.invoices import Invoice
from functions.domain.accounts.legal_entities import LegalEntity
from functions.domain.accounts.locations import Location
from functions.domain.bookings.documents import Booking, PackageSeats
from functions.domain.campaigns.documents import Campaign, Variant
from functions.domain.configuration.documents import OfferDocument, PackageDocument, TerritoryDocument
from functions.domain.conversations.documents import Conversation
from functions.domain.coupons.documents import Coupon
from functions.domain.customers.customer import Customer
from functions.domain.feedback.documents import Feedback
from functions.domain.kernel.dead_letters import DeadLetter, LetterError
from functions.domain.kernel.decisions import Document
from functions.domain.leads.documents import Lead, LeadContact
from functions.domain.offers.documents import CodeBatch
from functions.domain.orders.posts import OrderPost
from functions.domain.quotes.documents import Quote, QuoteLine
from functions.domain.quotes.pricing import priced
from functions.domain.recommendations.affinity import Pair
from functions.domain.recommendations.counting import AffinityTable
from functions.domain.recommendations.documents import Recommendation
from functions.domain.referrals.documents import Referral
from functions.domain.sales.opportunities import Opportunity
from functions.domain.settings.sales import SalesSettings
from functions.domain.shop.carts import Cart
from functions.domain.shop.products import Product
from functions.domain.staff.roles import Role
from functions.domain.tasks.documents import Task
from tests.builders import NOON
from tests.journeys import a_journey

CART_ITEM = {"product_id": "beans", "name": "Beans", "quantity": 2, "price_minor": 45_000}

BESIDE: dict[str, dict[str, Any]] = {
    "change_cart": {
        "customer_id": "somebody",
        "cart_id": "cart",
        "items": [CART_ITEM],
        "checked_out_at": None,
    },
    "change_wishlist": {
        "customer_id": "somebody",
        "wishlist_id": "wishes",
        "items": [{"product_id": "beans", "price_minor": 45_000}],
    },
    "watch_stock": {"customer_id": "somebody", "product_id": "beans"},
    "unwatch": {"customer_id": "somebody", "product_id": "beans"},
    "change_product": {
        "product_id": "beans",
        "name": "Beans",
        "category": "coffee",
        "price_minor": 45_000,
        "pack": {"quantity": "1.5", "unit": "kg"},
        "stock": 7,
        "allergens": ["none"],
        "is_consumable": True,
    },
    "accept_pair": {"pair_id": "pair_rice"},
    "dismiss_pair": {"pair_id": "pair_rice"},
    "save_legal_entity": {
        "legal_entity_id": "pt",
        "customer_id": "somebody",
        "legal_name": "PT Kopi",
        "tax_id": "01.234.567.8-901.000",
        "business_license": "NIB 1",
        "billing_address": "Jalan Satu 1",
        "billing_email": "finance@example.com",
        "payment_term_days": 30,
        "credit_limit_minor": 5_000_000,
    },
    "save_brand": {
        "brand_id": "kopi-satu",
        "customer_id": "somebody",
        "legal_entity_id": "pt",
        "brand_name": "Kopi Satu",
        "industry_segment": "cafe",
        "business_scale": "small",
        "pic_name": "The barista",
        "pic_role": "manager",
        "is_strategic": True,
        "health": "at_risk",
        "health_reason": "A cheaper offer",
        "goals": [
            {
                "name": "All bars",
                "metric": "locations",
                "target": 4,
                "actual": 1,
                "due_on": "2025-06-30",
                "is_reached": False,
            }
        ],
        "growth_opportunities": ["Cold brew"],
        "competitors": [{"name": "Another roaster", "position": "behind", "notes": "Cheaper."}],
        "relationships": [
            {"contact_id": "barista", "influence": "champion", "stance": "supporter", "reports_to": "chef"}
        ],
    },
    "save_location": {
        "location_id": "north",
        "brand_id": "brand",
        "location_name": "North",
        "is_active": True,
        "address": {
            "province": "Jakarta",
            "city": "Jakarta",
            "district": "Utara",
            "postal_code": "14110",
            "detail": "Jalan Satu 1",
            "lat": -6.12,
            "lng": 106.9,
        },
        "phone": "+919900000001",
        "pic_name": "The barista",
        "pic_role": "staff",
        "instagram": "@kopi",
        "photos": [{"kind": kind, "ref": f"photos/{kind}"} for kind in ("front", "exterior", "interior")],
        "notes": "Ring twice.",
        "extension": {
            "kind": "cafe",
            "monthly_coffee_kg": 12.5,
            "monthly_coffee_budget_minor": 100_000,
            "existing_machine_brand": "None",
            "coffee_notes_preference": "nutty",
            "roasting_profile": "medium_dark",
            "sample_available": True,
            "seating_capacity": 30,
        },
    },
    "save_contact": {
        "contact_id": "barista",
        "customer_id": "somebody",
        "name": "The barista",
        "position": "Head barista",
        "department": "Bar",
        "email": "barista@example.com",
        "phone": "+919900000077",
        "birthday": "02-29",
        "is_primary": True,
        "is_decision_maker": True,
        "influence_level": "high",
        "preferred_contact_method": "whatsapp",
        "notes": "Mornings only.",
        "tags": ["bar"],
        "communication_preferences": {"days": ["mon"], "not_before": "08:00", "topics": ["beans"]},
        "consents": {"whatsapp": True},
    },
    "save_contract": {
        "contract_id": "beans-2025",
        "customer_id": "somebody",
        "legal_entity_id": "pt",
        "title": "Beans",
        "starts_on": "2025-01-01",
        "ends_on": "2025-12-31",
        "renewal": "automatic",
        "is_cancelled": False,
        "prices": [{"product_id": "syrup", "price_minor": 45_000}],
    },
    "record_invoice": {
        "invoice_id": "inv-1",
        "legal_entity_id": "pt",
        "number": "INV/2025/1",
        "issued_on": "2025-01-10",
        "due_on": "2025-02-10",
        "total_minor": 900_000,
        "paid_minor": 100_000,
        "is_cancelled": False,
    },
    "change_opportunity": {
        "opportunity_id": "deal",
        "customer_id": "somebody",
        "title": "Beans for the bar",
        "description": "Two machines, and beans for a year.",
        "primary_contact_id": "pic",
        "brand_id": "brand",
        "location_id": "north",
        "deal_level": "brand",
        "pipeline": "default",
        "stage": "proposal",
        "estimated_value_minor": 900_000,
        "currency": "INR",
        "product_dimensions": ["coffee_beans", "machine"],
        "product_ids": ["beans"],
        "owner_uid": "till",
        "team_uids": ["till"],
        "close_reason": "Price",
        "expected_close_on": "2025-03-01",
        "next_action": "Send a sample",
        "next_action_on": "2025-02-03",
        "competitors": ["Another roaster"],
        "contract_term": "12 months",
        "sla_requirement": "Next day",
        "decision_maker": "The barista",
    },
    "save_lead": {
        "lead_id": "lead",
        "source": "walk_in",
        "source_method": "canvassing",
        "source_app": "b2b_app",
        "campaign_id": "cup",
        "contact": {"name": "The chef", "phone": "+919900000088", "email": "chef@example.com"},
        "company": {"name": "Kopi Bar", "segment": "cafe", "size": "20", "city": "Pune"},
        "interest_product_ids": ["beans"],
        "estimated_value_minor": 900_000,
        "currency": "INR",
        "nurturing_stage": "contacted",
        "assigned_uid": "till",
        "message": "Wants a tasting.",
        "consents": {"whatsapp": True},
    },
    "convert_lead": {"lead_id": "lead", "begins_deal": True},
    "close_lead": {"lead_id": "other-lead", "reason": "Price"},
    "save_quote": {
        "quote_id": "offer",
        "opportunity_id": "open-deal",
        "customer_id": "somebody",
        "legal_entity_id": "pt",
        "lines": [
            {"product_id": "syrup", "quantity": "2.5", "unit": "kg", "discount_percent": "5"},
            {"product_id": "syrup", "quantity": 1, "unit_price_minor": 45_000},
        ],
        "discount_percent": 2.5,
        "valid_until": "2025-02-28",
        "note": "Delivered on Mondays.",
    },
    "submit_quote": {"quote_id": "drafted", "reason": "As agreed"},
    "record_ad_clicks": {
        "campaign_code": "UMR_MAR_2025_HEMAT",
        "on": "2025-01-24",
        "clicks": 40,
        "cost_minor": 90_000,
    },
    "reserve_seats": {
        "booking_id": "two-seats",
        "package_id": "journey",
        "seats": 2,
        "customer_id": "somebody",
        "conversation_id": None,
        "name": "The pilgrim",
        "phone": "+919900000088",
    },
    "confirm_booking": {"booking_id": "held", "invoice_id": "settled", "payment_reference": "BCA 1234"},
    "cancel_booking": {"booking_id": "given-back", "reason": "Another year"},
    "change_booking": {"booking_id": "changing", "seats": 3, "name": "The pilgrims", "phone": None},
    "decide_quote": {"quote_id": "waiting", "decision": "refuse", "reason": "Too much"},
    "withdraw_quote": {"quote_id": "submitted", "reason": "A mistake"},
    "send_quote": {"quote_id": "drafted", "reason": "By hand"},
    "answer_quote": {"quote_id": "sent", "answer": "accept", "reason": "Taste"},
    "create_task": {
        "task_type": "call",
        "customer_id": "somebody",
        "assignee_uid": "till",
        "due_on": "2025-02-01",
        "priority": "high",
        "reason": "Beans run out",
        "script": "Ask for the grinder.",
        "suggested_product_ids": ["beans"],
        "opportunity_id": "deal",
    },
    "hand_over_conversation": {
        "conversation_id": "whatsapp:chat",
        "assigned_to": "till",
        "handover_notes": "Wants to pay.",
    },
    "capture_chat_lead": {
        "phone": "6281234567890",
        "name": "From WhatsApp",
        "phase": "booking",
        "conversation_summary": "Customer interested in March package, asking about payment",
        "source": "meta_ads_campaign_123",
        "ai_confidence": 0.85,
    },
    "give_back_conversation": {"conversation_id": "whatsapp:chat", "phase": "paid"},
    "add_note": {"customer_id": "somebody", "note": "Takes oat milk."},
    "give_feedback": {"customer_id": "somebody", "rating": 2, "comment": "Cold.", "outlet_id": "first"},
    "resolve_feedback": {"feedback_id": "said", "resolution": "A new cup."},
    "save_outlet": {"outlet_id": "first", "name": "First", "city": "Pune", "manager_uid": "till"},
    "save_campaign": {
        "campaign_id": "monsoon",
        "name": "Monsoon",
        "offer": "A second cup",
        "segment_ids": [],
        "mode": "tracked_only",
        "starts_at": NOON,
        "ends_at": "2025-03-01T00:00:00Z",
        "coupon_name": "Second cup",
        "description": "For those who come in the rain",
        "objective": "visits",
        "offer_id": "rain",
        "promotion_details": "On wet days",
        "related_product_ids": ["latte"],
        "exclude_segment_ids": [],
        "channels": ["push", "call"],
        "template": "winback_30",
        "variants": [{"id": "a", "template": "winback_30", "weight": 2}],
        "variables": {"percent": 10, "days": 30},
        "at_local_time": True,
        "spread_hours": 2,
        "budget_minor": 1_000,
        "budget_messages": 100,
        "holdout_percent": 10,
        "priority": 60,
    },
    "schedule_campaign": {"campaign_id": "planned"},
    "approve_campaign": {"campaign_id": "planned"},
    "pause_campaign": {"campaign_id": "planned"},
    "resume_campaign": {"campaign_id": "halted"},
    "cancel_campaign": {"campaign_id": "halted"},
    "try_campaign": {"campaign_id": "halted", "variant": "a"},
    "record_redemption": {"campaign_id": "cup", "customer_id": "somebody", "redeemed_at": NOON},
    "make_coupon_codes": {
        "offer_id": "rain",
        "batch_id": "leaflets",
        "count": 2,
        "name": "Leaflets",
        "valid_from": NOON,
        "valid_until": "2025-03-01T00:00:00Z",
    },
    "take_snapshot": {"segment_id": "guests", "name": "Guests", "customer_ids": ["somebody"]},
    "assign_task": {"task_id": "task", "is_pooled": True},
    "complete_task": {
        "task_id": "task",
        "outcome": "interested",
        "done_at": NOON,
        "notes": "Wants a sample.",
        "next_action": "sample",
        "next_action_on": "2025-02-03",
        "interaction_type": "call_outbound",
    },
    "merge_customers": {"from": "twin", "into": "somebody"},
    "send_order": {"order_id": "b2b:sent"},
    "retry_dead_letter": {"dead_letter_id": "wake:carts:basket"},
    "redeem_points": {"customer_id": "somebody", "points": 5, "reason": "A mug"},
    "adjust_points": {
        "customer_id": "somebody",
        "unit": "points",
        "amount": -5,
        "reason": "Counted twice",
    },
    "reassign_territory": {"territory_id": "north", "to_uid": "till", "open_deals": "keep"},
    "change_member": {
        "member_uid": "till",
        "name": "The till",
        "email": "till@example.com",
        "phone": "+919900000002",
        "locale": "bn",
        "timezone": "Asia/Dhaka",
        "territory_ids": ["north"],
        "districts": ["Dhanmondi", "মিরপুর"],
        "is_senior": True,
        "daily_capacity": 25,
        "working_hours": {"days": ["sat", "sun"], "start": "10:00", "end": "16:00"},
        "absent_from": "2025-02-01",
        "absent_until": "2025-02-03",
    },
}
AT_THE_COUNTER: set[Role] = {"owner", "manager", "sales_rep", "agent", "support"}
BY_ROLES: dict[str, set[Role]] = {
    "change_cart": AT_THE_COUNTER,
    **dict.fromkeys(("change_wishlist", "watch_stock", "unwatch"), AT_THE_COUNTER),
    "change_product": {"owner", "manager", "agent"},
    "accept_pair": {"owner", "manager", "marketing"},
    "dismiss_pair": {"owner", "manager", "marketing"},
    "save_legal_entity": {"owner", "manager", "sales_rep"},
    "save_brand": {"owner", "manager", "sales_rep"},
    "save_location": {"owner", "manager", "sales_rep"},
    "save_contact": {"owner", "manager", "sales_rep"},
    "save_contract": {"owner", "manager", "sales_rep"},
    "record_invoice": {"owner", "manager", "finance"},
    "change_opportunity": {"owner", "manager", "sales_rep"},
    "save_lead": AT_THE_COUNTER | {"marketing"},
    "convert_lead": AT_THE_COUNTER,
    "close_lead": AT_THE_COUNTER | {"marketing"},
    "save_quote": {"owner", "manager", "sales_rep"},
    "submit_quote": {"owner", "manager", "sales_rep"},
    "withdraw_quote": {"owner", "manager", "sales_rep"},
    "send_quote": {"owner", "manager", "sales_rep"},
    "answer_quote": {"owner", "manager", "sales_rep"},
    "decide_quote": {"owner", "manager"},
    "hand_over_conversation": AT_THE_COUNTER | {"marketing"},
    "give_back_conversation": AT_THE_COUNTER | {"marketing"},
    "capture_chat_lead": AT_THE_COUNTER | {"marketing"},
    "record_ad_clicks": {"owner", "manager", "marketing"},
    "reserve_seats": AT_THE_COUNTER,
    "change_booking": AT_THE_COUNTER,
    "confirm_booking": AT_THE_COUNTER | {"finance"},
    "cancel_booking": AT_THE_COUNTER | {"finance"},
    "add_note": AT_THE_COUNTER | {"marketing"},
    "give_feedback": AT_THE_COUNTER | {"delivery"},
    "resolve_feedback": AT_THE_COUNTER,
    "save_outlet": {"owner", "manager"},
    "save_campaign": {"owner", "manager", "marketing"},
    "schedule_campaign": {"owner", "manager", "marketing"},
    "pause_campaign": {"owner", "manager", "marketing"},
    "resume_campaign": {"owner", "manager", "marketing"},
    "cancel_campaign": {"owner", "manager", "marketing"},
    "try_campaign": {"owner", "manager", "marketing"},
    "make_coupon_codes": {"owner", "manager", "marketing"},
    "take_snapshot": {"owner", "manager", "marketing"},
    "approve_campaign": {"owner", "manager"},
    "record_redemption": AT_THE_COUNTER,
    "create_task": {"owner", "manager", "sales_rep", "agent", "support", "marketing"},
    "merge_customers": {"owner", "manager"},
    "send_order": {"owner", "manager"},
    "retry_dead_letter": {"owner", "manager"},
    "redeem_points": AT_THE_COUNTER,
    "adjust_points": {"owner", "manager"},
    "complete_task": {
        *("owner", "manager", "sales_rep", "agent", "support", "marketing", "delivery", "finance"),
    },
    "assign_task": {"owner", "manager"},
    "reassign_territory": {"owner", "manager"},
    "change_member": {"owner", "manager"},
}

BY_CUSTOMERS = {"give_feedback", "change_cart", "change_wishlist", "watch_stock", "unwatch"}


def a_sending_campaign(id: str, **changes: Any) -> Campaign:
    """A campaign that sends the win-back of 30 days."""
    text = Variant(id="a", template="winback_30")
    return Campaign.model_validate({"id": id, "name": id, "mode": "scheduled", "variants": (text,)} | changes)


def a_legal_entity(**changes: Any) -> LegalEntity:
    return LegalEntity(**{"id": "pt", "customer_id": "somebody", "legal_name": "PT Kopi"} | changes)


def a_booking(**changes: Any) -> Booking:
    """A seat of `journey` that is reserved for two days."""
    usual = {
        "id": "held",
        "package_id": "journey",
        "customer_id": "somebody",
        "seats": 1,
        "status": "reserved",
        "price_minor": 2_500_000_000,
        "total_minor": 2_500_000_000,
        "currency": "INR",
        "created_at": NOON,
        "expires_at": NOON + timedelta(days=2),
        "wake_at": NOON + timedelta(days=2),
    }
    return Booking(**usual | changes)


def a_task(**changes: Any) -> Task:
    usual = {"id": "task", "task_type": "call", "customer_id": "somebody", "assignee_uid": "till"}
    return Task(**usual | changes)


MUCH_LATER = datetime(2100, 1, 1, tzinfo=UTC)


def a_quote(**changes: Any) -> Quote:
    """A draft of two bottles of syrup, by a rep, without discount or taxes; it holds until the end of February."""
    usual = {
        "id": "offer",
        "customer_id": "somebody",
        "currency": "INR",
        "lines": (QuoteLine(product_id="syrup", name="Syrup", quantity="2", unit_price_minor=45_000),),
        "valid_until": datetime(2025, 2, 28, 18, 30, tzinfo=UTC),
        "author_uids": ("rep",),
    }
    quote = Quote(**usual | changes)
    return priced(quote.with_changes(root_id=quote.root_id or quote.id), SalesSettings())


def a_pair(**fields: Any) -> Pair:
    """Rice and spice, which go together."""
    usual: dict[str, Any] = {
        "id": "pair_rice",
        "trigger": "rice",
        "recommend": "spice",
        "orders": 6,
        "trigger_orders": 8,
        "recommend_orders": 9,
        "support": 0.3,
        "confidence": 0.75,
        "lift": 1.666667,
    }
    return Pair(**usual | fields)


def standing() -> tuple[Document, ...]:
    """What the commands are about."""
    return (
        a_legal_entity(),
        a_task(),
        Conversation(
            id="whatsapp:chat",
            channel="whatsapp",
            customer_id="somebody",
            provider="sandbox",
            created_at=NOON,
            last_message_at=NOON,
        ),
        Feedback(id="said", customer_id="somebody", rating=2, created_at=NOON),
        Lead(id="other-lead", lead_id="other-lead", assigned_uid="till"),
        Lead(id="lead", lead_id="lead", contact=LeadContact(name="The chef"), assigned_uid="till"),
        AffinityTable(id="affinity", pairs=(a_pair(),)),
        Campaign(id="cup", name="Cup", offer="A second cup"),
        a_sending_campaign("planned", status="scheduled"),
        a_sending_campaign("halted", status="paused", started_at=NOON),
        DeadLetter(
            id="wake:carts:basket",
            source="tick",
            payload={},
            error=LetterError(code="bug", message="KeyError"),
            at=NOON,
        ),
        Customer(id="twin", name="Twin"),
        OrderPost(id="b2b:sent", customer_id="somebody", status="sent", event="paid", body="{}", key="k"),
        Cart(id="basket", customer_id="somebody"),
        PackageDocument.model_validate(
            {"id": "journey", "revision": 1, **a_journey(departs_on="2099-03-15")}
        ),
        PackageSeats(id="journey", reserved=3),
        Invoice(id="settled", customer_id="somebody", total_minor=100, paid_minor=100, status="paid"),
        *(a_booking(id=id) for id in ("held", "given-back", "changing")),
        Product(id="syrup", name="Syrup", category="syrup", price_minor=45_000),
        Opportunity(id="open-deal", customer_id="somebody", owner_uid="till"),
        a_quote(id="drafted", valid_until=MUCH_LATER),
        a_quote(id="waiting", valid_until=MUCH_LATER, status="pending_approval"),
        a_quote(id="submitted", valid_until=MUCH_LATER, status="pending_approval"),
        a_quote(id="sent", valid_until=MUCH_LATER, status="sent", opportunity_id="open-deal"),
        Brand(id="brand", customer_id="somebody", brand_name="Kopi"),
        Contact(id="pic", customer_id="somebody"),
        TerritoryDocument.model_validate({"id": "north", "name": "North"}),
        OfferDocument.model_validate({"id": "rain", "name": "Rain", "kind": "percent", "percent": 10}),
        Location(id="north", customer_id="somebody", brand_id="brand", location_name="North"),
    )


def unmade() -> tuple[Document, ...]:
    """What no command makes."""
    return (
        CodeBatch(id="flyers", offer_id="rain", name="Flyers", count=2, made=2, created_at=NOON),
        Coupon(id="K0P1XYZ789", customer_id="somebody", percent=10, valid_until=NOON, created_at=NOON),
        Referral(id="friend", customer_id="somebody", friend_id="friend", code="7K3M9QX2", named_at=NOON),
        Recommendation(
            id="somebody:spice-0123456789ab", customer_id="somebody", rule_id="spice", made_at=NOON
        ),
    )
