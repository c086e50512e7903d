"""From a page of customers who are due to what the provider is handed: one task, and one call for all of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
import time_machine
from google.api_core.datetime_helpers import DatetimeWithNanoseconds

from functions.cloud_tasks import enqueue
from functions.cloud_tasks import page_batches as batches
from functions.domain.kernel.decisions import Document
from functions.domain.kernel.errors import ProviderAway, ProviderRefused, ProviderSilent, RegularsError
from functions.domain.providers.content import Outgoing
from functions.domain.providers.send_results import Sent
from functions.queues import deliver, hand_over, wake_page
from functions.queues.daily_budget import BudgetAllowance
from functions.store import dead_letters
from functions.store.documents import path_of, to_fields
from functions.store.pages import Page
from tests.builders import NOON, a_customer, an_org
from tests.memory import DictBackend, a_store

Task = tuple[str, dict[str, Any]]
Said = Sent | RegularsError


@dataclass
class Post:
    """A provider that takes `most_at_once` in a call. `answers` are by message; an exception breaks the call."""

    answers: dict[str, Said] = field(default_factory=dict)
    breaks: Exception | None = None
    name: str = "post"
    most_at_once: int = 500
    calls: list[list[str]] = field(default_factory=list)

    def send(self, outgoing: Outgoing) -> Sent:
        raise AssertionError("many go out together")

    def send_all(self, outgoing: Sequence[Outgoing]) -> list[Said]:
        self.calls.append([each.to for each in outgoing])
        if self.breaks is not None:
            raise self.breaks
        return [self.answers.get(each.to) or Sent("post", f"p-{each.to}", "body") for each in outgoing]


@dataclass
class World:
    """The store, the tasks that were asked for, and the provider."""

    backend: DictBackend
    tasks: list[Task]
    post: Post

    def wake(self, *names: str) -> None:
        """Customers with the app and of these names have been silent for 30 days, and a page finds them."""
        for name in names:
            self._put(
                a_customer(
                    id=name,
                    push_tokens=(name,),
                    due={"auto:winback_30": NOON},
                    wake_at=NOON,
                    stats={"orders": 1, "last_order_at": NOON - timedelta(days=30)},
                )
            )
        wake_page.wake_page("customers", NOON)

    def page(self, *_: Any) -> Page:
        paths = [path for path in self.backend.documents if "/customers/" in path]
        return Page(tuple(self.backend.snapshot(path) for path in paths), None)

    def statuses(self) -> dict[str, str]:
        """Where each customer's message stands."""
        return {each["customer_id"]: each["status"] for each in self.backend.all("messages").values()}

    def _put(self, document: Document) -> None:
        self.backend.client_writes(path_of("kopi", type(document), document.id), **to_fields(document))


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    versions = (DatetimeWithNanoseconds(2025, 1, 25, microsecond=n, tzinfo=UTC) for n in count(1))
    backend = DictBackend(_clock=versions)
    store, org = a_store(backend), an_org()
    world = World(backend, [], Post())

    @dataclass
    class Orgs:
        def get(self, org_id: str) -> Any:
            return org

    def keep(queue: str, name: str, payload: dict[str, Any], at: datetime | None = None) -> None:
        world.tasks.append((queue, payload))

    for module in (deliver, wake_page, dead_letters):
        monkeypatch.setattr(module, "store", lambda: store)
    for module in (deliver, wake_page):
        monkeypatch.setattr(module, "orgs", Orgs)
    monkeypatch.setattr(deliver, "budget_allowance", lambda: BudgetAllowance(store))
    monkeypatch.setattr(wake_page, "page_of_due", world.page)
    monkeypatch.setattr(enqueue, "enqueue", keep)
    monkeypatch.setattr(hand_over, "provider_for", lambda org, channel: world.post)
    with time_machine.travel(NOON, tick=False):
        yield world


def test_a_page_of_three_is_one_task_and_one_call(world: World) -> None:
    world.wake("a", "b", "c")
    ((queue, payload),) = world.tasks
    assert queue == "deliverpush"
    assert [content["customer_id"] for content in payload["messages"]] == ["a", "b", "c"]
    world.backend.billed.reads = world.backend.billed.writes = 0
    deliver.deliver(payload)
    assert world.post.calls == [["a", "b", "c"]]
    assert world.statuses() == dict.fromkeys("abc", "sent")
    assert (world.backend.billed.reads, world.backend.billed.writes) == (3, 6)
    found = {
        each["customer_id"]: each["provider_message_id"] for each in world.backend.all("messages").values()
    }
    assert found == {"a": "p-a", "b": "p-b", "c": "p-c"}


def test_the_task_again_sends_nothing_more(world: World) -> None:
    world.wake("a", "b")
    for _ in range(2):
        deliver.deliver(world.tasks[0][1])
    assert world.post.calls == [["a", "b"]]


def test_each_message_of_a_call_has_the_outcome_of_its_own(world: World) -> None:
    world.post.answers = {
        "b": ProviderAway("post", "busy"),
        "c": ProviderSilent("post"),
        "d": ProviderRefused("post", "gone", advice="fallback", dead_tokens=("d",)),
        "e": ProviderRefused("post", "bad", advice="stop"),
    }
    world.wake("a", "b", "c", "d", "e")
    ((_, payload),) = world.tasks
    deliver.deliver(payload)
    assert world.post.calls == [["a", "b", "c", "d", "e"]]
    assert world.statuses() == {"a": "sent", "b": "queued", "c": "sending", "d": "queued", "e": "failed"}
    assert [queue for queue, _ in world.tasks[1:]] == ["deliverpush", "deliverwhatsapp"]
    assert world.backend.documents["orgs/kopi/customers/d"]["push_tokens"] == []


def test_a_call_takes_no_more_than_the_provider_does(world: World) -> None:
    world.post.most_at_once = 2
    world.wake("a", "b", "c")
    deliver.deliver(world.tasks[0][1])
    assert world.post.calls == [["a", "b"], ["c"]]
    assert set(world.statuses().values()) == {"sent"}


def test_more_than_a_task_s_messages_are_several_tasks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "MOST_IN_A_TASK", 2)
    world.wake("a", "b", "c")
    sizes = [len(payload["messages"]) for _, payload in world.tasks]
    assert sizes == [2, 1]


def test_a_mistake_in_a_provider_s_code_is_kept_and_leaves_its_call_to_the_leases(world: World) -> None:
    world.post.breaks = KeyError("a secret")
    world.wake("a", "b")
    deliver.deliver(world.tasks[0][1])
    assert world.statuses() == {"a": "sending", "b": "sending"}
    letter = world.backend.one("dead_letters")
    assert (letter["source"], letter["error"]) == ("post", {"code": "bug", "message": "KeyError"})


def test_a_customer_who_is_alone_needs_no_batch(world: World) -> None:
    world.wake("a")
    assert world.tasks == []  # the event of the new message brings its task
    (message,) = world.backend.all("messages").values()
    assert (message["status"], message["batch_id"]) == ("queued", None)


def test_who_may_hear_on_another_channel_only_is_not_of_the_batch(world: World) -> None:
    world.backend.client_writes(
        "orgs/kopi/customers/z",
        **to_fields(
            a_customer(
                id="z",
                has_app=False,
                due={"auto:winback_30": NOON},
                wake_at=NOON,
                stats={"orders": 1, "last_order_at": NOON - timedelta(days=30)},
            )
        ),
    )
    world.wake("a", "b")
    ((_, payload),) = world.tasks
    assert [content["customer_id"] for content in payload["messages"]] == ["a", "b"]
    assert world.statuses() == dict.fromkeys("zab", "queued")
