"""The queue of turns asks a model outside any commit, and loads what asking takes where it asks."""

import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from functions.domain.kernel.errors import StoreAway
from functions.domain.model_answers.asking import LeaseHeld
from functions.domain.model_answers.questions import Outcome, Question
from functions.queues import presence, take_turn
from functions.store import dead_letters
from functions.store.commit import Store
from tests.chats import Chats
from tests.memory import hurried
from tests.models import OPEN_QUESTION, ModelledChats, a_modelled_agency, an_answer, an_outcome

CODE = "UMR_MAR_2025_HEMAT"
# What a model's library brings, and who asks it.
OF_MODELS = {"pydantic_ai", "openai", "httpx2", "tiktoken", "functions.providers.assistant_model"}
PROBE = "import importlib, json, sys; importlib.import_module(sys.argv[1]); print(json.dumps(sorted(sys.modules)))"
ENTRIES = (
    *("functions.queues.take_turn", "functions.queues.take_callback", "functions.queues.deliver"),
    *("functions.queues.wake_page", "functions.http.hooks", "functions.http.api", "functions.scheduled.tick"),
    *("functions.triggers.commands", "functions.triggers.messages", "functions.http.quotes"),
)


class Agency:
    """An organisation's cache with one in it."""

    def __init__(self, chats: Chats) -> None:
        self.get = lambda id: chats.org


@pytest.fixture
def chats(monkeypatch: pytest.MonkeyPatch) -> ModelledChats:
    found = ModelledChats(a_modelled_agency())
    found.asks(CODE)
    store: Store = hurried(found.backend)
    for module in (take_turn, presence, dead_letters):
        monkeypatch.setattr(module, "store", lambda: store)
    monkeypatch.setattr(take_turn, "orgs", lambda: Agency(found))
    monkeypatch.setattr(take_turn, "wake_soon", lambda known: None)
    monkeypatch.setattr(take_turn, "datetime", _Clock(found))
    found.says(OPEN_QUESTION)
    found.wait(9)
    return found


class _Clock:
    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    def now(self, zone: Any) -> Any:
        return self._chats.now

    def fromisoformat(self, text: str) -> Any:
        return type(self._chats.now).fromisoformat(text)


def take(chats: Chats) -> None:
    take_turn.take_payload({"org": "kopi", "conversation_id": chats.place, "at": chats.now.isoformat()})


def say(monkeypatch: pytest.MonkeyPatch, outcome: Outcome) -> list[Question]:
    asked: list[Question] = []

    def answer(question: Question) -> Outcome:
        asked.append(question)
        return outcome

    monkeypatch.setattr("functions.providers.assistant_model.ask_within", answer)
    return asked


def test_a_turn_is_leased_asked_and_answered(chats: ModelledChats, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = say(monkeypatch, an_outcome(an_answer("Ada, kak.")))
    take(chats)
    take(chats)
    assert len(asked) == 1
    assert chats.turns[-1]["text"] == "Ada, kak."


def test_one_that_is_being_asked_about_comes_again(
    chats: ModelledChats, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = say(monkeypatch, an_outcome(an_answer("Ada, kak.")))
    chats.taken()
    with pytest.raises(LeaseHeld):
        take(chats)
    assert asked == []


def test_what_is_edited_meanwhile_has_the_queue_try_again(
    chats: ModelledChats, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(question: Question) -> Outcome:
        if len(asked := [*questions, question]) == 1:
            chats.says(f"{OPEN_QUESTION} Yang merah", kind="edit", id="mark", target_id=f"in-{chats.count}")
        questions[:] = asked
        return an_outcome(an_answer("Ada, kak."))

    questions: list[Question] = []
    monkeypatch.setattr("functions.providers.assistant_model.ask_within", answer)
    with pytest.raises(take_turn.TurnChanged):
        take(chats)
    take(chats)
    assert [each.heard[-1].text for each in questions] == [OPEN_QUESTION, f"{OPEN_QUESTION} Yang merah"]
    assert chats.turns[-1]["text"] == "Ada, kak."


def test_what_the_business_has_to_see_to_is_one_dead_letter(
    chats: ModelledChats, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch, replace(an_outcome(None), away="credentials", refused=True))
    take(chats)
    assert chats.turns[-1]["handover"] == "model_away"
    (letter,) = chats.backend.all("dead_letters")
    assert letter == "sender_refused:model:credentials"


def test_a_store_that_is_away_after_the_answer_has_the_queue_try_again(
    chats: ModelledChats, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*given: Any, **named: Any) -> Any:
        raise StoreAway("ServiceUnavailable")
        yield

    say(monkeypatch, an_outcome(an_answer("Ada, kak.")))
    with monkeypatch.context() as patch:
        patch.setattr("functions.domain.assistant.model_turns.answer_turn", lost)
        with pytest.raises(StoreAway):
            take(chats)
    assert chats.conversation["waiting"] != []
    chats.wait(45)
    take(chats)
    assert chats.turns[-1]["text"] == "Ada, kak."


def test_a_fault_of_ours_goes_to_a_person(chats: ModelledChats, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(question: Any) -> Any:
        raise RuntimeError("a fault")

    monkeypatch.setattr("functions.providers.assistant_model.ask_within", broken)
    take(chats)
    assert chats.turns[-1]["handover"] == "failed"
    assert "lease" not in {name for name, value in chats.use.items() if value is not None}


@pytest.mark.parametrize("entry", ENTRIES)
def test_no_instance_loads_a_model_s_library_when_it_starts(entry: str) -> None:
    """It takes most of a second, and only a turn that asks a model needs it."""
    command = [sys.executable, "-c", PROBE, entry]
    loaded = set(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    assert loaded & OF_MODELS == set()
