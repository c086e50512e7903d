"""A message's way out: claimed by one, recorded once, swept up where somebody crashed."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.deliveries import (
    EXPIRES_AFTER,
    LEASE,
    MOST_ATTEMPTS,
    NotSent,
    Sent,
    Sweep,
    claim_message,
    record_outcome,
    wake_message,
)
from functions.domain.messages import SWEEP_AFTER, Message
from tests.builders import NOON, a_message, an_org
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org()
SENT = Sent("sandbox", "sandbox:1", "the text")
LATER = NOON + timedelta(minutes=1)
UPGRADE = {"template": "tier_upgrade", "purpose": "transactional", "rule": "loyalty.tiers"}


def with_message(**changes: Any) -> DictBackend:
    backend = DictBackend()
    backend.put(a_message(**changes))
    return backend


def stored(backend: DictBackend) -> Message:
    return Message.model_validate({**backend.one("messages"), "id": "m"})


def claim(backend: DictBackend, now: datetime = LATER, lease_id: str = "mine") -> Message | None:
    return run(a_store(backend), lambda: claim_message("m", lease_id, now))


def sweep(backend: DictBackend, now: datetime) -> Sweep:
    return run(a_store(backend), lambda: wake_message(ORG, "m", now))


def claimed(**changes: Any) -> tuple[DictBackend, Message]:
    backend = with_message(**changes)
    message = claim(backend)
    assert message is not None
    return backend, message


def test_a_claim_takes_a_queued_message_for_as_long_as_the_lease_runs() -> None:
    backend, message = claimed()
    assert message == stored(backend)
    assert (message.status, message.attempts, message.wake_at) == ("sending", 1, LATER + LEASE)
    assert message.lease_id == "mine"
    assert backend.billed == Billed(reads=1, writes=1)


@pytest.mark.parametrize(
    "status", ["sending", "sent", "delivered", "read", "failed", "suppressed", "expired", "unknown"]
)
def test_only_a_queued_message_is_claimed(status: str) -> None:
    backend = with_message(status=status)
    before = dict(backend.versions)
    assert claim(backend) is None
    assert backend.versions == before


def test_a_claim_that_finds_its_own_lease_has_the_message_and_writes_nothing() -> None:
    backend, message = claimed()
    before = dict(backend.versions)
    assert claim(backend, LATER + timedelta(seconds=1)) == message
    assert backend.versions == before


def test_a_claim_that_finds_another_s_lease_has_nothing() -> None:
    backend, _ = claimed()
    before = dict(backend.versions)
    assert claim(backend, lease_id="another's") is None
    assert backend.versions == before


def test_a_lease_that_was_had_and_recorded_is_not_had_again() -> None:
    backend, message = claimed()
    run(a_store(backend), lambda: record_outcome(message, NotSent("provider_away", True), LATER))
    run(a_store(backend), lambda: claim_message("m", "another's", LATER))
    assert claim(backend) is None


def test_a_message_that_is_gone_is_not_claimed() -> None:
    backend = DictBackend()
    assert claim(backend) is None
    assert backend.documents == {}


def test_an_outcome_bills_1_write_for_who_claimed() -> None:
    backend = with_message()
    store = a_store(backend)
    claim = store.commit("kopi", lambda: claim_message("m", "mine", LATER))
    message = claim.value
    assert message is not None
    backend.billed = Billed()
    store.commit("kopi", lambda: record_outcome(message, SENT, LATER), known=claim.known)
    assert backend.billed == Billed(reads=0, writes=1)


def test_a_sent_message_keeps_what_the_provider_said_and_is_not_woken() -> None:
    backend, message = claimed()
    assert run(a_store(backend), lambda: record_outcome(message, SENT, LATER)) == "sent"
    after = stored(backend)
    assert (after.provider, after.provider_message_id, after.body) == ("sandbox", "sandbox:1", "the text")
    assert (after.sent_at, after.wake_at) == (LATER, None)
    assert [h.status for h in after.history] == ["sending", "sent"]


@pytest.mark.parametrize(
    ("attempts", "outcome", "status", "reason", "wakes"),
    [
        (0, NotSent("provider_away", True), "queued", None, True),
        (MOST_ATTEMPTS - 2, NotSent("provider_away", True), "queued", None, True),
        (MOST_ATTEMPTS - 1, NotSent("provider_away", True), "failed", "provider_away", False),
        (0, NotSent("missing_variable:name", False), "failed", "missing_variable:name", False),
    ],
)
def test_a_message_that_did_not_go_is_queued_again_or_failed(
    attempts: int, outcome: NotSent, status: str, reason: str | None, wakes: bool
) -> None:
    backend, message = claimed(attempts=attempts)
    assert run(a_store(backend), lambda: record_outcome(message, outcome, LATER)) == status
    after = stored(backend)
    assert (after.status, after.reason) == (status, reason)
    assert after.wake_at == (LATER + SWEEP_AFTER if wakes else None)
    assert after.history[-1].detail == outcome.reason


def test_an_outcome_is_recorded_once() -> None:
    backend, message = claimed()
    run(a_store(backend), lambda: record_outcome(message, SENT, LATER))
    before = dict(backend.versions)
    assert run(a_store(backend), lambda: record_outcome(message, NotSent("late", True), LATER)) == "sent"
    assert backend.versions == before


def test_an_outcome_of_a_lease_that_is_over_does_not_touch_the_next_claim() -> None:
    backend, first = claimed(**UPGRADE)
    sweep(backend, LATER + LEASE)
    second = claim(backend, LATER + LEASE, "another's")
    assert second is not None
    assert (second.attempts, second.lease_id) == (2, "another's")
    before = dict(backend.versions)
    assert run(a_store(backend), lambda: record_outcome(first, NotSent("slow", False), LATER)) == "sending"
    assert backend.versions == before


def test_an_outcome_of_a_message_that_is_gone_writes_nothing() -> None:
    backend, message = claimed()
    backend.documents.clear()
    backend.versions.clear()
    run(a_store(backend), lambda: record_outcome(message, SENT, LATER))
    assert backend.documents == {}


# The sweep.


def test_a_message_that_is_not_due_is_left() -> None:
    backend = with_message()
    before = dict(backend.versions)
    assert sweep(backend, NOON + SWEEP_AFTER - timedelta(seconds=1)) == Sweep("left")
    assert backend.versions == before


def test_a_queued_message_whose_task_was_lost_is_enqueued_under_a_new_name() -> None:
    backend = with_message()
    at = NOON + SWEEP_AFTER
    swept = sweep(backend, at)
    after = stored(backend)
    assert (swept.outcome, swept.enqueue) == ("enqueued", after)
    assert (after.status, after.enqueued_count, after.wake_at) == ("queued", 2, at + SWEEP_AFTER)
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
    backend, _ = claimed(**changes)
    assert sweep(backend, LATER + LEASE - timedelta(seconds=1)).outcome == "left"
    assert sweep(backend, LATER + LEASE).outcome == outcome
    after = stored(backend)
    assert after.status == status
    assert after.history[-1].detail == ("lease_over" if status == "queued" else None)
    assert after.reason == ("lease_over" if status == "unknown" else None)


def test_a_message_that_never_gets_recorded_is_given_up_after_its_attempts() -> None:
    backend = with_message(**UPGRADE)
    now, handed_over = NOON, 0
    outcomes = []
    for number in range(3 * MOST_ATTEMPTS):
        if claim(backend, now, f"lease {number}") is not None:
            handed_over += 1  # and the process is gone before it can record
        now += LEASE
        outcomes.append(sweep(backend, now))
    assert handed_over == MOST_ATTEMPTS
    assert [swept.outcome for swept in outcomes[: MOST_ATTEMPTS - 1]] == ["enqueued"] * (MOST_ATTEMPTS - 1)
    assert outcomes[MOST_ATTEMPTS - 1 :] == [Sweep("failed")] + [Sweep("left")] * (2 * MOST_ATTEMPTS)
    after = stored(backend)
    assert (after.status, after.reason, after.wake_at) == ("failed", "attempts_over", None)


def test_a_message_that_moved_on_is_woken_no_more() -> None:
    backend = with_message(status="delivered")
    assert sweep(backend, NOON + SWEEP_AFTER) == Sweep("left")
    assert (stored(backend).status, stored(backend).wake_at) == ("delivered", None)


def test_fields_that_somebody_added_survive_a_message_s_life() -> None:
    backend = with_message()
    backend.client_writes("orgs/kopi/messages/m", campaign_note="spring")
    message = claim(backend)
    assert message is not None
    run(a_store(backend), lambda: record_outcome(message, SENT, LATER))
    assert backend.one("messages")["campaign_note"] == "spring"
