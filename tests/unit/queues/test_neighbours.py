"""One bad document, account or event strands no batch, and what can never work is kept and not tried for a day."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from functions.domain.kernel.errors import (
    Damaged,
    FieldFault,
    Misconfigured,
    ProviderAway,
    ProviderSilent,
    StoreAway,
    StoreRefused,
)
from functions.domain.messages.content import content_for
from functions.domain.messages.outbox import Message
from functions.domain.providers.content import Content, Outgoing
from functions.domain.providers.send_results import Sent
from functions.queues import deliver as delivering
from functions.queues import failures, hand_over, pauses, take_callback
from functions.queues.daily_budget import BudgetAllowance
from functions.queues.deliver import deliver
from functions.store import dead_letters
from functions.store.snapshots import Snapshot
from functions.triggers import messages as written
from functions.triggers import published_orders
from tests.builders import NOON, a_customer, a_message, an_org
from tests.memory import DictBackend, a_store
from tests.provisioning import provision

IDS = ("a", "b", "c", "d", "e")
DOWN = ProviderAway("post", "account_token:190", is_down=True)


class Post:
    """A provider that takes what it is given, or raises what it was told to; `most_at_once`: many in one call."""

    name = "post"

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.asked: list[str] = []
        self.errors: dict[str, Exception] = {}

    def send(self, outgoing: Outgoing) -> Sent:
        self.asked.append(outgoing.message_id)
        if error := self.errors.get(outgoing.message_id):
            raise error
        self.taken.append(outgoing.message_id)
        return Sent(self.name, f"post:{outgoing.message_id}", outgoing.content.text)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Five queued messages, each for a customer of its own, and all that a delivery meets."""
    backend, post, asked, noted = DictBackend(), Post(), list[Message](), list[Any]()
    provision(backend)
    store, noon = a_store(backend), SimpleNamespace(now=lambda _: NOON)
    found = SimpleNamespace(backend=backend, post=post, asked=asked, noted=noted, store=store)
    found.org = an_org(messages={})
    found.allowance = BudgetAllowance(store)
    found.trouble = None
    for id in IDS:
        backend.put(a_message(id=id, customer_id=f"customer-{id}"))
        backend.put(a_customer(id=f"customer-{id}"))

    def get(_: str) -> Any:
        if found.trouble is not None:
            raise found.trouble
        return found.org

    read = SimpleNamespace(get=get, note=noted.append)
    for module in (delivering, dead_letters, take_callback, published_orders):
        monkeypatch.setattr(module, "store", lambda: store)
    for module in (delivering, pauses, take_callback, published_orders):
        monkeypatch.setattr(module, "orgs", lambda: read)
    monkeypatch.setattr(delivering, "budget_allowance", lambda: found.allowance)
    monkeypatch.setattr(hand_over, "provider_for", lambda *_: post)
    monkeypatch.setattr(delivering, "enqueue_message", lambda _, message: asked.append(message))
    for module in (delivering, hand_over):
        monkeypatch.setattr(module, "datetime", noon)
    return found


def payload() -> dict[str, Any]:
    messages = [{"id": id, "customer_id": f"customer-{id}", "purpose": "marketing"} for id in IDS]
    return {"org": "kopi", "messages": messages}


def statuses(world: SimpleNamespace) -> dict[str, str]:
    return {id: fields["status"] for id, fields in world.backend.all("messages").items()}


def test_an_account_that_is_refused_on_the_third_of_five_leaves_the_rest_unasked_and_queued(
    world: SimpleNamespace,
) -> None:
    world.post.errors = {"c": DOWN}
    deliver(payload())
    assert (world.post.taken, world.post.asked) == (["a", "b"], ["a", "b", "c"])
    assert statuses(world) == {"a": "sent", "b": "sent", "c": "queued", "d": "queued", "e": "queued"}
    assert [fields["attempts"] for id, fields in world.backend.all("messages").items() if id in "cde"] == [
        0
    ] * 3
    assert world.backend.documents["orgs/kopi"]["paused_channels"] == {"push": "account_token:190"}
    assert len(world.backend.all("dead_letters")) == 1
    assert len(world.noted) == 1  # this instance reads the organisation again before the next task
    assert [message.id for message in world.asked] == ["c", "d", "e"]


def test_credentials_that_are_missing_cost_no_attempt_and_pause_the_channel(world: SimpleNamespace) -> None:
    world.post.errors = dict.fromkeys(IDS, Misconfigured("post", "the secret KOPI_TOKEN is not set"))
    deliver(payload())
    assert world.post.asked == ["a"]
    assert statuses(world) == dict.fromkeys(IDS, "queued")
    assert world.backend.documents["orgs/kopi"]["paused_channels"] == {"push": "misconfigured"}


def test_a_mail_server_that_refuses_us_alarms_and_suppresses_nobody(
    world: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    world.post.errors = {"c": ProviderAway("post", "recipient_550_5.7.1", needs_owner=True)}
    deliver(payload())
    assert statuses(world) == {"a": "sent", "b": "sent", "c": "queued", "d": "sent", "e": "sent"}
    assert "sender_refused org=kopi provider=post reason=recipient_550_5.7.1" in caplog.text
    assert set(world.backend.all("dead_letters")) == {"sender_refused:post:recipient_550_5.7.1"}
    assert world.backend.all("customers")["customer-c"]["suppressed"] == {}
    assert world.backend.documents["orgs/kopi"]["paused_channels"] == {}


@pytest.mark.parametrize(
    ("error", "status"),
    [(ZeroDivisionError("ours"), "sending"), (ProviderSilent("post"), "sending"), (StoreAway("x"), "queued")],
)
def test_what_a_provider_raises_on_the_third_of_five_leaves_the_others(
    world: SimpleNamespace, error: Exception, status: str
) -> None:
    world.post.errors = {"c": error}
    deliver(payload())
    assert world.post.taken == ["a", "b", "d", "e"]
    assert statuses(world) == dict.fromkeys(IDS, "sent") | {"c": status}


def test_a_template_that_raises_on_the_third_of_five_leaves_the_others(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_for_one(org: Any, message: Message, *others: Any, **named: Any) -> Content:
        if message.id == "c":
            raise RecursionError
        return content_for(org, message, *others, **named)

    monkeypatch.setattr(hand_over, "content_for", fail_for_one)
    deliver(payload())
    assert world.post.taken == ["a", "b", "d", "e"]
    assert statuses(world) == dict.fromkeys(IDS, "sent") | {"c": "queued"}


@pytest.mark.parametrize(
    "trouble", [Damaged("orgs", [FieldFault("settings", "is wrong")]), ZeroDivisionError("ours")]
)
def test_an_organisation_that_somebody_broke_is_kept_and_the_task_is_not_tried_again(
    world: SimpleNamespace, trouble: Exception
) -> None:
    world.trouble = trouble
    deliver(payload())
    assert statuses(world) == dict.fromkeys(IDS, "queued")
    letter = world.backend.one("dead_letters")
    assert (letter["source"], letter["payload"]["message_ids"]) == ("deliver", list(IDS))
    world.trouble = None
    deliver(payload())  # as the sweep asks for it
    assert statuses(world) == dict.fromkeys(IDS, "sent")


def test_a_store_that_is_away_has_the_task_tried_again(world: SimpleNamespace) -> None:
    world.trouble = StoreAway("x")
    with pytest.raises(StoreAway):
        deliver(payload())
    assert world.backend.all("dead_letters") == {}


@pytest.mark.parametrize("odd", [None, 7, [], {}, {"org": "kopi"}, {"org": "kopi", "messages": [7]}])
def test_a_task_that_nobody_can_read_is_not_tried_again(world: SimpleNamespace, odd: Any) -> None:
    deliver(odd)
    assert statuses(world) == dict.fromkeys(IDS, "queued")


def test_an_event_that_cannot_even_be_kept_leaves_its_neighbours(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise StoreRefused("too large")

    monkeypatch.setattr(take_callback, "keep_item", refuse)
    status = {"item": "status", "provider": "x", "id": "w1", "status": "sent", "at": NOON.isoformat()}
    ours = status | {"message_id": "a"}
    take_callback.take_callback({"org": "kopi", "provider": "x", "items": [{"item": "poem"}, ours]}, tries=9)
    assert statuses(world)["a"] == "sent"


def test_a_published_order_that_meets_a_mistake_of_ours_is_kept_and_not_delivered_for_days(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(published_orders, "parse_order", fail)
    published_orders.on_published("m1", b"{}", {"org": "kopi"})
    letter = world.backend.one("dead_letters")
    assert (letter["error"], letter["payload"]["body"]) == (
        {"code": "bug", "message": "ZeroDivisionError"},
        "{}",
    )


def test_a_published_body_that_is_too_long_for_a_document_is_kept_in_parts(world: SimpleNamespace) -> None:
    """Firestore refuses a document of more than 1 MiB: Pub/Sub would bring the same for days."""
    published_orders.on_published("m1", b"{" * 600_000, {"org": "kopi"})
    letters = world.backend.all("dead_letters")
    assert sorted(letters) == ["pubsub:m1:0", "pubsub:m1:1", "pubsub:m1:2"]
    assert "".join(letters[id]["payload"]["raw"] for id in sorted(letters)) == "{" * 600_000


def test_a_published_order_while_the_store_is_away_comes_again(world: SimpleNamespace) -> None:
    world.trouble = StoreAway("x")
    with pytest.raises(StoreAway):
        published_orders.on_published("m1", json.dumps({}).encode(), {"org": "kopi"})
    assert world.backend.all("dead_letters") == {}


def test_a_message_s_event_that_can_never_be_read_is_kept_and_not_brought_for_a_day(
    world: SimpleNamespace,
) -> None:
    spoilt: Any = "not a document's fields"
    written.on_created(Snapshot("orgs/kopi/messages/m9", spoilt, None))
    letter = world.backend.one("dead_letters")
    assert (letter["source"], letter["payload"]["message_ids"]) == ("on_message_written", ["m9"])


def test_a_failure_that_cannot_be_kept_stops_nothing(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise StoreRefused("too large")

    monkeypatch.setattr(failures, "keep_dead_letter", refuse)
    world.post.errors = {"c": ZeroDivisionError("ours")}
    deliver(payload())
    assert world.post.taken == ["a", "b", "d", "e"]
