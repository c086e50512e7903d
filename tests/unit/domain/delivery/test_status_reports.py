"""Providers' reports: late, twice, in any order, before the send's own answer. A message only moves forward."""

from datetime import datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.customers.consents import Consent
from functions.domain.customers.customer import Customer
from functions.domain.customers.suppressions import suppression_id
from functions.domain.delivery.claims import record_send_result
from functions.domain.delivery.status_reports import RANK, ReportResult, record_report
from functions.domain.messages.outbox import EXPIRES_AFTER, Message, Status
from functions.domain.providers.events import Problem, Reported, StatusItem
from functions.domain.providers.send_results import Sent
from tests.builders import NOON, PHONE, a_customer, a_message, an_org
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org(channels=["whatsapp", "sms", "push"])
SENT = Sent("whatsapp_cloud", "w1", "the text")
LATER = NOON + timedelta(minutes=1)
UNREACHABLE = Problem(reason="not_on_whatsapp", advice="suppress")


def a_sent_message(**changes: Any) -> Message:
    sent = {
        "channel": "whatsapp",
        "to": PHONE,
        "status": "sent",
        "lease_id": "mine",
        "attempts": 1,
        "provider": "whatsapp_cloud",
        "provider_message_id": "w1",
        "sent_at": NOON,
        "wake_at": None,
    }
    return a_message(**(sent | changes))


def a_sending_message(**changes: Any) -> Message:
    return a_sent_message(
        **({"status": "sending", "provider": None, "provider_message_id": None, "sent_at": None} | changes)
    )


def with_message(message: Message, customer: Customer | None = None) -> DictBackend:
    backend = DictBackend()
    backend.put(message)
    backend.put(customer or a_customer())
    return backend


def a_report(status: Reported, *, problem: Problem | None = None, **changes: Any) -> StatusItem:
    known: dict[str, Any] = {
        "provider": "whatsapp_cloud",
        "id": "w1",
        "at": LATER,
        "message_id": "m",
    }
    return StatusItem(**(known | changes), status=status, problem=problem)


def take(backend: DictBackend, report: StatusItem, now: datetime = LATER) -> ReportResult:
    return run(a_store(backend), lambda: record_report(ORG, report, now))


def stored(backend: DictBackend) -> Message:
    return Message.model_validate({**backend.one("messages"), "id": "m"})


def customer_of(backend: DictBackend) -> Customer:
    return Customer.model_validate({**backend.one("customers"), "id": "somebody"})


ENDED = ("failed", "expired", "suppressed")
FORWARD = {
    ("sending", "sent"),
    ("unknown", "sent"),
    ("queued", "sent"),
    *((before, "delivered") for before in ("queued", "sending", "unknown", "sent", *ENDED)),
    *((before, "read") for before in ("queued", "sending", "unknown", "sent", "delivered", *ENDED)),
}
KEPT_IN_HISTORY = {("delivered", "delivered"), ("read", "delivered"), ("read", "read")}


@pytest.mark.parametrize("reported", ["sent", "delivered", "read"])
@pytest.mark.parametrize("before", get_args(Status))
def test_a_report_moves_a_message_forward_or_not_at_all(before: str, reported: Any) -> None:
    backend = with_message(a_sent_message(status=before, reason=None))
    versions = dict(backend.versions)
    taken = take(backend, a_report(reported))
    moves = (before, reported) in FORWARD
    assert taken == ReportResult("moved" if moves else "kept")
    assert stored(backend).status == (reported if moves else before)
    is_kept = (before, reported) in KEPT_IN_HISTORY
    assert (backend.versions != versions) is (moves or is_kept)
    assert backend.billed == Billed(reads=2 if moves and before in ENDED else 1, writes=int(moves or is_kept))


def test_a_message_that_moves_has_the_report_s_instant_and_is_not_woken_again() -> None:
    backend = with_message(a_sending_message(wake_at=LATER))
    assert take(backend, a_report("delivered"), NOON + timedelta(hours=1)) == ReportResult("moved")
    message = stored(backend)
    assert (message.provider, message.provider_message_id) == ("whatsapp_cloud", "w1")
    assert (message.sent_at, message.wake_at, message.send_at) == (LATER, None, None)
    assert [(h.status, h.at, h.channel) for h in message.history] == [("delivered", LATER, "whatsapp")]


def test_a_message_that_was_unknown_is_delivered_once_that_is_reported() -> None:
    backend = with_message(a_sending_message(status="unknown", reason="lease_over"))
    take(backend, a_report("delivered"))
    assert (stored(backend).status, stored(backend).reason) == ("delivered", None)


def test_the_provider_of_a_message_stays_when_another_one_reports_on_it() -> None:
    backend = with_message(a_sent_message(provider="smtp"))
    take(backend, a_report("delivered", provider="ses"))
    assert stored(backend).provider == "smtp"


def test_a_message_that_waits_to_be_sent_again_and_is_reported_as_delivered_is_not_sent_again() -> None:
    backend = with_message(a_sending_message(status="queued", send_at=LATER, wake_at=LATER))
    take(backend, a_report("delivered"))
    message = stored(backend)
    assert (message.status, message.send_at, message.wake_at) == ("delivered", None, None)


@settings(deadline=None, max_examples=50)
@given(
    st.permutations(["answer", "sent", "delivered", "read"]).flatmap(
        lambda order: st.lists(
            st.sampled_from(["sent", "delivered", "read", "failed", "complained"]), max_size=4
        ).map(lambda more: [*order, *more])
    )
)
def test_in_whatever_order_and_however_often_reports_come_the_furthest_holds(order: list[str]) -> None:
    message = a_sending_message()
    backend = with_message(message, a_customer(sms_opt_in=False, has_app=False))  # no other channel
    steps = [message.status]
    for each in order:
        if each == "answer":
            run(a_store(backend), lambda: record_send_result(ORG, message, SENT, now=LATER))
        else:
            take(backend, a_report(each))  # type: ignore[arg-type]
        steps.append(stored(backend).status)
    ranks = [RANK[step] for step in steps]
    assert ranks == sorted(ranks)
    assert (steps[-1], stored(backend).body) == ("read", "the text")


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(["sent", "delivered", "read", "failed"]), min_size=1, max_size=8))
def test_what_was_delivered_stays_so_in_whatever_order_its_failure_is_reported(
    reports: list[Reported],
) -> None:
    backend = with_message(a_sent_message(), a_customer(sms_opt_in=False, has_app=False))
    for report in reports:
        take(backend, a_report(report))
    furthest = [status for status in ("read", "delivered", "failed", "sent") if status in reports]
    assert stored(backend).status == furthest[0]
    assert customer_of(backend).suppressed == {}


@pytest.mark.parametrize(
    ("report", "taken"),
    [
        (a_report("read", message_id="another"), ReportResult("not_ours")),
        (a_report("read", message_id=None, id="w9"), ReportResult("not_ours")),
        (a_report("read", message_id=None), ReportResult("moved")),
        (a_report("read", id="w9"), ReportResult("kept")),
        (a_report("failed", id="w9", problem=UNREACHABLE), ReportResult("kept")),
    ],
    ids=[
        "another message",
        "an id nobody knows",
        "by the provider's id",
        "another send",
        "another send failed",
    ],
)
def test_a_report_is_of_one_send(report: StatusItem, taken: ReportResult) -> None:
    backend = with_message(a_sent_message())
    assert take(backend, report) == taken
    assert stored(backend).status == ("read" if taken.state == "moved" else "sent")
    assert customer_of(backend) == a_customer()


@pytest.mark.parametrize("status", ["sent", "failed", "complained"])
def test_a_report_of_an_earlier_channel_s_send_does_not_touch_the_next_one(status: Any) -> None:
    moved = a_sending_message(channel="sms", tried=("whatsapp",), retired_ids=("w1",))
    backend = with_message(moved)
    versions = dict(backend.versions)
    assert take(backend, a_report(status)) == ReportResult("kept")
    assert backend.versions == versions


def test_a_report_before_the_send_s_own_answer_finds_the_message_by_our_id() -> None:
    backend = with_message(a_sending_message())
    assert take(backend, a_report("read", message_id=None)) == ReportResult("not_ours")
    assert take(backend, a_report("read")) == ReportResult("moved")


# Failures.


@pytest.mark.parametrize("status", ["sending", "sent", "unknown"])
def test_a_failure_of_what_had_not_arrived_lets_the_next_channel_take_over_once(status: str) -> None:
    backend = with_message(a_sent_message(status=status))
    taken = take(backend, a_report("failed"))
    message = stored(backend)
    assert taken == ReportResult("moved", message)
    assert (message.status, message.channel, message.retired_ids) == ("queued", "sms", ("w1",))
    assert message.history[0].detail == "undelivered"
    assert backend.billed == Billed(reads=2, writes=2)
    versions = dict(backend.versions)
    assert take(backend, a_report("failed")) == ReportResult("kept")
    assert backend.versions == versions


def test_an_answer_that_comes_after_the_failure_does_not_bring_the_send_back() -> None:
    message = a_sending_message()
    backend = with_message(message)
    take(backend, a_report("failed"))
    told = run(a_store(backend), lambda: record_send_result(ORG, message, SENT, now=LATER))
    assert (told.status, stored(backend).channel) == ("queued", "sms")


@pytest.mark.parametrize(
    ("advice", "status", "is_suppressed", "is_refused"),
    [
        ("stop", "failed", False, False),
        ("fallback", "queued", False, False),
        ("retry", "queued", False, False),
        ("suppress", "queued", True, False),
        ("opt_out", "failed", False, True),
    ],
)
def test_a_failure_s_advice_is_followed(
    advice: Any, status: str, is_suppressed: bool, is_refused: bool
) -> None:
    backend = with_message(a_sent_message())
    take(backend, a_report("failed", problem=Problem(reason="why", advice=advice)))
    message, customer = stored(backend), customer_of(backend)
    assert message.status == status
    assert (message.reason, message.channel) == (("why", "whatsapp") if status == "failed" else (None, "sms"))
    assert bool(customer.suppressed) is is_suppressed
    assert bool(customer.consents) is is_refused


def test_a_failure_that_comes_days_later_fails_the_message_and_nothing_new_goes_out() -> None:
    backend = with_message(a_sent_message())
    assert take(backend, a_report("failed"), NOON + EXPIRES_AFTER * 2) == ReportResult("moved")
    assert (stored(backend).status, stored(backend).reason) == ("failed", "undelivered")


@pytest.mark.parametrize("status", ["delivered", "read", "queued", "failed", "suppressed", "expired"])
@pytest.mark.parametrize(
    ("problem", "teaches"),
    [(UNREACHABLE, True), (Problem(reason="blocked", advice="fallback"), False), (None, False)],
)
def test_a_failure_of_what_is_not_under_way_only_teaches_and_stays_in_its_history(
    status: str, problem: Problem | None, teaches: bool
) -> None:
    backend = with_message(a_sent_message(status=status))
    before = backend.one("messages")
    is_learned = teaches and status not in ("delivered", "read")
    assert take(backend, a_report("failed", problem=problem)).state == ("moved" if is_learned else "kept")
    assert backend.one("messages") == before | {"history": backend.one("messages")["history"]}
    reason = problem.reason if problem is not None else "undelivered"
    assert [(step.status, step.detail) for step in stored(backend).history] == [("failed", reason)]
    assert bool(customer_of(backend).suppressed) is is_learned
    versions = dict(backend.versions)
    assert take(backend, a_report("failed", problem=problem)) == ReportResult("kept")
    assert backend.versions == versions


@pytest.mark.parametrize(
    "order", [("delivered", "failed"), ("failed", "delivered"), ("failed", "delivered", "failed")]
)
@pytest.mark.parametrize("has_sms", [True, False])
def test_a_phone_that_a_message_reached_is_suppressed_by_no_failure_of_it(
    order: tuple[Any, ...], has_sms: bool
) -> None:
    backend = with_message(a_sent_message(), a_customer(sms_opt_in=has_sms, has_app=False))
    for status in order:
        problem = UNREACHABLE if status == "failed" else None
        take(backend, a_report(status, problem=problem))
    message, customer = stored(backend), customer_of(backend)
    assert (message.status, message.channel, message.reason) == ("delivered", "whatsapp", None)
    assert (customer.suppressed, backend.all("suppressions")) == ({}, {})


def test_a_phone_that_complained_stays_suppressed_though_a_message_reached_it() -> None:
    backend = with_message(a_sent_message(), a_customer(sms_opt_in=False, has_app=False))
    take(backend, a_report("complained"))
    take(backend, a_report("failed", problem=UNREACHABLE))
    take(backend, a_report("delivered"))
    id = suppression_id(ORG.id_key, "whatsapp", PHONE)
    assert customer_of(backend).suppressed[id].because == "complaint"
    assert stored(backend).status == "delivered"


def test_a_mail_that_its_server_took_and_bounced_later_is_suppressed_and_stays_delivered() -> None:
    mail = a_sent_message(channel="email", to="asha@example.com", provider="smtp", status="delivered")
    backend = with_message(mail, a_customer(email="asha@example.com"))
    take(backend, a_report("failed", problem=Problem(reason="hard_bounce", advice="suppress")))
    assert stored(backend).status == "delivered"
    assert [mark.because for mark in customer_of(backend).suppressed.values()] == ["hard_bounce"]


def test_an_arrival_after_the_next_channel_has_sent_is_kept_in_the_history() -> None:
    moved = a_sent_message(
        channel="sms", provider_message_id="s1", provider="twilio", tried=("whatsapp",), retired_ids=("w1",)
    )
    backend = with_message(moved)
    assert take(backend, a_report("delivered")) == ReportResult("kept")
    after = stored(backend)
    assert (after.status, after.channel, after.provider_message_id) == ("sent", "sms", "s1")
    assert [step.status for step in after.history] == ["delivered"]


# A refusal counts as of its own time.


REFUSED = Problem(reason="opted_out:131050", advice="opt_out")
START = Consent(granted=True, at=NOON + timedelta(hours=2), how="keyword", by="customer")
LATE = NOON + timedelta(hours=3)


@pytest.mark.parametrize(
    ("said_at", "is_timed", "is_out"),
    [
        (NOON + timedelta(hours=1), True, False),  # reported late
        (NOON + timedelta(hours=2, minutes=1), True, True),  # refused after START
        (LATE, False, False),  # no time of its own: of the send at noon
    ],
)
def test_a_refusal_counts_as_of_its_own_time_and_start_after_it_stands(
    said_at: datetime, is_timed: bool, is_out: bool
) -> None:
    consents = {"whatsapp": {"marketing": START}}
    backend = with_message(a_sent_message(), a_customer(consents=consents))
    take(backend, a_report("failed", problem=REFUSED, at=said_at, is_timed=is_timed), LATE)
    assert customer_of(backend).consents["whatsapp"]["marketing"].granted is not is_out


def test_a_refusal_that_is_reported_again_after_start_opts_nobody_out() -> None:
    backend = with_message(a_sent_message(), a_customer(sms_opt_in=False, has_app=False))
    take(backend, a_report("failed", problem=REFUSED))
    started = customer_of(backend).with_changes(consents={"whatsapp": {"marketing": START}})
    backend.put(started)
    take(backend, a_report("failed", problem=REFUSED, at=LATE), LATE)
    assert customer_of(backend).consents["whatsapp"]["marketing"] == START


# Complaints.


@pytest.mark.parametrize("status", ["sent", "delivered", "read", "failed"])
@pytest.mark.parametrize("problem", [None, Problem(reason="spam_report", advice="suppress")])
def test_a_complaint_suppresses_the_address_and_leaves_the_message(
    status: str, problem: Problem | None
) -> None:
    backend = with_message(a_sent_message(status=status))
    before = backend.one("messages")
    assert take(backend, a_report("complained", problem=problem)) == ReportResult("moved")
    assert backend.one("messages") == before
    id = suppression_id(ORG.id_key, "whatsapp", PHONE)
    assert customer_of(backend).suppressed[id].because == "complaint"
    assert backend.all("suppressions")[id]["because"] == "complaint"
    versions = dict(backend.versions)
    assert take(backend, a_report("complained", problem=problem)) == ReportResult("kept")
    assert backend.versions == versions


def test_a_complaint_that_is_an_opt_out_is_one() -> None:
    backend = with_message(a_sent_message(status="read"))
    take(backend, a_report("complained", problem=Problem(reason="stop", advice="opt_out")))
    assert not customer_of(backend).consents["whatsapp"]["marketing"].granted
    assert customer_of(backend).suppressed == {}


# What a customer refused at the provider counts from when they did.

OPTED_OUT = Problem(reason="opted_out:131050", advice="opt_out")
LATE = NOON + timedelta(days=2)


def who_started_again(at: datetime) -> Customer:
    yes = Consent(granted=True, at=at, how="keyword", by="customer", detail="start")
    return a_customer(consents={"whatsapp": {"marketing": yes, "transactional": yes}})


def test_a_refusal_that_is_reported_late_does_not_undo_the_start_that_came_after_it() -> None:
    customer = who_started_again(LATER + timedelta(hours=1))
    backend = with_message(a_sent_message(), customer)
    take(backend, a_report("failed", problem=OPTED_OUT), LATE)
    assert stored(backend).status == "failed"
    assert customer_of(backend).consents == customer.consents


def test_a_refusal_counts_as_of_the_report_s_own_time_and_never_as_of_a_time_to_come() -> None:
    for told, counted_as in ((LATER, LATER), (LATE + timedelta(days=900), LATE)):
        backend = with_message(a_sent_message())
        take(backend, a_report("failed", problem=OPTED_OUT, at=told), LATE)
        refused = customer_of(backend).consents["whatsapp"]["marketing"]
        assert (refused.granted, refused.at) == (False, counted_as)


@pytest.mark.parametrize("told_again_at", [LATER, LATE])
def test_a_refusal_that_is_reported_again_and_again_changes_nothing(told_again_at: datetime) -> None:
    backend = with_message(a_sent_message())
    take(backend, a_report("failed", problem=OPTED_OUT))
    customer = who_started_again(LATER + timedelta(hours=1))
    backend.put(customer)
    before = dict(backend.versions)
    assert take(backend, a_report("failed", problem=OPTED_OUT, at=told_again_at), LATE) == ReportResult(
        "kept"
    )
    assert backend.versions == before
