"""While a turn is taken its customer sees so, if the provider can show it; what fails there fails no turn."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.kernel.errors import ProviderSilent
from functions.providers import registry
from functions.queues import presence
from functions.queues.presence import shown
from tests.chats import Chats
from tests.memory import a_store

CODE = "UMR_MAR_2025_HEMAT"
SEEN, TYPING, STOPPED = "seen", "typing", "stopped"


@dataclass
class Gateway:
    """A provider that shows what it is asked to. `fails`: it answers nothing."""

    name: str = "sandbox"
    fails: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)

    def send(self, outgoing: Any) -> Any:
        raise NotImplementedError

    def show_presence(self, message_id: str, *, is_read: bool, is_typing: bool) -> None:
        if self.fails:
            raise ProviderSilent(self.name)
        wanted = {SEEN: is_read, TYPING: is_typing}
        self.asked += [(what, message_id) for what, is_wanted in wanted.items() if is_wanted]

    def stop_typing(self, message_id: str) -> None:
        self.asked.append((STOPPED, message_id))


@dataclass
class Mute:
    """A provider that shows nothing."""

    name: str = "sandbox"

    def send(self, outgoing: Any) -> Any:
        raise NotImplementedError


Taking = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def taking(monkeypatch: pytest.MonkeyPatch) -> Taking:
    """What is shown during a turn of these chats."""

    def take(chats: Chats, provider: Any = None, *, tries: int = 0) -> list[tuple[str, str]]:
        used = provider or Gateway()
        monkeypatch.setattr(registry, "provider_for", lambda org, channel: used)
        monkeypatch.setattr(presence, "store", lambda: a_store(chats.backend))
        with shown(chats.org, chats.place, due_at=chats.now, now=chats.now, tries=tries):
            before = list(getattr(used, "asked", []))
            chats.turn()
        assert STOPPED not in [what for what, _ in before], "it stops when the turn is taken"
        return list(getattr(used, "asked", []))

    return take


def asked(*texts: str, **settings: Any) -> Chats:
    chats = Chats()
    chats.with_settings(**{"typing": True, "read_receipts": True} | settings)
    for text in texts or (CODE,):
        chats.says(text)
    chats.wait(8)
    return chats


@pytest.mark.item("S003-23")
def test_the_last_message_of_a_burst_is_seen_and_somebody_types_until_the_turn_is_taken(
    taking: Taking,
) -> None:
    chats = asked("halo", CODE)
    assert taking(chats) == [(SEEN, "in-2"), (TYPING, "in-2"), (STOPPED, "in-2")]
    assert len(chats.messages) == 1
    assert "unread_id" not in chats.conversation


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"typing": False}, [SEEN]),
        ({"read_receipts": False}, [TYPING, STOPPED]),
        ({"typing": False, "read_receipts": False}, []),
        ({"enabled": False}, []),
    ],
)
def test_each_is_the_business_s_to_choose(
    taking: Taking, settings: dict[str, Any], expected: list[str]
) -> None:
    chats = asked()
    chats.with_settings(**settings)
    assert [what for what, _ in taking(chats)] == expected


def test_nothing_is_shown_while_a_person_has_the_conversation(taking: Taking) -> None:
    chats = asked()
    chats.says("Saya bantu ya", origin="staff")
    assert taking(chats) == []
    assert chats.turns[0]["unanswered"] == "owned_by_person"


def test_nobody_types_where_nothing_is_asked(taking: Taking) -> None:
    chats = asked()
    chats.turn()
    chats.says("makasih ya kak")
    chats.wait(8)
    assert [what for what, _ in taking(chats)] == [SEEN]


def test_a_turn_that_was_taken_or_is_extended_or_tried_again_shows_nothing(taking: Taking) -> None:
    chats = asked()
    assert taking(chats, tries=1) == []
    assert len(chats.turns) == 1
    assert taking(chats) == []
    chats.says("halo")
    chats.now -= timedelta(seconds=1)
    assert taking(chats) == []


@pytest.mark.parametrize("provider", [Gateway(fails=True), Gateway(name="waha"), Mute()])
def test_what_cannot_be_shown_fails_no_turn(taking: Taking, provider: Any) -> None:
    chats = asked()
    assert taking(chats, provider) == []
    assert len(chats.messages) == 1


def test_a_store_that_is_away_fails_no_turn(taking: Taking, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> Any:
        raise ConnectionError

    chats = asked()
    with monkeypatch.context() as patch:
        patch.setattr(presence, "store", away)
        with shown(chats.org, chats.place, due_at=chats.now, now=chats.now, tries=0) as known:
            assert known == ()


def test_a_turn_that_fails_is_not_typed_at_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    chats, gateway = asked(), Gateway()
    monkeypatch.setattr(registry, "provider_for", lambda org, channel: gateway)
    monkeypatch.setattr(presence, "store", lambda: a_store(chats.backend))
    with (
        pytest.raises(KeyError),
        shown(chats.org, chats.place, due_at=chats.now, now=chats.now, tries=0),
    ):
        raise KeyError
    assert [what for what, _ in gateway.asked] == [SEEN, TYPING, STOPPED]


def test_what_was_looked_at_is_not_read_again(taking: Taking, monkeypatch: pytest.MonkeyPatch) -> None:
    from functions.domain.assistant.turns import take_turn
    from tests.memory import Billed

    chats = asked()
    monkeypatch.setattr(registry, "provider_for", lambda org, channel: Gateway())
    monkeypatch.setattr(presence, "store", lambda: a_store(chats.backend))
    chats.backend.billed = Billed()
    with shown(chats.org, chats.place, due_at=chats.now, now=chats.now, tries=0) as known:
        a_store(chats.backend).commit(
            "kopi", lambda: take_turn(chats.org, chats.place, due_at=chats.now, now=chats.now), known
        )
    assert chats.backend.billed == Billed(reads=3, writes=4)
