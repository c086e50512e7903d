"""A channel that does not get a message through gives way to the next one, and teaches what it was told."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.customers.consents import Consent
from functions.domain.customers.customer import Customer, Suppressed
from functions.domain.customers.suppressions import Suppression, suppression_id
from functions.domain.delivery.fallback import Recorded, apply_feedback, fall_back
from functions.domain.kernel.decisions import Changes, Decision, Reading, get
from functions.domain.messages.outbox import EXPIRES_AFTER, SWEEP_AFTER, Message
from functions.domain.orgs.org import Org
from functions.domain.providers.send_results import COMPLAINT, NotSent
from tests.builders import NOON, PHONE, a_customer, a_message, an_org
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org(channels=["email", "sms", "push"])
EMAIL = "regular@example.com"
BOUNCED = NotSent("mailbox_gone", "suppress", provider="smtp")
NIGHT = datetime.fromisoformat("2025-01-25T16:00:00Z")
MORNING = datetime.fromisoformat("2025-01-26T03:30:00Z")
LISTED = suppression_id(ORG.id_key, "email", EMAIL)


def an_email(**changes: Any) -> Message:
    sending = {"channel": "email", "to": EMAIL, "status": "sending", "lease_id": "mine", "attempts": 3}
    return a_message(**(sending | changes))


def after(
    outcome: NotSent,
    *,
    message: Message | None = None,
    customer: Customer | None = None,
    org: Org = ORG,
    now: datetime = NOON,
    listed: Suppression | None = None,
) -> tuple[DictBackend, Recorded]:
    """What is stored once the message's channel has given way, and what its caller is told."""
    backend = DictBackend()
    known = message or an_email()
    backend.put(known)
    backend.put(customer or a_customer())
    if listed:
        backend.put(listed)

    def decide() -> Decision[Recorded]:
        found = yield from _read(known)
        return (yield from fall_back(org, found, outcome, now=now))

    return backend, run(a_store(backend), decide)


def _read(known: Message) -> Reading[Message]:
    return (yield from get(Message, known.id)) or known


def stored(backend: DictBackend) -> Message:
    return Message.model_validate({**backend.one("messages"), "id": "m"})


def customer_of(backend: DictBackend) -> Customer:
    return Customer.model_validate({**backend.one("customers"), "id": "somebody"})


def test_the_next_channel_takes_over_as_if_the_message_were_new_there() -> None:
    was_sent = an_email(
        status="sent", provider="smtp", provider_message_id="e1", body="<p>", sent_at=NOON, wake_at=None
    )
    backend, told = after(NotSent("blocked", "fallback"), message=was_sent)
    message = stored(backend)
    assert told == Recorded("queued", message)
    assert (message.status, message.channel, message.to) == ("queued", "sms", PHONE)
    assert (message.tried, message.retired_ids) == (("email",), ("e1",))
    assert (message.attempts, message.lease_id, message.enqueued_count) == (0, None, 2)
    assert (message.provider, message.provider_message_id, message.body, message.sent_at) == (None,) * 4
    assert (message.send_at, message.wake_at) == (None, NOON + SWEEP_AFTER)
    assert [(h.status, h.channel, h.detail) for h in message.history] == [
        ("queued", "email", "blocked"),
        ("queued", "sms", None),
    ]
    assert [f"{s.channel} {s.reason}" for s in message.skipped] == ["email tried"]
    assert [(c.message_id, c.channel) for c in customer_of(backend).marketing_touches] == [("m", "sms")]


def test_the_next_channel_keeps_to_the_gate() -> None:
    no = Consent(granted=False, at=NOON, how="keyword", by="customer")
    backend, _ = after(
        NotSent("blocked", "fallback"), customer=a_customer(consents={"sms": {"marketing": no}})
    )
    assert stored(backend).channel == "push"
    held, _ = after(NotSent("blocked", "fallback"), now=NIGHT)
    assert (stored(held).channel, stored(held).send_at) == ("sms", MORNING)


@pytest.mark.item("S000-50")
def test_a_message_goes_on_through_the_whole_list_and_each_channel_has_one_turn() -> None:
    message, went = an_email(), []
    for _ in range(5):
        went.append(message.channel)
        backend, told = after(NotSent("blocked", "fallback"), message=message)
        message = stored(backend)
        if told.status == "failed":
            break
    assert went == ["email", "sms", "push"]
    assert (message.status, message.reason, message.wake_at) == ("failed", "blocked", None)
    assert (message.channel, message.tried) == ("push", ("email", "sms", "push"))


@pytest.mark.parametrize("purpose", ["marketing", "transactional"])
@pytest.mark.parametrize("refusal", [NotSent("opted_out:131050", "opt_out"), NotSent(COMPLAINT, "suppress")])
def test_who_refused_on_one_channel_does_not_get_the_same_by_the_next(refusal: NotSent, purpose: str) -> None:
    backend, told = after(refusal, message=an_email(purpose=purpose))
    message = stored(backend)
    assert told == Recorded("failed")
    assert (message.status, message.reason, message.channel) == ("failed", refusal.reason, "email")
    assert customer_of(backend).marketing_touches == ()


@pytest.mark.parametrize(
    ("age", "status"), [(EXPIRES_AFTER, "queued"), (EXPIRES_AFTER + timedelta(seconds=1), "failed")]
)
def test_what_is_too_old_to_be_welcome_does_not_fall_back(age: timedelta, status: str) -> None:
    backend, _ = after(NotSent("blocked", "fallback"), now=NOON + age)
    assert (stored(backend).status, stored(backend).reason) == (
        status,
        "blocked" if status == "failed" else None,
    )


@pytest.mark.parametrize(
    ("advice", "status"),
    [
        ("stop", "failed"),
        ("fallback", "queued"),
        ("suppress", "queued"),
        ("opt_out", "failed"),
        ("retry", "queued"),
    ],
)
def test_where_no_channel_would_do_better_none_is_tried(advice: Any, status: str) -> None:
    backend, told = after(NotSent("why", advice))
    assert (told.status, stored(backend).status) == (status, status)
    assert (told.enqueue is None) is (status == "failed")


def test_a_message_that_no_other_channel_can_take_fails_and_says_why_each_could_not() -> None:
    customer = a_customer(sms_opt_in=False, has_app=False)
    backend, told = after(NotSent("blocked", "fallback"), customer=customer)
    message = stored(backend)
    assert told == Recorded("failed")
    assert (message.status, message.reason) == ("failed", "blocked")
    assert [f"{s.channel} {s.reason}" for s in message.skipped] == [
        "email tried",
        "sms not_opted_in",
        "push no_app",
    ]
    assert customer_of(backend) == customer


def test_a_message_whose_customer_is_gone_fails() -> None:
    backend, told = after(BOUNCED, message=an_email(customer_id="nobody"))
    assert (told, stored(backend).status, stored(backend).reason) == (
        Recorded("failed"),
        "failed",
        "mailbox_gone",
    )
    assert backend.all("suppressions") == {}


# What the provider's word teaches.


@pytest.mark.item("S002-81")
@pytest.mark.parametrize(
    ("channel", "to", "reason", "because"),
    [
        ("email", EMAIL, "mailbox_gone", "hard_bounce"),
        ("email", EMAIL, COMPLAINT, "complaint"),
        ("sms", PHONE, "unknown_number", "unreachable"),
        ("whatsapp", PHONE, "not_on_whatsapp", "unreachable"),
        ("sms", PHONE, COMPLAINT, "complaint"),
    ],
)
def test_an_address_that_is_dead_goes_on_the_list_and_on_the_customer(
    channel: Any, to: str, reason: str, because: str
) -> None:
    backend, _ = after(
        NotSent(reason, "suppress", provider="theirs"), message=an_email(channel=channel, to=to)
    )
    id = suppression_id(ORG.id_key, channel, to)
    entry = {"channel": channel, "because": because, "at": NOON, "provider": "theirs"}
    assert backend.all("suppressions") == {id: entry}
    mark = Suppressed(because=because, at=NOON, provider="theirs")
    assert customer_of(backend).suppressed == {id: mark}


@pytest.mark.parametrize(
    ("own", "said", "named"), [("smtp", None, "smtp"), (None, None, "unknown"), ("smtp", "ses", "ses")]
)
def test_a_suppression_names_who_said_it(own: str | None, said: str | None, named: str) -> None:
    backend, _ = after(NotSent("gone", "suppress", provider=said), message=an_email(provider=own))
    assert backend.one("suppressions")["provider"] == named


def test_an_address_that_is_on_the_list_already_is_marked_on_this_customer_too() -> None:
    entry = Suppression(id=LISTED, channel="email", because="complaint", at=NIGHT, provider="ses")
    backend, _ = after(BOUNCED, listed=entry)
    assert backend.one("suppressions")["because"] == "complaint"
    assert set(customer_of(backend).suppressed) == {LISTED}


def test_an_address_that_is_marked_already_is_not_marked_again() -> None:
    mark = Suppressed(because="complaint", at=NIGHT, provider="ses")
    backend, _ = after(BOUNCED, customer=a_customer(suppressed={LISTED: mark}))
    assert customer_of(backend).suppressed == {LISTED: mark}
    assert backend.all("suppressions") == {}


@pytest.mark.parametrize("message", [an_email(channel="push", to="token"), an_email(to=None)])
def test_a_device_and_no_address_are_no_address(message: Message) -> None:
    backend, _ = after(BOUNCED, message=message)
    assert backend.all("suppressions") == {}
    assert customer_of(backend).suppressed == {}


def test_an_opt_out_at_the_provider_is_one_from_marketing_on_that_channel() -> None:
    backend, _ = after(
        NotSent("opted_out_there", "opt_out", provider="twilio"), message=an_email(channel="sms", to=PHONE)
    )
    said = Consent(granted=False, at=NOON, how="provider", by="customer", detail="twilio")
    assert customer_of(backend).consents == {"sms": {"marketing": said}}
    assert backend.all("suppressions") == {}


def test_dead_devices_are_forgotten_and_nothing_else() -> None:
    customer = a_customer(push_tokens=("a", "b"))
    outcome = NotSent("unregistered", "suppress", dead_tokens=("a",))
    backend, _ = after(outcome, message=an_email(channel="push", to="b"), customer=customer)
    assert customer_of(backend).push_tokens == ("b",)
    assert (customer_of(backend).suppressed, backend.all("suppressions")) == ({}, {})


def test_giving_way_bills_at_most_2_reads_and_3_writes() -> None:
    backend, _ = after(BOUNCED)
    assert backend.billed == Billed(
        reads=2, writes=3
    )  # the message, which its caller has read, is one of the reads


# A report that only teaches.


def taught(problem: NotSent, message: Message, customer: Customer | None = None) -> DictBackend:
    backend = DictBackend()
    if customer:
        backend.put(customer)

    def decide() -> Decision[None]:
        changes, value = yield from apply_feedback(ORG, message, problem, now=NOON)
        assert isinstance(changes, Changes)
        return changes, value

    run(a_store(backend), decide)
    return backend


def test_a_report_on_what_has_arrived_teaches_and_leaves_the_message() -> None:
    backend = taught(NotSent(COMPLAINT, "suppress", provider="ses"), an_email(status="read"), a_customer())
    assert backend.one("suppressions")["because"] == "complaint"
    assert set(customer_of(backend).suppressed) == {LISTED}
    assert backend.all("messages") == {}
    assert backend.billed == Billed(reads=1, writes=2)


@pytest.mark.parametrize(
    ("message", "customer"),
    [(an_email(), None), (an_email(channel=None), a_customer())],
    ids=["gone", "no channel"],
)
def test_there_is_nothing_to_learn_without_a_customer_or_a_channel(
    message: Message, customer: Customer | None
) -> None:
    backend = taught(BOUNCED, message, customer)
    assert backend.all("suppressions") == {}
    assert backend.billed.writes == 0


def test_what_says_nothing_of_the_customer_teaches_nothing() -> None:
    assert taught(NotSent("blocked", "fallback"), an_email(), a_customer()).billed == Billed(reads=1)
