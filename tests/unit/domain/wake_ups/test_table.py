"""The table of what wakes stands against the indexes that the tick needs; what fails to wake is put off."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.domain.kernel.decisions import Changes, Decision
from functions.domain.kernel.errors import Damaged, UnknownOrg
from functions.domain.kernel.subjects import Subject
from functions.domain.messages.outbox import Message
from functions.domain.orders.documents import RecordedOrder
from functions.domain.wake_ups.failing import TRIED_AGAIN_AFTER, put_off
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import Waking
from tests.builders import NOON, a_customer, a_message, an_org
from tests.memory import Billed, DictBackend, a_store, run
from tests.unit.domain.test_every_document import below
from tests.unit.queues.jobs import JOBS

ROOT = Path(__file__).parents[4]
LATER = NOON + TRIED_AGAIN_AFTER


def indexed_across_organisations(field: str) -> set[str]:
    """The collections whose documents are found by a field, whichever organisation they are of."""
    declared = json.loads((ROOT / "firestore.indexes.json").read_text())
    return {
        override["collectionGroup"]
        for override in declared["fieldOverrides"]
        if override["fieldPath"] == field
        and {"order": "ASCENDING", "queryScope": "COLLECTION_GROUP"} in override["indexes"]
    }


def test_what_wakes_or_is_watched_and_nothing_else_is_indexed_by_its_time() -> None:
    watched = {model.collection for model in below(Subject) if model.__module__.startswith("functions.")}
    assert indexed_across_organisations("wake_at") == WAKE_UPS.keys() | watched | {RecordedOrder.collection}


@pytest.mark.parametrize("collection", WAKE_UPS)
def test_a_document_that_wakes_carries_its_time_and_is_absent_from_the_index_without(
    collection: str,
) -> None:
    model = WAKE_UPS[collection].model()
    assert (model.collection, "wake_at" in model.model_fields, "wake_at" in model.sparse) == (
        collection,
        True,
        True,
    )


@pytest.mark.parametrize("collection", WAKE_UPS)
def test_a_document_that_is_gone_wakes_to_nothing(collection: str) -> None:
    wake = WAKE_UPS[collection].wake
    assert run(a_store(), lambda: wake(an_org(), Waking("gone", NOON, None))) is None


def test_a_message_that_stayed_queued_asks_for_a_task_of_its_own() -> None:
    backend = DictBackend()
    backend.put(a_message(wake_at=NOON))
    asked = run(a_store(backend), lambda: WAKE_UPS["messages"].wake(an_org(), Waking("m", NOON, None)))
    assert isinstance(asked, Message)
    assert (asked.id, asked.enqueued_count) == ("m", 2)


def failed(backend: DictBackend, error: Exception | None = None) -> Changes | None:
    path, error = "orgs/kopi/customers/somebody", error or KeyError("555")
    return run(a_store(backend), lambda: put_off("customers", "somebody", path=path, error=error, now=NOON))


@pytest.mark.parametrize("wake_at", [NOON, NOON - timedelta(days=9), "yesterday", 7])
def test_what_fails_to_wake_is_kept_and_sleeps_with_its_reason(wake_at: Any) -> None:
    backend = DictBackend()
    backend.client_writes("orgs/kopi/customers/somebody", due={"auto:winback_30": "soon"}, wake_at=wake_at)
    failed(backend)
    assert backend.one("customers") == {
        "due": {"auto:winback_30": "soon"},
        "problems": [{"path": "wake_at", "message": "asleep, waking failed: KeyError"}],
    }
    assert backend.all("dead_letters")["wake:customers:somebody"] == {
        "source": "tick",
        "payload": {"path": "orgs/kopi/customers/somebody"},
        "error": {"code": "bug", "message": "KeyError"},
        "at": NOON,
        "attempts": 1,
    }
    assert backend.billed == Billed(reads=2, writes=2)


@pytest.mark.parametrize("error", [UnknownOrg("kopi"), Damaged("orgs", [])])
def test_what_fails_because_its_organisation_is_broken_is_tried_again_a_day_later(error: Exception) -> None:
    backend = DictBackend()
    backend.client_writes("orgs/kopi/customers/somebody", wake_at=NOON)
    failed(backend, error)
    assert backend.one("customers") == {"wake_at": LATER}


@pytest.mark.parametrize("collection", [name for name, wake_up in WAKE_UPS.items() if wake_up.is_job])
def test_a_job_that_fails_by_a_mistake_of_ours_is_tried_again_a_day_later(collection: str) -> None:
    """Nothing else writes its document: it would sleep for ever, and with it what waits for it."""
    backend = DictBackend()
    path = f"orgs/kopi/{collection}/job"
    backend.client_writes(path, wake_at=NOON)

    def fails() -> Decision[None]:
        return (yield from put_off(collection, "job", path=path, error=KeyError("555"), now=NOON))

    run(a_store(backend), fails)
    assert backend.documents[path] == {
        "wake_at": LATER,
        "problems": [{"path": "wake_at", "message": "late, waking failed: KeyError"}],
    }
    assert backend.all("dead_letters")[f"wake:{collection}:job"]["attempts"] == 1
    run(a_store(backend), fails)
    assert backend.all("dead_letters")[f"wake:{collection}:job"]["attempts"] == 2


def test_every_document_that_goes_page_by_page_is_a_job() -> None:
    paged = {job.document.collection for job in JOBS.values()} - {"customers"}  # whom each order writes
    assert {name for name, wake_up in WAKE_UPS.items() if wake_up.is_job} == paged


def test_what_sleeps_by_now_or_is_gone_is_left() -> None:
    backend = DictBackend()
    failed(backend)
    backend.put(a_customer())
    before = dict(backend.documents)
    failed(backend)
    assert backend.documents == before
