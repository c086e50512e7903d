"""A travel agency and its chats, without a wire: what customers write is stored, and turns are taken."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from pydantic import SecretStr

from functions import presets
from functions.domain.assistant.booking_leads import capture_booking
from functions.domain.assistant.turns import TakenTurn, take_turn
from functions.domain.conversations.recording import TurnDue, record_inbound
from functions.domain.orgs.org import Org
from functions.domain.settings.business import Settings
from tests.builders import PHONE
from tests.memory import DictBackend, a_store, run
from tests.provider_events import an_inbound

AGENCY = "kopi"  # the organisation of tests/memory.py
MORNING = datetime(2025, 1, 25, 3, 30, tzinfo=UTC)  # 10:30 in Jakarta
SECOND = timedelta(seconds=1)


@cache
def _preset() -> Any:
    return presets.load("umrah")


def _documents(collection: str) -> dict[str, Any]:
    return {ref.id: each for ref, each in _preset().contents.items() if ref.collection == collection}


def an_agency(*, packages: dict[str, Any] | None = None, **assistant: Any) -> Org:
    """The preset `umrah`; `assistant` replaces settings of the assistant."""
    settings = _preset().settings.model_dump(mode="json")
    settings["assistant"] |= assistant
    return Org(
        id=AGENCY,
        name="Al Hijrah",
        preset="umrah",
        settings=Settings.model_validate(settings),
        templates=_documents("templates"),
        packages=_documents("packages") if packages is None else packages,
        faqs=_documents("faqs"),
        hook_secret=SecretStr("s3cret"),
        identity_key=SecretStr("k" * 64),
    )


@dataclass
class Chats:
    """A store with an agency's chats, and a clock."""

    org: Org = field(default_factory=an_agency)
    backend: DictBackend = field(default_factory=DictBackend)
    now: datetime = MORNING
    count: int = 0

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def says(self, text: str | None, *, phone: str = PHONE, age: float = 0, **changes: Any) -> TurnDue | None:
        """A message comes in, written `age` seconds ago."""
        self.count += 1
        given = {"id": f"in-{self.count}", "text": text, "sender": {"phone": phone, "name": "A pilgrim"}}
        item = an_inbound(**(given | changes)).with_changes(at=self.now - timedelta(seconds=age))
        return run(a_store(self.backend), lambda: record_inbound(self.org, item, self.now))

    def turn(self, place: str | None = None) -> TakenTurn:
        """The turn that is due, taken."""
        id = place or self.place
        taken = run(a_store(self.backend), lambda: take_turn(self.org, id, due_at=self.now, now=self.now))
        while taken.lead_due is not None:
            if run(a_store(self.backend), lambda: capture_booking(self.org, id, self.now)) is None:
                break
        return taken

    def asks(self, *texts: str | None, **changes: Any) -> dict[str, Any]:
        """A burst of messages, answered after its wait; the turn."""
        for text in texts:
            self.says(text, **changes)
        self.wait(self.org.settings.assistant.longest_wait_seconds)
        self.turn()
        self.wait(60)
        return self.turns[-1]

    def with_settings(self, **assistant: Any) -> None:
        self.org = replace_settings(self.org, **assistant)

    @property
    def place(self) -> str:
        (id,) = self.conversations
        return id

    @property
    def conversations(self) -> dict[str, dict[str, Any]]:
        return {id: f for id, f in self.backend.all("conversations").items() if "/" not in id}

    @property
    def conversation(self) -> dict[str, Any]:
        return self.conversations[self.place]

    @property
    def turns(self) -> list[dict[str, Any]]:
        """In their order; each with its `id`."""
        found = [{"id": id, **f} for id, f in self.backend.all("conversations").items() if "/turns/" in id]
        return sorted(found, key=lambda each: each["at"])

    @property
    def heard(self) -> list[dict[str, Any]]:
        return [f for id, f in self.backend.all("conversations").items() if "/messages/" in id]

    @property
    def messages(self) -> dict[str, dict[str, Any]]:
        return self.backend.all("messages")

    @property
    def tasks(self) -> dict[str, dict[str, Any]]:
        return self.backend.all("tasks")


def replace_settings(org: Org, **assistant: Any) -> Org:
    changed = org.settings.assistant.model_dump(mode="json") | assistant
    settings = org.settings.model_dump(mode="json") | {"assistant": changed}
    return org.model_copy(update={"settings": Settings.model_validate(settings)})
