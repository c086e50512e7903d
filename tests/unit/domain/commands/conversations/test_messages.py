"""Staff write to a customer themselves: whoever wrote first is answered, and nobody else without their consent."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.conversations.recording import record_inbound
from functions.domain.customers.consents import Consent
from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from functions.domain.delivery.claims import claim_message
from functions.domain.messages.content import content_for
from functions.domain.messages.outbox import EXPIRES_AFTER
from functions.domain.providers.content import Content
from tests.builders import NOON, PHONE, a_customer, an_org, give, problems, with_staff
from tests.memory import Billed, DictBackend, a_store, run
from tests.provider_events import an_inbound

ORG = an_org()
CLOSED = {"whatsapp_opt_in": False, "sms_opt_in": False, "email_opt_in": False}
ID = identity_id(ORG.id_key, Identity("phone", PHONE))


def who_wrote(text: str | None = "Are you open?", **changes: Any) -> DictBackend:
    """A shop with a customer who agreed to nothing, and who wrote on WhatsApp at noon; None: who never wrote."""
    backend = with_staff(a_customer(id=ID, identity_ids=(ID,), **(CLOSED | changes)))
    backend.put(KnownIdentity(id=ID, customer_id=ID, kind="phone", created_at=NOON))
    if text is not None:
        run(a_store(backend), lambda: record_inbound(ORG, an_inbound(text=text), NOON))
    backend.billed = Billed()
    return backend


def answer(backend: DictBackend, now: datetime = NOON, **data: Any) -> dict[str, Any]:
    asked = {"customer_id": ID, "channel": "whatsapp", "text": "Until six."} | data
    return give(backend, "send_message", asked, now=now, made_at=now, id="c")


def nothing_was_written(backend: DictBackend, command: dict[str, Any]) -> bool:
    return command["status"] == "refused" and backend.all("messages") == {} and backend.billed.writes == 1


def test_who_wrote_first_is_answered_within_24_hours_without_an_opt_in() -> None:
    backend = who_wrote()
    done = answer(backend, NOON + timedelta(hours=23))
    assert (done["status"], done["result"]) == (
        "done",
        {"message_id": "command:c:message", "customer_id": ID},
    )
    message = backend.one("messages")
    assert (message["purpose"], message["template"], message["text"]) == ("service", None, "Until six.")
    assert (message["status"], message["channel"], message["to"]) == ("queued", "whatsapp", PHONE)
    assert (message["by_uid"], message["rule"]) == ("till", "staff.message")
    assert backend.billed == Billed(reads=1 + 2, writes=1 + 3)


def test_the_answer_goes_as_it_was_written() -> None:
    backend = who_wrote()
    answer(backend, text="Until {{ six }} & <later>")
    claim = run(
        a_store(backend), lambda: claim_message(ORG, "command:c:message", ID, lease_id="mine", now=NOON)
    )
    assert claim.state == "sending"
    assert claim.message is not None
    assert claim.recipient is not None
    content = content_for(ORG, claim.message, claim.recipient, now=NOON)
    assert content == Content("Until {{ six }} & <later>", title="Kopi")


@pytest.mark.parametrize(
    ("wrote", "hours", "data", "path"),
    [
        (None, 0, {}, "channel"),  # never wrote, never agreed
        ("Are you open?", 24, {}, "channel"),
        ("Are you open?", 1, {"channel": "sms"}, "channel"),  # wrote elsewhere
        ("STOP", 1, {}, "channel"),
        ("Are you open?", 1, {"channel": "pigeon"}, "channel"),
        ("Are you open?", 1, {"text": " \n"}, "text"),
        ("Are you open?", 1, {"text": "x" * 4097}, "text"),
        ("Are you open?", 1, {"customer_id": "nobody"}, "customer_id"),
    ],
)
def test_what_may_not_go_is_refused_with_its_reason_and_leaves_nothing(
    wrote: str | None, hours: int, data: dict[str, Any], path: str
) -> None:
    backend = who_wrote(wrote)
    command = answer(backend, NOON + timedelta(hours=hours), **data)
    assert list(problems(command)) == [path]
    assert nothing_was_written(backend, command)


def test_who_said_stop_and_writes_again_is_answered() -> None:
    backend = who_wrote("STOP")
    later = an_inbound(id="in-2", text="Is my order ready?", at=NOON + timedelta(minutes=5))
    run(a_store(backend), lambda: record_inbound(ORG, later, NOON + timedelta(minutes=5)))
    assert answer(backend, NOON + timedelta(hours=1))["status"] == "done"


def test_who_agreed_to_a_channel_is_written_to_there_first() -> None:
    backend = who_wrote(None, sms_opt_in=True)
    assert answer(backend, channel="sms")["status"] == "done"
    assert answer(who_wrote(None, whatsapp_opt_in=True))["status"] == "refused", "its window is closed"


def test_an_answer_ends_the_wait_for_a_person() -> None:
    backend = who_wrote("when do you stop serving?", whatsapp_opt_in=True)
    assert list(backend.one("customers")["awaits_answer"]) == ["whatsapp"]
    later = NOON + timedelta(minutes=1)
    answer(backend, later)
    assert backend.one("customers")["awaits_answer"] == {}
    (conversation,) = (c for id, c in backend.all("conversations").items() if "/" not in id)
    assert (conversation["needs_human"], conversation["last_answered_at"]) == (False, later)


def test_an_answer_neither_counts_for_the_cap_nor_waits_for_the_morning_and_has_one_channel() -> None:
    org = an_org(
        messages={"quiet_hours": {"start": "00:00", "end": "23:59"}, "caps": {"overall": {"day": 1}}}
    )
    backend = who_wrote()
    give(
        backend,
        "send_message",
        {"customer_id": ID, "channel": "whatsapp", "text": "Until six."},
        org=org,
    )
    assert backend.one("messages")["send_at"] is None
    assert backend.one("customers")["marketing_touches"] == []


def test_an_answer_that_a_phone_kept_too_long_is_refused() -> None:
    backend = who_wrote()
    asked = {"customer_id": ID, "channel": "whatsapp", "text": "Until six."}
    later = NOON + EXPIRES_AFTER + timedelta(seconds=1)
    command = give(backend, "send_message", asked, now=later, made_at=NOON)
    assert list(problems(command)) == ["made_at"]
    assert nothing_was_written(backend, command)


def test_who_may_be_answered_depends_on_what_they_said_last() -> None:
    no = Consent(granted=False, at=NOON + timedelta(minutes=1), how="preferences", by="customer")
    customer = Customer.model_validate(
        {"id": ID, "phone": PHONE, "windows": {"whatsapp": NOON + timedelta(days=1)}}
    )
    for consents, is_refused in (({}, False), ({"whatsapp": {"transactional": no}}, True)):
        backend = with_staff(customer.with_changes(consents=consents))
        assert (answer(backend, NOON + timedelta(minutes=2))["status"] == "refused") is is_refused


def test_a_consent_that_staff_record_ends_the_wait_too() -> None:
    backend = who_wrote("when do you stop serving?", whatsapp_opt_in=True)
    said = {
        "customer_id": ID,
        "channel": "whatsapp",
        "purposes": ["marketing"],
        "granted": False,
        "how": "phone",
    }
    done = give(
        backend, "give_consent", said, now=NOON + timedelta(minutes=1), made_at=NOON + timedelta(minutes=1)
    )
    assert done["status"] == "done"
    assert backend.billed == Billed(reads=1 + 2, writes=1 + 3)
    assert backend.one("customers")["awaits_answer"] == {}
    (conversation,) = (c for id, c in backend.all("conversations").items() if "/" not in id)
    assert conversation["needs_human"] is False
