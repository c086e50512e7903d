"""A turn that asks a model: once, within a budget, answered by a second commit or never given."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.bookings.documents import PackageSeats
from functions.domain.model_answers.asking import LEASE_MARGIN, LeaseHeld
from functions.domain.model_answers.questions import Outcome, Question
from functions.store.commit import Committed
from tests.chats import Chats
from tests.memory import Billed
from tests.models import MARCH, OPEN_QUESTION, ModelledChats, a_modelled_agency, an_answer, an_outcome

CODE = "UMR_MAR_2025_HEMAT"


def in_a_chat(**model: Any) -> ModelledChats:
    """A chat about the March package."""
    chats = ModelledChats(a_modelled_agency(**model))
    chats.asks(CODE)
    return chats


def waits(chats: ModelledChats, text: str) -> None:
    """A message whose turn is due."""
    chats.says(text)
    chats.wait(9)


def away(reason: str) -> Outcome:
    return an_outcome(None, away=reason, tokens_out=0)


@pytest.mark.item("S003-04", "S003-54")
def test_what_the_rules_do_not_understand_a_model_answers_and_the_turn_says_at_what_cost() -> None:
    chats = in_a_chat()
    chats.will_say("Jendelanya menghadap taman, kak.", intent="Hotel room!", language="id")
    turn = chats.asks(OPEN_QUESTION)
    assert turn["text"] == "Jendelanya menghadap taman, kak."
    assert (turn["responder"], turn["tokens_in"], turn["tokens_out"], turn["cost_micros"]) == (
        "gpt-4o-mini",
        900,
        60,
        171,
    )
    assert turn["triggers"] == ["model", "intent:hotel_room"]
    assert turn["confidence"] == 0.9
    assert "checks" not in turn
    assert chats.messages[turn["message_id"]]["purpose"] == "service"
    assert "unknown_count" not in chats.conversation


@pytest.mark.parametrize(
    "text",
    [
        *(
            CODE,
            "DP berapa?",
            "bisa bicara dengan admin?",
            "kecewa sama travel ini",
            "Berapa harganya?",
            "bulan april",
        ),
        *(
            "ada paket apa saja?",
            "Apa syarat paspor?",
            "detail dong",
            "makasih ya kak",
            "haji plus ada?",
            "4 orang",
        ),
    ],
)
def test_what_the_rules_settle_no_model_is_asked(text: str) -> None:
    chats = in_a_chat()
    chats.asks(text)
    assert chats.questions == []
    assert chats.turns[-1]["responder"] == "rules"


@pytest.mark.parametrize(
    "text",
    [
        OPEN_QUESTION,
        "asdf qwer",
        "Passport saya hilang di bandara bagaimana urusannya?",
        "Hotelnya apakah punya lift besar untuk kursi kakek kami yang tua?",
    ],
)
def test_what_they_leave_open_it_is(text: str) -> None:
    chats = in_a_chat()
    chats.asks(text)
    assert [each.heard[-1].text for each in chats.questions] == [text]


def test_a_first_message_that_says_nothing_known_is_asked_too_and_a_voice_note_is_not() -> None:
    chats = ModelledChats()
    chats.will_say("Waalaikumsalam, kak. Ada yang bisa kami bantu?")
    assert (
        chats.asks("Saya ada rencana sama keluarga besar tahun ini, gimana baiknya?")["responder"]
        == "gpt-4o-mini"
    )
    chats.asks(None, kind="media", media=[{"kind": "audio"}])
    assert len(chats.questions) == 1


@pytest.mark.item("S003-42")
def test_two_tasks_at_once_ask_once(chats: ModelledChats) -> None:
    waits(chats, OPEN_QUESTION)
    first = chats.taken()
    with pytest.raises(LeaseHeld):
        chats.taken()
    chats.answered(chats.place, first)
    assert chats.taken().value.asked is None
    assert len([each for each in chats.turns if each["responder"] != "rules"]) == 1


def test_a_task_that_dies_while_it_asks_leaves_a_lease_that_ends_and_two_of_them_get_a_person(
    chats: ModelledChats,
) -> None:
    waits(chats, OPEN_QUESTION)
    lease = timedelta(seconds=20) + LEASE_MARGIN
    for _ in range(2):
        assert chats.taken().value.asked is not None
        with pytest.raises(LeaseHeld):
            chats.taken()
        chats.now += lease
    chats.turn()
    turn = chats.turns[-1]
    assert (turn["handover"], turn["triggers"]) == ("model_away", ["model_away", "away:died"])
    assert "belum dapat menjawabnya secara otomatis" in turn["text"]
    # What two dead tasks may have used counts as used.
    assert chats.use["tokens"] == 24_000


@pytest.mark.item("S003-42")
def test_a_message_that_comes_while_the_model_thinks_has_the_answer_thrown_away_and_the_cost_counted(
    chats: ModelledChats,
) -> None:
    waits(chats, OPEN_QUESTION)
    chats.thinks = lambda: _says(chats, "eh sama sarapannya apa?")
    again = chats.turn().is_due_again
    assert [each["responder"] for each in chats.turns] == ["rules"]
    assert chats.use["tokens"] == 960
    assert len(chats.conversation["waiting"]) == 2
    assert not again  # the later message has a task
    chats.thinks = None
    chats.wait(9)
    chats.turn()
    assert len(chats.turns[-1]["messages"]) == 2
    assert chats.use["tokens"] == 1920


def _says(chats: ModelledChats, text: str) -> None:
    chats.says(text)


@pytest.mark.item("S003-42")
@pytest.mark.parametrize("kind", ["edit", "revocation"])
def test_what_is_changed_while_the_model_thinks_is_asked_about_again_as_it_is_by_then(
    chats: ModelledChats, kind: str
) -> None:
    """An edit and a revocation ask for no task of their own."""
    chats.says("asdf qwer", id="one")
    waits(chats, OPEN_QUESTION)
    chats.thinks = lambda: _marks(chats, kind)
    assert chats.turn().is_due_again
    assert len(chats.turns) == 1
    chats.thinks = None
    assert not chats.turn().is_due_again
    texts = {"edit": ["sama sarapannya?", OPEN_QUESTION], "revocation": [OPEN_QUESTION]}
    assert [each["text"] for each in chats.turns[-1]["messages"]] == texts[kind]
    assert chats.turns[-1]["text"] == "Ada, kak."


def test_a_changed_burst_is_asked_about_again_though_the_commit_s_answer_was_lost(
    chats: ModelledChats,
) -> None:
    """The second try of the commit finds the first one's."""
    chats.says(OPEN_QUESTION, id="one")
    chats.wait(9)
    committed = chats.taken()
    _marks(chats, "edit")
    assert chats.answered(chats.place, committed).is_due_again
    assert chats.answered(chats.place, committed).is_due_again
    assert len(chats.turns) == 1


def _marks(chats: ModelledChats, kind: str) -> None:
    chats.says("sama sarapannya?", kind=kind, id="mark", target_id="one")


@pytest.mark.item("S003-42")
def test_all_of_it_revoked_while_the_model_thinks_wants_no_answer(chats: ModelledChats) -> None:
    chats.says(OPEN_QUESTION, id="one")
    chats.wait(9)
    chats.thinks = lambda: _marks(chats, "revocation")
    assert not chats.turn().is_due_again
    assert (len(chats.turns), chats.use["tokens"], chats.use["lease"]) == (1, 960, None)


@pytest.mark.item("S003-37")
def test_a_person_who_takes_over_while_the_model_thinks_is_not_talked_over(chats: ModelledChats) -> None:
    waits(chats, OPEN_QUESTION)
    chats.thinks = lambda: _staff(chats)
    chats.turn()
    turn = chats.turns[-1]
    assert (turn["unanswered"], turn.get("text")) == ("owned_by_person", None)
    assert chats.use["tokens"] == 960
    assert chats.conversation["owner"] == "staff"


def _staff(chats: ModelledChats) -> None:
    chats.says("Saya bantu ya", origin="staff")


@pytest.mark.item("S003-10", "S003-41")
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"needs_human": True}, "needs_human"),
        ({"action": "hand_over"}, "needs_human"),
        ({"confidence": 0.2}, "low_confidence"),
        ({"confidence": float("nan")}, "low_confidence"),
        ({"confidence": 7.0}, "low_confidence"),
    ],
)
def test_a_model_that_is_not_sure_gets_a_person_who_reads_its_summary(
    chats: ModelledChats, changes: dict[str, Any], reason: str
) -> None:
    chats.will_say("Mungkin ada.", summary="Wants a room\nwith a window", **changes)
    turn = chats.asks(OPEN_QUESTION)
    assert turn["handover"] == reason
    assert "kami teruskan ke admin" in turn["text"]
    (task,) = chats.tasks.values()
    assert task["reason"] == reason
    assert task["script"].endswith("the model says: Wants a room with a window")


@pytest.mark.item("S003-10")
@pytest.mark.parametrize("reason", ["timeout", "rate_limited", "blocked", "unreadable", "quota"])
def test_a_model_that_is_away_is_said_to_be_with_a_person_who_answers(
    chats: ModelledChats, reason: str
) -> None:
    chats.says_next = lambda question: away(reason)
    turn = chats.asks(OPEN_QUESTION)
    assert (turn["handover"], turn["confidence"]) == ("model_away", 0.0)
    assert turn["triggers"] == ["model_away", f"away:{reason}"]
    assert "kami teruskan ke admin" in turn["text"]
    assert turn["tokens_in"] == 900
    assert chats.conversation["owner"] == "staff"


def test_a_day_s_tokens_are_a_limit_that_is_never_passed() -> None:
    chats = in_a_chat(daily_tokens=12_500)
    chats.asks(OPEN_QUESTION)
    assert chats.use["tokens"] == 960
    turn = chats.asks(OPEN_QUESTION)
    assert (turn["handover"], turn["responder"]) == ("over_budget", "rules")
    assert "kami teruskan ke admin" in turn["text"]
    assert len(chats.questions) == 1
    chats.now += timedelta(days=1, hours=1)
    chats.asks(OPEN_QUESTION)
    assert len(chats.questions) == 2
    assert chats.use["tokens"] == 960


def test_a_day_s_money_is_one_too() -> None:
    """A turn may cost 12,000 tokens at 0.60 a million: 7,200 millionths."""
    chats = in_a_chat(daily_micros=7_300)
    chats.asks(OPEN_QUESTION)
    assert chats.use["micros"] == 171
    assert chats.asks(OPEN_QUESTION)["handover"] == "over_budget"


def test_the_budget_is_of_all_the_organisation_s_conversations() -> None:
    chats = in_a_chat(daily_tokens=12_500)
    chats.asks(OPEN_QUESTION)
    chats.says(OPEN_QUESTION, phone="+6281255509999")
    (other,) = chats.conversations.keys() - {chats.questions[0].conversation_id}
    chats.now += timedelta(seconds=9)
    chats.turn(other)
    assert chats.turns[-1]["handover"] == "over_budget"


def test_a_turn_that_asks_bills_6_reads_at_the_most_and_5_writes_and_with_a_handover_7() -> None:
    chats = in_a_chat(daily_micros=10**9)
    for text, changes, most in (
        ("Ada, kak.", {}, Billed(4, 5)),
        ("Sisa 7 kursi, kak.", {}, Billed(5, 5)),
        ("Harga Rp 1 juta, kak.", {}, Billed(5, 5)),
        ("Paket Umroh April 2025 Reguler Rp 1 juta.", {}, Billed(5, 5)),
        ("Kurang tahu.", {"needs_human": True}, Billed(5, 7)),
    ):
        chats.will_say(text, **changes)
        waits(chats, OPEN_QUESTION)
        chats.backend.billed = Billed()
        chats.turn()
        billed = chats.backend.billed
        # The seats of the chat's package, and a second look at it or the other one: 6 with both budgets.
        assert billed.reads <= most.reads + 1, text
        assert billed.writes == most.writes, text


def test_the_model_is_shown_the_last_texts_of_this_cycle_since_the_last_person() -> None:
    chats = ModelledChats(a_modelled_agency(longest_history=4))
    chats.asks(CODE)
    chats.asks(OPEN_QUESTION)
    (question,) = chats.questions
    assert [(each.by, each.text[:18]) for each in question.history] == [
        ("customer", CODE),
        ("business", "Assalamualaikum! T"),
    ]
    chats.asks("dan kolam renangnya?")
    assert [each.text for each in chats.questions[-1].history][-2:] == [OPEN_QUESTION, "Ada, kak."]
    assert len(chats.questions[-1].history) == 4
    chats.asks("bisa bicara dengan admin?")
    chats.now += timedelta(hours=25)
    chats.asks("kolam renangnya sedalam apa ya?")
    assert not chats.questions[-1].history


def test_without_a_model_a_conversation_keeps_nothing_of_one() -> None:
    chats = Chats()
    chats.asks(CODE)
    chats.asks(OPEN_QUESTION)
    assert "model_use" not in chats.conversation
    assert chats.turns[-1]["text"].startswith("Mohon maaf, kami belum memahami")


@pytest.mark.item("S003-47")
def test_seats_that_go_while_the_model_thinks_are_told_as_they_are_by_then() -> None:
    chats = in_a_chat()
    chats.will_say("Sisa kursi 45, kak.")
    chats.thinks = lambda: chats.backend.put(PackageSeats(id=MARCH, reserved=5))
    turn = chats.asks(OPEN_QUESTION)
    assert "Sisa kursi: 40" in turn["text"]
    assert "45" not in turn["text"]
    assert turn["checks"] == ["seats"]


@pytest.mark.item("S003-43")
def test_an_answer_in_another_language_gives_way_to_the_rules() -> None:
    chats = in_a_chat()
    chats.will_say("Yes, there is a window and you can see the garden from it.")
    turn = chats.asks(OPEN_QUESTION)
    assert turn["text"].startswith("Mohon maaf, kami belum memahami")
    assert turn["checks"] == ["language"]


def test_a_question_holds_what_a_prompt_and_the_tools_need_and_no_customer() -> None:
    chats = in_a_chat()
    chats.asks(OPEN_QUESTION)
    (question,) = chats.questions
    assert isinstance(question, Question)
    assert (question.language, question.today.isoformat(), dict(question.seats)) == (
        "id",
        "2025-01-25",
        {MARCH: 45},
    )
    assert question.chat.package_id == MARCH
    assert "+62" not in str(question.history) + str(question.heard)


@pytest.fixture
def chats() -> ModelledChats:
    return in_a_chat()


def test_a_model_s_words_that_a_template_cannot_hold_still_reach_a_person(chats: ModelledChats) -> None:
    chats.says_next = lambda question: an_outcome(an_answer("   "))
    turn = chats.asks(OPEN_QUESTION)
    assert turn["checks"] == ["empty"]
    assert turn["text"].startswith("Mohon maaf, kami belum memahami")


def test_an_answer_whose_conversation_is_gone_or_whose_lease_is_another_one_s_changes_nothing(
    chats: ModelledChats,
) -> None:
    waits(chats, OPEN_QUESTION)
    place, first = chats.place, chats.taken()
    chats.wait(45)
    second = chats.taken()
    chats.answered(place, Committed(first.value, ()))
    assert chats.turns[-1]["responder"] == "rules"
    chats.answered(place, second)
    assert chats.turns[-1]["responder"] == "gpt-4o-mini"
    del chats.backend.documents[f"orgs/kopi/conversations/{place}"]
    del chats.backend.versions[f"orgs/kopi/conversations/{place}"]
    chats.answered(place, Committed(second.value, ()))
    assert chats.conversations == {}


def test_a_customer_who_is_gone_by_then_is_not_answered(chats: ModelledChats) -> None:
    waits(chats, OPEN_QUESTION)

    def go() -> None:
        (id,) = chats.backend.all("customers")
        del chats.backend.documents[f"orgs/kopi/customers/{id}"]
        del chats.backend.versions[f"orgs/kopi/customers/{id}"]

    chats.thinks = go
    chats.turn()
    assert chats.turns[-1]["unanswered"] == "customer_gone"


def test_a_lease_whose_commit_s_answer_was_lost_is_the_same_one(chats: ModelledChats) -> None:
    waits(chats, OPEN_QUESTION)
    first = chats.taken()
    chats.leases -= 1
    assert chats.taken().value.asked == first.value.asked
    assert chats.use["tokens"] == 12_000
