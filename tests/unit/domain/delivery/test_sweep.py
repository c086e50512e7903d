"""Messages that stayed where they were: queued again, given up, or left alone where nobody can know."""

from datetime import datetime, timedelta
from typing import Any, get_args

import pytest

from functions.domain.delivery.claims import LEASE, claim_message
from functions.domain.delivery.sweep import Sweep, wake_message
from functions.domain.messages.outbox import EXPIRES_AFTER, SWEEP_AFTER, Message, Status
from tests.builders import NOON, a_customer, a_message, an_org
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org()
LATER = NOON + timedelta(minutes=1)
UPGRADE = {"template": "tier_upgrade", "purpose": "transactional", "rule": "loyalty.tiers"}


def with_message(**changes: Any) -> DictBackend:
    backend = DictBackend()
    backend.put(a_message(**changes))
    backend.put(a_customer())
    return backend


def stored(backend: DictBackend) -> Message:
    return Message.model_validate({**backend.one("messages"), "id": "m"})


def sweep(backend: DictBackend, now: datetime) -> Sweep:
    return run(a_store(backend), lambda: wake_message(ORG, "m", now))


def is_claimed(backend: DictBackend, now: datetime = LATER, lease_id: str = "mine") -> bool:
    claim = run(a_store(backend), lambda: claim_message(ORG, "m", "somebody", lease_id=lease_id, now=now))
    return claim.state == "sending"


def test_a_message_that_is_not_due_is_left() -> None:
    backend = with_message()
    before = dict(backend.versions)
    assert sweep(backend, NOON + SWEEP_AFTER - timedelta(seconds=1)) == Sweep("left")
    assert backend.versions == before


def test_a_message_that_is_gone_or_that_nobody_looks_after_is_left() -> None:
    assert sweep(DictBackend(), NOON) == Sweep("left")
    assert sweep(with_message(wake_at=None), NOON + EXPIRES_AFTER * 2) == Sweep("left")


def test_a_queued_message_whose_task_was_lost_is_enqueued_under_a_new_name() -> None:
    backend = with_message()
    at = NOON + SWEEP_AFTER
    swept = sweep(backend, at)
    after = stored(backend)
    assert (swept.outcome, swept.enqueue) == ("enqueued", after)
    assert (after.status, after.enqueued_count, after.wake_at) == ("queued", 2, at + SWEEP_AFTER)
    assert after.history == ()
    assert backend.billed == Billed(reads=1, writes=1)


@pytest.mark.parametrize(
    ("age", "outcome", "status"),
    [(EXPIRES_AFTER, "enqueued", "queued"), (EXPIRES_AFTER * 1.001, "expired", "expired")],
)
def test_a_queued_message_expires_when_it_is_too_old_to_be_welcome(
    age: timedelta, outcome: str, status: str
) -> None:
    backend = with_message()
    assert sweep(backend, NOON + age).outcome == outcome
    assert stored(backend).status == status
    assert (stored(backend).reason == "too_late") == (status == "expired")
    assert (stored(backend).wake_at is None) == (status == "expired")


@pytest.mark.parametrize(
    ("changes", "outcome", "status"),
    [
        ({}, "unknown", "unknown"),
        (UPGRADE, "enqueued", "queued"),
        (UPGRADE | {"template": "winback_30"}, "unknown", "unknown"),  # a template without `resend`
        (UPGRADE | {"template": "gone"}, "unknown", "unknown"),
        (UPGRADE | {"purpose": "marketing"}, "unknown", "unknown"),
    ],
    ids=["marketing", "transactional", "no resend", "no template", "marketing with resend"],
)
def test_after_the_lease_only_a_transactional_message_that_may_is_sent_again(
    changes: dict[str, Any], outcome: str, status: str
) -> None:
    backend = with_message(status="sending", lease_id="mine", wake_at=LATER + LEASE, **changes)
    assert sweep(backend, LATER + LEASE - timedelta(seconds=1)).outcome == "left"
    assert sweep(backend, LATER + LEASE).outcome == outcome
    after = stored(backend)
    assert after.status == status
    assert after.history[-1].detail == "lease_over"
    assert after.reason == ("lease_over" if status == "unknown" else None)
    assert after.wake_at == (LATER + LEASE + SWEEP_AFTER if status == "queued" else None)


def test_a_message_that_may_be_sent_twice_and_never_gets_a_word_is_tried_once_more_and_no_more() -> None:
    backend = with_message(**UPGRADE)
    now, handed_over = NOON, 0
    outcomes = []
    for number in range(6):
        if is_claimed(backend, now, f"lease {number}"):
            handed_over += 1  # and the process is gone before it can record
        now += LEASE
        outcomes.append(sweep(backend, now))
    assert handed_over == 2
    assert [swept.outcome for swept in outcomes] == ["enqueued", "unknown", *["left"] * 4]
    after = stored(backend)
    assert (after.status, after.reason, after.wake_at) == ("unknown", "lease_over", None)


@pytest.mark.parametrize("status", sorted(set(get_args(Status)) - {"queued", "sending"}))
def test_a_message_that_moved_on_is_woken_no_more(status: str) -> None:
    backend = with_message(status=status)
    assert sweep(backend, NOON + SWEEP_AFTER) == Sweep("left")
    assert (stored(backend).status, stored(backend).wake_at) == (status, None)
