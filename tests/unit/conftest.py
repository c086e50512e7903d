"""The queues' modules over a dict, with the tasks that they ask for in a list."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from functions.cloud_tasks import callback_items
from functions.domain.kernel.errors import QueueAway
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.queues import take_callback
from functions.store import dead_letters
from tests.builders import an_org
from tests.memory import DictBackend, a_store


@dataclass
class World:
    """What is stored, and what is on its way. `refused`: the queue takes nothing."""

    backend: DictBackend = field(default_factory=DictBackend)
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    is_refusing: bool = False

    def enqueue(self, queue: str, name: str, payload: dict[str, Any]) -> None:
        if self.is_refusing:
            raise QueueAway(queue, "test")
        assert queue == "takecallback"
        self.tasks.setdefault(name, payload)

    def enqueue_message(self, org_id: str, message: Message) -> None:
        self.messages.append(message)

    def get(self, org_id: str) -> Org:
        return an_org()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()
    store = a_store(made.backend)
    monkeypatch.setattr(dead_letters, "store", lambda: store)
    monkeypatch.setattr(take_callback, "store", lambda: store)
    monkeypatch.setattr(take_callback, "orgs", lambda: made)
    monkeypatch.setattr(take_callback, "enqueue_message", made.enqueue_message)
    monkeypatch.setattr(callback_items, "enqueue", made.enqueue)
    return made
