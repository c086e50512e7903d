"""Customers are asked once how content they are with a chat that has ended; a number alone is the answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from functions import presets
from functions.domain.assistant.satisfaction import ask_page
from functions.domain.configuration.saving import change_settings
from functions.domain.conversations.ratings import rating_in
from functions.domain.insights.rating_jobs import begun
from functions.domain.kernel.decisions import Changes, Decision
from functions.domain.kernel.errors import Malformed
from functions.domain.kernel.jobs import PageDone
from functions.domain.staff.members import Member
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import Waking
from tests.builders import NOON, give
from tests.chats import Chats, an_agency
from tests.memory import Billed, DictBackend, a_store, run
from tests.provisioning import provision
from tests.unit.domain.marketing.agencies import CODE, asks, counted, journey

HOUR = timedelta(hours=1)
RATES = {"satisfaction": {"template": "assistant_rating", "quiet_hours": 3}}


def asking() -> Chats:
    """An agency that asks, and its job."""
    chats = Chats(org=an_agency(**RATES))

    def begin() -> Decision[None]:
        return Changes(put=((yield from begun(chats.now)),)), None

    run(a_store(chats.backend), begin)
    return chats


def looks(chats: Chats) -> PageDone | None:
    done: PageDone | None = run(a_store(chats.backend), lambda: ask_page(chats.org, chats.now))
    return done


def meanwhile(chats: Chats, happens: Callable[[], Any]) -> None:
    """A page, and between its read and its commit something else, once."""
    left = [happens]

    def decide() -> Decision[Any]:
        changes, name = yield from ask_page(chats.org, chats.now)
        if left:
            left.pop()()
        return changes, name

    run(a_store(chats.backend), decide)


def ask(chats: Chats, after: timedelta = 3 * HOUR) -> None:
    chats.now += after
    looks(chats)


def questions(chats: Chats) -> list[dict[str, Any]]:
    return [each for each in chats.messages.values() if each["rule"] == "assistant.satisfaction"]


@pytest.mark.item("S003-34")
def test_after_hours_of_quiet_a_customer_is_asked_once_and_what_they_say_is_their_rating() -> None:
    chats = asking()
    place = asks(chats, 1, CODE)
    chats.now += 2 * HOUR
    looks(chats)
    assert questions(chats) == []
    ask(chats, HOUR)
    (question,) = questions(chats)
    assert question["text"].endswith("angka 1 (kurang) sampai 5 (sangat baik).")
    assert (question["purpose"], question["channel"], question["status"]) == ("service", "whatsapp", "queued")
    turns = len(chats.turns)
    assert chats.says("empat", phone="+6281255500001") is None
    found = journey(chats, place)
    assert (found["rating"], found["rated_at"]) == (4, chats.now)
    assert len(chats.turns) == turns
    assert [each.get("unanswered") for each in chats.heard].count("rating") == 1
    for _ in range(3):
        ask(chats, 5 * HOUR)
    assert len(questions(chats)) == 1


@pytest.mark.item("S003-34")
def test_the_score_is_the_mean_of_the_ratings_with_their_number() -> None:
    chats = asking()
    for number in (1, 2, 3):
        asks(chats, number, CODE)
    ask(chats)
    chats.says("5", phone="+6281255500001")
    chats.says("⭐⭐⭐⭐", phone="+6281255500002")
    performance = counted(chats)["ai_performance"]
    assert (performance["satisfaction_score"], performance["satisfaction_count"]) == (4.5, 2)
    assert performance["satisfaction_asked"] == 3


def test_the_first_rating_holds_and_a_second_one_is_no_question_either() -> None:
    chats = asking()
    place = asks(chats, 1, CODE)
    ask(chats)
    assert chats.says("5", phone="+6281255500001") is None
    assert chats.says("3", phone="+6281255500001") is None
    assert journey(chats, place)["rating"] == 5
    assert "waiting" not in chats.conversations[place]


def test_a_rating_that_comes_twice_counts_once() -> None:
    chats = asking()
    place = asks(chats, 1, CODE)
    ask(chats)
    chats.says("2", phone="+6281255500001", id="same")
    before = chats.conversations[place]
    chats.says("2", phone="+6281255500001", id="same")
    assert chats.conversations[place] == before


def test_a_number_is_a_rating_where_one_was_asked_for_last_and_nowhere_else() -> None:
    chats = asking()
    place = asks(chats, 1, CODE)
    assert chats.says("4", phone="+6281255500001") is not None
    chats.wait(9)
    chats.turn(place)
    ask(chats)
    asks(chats, 1, "berapa harganya?")
    assert chats.says("4", phone="+6281255500001") is not None
    assert journey(chats, place)["rating"] is None


def test_a_rating_two_days_later_is_a_message_like_any_other() -> None:
    chats = asking()
    place = asks(chats, 1, CODE)
    ask(chats)
    chats.now += 49 * HOUR
    assert chats.says("4", phone="+6281255500001") is not None
    assert journey(chats, place)["rating"] is None


def test_who_writes_again_is_asked_after_that() -> None:
    chats = asking()
    asks(chats, 1, CODE)
    chats.now += 2 * HOUR
    asks(chats, 1, "berapa harganya?")
    ask(chats, HOUR)
    assert questions(chats) == []
    ask(chats, 2 * HOUR)
    assert len(questions(chats)) == 1


def test_who_waits_for_a_person_is_not_asked_until_the_chat_is_given_back() -> None:
    chats = asking()
    place = asks(chats, 1, CODE, "bisa bicara dengan admin?")
    ask(chats)
    assert questions(chats) == []
    chats.backend.put(Member(id="lead", roles=("manager",)))
    give(
        chats.backend,
        "give_back_conversation",
        {"conversation_id": place},
        org=chats.org,
        now=chats.now,
        by_uid="lead",
    )
    ask(chats)
    assert len(questions(chats)) == 1


def test_who_wrote_while_the_page_was_worked_off_is_not_asked() -> None:
    chats = asking()
    asks(chats, 1, CODE)
    chats.now += 3 * HOUR
    meanwhile(chats, lambda: chats.says("berapa?", phone="+6281255500001"))
    assert questions(chats) == []


def test_two_workers_at_once_ask_once() -> None:
    chats = asking()
    asks(chats, 1, CODE)
    chats.now += 3 * HOUR
    meanwhile(chats, lambda: looks(chats))
    assert len(questions(chats)) == 1


def test_nobody_is_asked_at_night() -> None:
    chats = asking()
    chats.now += 9 * HOUR  # 19:30 in Jakarta
    asks(chats, 1, CODE)
    ask(chats)
    assert questions(chats) == []
    ask(chats, 9 * HOUR + timedelta(minutes=40))  # 8:11
    assert len(questions(chats)) == 1


def test_whose_window_has_closed_is_not_asked() -> None:
    chats = asking()
    place = asks(chats, 1, CODE)
    ask(chats, 25 * HOUR)
    assert questions(chats) == []
    assert journey(chats, place)["rating_asked_at"] is None
    assert "rating_due_at" not in chats.conversations[place]


def test_many_are_asked_page_by_page_with_two_reads_and_three_writes_each() -> None:
    chats = asking()
    for number in range(21):
        asks(chats, number, CODE)
    chats.now += 3 * HOUR
    assert looks(chats) is not None
    assert len(questions(chats)) == 20
    chats.backend.billed = Billed()
    assert looks(chats) is None
    assert chats.backend.billed == Billed(reads=3, writes=4)
    assert len(questions(chats)) == 21


def test_a_business_that_does_not_ask_keeps_no_field_of_it_and_its_job_rests() -> None:
    chats = asking()
    chats.org = an_agency()
    asks(chats, 1, CODE)
    assert not {"rating_due_at", "rates_cycle"} & chats.conversation.keys()
    ask(chats)
    assert questions(chats) == []
    assert "wake_at" not in chats.backend.all("rebuilds")["ratings"]


def test_the_tick_wakes_the_job() -> None:
    chats, wake = asking(), WAKE_UPS["rebuilds"].wake
    waking = Waking("ratings", chats.now, None)
    assert run(a_store(chats.backend), lambda: wake(chats.org, waking)) is None
    assert chats.backend.all("rebuilds")["ratings"]["wake_at"] == chats.now + HOUR


def saves(backend: DictBackend, satisfaction: Any) -> None:
    changes = {"assistant": {"satisfaction": satisfaction}}
    run(a_store(backend), lambda: change_settings("kopi", changes, by="owner", now=NOON))


def test_the_job_begins_when_a_business_begins_to_ask_by_a_template_that_is_there() -> None:
    backend = DictBackend()
    provision(backend, preset=presets.load("umrah"))
    assert "ratings" not in backend.all("rebuilds")
    with pytest.raises(Malformed) as refused:
        saves(backend, {"template": "none"})
    assert [fault.path for fault in refused.value.faults] == ["assistant.satisfaction.template"]
    saves(backend, {"template": "assistant_rating"})
    assert "wake_at" in backend.all("rebuilds")["ratings"]
    backend.client_writes("orgs/kopi/rebuilds/ratings", wake_at=NOON + HOUR)
    saves(backend, {"template": "assistant_rating", "quiet_hours": 5})
    assert backend.all("rebuilds")["ratings"]["wake_at"] == NOON + HOUR


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        *(
            ("5", 5),
            ("1", 1),
            (" 4 ", 4),
            ("4.", 4),
            ("5/5", 5),
            ("4 / 5", 4),
            ("٤", 4),
            ("⭐⭐⭐⭐", 4),
            ("★", 1),
        ),
        *(
            ("⭐️⭐️", 2),
            ("empat", 4),
            ("Lima kak", 5),
            ("bintang 5", 5),
            ("four", 4),
            ("four stars", 4),
            ("خمسة", 5),
        ),
        *(
            ("0", None),
            ("6", None),
            ("10", None),
            ("4 orang", None),
            ("5 juta", None),
            ("4,5", None),
            ("3/10", None),
        ),
        *(
            ("⭐⭐⭐⭐⭐⭐", None),
            ("", None),
            (None, None),
            ("4 5", None),
            ("empat lima", None),
            ("👍", None),
        ),
        *(("5 tapi lambat", None), ("UMR_MAR_2025_HEMAT", None)),
    ],
)
def test_a_rating_is_a_number_from_1_to_5_with_nothing_beside_it(
    text: str | None, rating: int | None
) -> None:
    assert rating_in(text) == rating


@pytest.mark.parametrize("is_rated", [False, True])
def test_a_number_that_answers_a_person_is_no_rating(is_rated: bool) -> None:
    chats = asking()
    place = asks(chats, 1, CODE)
    ask(chats)
    if is_rated:
        chats.says("4", phone="+6281255500001")
    chats.says("Berapa orang yang berangkat?", phone="+6281255500001", origin="staff")
    chats.wait(60)
    assert chats.says("5", phone="+6281255500001") is not None
    assert journey(chats, place)["rating"] == (4 if is_rated else None)
    chats.wait(9)
    chats.turn(place)
    assert chats.conversations[place]["needs_human"]
    assert chats.turns[-1]["unanswered"] == "owned_by_person"
