"""A person who comes back by another identity goes on where they were, in one chat, with one lead (S003-40)."""

from typing import Any

import pytest

from functions.domain.assignment.pool import note_left
from functions.domain.assistant.booking_leads import capture_booking
from functions.domain.staff.members import Member
from tests.chats import Chats
from tests.memory import Billed, a_store, run
from tests.unit.domain.assistant.test_handovers import given, hand_out
from tests.unit.domain.marketing.agencies import PRICE, books, cancels, counted, gives_back, pays

CODE = "UMR_MAR_2025_HEMAT"
BOOKED = (CODE, "ya", "cara bayar?")
PHONE = {"phone": "+6281234567890", "name": "A pilgrim"}
HIDDEN = {"user_id": "123456789@lid", "name": "A pilgrim"}
BOTH = HIDDEN | PHONE


def asks(chats: Chats, *texts: str, sender: dict[str, Any]) -> dict[str, Any]:
    """What the sender wrote, each answered; the last turn."""
    for text in texts:
        due = chats.says(text, sender=sender)
        chats.wait(8)
        if due is not None:
            chats.turn(due.conversation_id)
        chats.wait(60)
    return chats.turns[-1]


def met(first: tuple[str, ...], second: tuple[str, ...]) -> Chats:
    """A chat by the phone, one by the hidden id, and a message that has both."""
    chats = Chats()
    chats.backend.put(Member(id="desk", roles=("agent",)))
    asks(chats, *first, sender=PHONE)
    asks(chats, *second, sender=HIDDEN)
    asks(chats, "halo", sender=BOTH)
    return chats


def two(chats: Chats) -> tuple[dict[str, Any], dict[str, Any]]:
    """The conversation that goes on, and the earlier one."""
    merged = {id: f for id, f in chats.conversations.items() if f.get("merged_into")}
    ((earlier_id, earlier),) = merged.items()
    (current,) = [f for id, f in chats.conversations.items() if id != earlier_id]
    assert earlier["merged_into"] in chats.conversations
    assert current["carried_ids"] == [earlier_id]
    return current, earlier


@pytest.mark.item("S003-40")
@pytest.mark.parametrize(
    ("first", "second"), [((CODE, "ya"), BOOKED), (BOOKED, (CODE,)), ((CODE,), BOOKED), (BOOKED, ("Halo",))]
)
def test_it_goes_on_where_the_further_chat_was_and_in_the_hands_of_a_person(
    first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    chats = met(first, second)
    current, earlier = two(chats)
    assert (current["phase"], current["cycle"], current["owner"]) == ("booking", 1, "staff")
    assert (current["campaign_code"], current["package_code"]) == (CODE, CODE)
    assert [each["because"] for each in current["handovers"]] == ["payment"]
    assert chats.turns[-1]["unanswered"] == "owned_by_person", "nobody is talked over"
    assert current["customer_id"] == earlier["customer_id"]
    assert not earlier["needs_human"]
    (lead,) = chats.backend.all("leads").values()
    assert list(current["lead_ids"].values()) == [lead["lead_id"]]
    assert len(chats.backend.all("opportunities")) == 1


@pytest.mark.item("S003-40")
def test_a_chat_with_the_assistant_goes_on_with_it() -> None:
    chats = met((CODE,), ("UMR_APR_2025_REGULER", "ya"))
    current, _ = two(chats)
    assert (current["phase"], current["owner"], current["package_code"]) == (
        "interest",
        "assistant",
        "UMR_APR_2025_REGULER",
    )
    assert "Reguler" in chats.turns[-1]["text"]


@pytest.mark.item("S003-40")
def test_a_booking_by_a_hidden_id_alone_is_that_customer_s_lead_and_stays_theirs() -> None:
    chats = Chats()
    asks(chats, *BOOKED, sender=HIDDEN)
    (lead,) = chats.backend.all("leads").values()
    (deal,) = chats.backend.all("opportunities").values()
    (customer,) = chats.backend.all("customers")
    assert (lead["customer_id"], lead["status"], deal["customer_id"]) == (customer, "converted", customer)
    asks(chats, "halo", sender=BOTH)
    assert chats.conversation["phase"] == "booking"
    assert len(chats.backend.all("leads")) == 1


def test_it_is_carried_once_and_costs_nothing_later() -> None:
    chats = met((CODE, "ya"), BOOKED)
    chats.backend.billed = Billed()
    chats.says("lagi", sender=BOTH)
    assert chats.backend.billed.reads <= 4
    before = dict(two(chats)[0])
    chats.says("dan lagi", sender=BOTH)
    after = two(chats)[0]
    assert {name for name in after if after[name] != before.get(name)} <= {
        *("waiting", "turn_due_at", "message_count", "last_message_at", "last_inbound_at", "unread_id"),
        "last_text",
    }


def test_who_is_found_for_the_earlier_chat_gets_the_one_that_goes_on() -> None:
    chats = met((CODE, "ya"), BOOKED)
    hand_out(chats)
    current, earlier = two(chats)
    assert (current["owner"], earlier["owner"]) == ("desk", "staff")
    assert current["handovers"][-1]["to_uid"] == "desk"


def test_an_earlier_chat_that_is_given_back_is_the_one_that_goes_on() -> None:
    chats = met((CODE, "ya"), BOOKED)
    (earlier,) = [id for id, f in chats.conversations.items() if f.get("merged_into")]
    done = given(chats, "give_back_conversation", conversation_id=earlier, phase="paid")
    assert done["result"]["conversation_id"] == chats.conversations[earlier]["merged_into"]
    current, _ = two(chats)
    assert (current["owner"], current["phase"]) == ("assistant", "paid")


def test_without_the_assistant_nothing_is_carried() -> None:
    chats = Chats()
    chats.with_settings(enabled=False)
    for sender in (PHONE, HIDDEN, BOTH):
        chats.says("halo", sender=sender)
    assert not [f for f in chats.conversations.values() if "carried_ids" in f or "merged_into" in f]


def test_a_lead_that_is_due_in_the_earlier_chat_is_made_there_once() -> None:
    chats = Chats()
    asks(chats, CODE, "ya", sender=PHONE)
    asks(chats, CODE, "ya", sender=HIDDEN)
    due = chats.says("cara bayar?", sender=HIDDEN)
    assert due is not None
    asks(chats, "halo", sender=BOTH)
    chats.turn(due.conversation_id)
    run(a_store(chats.backend), lambda: capture_booking(chats.org, due.conversation_id, chats.now))
    assert len(chats.backend.all("leads")) == 1


@pytest.mark.item("S003-40")
def test_a_second_number_that_staff_join_goes_on_in_the_chat_that_had_come_further() -> None:
    chats = Chats()
    chats.backend.put(Member(id="desk", roles=("manager",)))
    asks(chats, *BOOKED, sender=PHONE)
    asks(chats, "Halo", sender={"phone": "+6281255501234", "name": "A pilgrim"})
    ids = {customer["phone"]: id for id, customer in chats.backend.all("customers").items()}
    into, other = ids["+6281255501234"], ids["+6281234567890"]
    done = given(chats, "merge_customers", **{"conversation_id": "-", "from": other, "into": into})
    assert done["status"] == "done", done.get("problems")
    turn = asks(chats, "halo lagi", sender={"phone": "+6281255501234"})
    assert turn["unanswered"] == "owned_by_person"
    current, _ = two(chats)
    assert (current["customer_id"], current["phase"], current["owner"]) == (into, "booking", "staff")
    asks(chats, "dan dari nomor lama", sender=PHONE)
    assert len(chats.conversations) == 2
    assert chats.turns[-1]["unanswered"] == "owned_by_person"


def merged_id(chats: Chats) -> str:
    (id,) = [id for id, f in chats.conversations.items() if f.get("merged_into")]
    return id


@pytest.mark.item("S003-32", "S003-40")
def test_a_booking_of_the_earlier_chat_is_paid_in_the_one_that_goes_on_and_counted_once() -> None:
    chats = met((CODE, "ya"), BOOKED)
    books(chats, merged_id(chats))
    pays(chats)
    current, earlier = two(chats)
    assert (current["phase"], current["journeys"]["1"]["paid"]["b"]["amount_minor"]) == ("paid", PRICE)
    assert "journeys" not in earlier
    found = counted(chats)
    assert found["conversion_metrics"]["total_leads"] == found["conversion_metrics"]["booking_to_paid"] == 1
    assert found["campaign_performance"][0]["revenue_minor"] == PRICE
    cancels(chats)
    assert counted(chats)["campaign_performance"][0]["revenue_minor"] == 0


@pytest.mark.item("S003-32", "S003-40")
def test_what_was_paid_in_a_chat_stays_where_the_other_one_is_in_a_later_cycle() -> None:
    chats = Chats()
    asks(chats, *BOOKED, sender=PHONE)
    books(chats, chats.place)
    pays(chats)
    asks(chats, CODE, "ya", sender=HIDDEN)
    (hidden,) = [id for id, f in chats.conversations.items() if f["phase"] == "interest"]
    gives_back(chats, hidden, "paid")
    asks(chats, "UMR_APR_2025_REGULER", sender=HIDDEN)
    both = [each["journeys"]["1"] for each in chats.conversations.values()]
    asks(chats, "halo", sender=BOTH)
    current, _ = two(chats)
    assert current["cycle"] == 2
    first = current["journeys"]["1"]
    assert first["paid"] == {"b": {"amount_minor": PRICE, "currency": "IDR"}}
    assert first["turns"] == sum(each["turns"] for each in both)
    assert first["reached"]["paid"] == min(each["reached"]["paid"] for each in both)
    assert first["handovers"] == {"payment": 1}


@pytest.mark.parametrize("text", ["halo", "STOP"])
def test_what_waits_in_the_earlier_chat_is_answered_once_in_the_one_that_goes_on(text: str) -> None:
    chats = Chats()
    asks(chats, CODE, sender=PHONE)
    due = chats.says("harga berapa?", sender=HIDDEN)
    assert due is not None
    now = chats.says(text, sender=BOTH)
    assert now is not None
    assert now.conversation_id != due.conversation_id
    chats.wait(8)
    for each in (due, now):
        chats.turn(each.conversation_id)
    assert len(chats.turns) == 2
    assert chats.turns[-1]["messages"][0]["text"] == "harga berapa?"
    assert counted(chats)["conversion_metrics"]["total_leads"] == 1


def test_an_edit_of_what_was_carried_on_changes_what_is_answered() -> None:
    chats = Chats()
    asks(chats, CODE, sender=PHONE)
    chats.says("harga berapa?", sender=HIDDEN, id="first")
    now = chats.says("halo", sender=BOTH)
    assert now is not None
    chats.says(None, sender=BOTH, kind="revocation", target_id="first", id="gone")
    assert [each["text"] for each in chats.conversations[now.conversation_id]["waiting"]] == ["halo"]


def test_a_rating_that_brings_two_chats_together_is_the_rating() -> None:
    chats = Chats()
    chats.with_settings(satisfaction={"template": "assistant_rating"})
    asks(chats, CODE, sender=PHONE)
    asks(chats, CODE, "ya", sender=HIDDEN)
    (asked,) = [id for id, f in chats.conversations.items() if f["phase"] == "interest"]
    journeys = chats.conversations[asked]["journeys"]
    journeys["1"]["rating_asked_at"] = chats.now
    chats.wait(60)
    chats.backend.client_writes(
        f"orgs/kopi/conversations/{asked}", journeys=journeys, rates_cycle=1, last_message_at=chats.now
    )
    assert chats.says("5", sender=BOTH) is None
    current, _ = two(chats)
    assert current["journeys"]["1"]["rating"] == 5


def test_a_member_who_leaves_brings_nobody_the_chat_that_another_one_has_now() -> None:
    chats = met((CODE, "ya"), BOOKED)
    earlier = merged_id(chats)
    current_id = chats.conversations[earlier]["merged_into"]
    chats.backend.client_writes(f"orgs/kopi/conversations/{earlier}", owner="former")
    hand_out(chats)
    assert chats.conversations[current_id]["owner"] == "desk"
    chats.backend.put(Member(id="other", roles=("agent",)))
    number = len(chats.tasks)
    run(a_store(chats.backend), lambda: note_left("former", chats.now))
    hand_out(chats)
    assert (chats.conversations[current_id]["owner"], len(chats.tasks)) == ("desk", number)
    assert "owner" not in chats.conversations[earlier]


@pytest.mark.item("S003-40")
def test_a_chat_that_went_on_in_another_brings_nothing_to_a_third_but_by_that_one() -> None:
    first, second, third = ({"phone": f"+628125550000{number}"} for number in (1, 2, 3))
    chats = Chats()
    chats.backend.put(Member(id="desk", roles=("manager",)))
    asks(chats, *BOOKED, sender=first)
    asks(chats, CODE, sender=second)
    asks(chats, "Halo", sender=third)
    ids = {customer["phone"]: id for id, customer in chats.backend.all("customers").items()}
    one, two, three = (ids[each["phone"]] for each in (first, second, third))
    given(chats, "merge_customers", "1", **{"conversation_id": "-", "from": one, "into": two})
    asks(chats, "lagi", sender=second)
    given(
        chats,
        "give_back_conversation",
        "2",
        conversation_id=chats.conversations[merged_id(chats)]["merged_into"],
    )
    asks(chats, "halo", sender=second)
    given(chats, "merge_customers", "3", **{"conversation_id": "-", "from": two, "into": three})
    asks(chats, "halo", sender=third)
    (current,) = [each for each in chats.conversations.values() if "merged_into" not in each]
    assert (current["owner"], current["phase"], len(current["handovers"])) == ("assistant", "booking", 1)
