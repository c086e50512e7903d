"""A confirmed booking makes the chat that it names paid: once, in any order, in the cycle in which it was booked."""

from itertools import permutations
from typing import Any

import pytest

from functions.store.commit import GuardFailed
from tests.chats import Chats
from tests.memory import Billed
from tests.unit.domain.marketing.agencies import CODE, PRICE, asks, books, cancels, gives_back, journey, pays


@pytest.mark.item("S003-32", "S003-38")
def test_a_confirmed_booking_makes_its_chat_paid_and_leaves_whose_it_is() -> None:
    chats = Chats()
    place = asks(chats, 1, CODE, "ya", "mau daftar")
    books(chats, place, seats=2)
    pays(chats)
    conversation = chats.conversations[place]
    assert (conversation["phase"], conversation["owner"], conversation["cycle"]) == ("paid", "staff", 1)
    found = journey(chats, place)
    assert found["reached"]["paid"] == chats.now
    assert found["paid"] == {"b": {"amount_minor": 2 * PRICE, "currency": "IDR"}}


def test_a_payment_that_is_confirmed_twice_counts_once() -> None:
    chats = Chats()
    place = asks(chats, 1, CODE)
    books(chats, place)
    pays(chats)
    before = dict(chats.backend.documents)
    pays(chats)
    assert chats.backend.documents == before
    assert journey(chats, place)["reached"]["paid"] == chats.now


def test_whatever_comes_first_the_journey_ends_the_same() -> None:
    ends: list[Any] = []
    for order in permutations(("asks", "pays", "back")):
        chats = Chats()
        place = asks(chats, 1, CODE, "ya")
        books(chats, place)
        for what in order:
            if what == "asks":
                asks(chats, 1, "mau daftar")
            elif what == "pays":
                pays(chats)
            else:
                gives_back(chats, place, "paid")
        found = journey(chats, place)
        ends.append((chats.conversations[place]["phase"], set(found["reached"]) - {"booking"}, found["paid"]))
    assert all(each == ends[0] for each in ends)
    assert ends[0][:2] == ("paid", {"interest", "paid"})


def test_a_booking_of_the_season_before_is_paid_in_its_own_cycle() -> None:
    chats = Chats()
    place = asks(chats, 1, CODE, "ya", "mau daftar")
    books(chats, place)
    gives_back(chats, place)
    chats.wait(60)
    asks(chats, 1, "UMR_APR_2025_REGULER")
    assert chats.conversations[place]["cycle"] == 2
    pays(chats)
    assert chats.conversations[place]["phase"] == "leads"
    assert "paid" in journey(chats, place, 1)["reached"]
    assert "paid" not in journey(chats, place, 2)["reached"]


def test_a_payment_bills_a_read_and_a_write_for_the_chat_and_nothing_without_one() -> None:
    chats = Chats()
    place = asks(chats, 1, CODE)
    books(chats, place)
    books(chats, place, "alone")
    chats.backend.client_writes("orgs/kopi/bookings/alone", conversation_id=None)
    bills = []
    for id in ("b", "alone"):
        chats.backend.billed = Billed()
        pays(chats, id)
        bills.append(chats.backend.billed)
    assert (bills[0].reads - bills[1].reads, bills[0].writes - bills[1].writes) == (1, 1)


def test_a_chat_in_which_the_assistant_had_no_part_stays_without_a_journey() -> None:
    chats = Chats()
    chats.says("Saya bantu", origin="staff")
    place = chats.place
    books(chats, place)
    pays(chats)
    assert "journeys" not in chats.conversation
    assert "phase" not in chats.conversation


def test_a_chat_that_is_gone_keeps_no_booking_from_being_paid_or_cancelled() -> None:
    chats = Chats()
    books(chats, "whatsapp:gone")
    pays(chats)
    cancels(chats)
    assert chats.backend.one("bookings")["status"] == "cancelled"


def test_a_turn_that_is_taken_meanwhile_makes_the_payment_be_confirmed_again() -> None:
    chats = Chats()
    place = asks(chats, 1, CODE, "ya")
    books(chats, place)
    chats.says("mau daftar", phone="+6281255500001")
    chats.wait(2)
    usual, left = chats.backend.write, [1]

    def write(writes: Any) -> Any:
        if left and any("/bookings/" in each.path for each in writes):
            left.pop()
            chats.turn(place)
            raise GuardFailed(place)
        return usual(writes)

    chats.backend.write = write  # type: ignore[method-assign]
    pays(chats)
    found = journey(chats, place)
    assert set(found["reached"]) == {"interest", "booking", "paid"}
    assert found["handovers"] == {"payment": 1}
    assert chats.conversations[place]["phase"] == "paid"


def test_a_cancelled_booking_takes_its_money_along_and_no_phase() -> None:
    chats = Chats()
    place = asks(chats, 1, CODE)
    books(chats, place)
    pays(chats)
    cancels(chats)
    assert journey(chats, place)["paid"] == {}
    assert chats.conversations[place]["phase"] == "paid"


def test_a_payment_before_the_first_turn_is_of_the_journey_that_begins_with_it() -> None:
    chats = Chats()
    due = chats.says(CODE)
    assert due is not None
    books(chats, due.conversation_id)
    began_at = chats.now
    chats.wait(1)
    pays(chats)
    chats.wait(1)
    chats.turn()
    found = journey(chats, due.conversation_id)
    assert (found["began_at"], found["turns"], set(found["reached"])) == (began_at, 1, {"paid"})
