"""A task with many messages: what goes wrong with one of them is no other's business."""

from types import SimpleNamespace
from typing import Any

import pytest

from functions.domain.kernel.errors import (
    ProviderAway,
    ProviderSilent,
    QueueAway,
    RegularsError,
    Retryable,
    StoreAway,
)
from functions.domain.messages.outbox import Message
from functions.domain.providers.content import Outgoing
from functions.domain.providers.send_results import Sent
from functions.queues import deliver as delivering
from functions.queues.daily_budget import BudgetAllowance
from functions.queues.deliver import deliver
from functions.store.commit import OutcomeUnknown
from functions.store.documents import Write
from tests.builders import NOON, a_customer, a_message, an_org
from tests.memory import DictBackend, a_store

IDS = ("a", "b", "c")


class LosingBackend(DictBackend):
    """Firestore that does not answer writes of what a set of messages became."""

    def __init__(self) -> None:
        super().__init__()
        self.lost: set[str] = set()

    def write(self, writes: Any) -> list[Any]:
        for write in writes:
            if self._is_lost(write):
                raise OutcomeUnknown("away")
        return super().write(writes)

    def _is_lost(self, write: Write) -> bool:
        status = next((value for name, value in write.fields.items() if "status" in name), None)
        return status == "sent" and write.path.rsplit("/", 1)[-1] in self.lost


class Post:
    """A provider that takes what it is given, or raises what it was told to."""

    name = "post"

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.errors: dict[str, Exception] = {}

    def send(self, outgoing: Outgoing) -> Sent:
        if error := self.errors.get(outgoing.message_id):
            raise error
        self.taken.append(outgoing.message_id)
        return Sent(self.name, f"post:{outgoing.message_id}", outgoing.content.text)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Three queued messages for one customer, and all that a delivery meets."""
    backend, post, asked = LosingBackend(), Post(), list[Message]()
    store = a_store(backend)
    org = an_org(messages={})
    budget_allowance = BudgetAllowance(store)
    for id in IDS:
        backend.put(a_message(id=id))
    backend.put(a_customer())
    monkeypatch.setattr(delivering, "store", lambda: store)
    monkeypatch.setattr(delivering, "budget_allowance", lambda: budget_allowance)
    monkeypatch.setattr(delivering, "orgs", lambda: SimpleNamespace(get=lambda _: org))
    monkeypatch.setattr(delivering, "provider_for", lambda *_: post)
    monkeypatch.setattr(delivering, "enqueue_message", lambda _, message: asked.append(message))
    monkeypatch.setattr(delivering, "datetime", SimpleNamespace(now=lambda _: NOON))
    return SimpleNamespace(backend=backend, post=post, asked=asked)


def payload() -> dict[str, Any]:
    payloads = [{"id": id, "customer_id": "somebody", "purpose": "marketing"} for id in IDS]
    return {"org": "kopi", "messages": payloads}


def statuses(world: SimpleNamespace) -> dict[str, str]:
    return {id: fields["status"] for id, fields in world.backend.all("messages").items()}


def test_the_messages_of_a_task_all_go_out_once_however_often_the_task_comes(world: SimpleNamespace) -> None:
    deliver(payload())
    deliver(payload())
    assert world.post.taken == ["a", "b", "c"]
    assert statuses(world) == dict.fromkeys(IDS, "sent")


def test_an_outcome_that_cannot_be_written_down_leaves_those_of_its_neighbours(
    world: SimpleNamespace,
) -> None:
    world.backend.lost = {"a"}
    with pytest.raises(Retryable):
        deliver(payload())
    assert world.post.taken == ["a", "b", "c"]
    assert statuses(world) == {"a": "sending", "b": "sent", "c": "sent"}
    deliver(payload())  # as the queue does; whoever holds the lease may have sent it
    assert world.post.taken == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("error", "status", "asked"),
    [
        (ProviderAway("post", "ConnectTimeout"), "queued", ["b"]),
        (ProviderSilent("post"), "sending", []),
        (KeyError("a mistake of ours"), "sending", []),
    ],
    ids=["away", "silent", "bug"],
)
def test_what_goes_wrong_with_one_message_does_not_keep_its_neighbours(
    world: SimpleNamespace, error: RegularsError, status: str, asked: list[str]
) -> None:
    world.post.errors = {"b": error}
    deliver(payload())
    assert world.post.taken == ["a", "c"]
    assert statuses(world) == {"a": "sent", "b": status, "c": "sent"}
    assert [message.id for message in world.asked] == asked
    assert set(world.backend.all("dead_letters")) == ({"deliver:b"} if isinstance(error, KeyError) else set())


def test_a_queue_that_is_away_does_not_keep_what_is_left_from_being_written_down(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: str, message: Message) -> None:
        raise QueueAway("deliverpush", "Unavailable")

    monkeypatch.setattr(delivering, "enqueue_message", away)
    world.post.errors = {"a": ProviderAway("post", "ConnectTimeout")}
    with pytest.raises(QueueAway):
        deliver(payload())
    assert statuses(world) == {"a": "queued", "b": "sent", "c": "sent"}


def test_a_mistake_that_cannot_be_kept_loses_nothing_of_its_neighbours(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bury_nowhere(*_: Any, **__: Any) -> Any:
        raise StoreAway("away")

    monkeypatch.setattr(delivering, "record_dead_letter", bury_nowhere)
    world.post.errors["b"] = RuntimeError("a mistake")
    deliver(payload())
    assert statuses(world) == {"a": "sent", "b": "sending", "c": "sent"}
