"""A message's way out: claimed by one after the gate, recorded once."""

from datetime import datetime, timedelta
from typing import Any, get_args

import pytest

from functions.domain.customers.consents import Consent
from functions.domain.customers.customer import Customer
from functions.domain.delivery.claims import (
    FIRST_BACKOFF,
    LEASE,
    LONGEST_BACKOFF,
    MOST_ATTEMPTS,
    Claim,
    claim_message,
    record_send_result,
)
from functions.domain.delivery.fallback import Recorded
from functions.domain.delivery.sweep import wake_message
from functions.domain.kernel.clocks import CLOCKS_APART
from functions.domain.messages.gate import LOOK_AGAIN_AFTER, LOOK_AGAIN_WITHIN
from functions.domain.messages.outbox import EXPIRES_AFTER, SWEEP_AFTER, Message, Status
from functions.domain.orgs.org import Org
from functions.domain.providers.send_results import NotSent, SendResult, Sent
from functions.store.documents import to_fields
from tests.builders import NOON, PHONE, a_customer, a_message, an_org
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org()
SENT = Sent("sandbox", "sandbox:1", "the text")
AWAY = NotSent("ConnectTimeout", "retry", provider="fcm")
LATER = NOON + timedelta(minutes=1)
NIGHT = datetime.fromisoformat("2025-01-25T16:00:00Z")
MORNING = datetime.fromisoformat("2025-01-26T03:30:00Z")
UPGRADE = {"template": "tier_upgrade", "purpose": "transactional", "rule": "loyalty.tiers"}
NO = Consent(granted=False, at=NOON, how="keyword", by="customer")


def with_message(customer: Customer | None = None, **changes: Any) -> DictBackend:
    backend = DictBackend()
    backend.put(a_message(**changes))
    backend.put(customer or a_customer())
    return backend


def stored(backend: DictBackend) -> Message:
    return Message.model_validate({**backend.one("messages"), "id": "m"})


def customer_of(backend: DictBackend) -> Customer:
    return Customer.model_validate({**backend.one("customers"), "id": "somebody"})


def claim(
    backend: DictBackend,
    now: datetime = LATER,
    *,
    lease_id: str = "mine",
    org: Org = ORG,
    has_budget: bool = True,
) -> Claim:
    return run(
        a_store(backend),
        lambda: claim_message(org, "m", "somebody", lease_id=lease_id, now=now, has_budget=has_budget),
    )


def claimed(**changes: Any) -> tuple[DictBackend, Message]:
    backend = with_message(**changes)
    message = claim(backend).message
    assert message is not None
    return backend, message


def record(
    backend: DictBackend, message: Message, outcome: SendResult, now: datetime = LATER, jitter: float = 0.5
) -> Recorded:
    return run(a_store(backend), lambda: record_send_result(ORG, message, outcome, now=now, jitter=jitter))


# Claiming.


def test_a_claim_takes_a_queued_message_for_as_long_as_the_lease_runs() -> None:
    backend = with_message()
    taken = claim(backend)
    assert taken == Claim("sending", stored(backend), customer_of(backend))
    message = stored(backend)
    assert (message.status, message.attempts, message.wake_at) == ("sending", 1, LATER + LEASE)
    assert (message.lease_id, message.to, message.send_at) == ("mine", "token", None)
    assert [h.status for h in message.history] == ["sending"]
    assert backend.billed == Billed(reads=2, writes=1)


def test_a_claim_of_a_message_that_came_with_its_task_bills_1_read_and_1_write() -> None:
    backend = with_message()
    known = (backend.snapshot("orgs/kopi/messages/m"),)
    store = a_store(backend)
    store.commit("kopi", lambda: claim_message(ORG, "m", "somebody", lease_id="mine", now=LATER), known=known)
    assert backend.billed == Billed(reads=1, writes=1)


def test_a_claim_of_a_message_that_has_moved_since_its_task_was_made_reads_it_again() -> None:
    backend = with_message()
    known = (backend.snapshot("orgs/kopi/messages/m"),)
    backend.put(a_message(status="delivered"))
    store = a_store(backend)
    decided = store.commit(
        "kopi", lambda: claim_message(ORG, "m", "somebody", lease_id="mine", now=LATER), known=known
    )
    assert decided.value == Claim("over")
    assert stored(backend).status == "delivered"


@pytest.mark.parametrize("status", sorted(set(get_args(Status)) - {"queued"}))
def test_only_a_queued_message_is_claimed(status: str) -> None:
    backend = with_message(status=status)
    before = dict(backend.versions)
    assert claim(backend) == Claim("over")
    assert backend.versions == before


def test_a_claim_that_finds_its_own_lease_has_the_message_and_writes_nothing() -> None:
    backend, message = claimed()
    before = dict(backend.versions)
    again = claim(backend, LATER + timedelta(seconds=1))
    assert (again.state, again.message) == ("sending", message)
    assert backend.versions == before


def test_a_claim_that_finds_another_s_lease_has_nothing() -> None:
    backend, _ = claimed()
    before = dict(backend.versions)
    assert claim(backend, lease_id="another's") == Claim("over")
    assert backend.versions == before


def test_a_lease_that_was_had_and_recorded_is_not_had_again() -> None:
    backend, message = claimed()
    record(backend, message, AWAY)
    later = LATER + timedelta(minutes=1)
    assert claim(backend, later, lease_id="another's").state == "sending"
    assert claim(backend, later) == Claim("over")


def test_a_message_that_is_gone_is_not_claimed() -> None:
    backend = DictBackend()
    assert claim(backend) == Claim("over")
    assert backend.documents == {}


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (-CLOCKS_APART - timedelta(microseconds=1), "waiting"),
        (-CLOCKS_APART, "sending"),
        (timedelta(0), "sending"),
        (timedelta(hours=1), "sending"),
    ],
)
def test_a_message_waits_for_its_instant(after: timedelta, state: str) -> None:
    backend = with_message(send_at=LATER)
    before = dict(backend.versions)
    taken = claim(backend, LATER + after)
    assert taken.state == state
    assert (backend.versions == before) is (state == "waiting")
    assert taken.message == stored(backend)


@pytest.mark.parametrize(("age", "state"), [(EXPIRES_AFTER, "sending"), (EXPIRES_AFTER * 1.001, "over")])
def test_a_message_that_is_too_old_expires_instead_of_going(age: timedelta, state: str) -> None:
    backend = DictBackend()
    backend.put(a_message(**UPGRADE))
    backend.put(a_customer())
    assert claim(backend, NOON + age).state == state
    message = stored(backend)
    gone = ("expired", "too_late", None)
    assert ((message.status, message.reason, message.wake_at) == gone) is (state == "over")


def test_a_message_whose_customer_is_gone_is_suppressed() -> None:
    backend = DictBackend()
    backend.put(a_message())
    assert claim(backend) == Claim("over")
    message = stored(backend)
    assert (message.status, message.reason, message.wake_at) == ("suppressed", "customer_gone", None)
    assert backend.all("customers") == {}


@pytest.mark.parametrize(
    ("changes", "reason", "skipped"),
    [
        (
            {"consents": {c: {"marketing": NO} for c in ("push", "whatsapp", "sms", "email")}},
            "not_opted_in",
            4,
        ),
        ({"has_app": False, "phone": None, "email": None}, "no_address", 4),
        ({"marketing_touches": ({"message_id": "n", "channel": "sms", "at": NOON},)}, "frequency_cap", 0),
    ],
)
def test_a_message_that_the_gate_stops_at_the_last_moment_is_suppressed_with_the_reason(
    changes: dict[str, Any], reason: str, skipped: int
) -> None:
    backend = with_message(a_customer(**changes))
    assert claim(backend) == Claim("over")
    message = stored(backend)
    assert (message.status, message.reason, message.wake_at) == ("suppressed", reason, None)
    assert len(message.skipped) == skipped
    assert (message.attempts, message.lease_id) == (0, None)


def test_consent_that_was_withdrawn_since_moves_the_message_to_the_next_channel_s_queue() -> None:
    planned = {"message_id": "m", "channel": "push", "at": NOON}
    backend = with_message(a_customer(consents={"push": {"marketing": NO}}, marketing_touches=(planned,)))
    taken = claim(backend)
    message = stored(backend)
    assert (taken.state, taken.message) == ("waiting", message)
    assert (message.status, message.channel, message.to) == ("queued", "whatsapp", PHONE)
    assert (message.enqueued_count, message.attempts, message.lease_id) == (2, 0, None)
    assert [f"{s.channel} {s.reason}" for s in message.skipped] == ["push opted_out"]
    assert [c.channel for c in customer_of(backend).marketing_touches] == ["whatsapp"]
    assert backend.billed == Billed(reads=2, writes=2)


def test_a_better_channel_that_opened_since_is_taken_and_an_address_that_changed_is_used() -> None:
    backend = with_message(channel="whatsapp", to=PHONE)
    taken = claim(backend)
    assert taken.state == "waiting"
    assert (stored(backend).channel, stored(backend).to) == ("push", "token")
    moved = with_message(a_customer(push_tokens=("old", "new")), to="old")
    assert claim(moved).state == "sending"
    assert stored(moved).to == "new"


@pytest.mark.parametrize(
    ("messages", "now", "has_budget", "held_for", "send_at"),
    [
        ({"quiet_hours": {"start": "21:00", "end": "09:00"}}, NIGHT, True, "quiet_hours", MORNING),
        ({"is_paused": True}, LATER, True, "sending_paused", LATER + LOOK_AGAIN_AFTER),
        ({}, LATER, False, "daily_budget", datetime.fromisoformat("2025-01-25T18:30:00Z")),
    ],
)
def test_a_message_that_must_wait_gets_a_further_task_for_its_instant(
    messages: dict[str, Any], now: datetime, has_budget: bool, held_for: str, send_at: datetime
) -> None:
    backend = with_message()
    taken = claim(backend, now, org=an_org(messages=messages), has_budget=has_budget)
    message = stored(backend)
    assert (taken.state, taken.message) == ("waiting", message)
    assert (message.status, message.send_at, message.wake_at) == ("queued", send_at, send_at + SWEEP_AFTER)
    assert (message.enqueued_count, message.attempts) == (2, 0)
    assert message.history[-1].detail == held_for
    assert claim(backend, send_at, org=an_org(messages={})).state == "sending"


def test_a_message_that_waits_counts_on_the_day_on_which_it_will_go() -> None:
    planned = {"message_id": "m", "channel": "push", "at": NOON}
    backend = with_message(a_customer(marketing_touches=(planned,)))
    assert claim(backend, NIGHT).state == "waiting"
    assert [c.at for c in customer_of(backend).marketing_touches] == [MORNING]


def test_in_a_dry_run_everything_is_decided_and_nothing_is_handed_over() -> None:
    dry = an_org(messages={"is_dry_run": True, "quiet_hours": {"start": "21:00", "end": "09:00"}})
    backend = with_message()
    assert claim(backend, org=dry) == Claim("over")
    message = stored(backend)
    assert (message.status, message.reason, message.attempts) == ("suppressed", "dry_run", 0)
    held, refused = with_message(), with_message(a_customer(has_app=False, phone=None, email=None))
    assert claim(held, NIGHT, org=dry).state == "waiting"
    assert claim(refused, org=dry).state == "over"
    assert stored(refused).reason == "no_address"


# Recording.


def test_an_outcome_bills_1_write_for_who_claimed() -> None:
    backend = with_message()
    store = a_store(backend)
    taken = store.commit("kopi", lambda: claim_message(ORG, "m", "somebody", lease_id="mine", now=LATER))
    message = taken.value.message
    assert message is not None
    backend.billed = Billed()
    store.commit("kopi", lambda: record_send_result(ORG, message, SENT, now=LATER), known=taken.known)
    assert backend.billed == Billed(reads=0, writes=1)


def test_a_sent_message_keeps_what_the_provider_said_and_is_not_woken() -> None:
    backend, message = claimed()
    assert record(backend, message, SENT) == Recorded("sent")
    after = stored(backend)
    assert (after.provider, after.provider_message_id, after.body) == ("sandbox", "sandbox:1", "the text")
    assert (after.sent_at, after.wake_at, after.reason) == (LATER, None, None)
    assert [h.status for h in after.history] == ["sending", "sent"]


@pytest.mark.parametrize(
    ("dead", "left", "writes"),
    [
        ((), ("a", "b", "c"), 1),
        (("b",), ("a", "c"), 2),
        (("a", "b", "c"), (), 2),
        (("x",), ("a", "b", "c"), 1),
    ],
)
def test_devices_that_are_no_more_are_forgotten_where_others_took_the_message(
    dead: tuple[str, ...], left: tuple[str, ...], writes: int
) -> None:
    backend = with_message(a_customer(push_tokens=("a", "b", "c")))
    message = claim(backend).message
    assert message is not None
    backend.billed = Billed()
    sent = Sent("fcm", "fcm:1", "the text", dead_tokens=dead)
    assert record(backend, message, sent) == Recorded("sent")
    assert customer_of(backend).push_tokens == left
    assert backend.billed.writes == writes


def test_a_message_is_sent_even_if_its_customer_is_gone_by_then() -> None:
    backend, message = claimed()
    del backend.documents["orgs/kopi/customers/somebody"], backend.versions["orgs/kopi/customers/somebody"]
    assert record(backend, message, Sent("fcm", "1", "text", dead_tokens=("token",))) == Recorded("sent")
    assert stored(backend).status == "sent"
    assert backend.all("customers") == {}


@pytest.mark.parametrize(
    ("attempts", "jitter", "retry_after", "pause"),
    [
        (1, 0.0, None, FIRST_BACKOFF * 0.5),
        (1, 0.5, None, FIRST_BACKOFF),
        (1, 1.0, None, FIRST_BACKOFF * 1.5),
        (2, 0.5, None, FIRST_BACKOFF * 2),
        (3, 0.0, None, FIRST_BACKOFF * 2),
        (6, 0.5, None, FIRST_BACKOFF * 32),
        (7, 0.5, None, LONGEST_BACKOFF),
        (7, 1.0, None, LONGEST_BACKOFF * 1.5),
        (1, 0.5, timedelta(seconds=9), FIRST_BACKOFF),
        (1, 0.5, timedelta(seconds=11), timedelta(seconds=11)),
        (7, 1.0, timedelta(hours=1), timedelta(hours=1)),
    ],
)
def test_what_may_go_later_is_queued_again_after_a_pause_that_doubles(
    attempts: int, jitter: float, retry_after: timedelta | None, pause: timedelta
) -> None:
    backend, message = claimed(attempts=attempts - 1)
    outcome = NotSent("rate_limited", "retry", retry_after, "fcm")
    told = record(backend, message, outcome, jitter=jitter)
    after = stored(backend)
    assert told == Recorded("queued", after)
    assert (after.status, after.send_at, after.wake_at) == (
        "queued",
        LATER + pause,
        LATER + pause + SWEEP_AFTER,
    )
    assert (after.attempts, after.enqueued_count, after.lease_id) == (attempts, 2, None)
    assert (after.channel, after.reason, after.history[-1].detail) == ("push", None, "rate_limited")


def test_a_channel_whose_attempts_are_used_up_gives_way() -> None:
    backend, message = claimed(attempts=MOST_ATTEMPTS - 1)
    told = record(backend, message, AWAY)
    after = stored(backend)
    assert told == Recorded("queued", after)
    assert (after.channel, after.tried, after.attempts) == ("whatsapp", ("push",), 0)


def test_what_no_channel_would_do_better_fails_at_once_and_asks_nothing_of_the_customer() -> None:
    backend, message = claimed()
    backend.billed = Billed()
    assert record(backend, message, NotSent("missing_variable:name", "stop")) == Recorded("failed")
    after = stored(backend)
    assert (after.status, after.reason, after.wake_at) == ("failed", "missing_variable:name", None)
    assert (after.channel, after.tried) == ("push", ())
    assert backend.billed == Billed(reads=1, writes=1)


@pytest.mark.parametrize("outcome", [NotSent("slow", "retry"), NotSent("no", "fallback"), SENT])
def test_an_outcome_is_recorded_once(outcome: SendResult) -> None:
    backend, message = claimed()
    record(backend, message, SENT)
    before = dict(backend.versions)
    assert record(backend, message, outcome, LATER + LEASE) == Recorded("sent")
    assert backend.versions == before


@pytest.mark.parametrize("status", ["sent", "delivered", "read"])
def test_an_answer_that_comes_after_the_report_fills_in_what_only_it_knows(status: str) -> None:
    backend, message = claimed()
    reported = message.with_changes(status=status, provider="fcm", provider_message_id="fcm:1", sent_at=NOON)
    backend.put(reported)
    assert record(backend, message, Sent("sandbox", "another", "the text")) == Recorded(
        stored(backend).status
    )
    assert stored(backend) == reported.with_changes(body="the text")
    assert record(backend, message, AWAY) == Recorded(stored(backend).status)
    assert stored(backend) == reported.with_changes(body="the text")


@pytest.mark.parametrize("status", ["failed", "suppressed", "expired"])
def test_an_answer_does_not_bring_back_what_has_ended(status: str) -> None:
    backend, message = claimed()
    backend.put(message.with_changes(status=status, reason="undelivered"))
    before = dict(backend.versions)
    assert record(backend, message, SENT).status == status
    assert backend.versions == before


@pytest.mark.parametrize(("changes", "swept"), [({}, "unknown"), (UPGRADE, "queued")])
def test_an_answer_that_comes_after_the_sweep_settles_that_it_went(
    changes: dict[str, Any], swept: str
) -> None:
    backend, message = claimed(**changes)
    run(a_store(backend), lambda: wake_message(ORG, "m", LATER + LEASE))
    assert stored(backend).status == swept
    assert record(backend, message, AWAY, LATER + LEASE).status == swept
    assert record(backend, message, SENT, LATER + LEASE) == Recorded("sent")
    after = stored(backend)
    assert (after.status, after.reason, after.wake_at, after.body) == ("sent", None, None, "the text")
    assert claim(backend, LATER + 2 * LEASE, lease_id="another's") == Claim("over")


@pytest.mark.parametrize("outcome", [NotSent("slow", "stop"), AWAY, SENT])
def test_an_outcome_of_a_lease_that_is_over_does_not_touch_the_next_claim(outcome: SendResult) -> None:
    backend, first = claimed(**UPGRADE)
    run(a_store(backend), lambda: wake_message(ORG, "m", LATER + LEASE))
    second = claim(backend, LATER + LEASE, lease_id="another's").message
    assert second is not None
    assert (second.attempts, second.lease_id) == (2, "another's")
    before = dict(backend.versions)
    assert record(backend, first, outcome) == Recorded("sending")
    assert backend.versions == before


def test_an_outcome_of_a_message_that_is_gone_writes_nothing() -> None:
    backend, message = claimed()
    backend.documents.clear()
    backend.versions.clear()
    assert record(backend, message, SENT) == Recorded("sending")
    assert backend.documents == {}


def test_fields_that_somebody_added_survive_a_message_s_life() -> None:
    backend = with_message()
    backend.client_writes("orgs/kopi/messages/m", campaign_note="spring")
    message = claim(backend).message
    assert message is not None
    record(backend, message, SENT)
    assert backend.one("messages")["campaign_note"] == "spring"


def test_a_claim_changes_nothing_of_the_customer() -> None:
    customer = a_customer(marketing_touches=({"message_id": "m", "channel": "push", "at": NOON},))
    backend = with_message(customer)
    assert claim(backend).state == "sending"
    assert backend.one("customers") == to_fields(customer)


@pytest.mark.parametrize("held_for", ["sending_paused", "channel_paused", "awaits_answer"])
def test_a_message_that_is_held_for_a_day_is_looked_at_14_times_and_goes_within_3_hours_of_the_end(
    held_for: str,
) -> None:
    org = an_org(messages={"is_paused": held_for == "sending_paused", "quiet_hours": None})
    if held_for == "channel_paused":
        later = {"push": NOON + timedelta(days=9)}
        org = org.model_copy(update={"paused_channels": {"push": "gateway_down"}, "probes_at": later})
    backend = with_message(a_customer(awaits_answer={"sms": NOON} if held_for == "awaits_answer" else {}))
    backend.billed = Billed()
    now, looks, pauses = NOON, 0, []
    while now < NOON + timedelta(days=1):
        message = claim(backend, now, org=org).message
        assert message is not None
        assert message.send_at is not None
        pauses.append(message.send_at - now)
        now, looks = message.send_at, looks + 1
    assert (looks, min(pauses), max(pauses)) == (14, LOOK_AGAIN_AFTER, LOOK_AGAIN_WITHIN)
    assert backend.billed == Billed(reads=28, writes=14)
    assert [step.detail for step in stored(backend).history] == [held_for]
    backend.put(a_customer())
    assert claim(backend, now, org=an_org(messages={})).state == "sending"
