"""A thousand chats of a travel agency in figures, over the wire: counted with the first look, and as they stand."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.assistant.satisfaction import PAGE_SIZE as MOST_ASKED
from functions.domain.conversations.documents import Conversation
from functions.domain.conversations.journeys import AskedQuestion, Journey, months_of
from functions.domain.marketing.counting import PAGE_SIZE
from functions.store.documents import to_fields
from local.client import LocalFirebase
from tests.scenarios.staff import ask, billing
from tests.scenarios.travel import NOON, TravelDesk

CODE = "UMR_MAR_2025_HEMAT"
CHATS = 1_000

pytestmark = pytest.mark.begins(NOON, ticks=False)


@pytest.fixture
def agency(firebase: LocalFirebase) -> TravelDesk:
    made = TravelDesk(firebase)
    made.write("members/marketing", {"roles": ["marketing"], "name": "Marketing"})
    return made


def a_chat(number: int, at: datetime, customer_id: str) -> Conversation:
    """Of ten one books and pays, one asks for a person, three are interested."""
    kind = number % 10
    reached = {"interest": at} if kind < 5 else {}
    if kind == 0:
        reached |= {"booking": at, "paid": at}
    journey = Journey(
        began_at=at,
        reached=reached,
        campaign_code=CODE if number % 2 == 0 else None,
        turns=2,
        answers=2,
        answer_ms=6_000,
        answered_in={"2000": 1, "4000": 1},
        handovers={"payment": 1} if kind == 0 else {"asked_for": 1} if kind == 5 else {},
        last_turn_at=at,
        last_outcome="answered",
        questions=(AskedQuestion(pattern="kolam renang", is_answered=kind != 5),),
    )
    journeys = {"1": journey}
    return Conversation(
        id=f"whatsapp:{number:04}",
        channel="whatsapp",
        customer_id=customer_id,
        provider="sandbox",
        created_at=at,
        last_message_at=at,
        phase=journey.furthest,
        cycle=1,
        owner="staff" if kind == 5 else "assistant",
        needs_human=kind == 5,
        is_escalated=True if kind == 5 else None,
        last_text="bisa bicara dengan admin?",
        journeys=journeys,
        journey_months=months_of(journeys),
    )


def put_chats(agency: TravelDesk, count: int) -> None:
    at = agency.now() - timedelta(days=2)
    batch = agency.client.batch()
    for number in range(count):
        chat = a_chat(number, at + timedelta(minutes=number), agency.buyer_id)
        batch.set(agency.client.document(f"orgs/{agency.id}/conversations/{chat.id}"), to_fields(chat))
        if number % 400 == 399:
            batch.commit()
            batch = agency.client.batch()
    batch.commit()


def looks(agency: TravelDesk, path: str, *, role: str = "marketing") -> Any:
    answer = ask(agency, "GET", f"marketing/{path}", role=role)
    assert answer.status == 200, answer.text
    return answer.json


@pytest.mark.item("S003-32", "S003-33", "S003-35", "S003-36")
def test_a_thousand_chats_are_counted_with_the_first_look_and_read_for_two_reads(agency: TravelDesk) -> None:
    put_chats(agency, CHATS)
    posted = {"campaign_code": CODE, "on": "2025-01-24", "clicks": 2_000, "cost_minor": 5_000_000}
    assert ask(agency, "POST", "marketing/clicks", posted, role="marketing").status == 200
    assert ask(agency, "POST", "marketing/clicks", posted, role="agent").status == 403
    first = looks(agency, "analytics")
    assert (first["period"], first["as_of"], first["is_being_counted"]) == ("2025-01", None, True)
    agency.firebase.reset_meter()
    agency.firebase.move_to(agency.now() + timedelta(minutes=2))
    agency.firebase.idle()
    billed = agency.firebase.meter()["by_function"]["wakepage"]
    # The month in six pages, each with the job, the organisation and what is due: 1,000 chats and an empty page; its
    # document, that of the month before, and the clicks. Two months without chats, a page each.
    pages = CHATS // PAGE_SIZE + 1
    of_month, of_others = CHATS + 1 + 3 * pages + 3, 2 * (1 + 3 + 3)
    assert (billed["reads"], billed["writes"]) == (of_month + of_others, (pages + 1) + 2 * 2)
    with billing(agency, reads=2):
        found = looks(agency, "analytics")
    assert found["is_being_counted"] is False
    assert found["conversion_metrics"] == {
        "total_leads": CHATS,
        "leads_to_interest": CHATS // 2,
        "interest_to_booking": CHATS // 10,
        "booking_to_paid": CHATS // 10,
        "conversion_rate": "10%",
    }
    assert found["drop_off_analysis"] == {
        "leads_to_interest": "50%",
        "interest_to_booking": "80%",
        "booking_to_payment": "0%",
    }
    (row,) = found["campaign_performance"]
    assert (row["clicks"], row["conversations"], row["bookings"], row["conversion"]) == (
        2_000,
        500,
        100,
        "5%",
    )
    assert found["common_questions"] == [
        {"question_pattern": "kolam renang", "frequency": CHATS, "ai_success_rate": "90%", "faq_id": None}
    ]
    days = looks(agency, "analytics?from=2025-01-23&to=2025-01-23")
    assert (days["period"], days["is_being_counted"]) == ("2025-01-23..2025-01-23", True)
    assert ask(agency, "GET", "marketing/analytics?period=2025", role="marketing").status == 400
    assert ask(agency, "GET", "marketing/analytics", role="agent").status == 403
    asked = ask(agency, "POST", "marketing/analytics/refresh?period=2025-01", role="marketing")
    assert (asked.status, asked.json) == (202, {"period": "2025-01", "is_being_counted": True})


@pytest.mark.item("S003-30", "S003-49")
def test_the_dashboard_is_counted_by_the_store_once_a_minute(agency: TravelDesk) -> None:
    put_chats(agency, 40)
    found = looks(agency, "dashboard")
    assert found["phase_distribution"] == {"leads": 20, "interest": 16, "booking": 0, "paid": 4}
    assert (found["active_conversations"], found["pending_count"], found["escalated_conversations"]) == (
        0,
        4,
        4,
    )
    waiting = found["pending_handover"]
    assert [each["id"] for each in waiting] == [f"whatsapp:{number:04}" for number in (5, 15, 25, 35)]
    assert waiting[0]["phone"] == "+628110000001"
    # Who asks, the counts, the month; four chats and their customer, who is the same.
    with billing(agency, reads=3 + 4 + 1):
        looks(agency, "dashboard")
    with_nobody = looks(agency, "dashboard", role="agent")
    assert len(with_nobody["pending_handover"]) == 4
    assert ask(agency, "GET", "marketing/dashboard", role="finance").status == 403


@pytest.mark.item("S003-34")
def test_customers_are_asked_by_the_hour_while_the_business_wants_it(agency: TravelDesk) -> None:
    agency.asks(
        "PATCH",
        "settings",
        {"assistant": {"satisfaction": {"template": "assistant_rating"}}},
        role="owner",
    )
    at = agency.now()
    chat = a_chat(1, at - timedelta(hours=4), agency.buyer_id).with_changes(
        rating_due_at=at - timedelta(hours=1)
    )
    agency.write(f"conversations/{chat.id}", to_fields(chat))
    window = {"whatsapp": at + timedelta(hours=20)}
    agency.write(f"customers/{agency.buyer_id}", {"windows": window})
    for _ in range(2):
        agency.tick()
    assert MOST_ASKED > 1
    messages = agency.all("messages")
    (question,) = [each for each in messages.values() if each["rule"] == "assistant.satisfaction"]
    assert (question["purpose"], question["channel"]) == ("service", "whatsapp")
