"""What a page queues goes out together: by organisation, channel and instant, under names that do not collide."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.cloud_tasks import enqueue
from functions.cloud_tasks.page_batches import MOST_IN_A_TASK, Batches
from functions.queues.delivery_payloads import decode_payloads
from functions.store.documents import to_fields
from functions.store.snapshots import Snapshot
from tests.builders import NOON, a_customer, a_message

Task = tuple[str, str, dict[str, Any], datetime | None]


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """The tasks that Cloud Tasks would have been asked for."""
    asked: list[Task] = []
    monkeypatch.setattr(enqueue, "enqueue", lambda *task, at: asked.append((*task, at)))
    return asked


def queued(id: str, batch_id: str | None = "page", **changes: Any) -> Snapshot:
    fields = to_fields(a_message(id=id, batch_id=batch_id, **changes))
    return Snapshot(f"orgs/kopi/messages/{id}", fields, None)


def ids(task: Task) -> list[str]:
    return [content.message_id for content in decode_payloads(task[2])]


def test_messages_of_a_page_are_one_task_for_each_organisation_channel_and_instant(tasks: list[Task]) -> None:
    held, at = Batches("page"), NOON + timedelta(hours=9)
    held.add("kopi", (queued("a"), queued("b")))
    held.add("kopi", (queued("c", send_at=at),))
    held.add("otten", (queued("d"),))
    held.add("kopi", (queued("e", channel="whatsapp"), queued("f")))
    assert tasks == []
    held.enqueue()
    assert [(queue, ids(task), task[2]["org"], task[3]) for task in tasks for queue in [task[0]]] == [
        ("deliverpush", ["a", "b", "f"], "kopi", None),
        ("deliverpush", ["c"], "kopi", at),
        ("deliverpush", ["d"], "otten", None),
        ("deliverwhatsapp", ["e"], "kopi", None),
    ]
    assert len({task[1] for task in tasks}) == 4


def test_only_messages_of_this_page_are_taken(tasks: list[Task]) -> None:
    held = Batches("page")
    customer = Snapshot("orgs/kopi/customers/somebody", to_fields(a_customer()), None)
    held.add(
        "kopi",
        (queued("a", "another"), queued("b", None), customer, Snapshot("orgs/kopi/messages/c", None, None)),
    )
    held.enqueue()
    assert tasks == []


def test_a_page_that_is_too_small_for_it_takes_nothing(tasks: list[Task]) -> None:
    held = Batches(None)
    held.add("kopi", (queued("a"), queued("b", None)))
    held.enqueue()
    assert tasks == []


def test_a_task_holds_so_many_messages_and_no_more(tasks: list[Task]) -> None:
    held = Batches("page")
    held.add("kopi", [queued(f"m{number}") for number in range(2 * MOST_IN_A_TASK + 1)])
    held.enqueue()
    assert [len(ids(task)) for task in tasks] == [MOST_IN_A_TASK, MOST_IN_A_TASK, 1]
    assert len({task[1] for task in tasks}) == 3


def test_a_page_that_is_woken_again_asks_for_what_it_left_out_and_for_the_same_under_the_same_name(
    tasks: list[Task],
) -> None:
    for page in (["a", "b"], ["a", "b"], ["c"]):
        held = Batches("page")
        held.add("kopi", [queued(id) for id in page])
        held.enqueue()
    first, again, left_out = tasks
    assert first[1] == again[1]
    assert left_out[1] != first[1]
