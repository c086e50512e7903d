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
from functions.domain.messages.content import content_for
from functions.domain.messages.outbox import Message
from functions.domain.providers.content import Content, Outgoing
from functions.domain.providers.send_results import Sent
from functions.domain.settings.types import Channel
from functions.queues import deliver as delivering
from functions.queues import failures, hand_over
from functions.queues.daily_budget import BudgetAllowance
from functions.queues.deliver import deliver
from functions.store import dead_letters
from functions.store.commit import OutcomeUnknown
from functions.store.documents import Delete, Write
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
        assert not isinstance(write, Delete), "a delivery removes nothing"
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
    """Three queued messages, each for a customer of its own, and all that a delivery meets."""
    backend, post, asked = LosingBackend(), Post(), list[Message]()
    store, noon = a_store(backend), SimpleNamespace(now=lambda _: NOON)
    found = SimpleNamespace(backend=backend, post=post, asked=asked, org=an_org(messages={}))
    found.allowance = BudgetAllowance(store)
    for id in IDS:
        backend.put(a_message(id=id, customer_id=f"customer-{id}"))
        backend.put(a_customer(id=f"customer-{id}"))
    monkeypatch.setattr(delivering, "store", lambda: store)
    monkeypatch.setattr(dead_letters, "store", lambda: store)
    monkeypatch.setattr(delivering, "budget_allowance", lambda: found.allowance)
    monkeypatch.setattr(delivering, "orgs", lambda: SimpleNamespace(get=lambda _: found.org))
    monkeypatch.setattr(hand_over, "provider_for", lambda *_: post)
    monkeypatch.setattr(delivering, "enqueue_message", lambda _, message: asked.append(message))
    for module in (delivering, hand_over):
        monkeypatch.setattr(module, "datetime", noon)
    return found


def payload() -> dict[str, Any]:
    messages = [{"id": id, "customer_id": f"customer-{id}", "purpose": "marketing"} for id in IDS]
    return {"org": "kopi", "messages": messages}


def break_for_a(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A decision of delivery fails with the first message, for a reason that nothing foresaw."""
    right = getattr(delivering, name)

    def decide(org: Any, message: Any, *given: Any, **named: Any) -> Any:
        if getattr(message, "id", message) == "a":
            raise RuntimeError("a mistake")
        return right(org, message, *given, **named)

    monkeypatch.setattr(delivering, name, decide)


def statuses(world: SimpleNamespace) -> dict[str, str]:
    return {id: fields["status"] for id, fields in world.backend.all("messages").items()}


def test_the_messages_of_a_task_all_go_out_once_however_often_the_task_comes(world: SimpleNamespace) -> None:
    deliver(payload())
    deliver(payload())
    assert world.post.taken == ["a", "b", "c"]
    assert statuses(world) == dict.fromkeys(IDS, "sent")


def test_a_result_that_cannot_be_recorded_now_leaves_those_of_its_neighbours(
    world: SimpleNamespace,
) -> None:
    world.backend.lost = {"a"}
    with pytest.raises(Retryable):
        deliver(payload())
    assert world.post.taken == ["a", "b", "c"]
    assert statuses(world) == {"a": "sending", "b": "sent", "c": "sent"}
    deliver(payload())  # as the queue does; the lease has not expired
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


def test_a_customer_with_spoilt_fields_gets_their_message(world: SimpleNamespace) -> None:
    world.backend.client_writes("orgs/kopi/customers/customer-c", stats="wrong", tags=7, due=[])
    deliver(payload())
    assert statuses(world) == dict.fromkeys(IDS, "sent")


@pytest.mark.parametrize(
    ("spoilt", "status"),
    [({"template": {"is": "wrong"}}, "failed"), ({"status": 7}, 7), ({"to": 7, "history": "?"}, "sent")],
)
def test_a_spoilt_message_is_never_sent_by_guess_and_its_neighbours_go_out(
    world: SimpleNamespace, spoilt: dict[str, Any], status: Any
) -> None:
    world.backend.client_writes("orgs/kopi/messages/c", **spoilt)
    for _ in range(2):  # a queue may bring a task twice
        deliver(payload())
        assert statuses(world) == {"a": "sent", "b": "sent", "c": status}
    assert world.post.taken == (["a", "b", "c"] if status == "sent" else ["a", "b"])


def test_a_message_that_fails_for_good_is_kept_and_its_neighbours_go_out(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_for_a(monkeypatch, "claim_message")
    for attempts in (1, 2):
        deliver(payload())
        assert world.post.taken == ["b", "c"]
        letter = world.backend.one("dead_letters")
        assert (letter["source"], letter["error"]["code"]) == ("deliver", "bug")
        assert letter["payload"] == {"org": "kopi", "message_ids": ["a"]}
        assert letter["attempts"] == attempts


def test_a_result_that_can_never_be_recorded_leaves_those_of_its_neighbours(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_for_a(monkeypatch, "record_send_result")
    deliver(payload())
    assert statuses(world) == {"a": "sending", "b": "sent", "c": "sent"}
    assert set(world.backend.all("dead_letters")) == {"deliver:a"}


def test_content_that_cannot_be_made_is_tried_again_and_its_neighbours_go_out(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_for_one(org: Any, message: Message, *others: Any, **named: Any) -> Content:
        if message.id == "b":
            raise KeyError("a mistake of ours")
        return content_for(org, message, *others, **named)

    monkeypatch.setattr(hand_over, "content_for", fail_for_one)
    deliver(payload())
    assert world.post.taken == ["a", "c"]
    assert statuses(world) == {"a": "sent", "b": "queued", "c": "sent"}
    assert [(message.id, message.history[-1].detail) for message in world.asked] == [("b", "bug")]
    assert world.backend.one("dead_letters")["error"] == {"code": "bug", "message": "KeyError"}


def test_a_provider_that_cannot_be_made_leaves_its_messages_for_later(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def provider_for(*_: Any) -> Any:
        raise ImportError("a mistake of ours")

    monkeypatch.setattr(hand_over, "provider_for", provider_for)
    deliver(payload())
    assert statuses(world) == dict.fromkeys(IDS, "queued")
    assert [message.id for message in world.asked] == list(IDS)


def test_messages_of_two_channels_in_a_task_go_to_the_provider_of_each(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[Channel] = []

    def provider_for(org: Any, channel: Channel) -> Post:
        served.append(channel)
        return Post() if channel == "email" else world.post

    monkeypatch.setattr(hand_over, "provider_for", provider_for)
    moved = {"channel": "email", "to": "regular@example.com", "tried": ("push", "whatsapp", "sms")}
    world.backend.put(a_message(id="b", customer_id="customer-b", **moved))
    world.backend.put(a_customer(id="customer-b", email="regular@example.com", email_opt_in=True))
    deliver(payload())
    assert served == ["push", "email"]
    assert world.post.taken == ["a", "c"]
    assert statuses(world) == dict.fromkeys(IDS, "sent")


def test_a_claim_that_fails_gives_its_place_in_the_budget_back(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.org = an_org(messages={"daily_budget": 2})
    break_for_a(monkeypatch, "claim_message")
    for _ in range(3):
        deliver(payload())
    assert world.post.taken == ["b", "c"]
    assert world.backend.one("budgets") == {"given": 2, "used": {"unknown": 2}}


def test_a_mistake_that_cannot_be_kept_loses_nothing_of_its_neighbours(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keep_nothing(*_: Any, **__: Any) -> Any:
        raise StoreAway("away")

    monkeypatch.setattr(failures, "keep_dead_letter", keep_nothing)
    world.post.errors["b"] = RuntimeError("a mistake")
    deliver(payload())
    assert statuses(world) == {"a": "sent", "b": "sending", "c": "sent"}
