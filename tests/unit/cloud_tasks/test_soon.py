"""Which wake-ups get a task at their minute."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from functions.cloud_tasks import enqueue as enqueuing
from functions.cloud_tasks.soon import KEPT_TO_THE_MINUTE, wake_soon
from functions.domain.kernel.errors import QueueAway
from functions.store.snapshots import Snapshot
from tests.builders import NOON

Asked = tuple[str, str, datetime | None]


def asked_for(
    monkeypatch: pytest.MonkeyPatch, *written: tuple[str, object], now: datetime = NOON
) -> list[Asked]:
    """The tasks that these documents and their `wake_at` ask for: collection, the instant by which is woken, when."""
    tasks: list[Asked] = []

    def enqueue(queue: str, name: str, payload: dict[str, Any], *, at: datetime | None = None) -> None:
        assert (queue, payload["after"]) == ("wakepage", None)
        assert name == f"soon:{payload['collection']}:{payload['at']}"
        tasks.append((payload["collection"], payload["at"], at))

    monkeypatch.setattr(enqueuing, "enqueue", enqueue)
    documents = [Snapshot(f"orgs/kopi/{path}", {"wake_at": at}, 1) for path, at in written]
    with time_machine.travel(now, tick=False):
        wake_soon(documents)
    return tasks


def at_minute(minutes: int) -> tuple[str, datetime]:
    at = NOON + timedelta(minutes=minutes)
    return at.isoformat(), at


def test_a_wake_up_gets_a_task_at_the_first_full_minute_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    at = NOON + timedelta(minutes=59, seconds=1)
    assert asked_for(monkeypatch, ("carts/a", at)) == [("carts", *at_minute(60))]
    assert asked_for(monkeypatch, ("carts/a", NOON + timedelta(minutes=59))) == [("carts", *at_minute(59))]


def test_those_of_one_minute_share_a_task_whosever_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    soon, later = NOON + timedelta(minutes=5), NOON + timedelta(minutes=6)
    tasks = asked_for(
        monkeypatch, ("carts/a", soon), ("carts/b", soon), ("customers/c", soon), ("carts/d", later)
    )
    assert tasks == [("carts", *at_minute(5)), ("carts", *at_minute(6)), ("customers", *at_minute(5))]


def test_what_is_due_already_wakes_at_the_next_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = NOON + timedelta(seconds=10)
    assert asked_for(monkeypatch, ("carts/a", NOON - timedelta(days=1)), now=now) == [
        ("carts", *at_minute(1))
    ]


def test_what_was_written_after_its_minute_gets_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The task of that minute is shared, and may have run before the commit: its name is used up."""
    written_at = NOON + timedelta(seconds=1)
    assert asked_for(monkeypatch, ("carts/a", NOON), now=written_at) == [("carts", *at_minute(1))]


def test_a_rebuild_begins_by_itself_and_while_it_is_under_way_its_pages_have_tasks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begins = NOON + timedelta(minutes=2)
    assert asked_for(monkeypatch, ("rebuilds/automations", begins)) == [("rebuilds", *at_minute(2))]
    under_way = begins + timedelta(seconds=1)
    assert asked_for(monkeypatch, ("rebuilds/automations", begins), now=under_way) == []


def test_a_mistake_of_ours_does_not_undo_what_was_written(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def enqueue(*arguments: Any, **named: Any) -> None:
        raise KeyError("GCLOUD_PROJECT")

    monkeypatch.setattr(enqueuing, "enqueue", enqueue)
    with time_machine.travel(NOON, tick=False):
        wake_soon([Snapshot("orgs/kopi/carts/a", {"wake_at": NOON}, 1)])
    (record,) = caplog.records
    assert record.getMessage().startswith("wake_up_not_enqueued collection=carts trace=")


@pytest.mark.parametrize(
    ("path", "at"),
    [
        ("carts/a", NOON + KEPT_TO_THE_MINUTE + timedelta(seconds=1)),
        ("carts/a", None),
        ("carts/a", "tomorrow"),
        ("messages/m", NOON),  # they have tasks of their own
        ("rebuilds/automations", NOON),  # each page has asked for the next one
    ],
)
def test_the_tick_is_enough_for_the_rest(monkeypatch: pytest.MonkeyPatch, path: str, at: object) -> None:
    assert asked_for(monkeypatch, (path, at)) == []


def test_a_queue_that_is_away_leaves_it_to_the_tick(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def enqueue(*arguments: Any, **named: Any) -> None:
        raise QueueAway("wakepage", "UNAVAILABLE")

    monkeypatch.setattr(enqueuing, "enqueue", enqueue)
    written = [Snapshot("orgs/kopi/carts/a", {"wake_at": NOON}, 1), Snapshot("orgs/kopi/carts/b", None, 1)]
    with time_machine.travel(NOON, tick=False):
        wake_soon(written)
    assert [record.getMessage() for record in caplog.records] == [
        "wake_up_not_enqueued collection=carts error=queue_away"
    ]


def test_once_the_queue_is_away_no_other_task_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Each may take ten seconds, after a commit that stands: a till would wait for all of them."""
    asked: list[str] = []

    def enqueue(queue: str, name: str, *arguments: Any, **named: Any) -> None:
        asked.append(name.split(":")[1])
        if len(asked) == 2:
            raise QueueAway("wakepage", "DEADLINE_EXCEEDED")

    monkeypatch.setattr(enqueuing, "enqueue", enqueue)
    written = [Snapshot(f"orgs/kopi/{name}/a", {"wake_at": NOON}, 1) for name in ("a", "b", "c", "d")]
    with time_machine.travel(NOON, tick=False):
        wake_soon(written)
    assert asked == ["a", "b"]
    assert [record.getMessage() for record in caplog.records] == [
        "wake_up_not_enqueued collection=b error=queue_away",
        "wake_up_not_asked collection=c",
        "wake_up_not_asked collection=d",
    ]
