"""A notice's way out: the member is read in place of the customer, and no customer hears or changes anything."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.delivery.claims import LEASE, Claim, claim_message, record_send_result
from functions.domain.delivery.fallback import Recorded
from functions.domain.delivery.status_reports import record_report
from functions.domain.delivery.sweep import wake_message
from functions.domain.messages.content import content_for
from functions.domain.messages.outbox import EXPIRES_AFTER, Message
from functions.domain.orgs.org import Org
from functions.domain.providers.events import Problem, StatusItem
from functions.domain.providers.send_results import NotSent, SendResult, Sent
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.templates import TemplateSettings
from functions.domain.staff.members import Member
from tests.builders import NOON, a_customer, a_member, a_message, an_org
from tests.memory import Billed, DictBackend, a_store, run

ALERT = TemplateSettings.model_validate(
    {
        "purpose": "internal",
        "resend": True,
        "bodies": {"en": "Call {{ customer }}.", "id": "Telepon {{ customer }}."},
        "email": {"subject": {"en": "Call"}},
    }
)
ORG = an_org(templates={"alert": ALERT}, staff={"quiet_hours": {"start": "21:00", "end": "08:00"}})
LATER = NOON + timedelta(minutes=1)
NIGHT = datetime.fromisoformat("2025-01-25T16:00:00Z")
MORNING = datetime.fromisoformat("2025-01-26T02:30:00Z")
SENT = Sent("fcm", "f1", "Call Asha.")


def a_notice(**changes: Any) -> Message:
    defaults = {
        "rule": "staff.cold",
        "template": "alert",
        "purpose": "internal",
        "member_uid": "rep",
        "variables": {"name": "Rep", "business": "Kopi", "customer": "Asha"},
        "to": "rep-token",
    }
    return a_message(**defaults | changes)


def with_notice(member: Member | None = None, **changes: Any) -> DictBackend:
    """The notice is about a customer, who has a device and an address of their own."""
    backend = DictBackend()
    backend.put(a_notice(**changes))
    backend.put(member or a_member())
    backend.put(a_customer())
    backend.billed = Billed()
    return backend


def claim(backend: DictBackend, now: datetime = LATER, *, lease_id: str = "mine", org: Org = ORG) -> Claim:
    return run(
        a_store(backend),
        lambda: claim_message(org, "m", "somebody", member_uid="rep", lease_id=lease_id, now=now),
    )


def record(backend: DictBackend, outcome: SendResult, now: datetime = LATER) -> Recorded:
    claimed = claim(backend).message
    assert claimed is not None
    return run(a_store(backend), lambda: record_send_result(ORG, claimed, outcome, now=now))


def message_of(backend: DictBackend) -> dict[str, Any]:
    return backend.one("messages")


def member_of(backend: DictBackend) -> dict[str, Any]:
    return backend.one("members")


@pytest.fixture
def untouched() -> Any:
    """No customer, and no list of theirs, is touched by what becomes of a notice."""
    seen: list[DictBackend] = []
    yield seen.append
    (backend,) = seen
    fresh = DictBackend()
    fresh.put(a_customer())
    assert backend.all("customers") == fresh.all("customers")
    assert backend.all("suppressions") == {}


def test_a_claim_reads_the_member_and_costs_two_reads_and_a_write() -> None:
    backend = with_notice()
    claimed = claim(backend)
    assert (claimed.state, claimed.recipient) == ("sending", a_member())
    assert backend.billed == Billed(reads=2, writes=1)
    assert (message_of(backend)["status"], message_of(backend)["to"]) == ("sending", "rep-token")


def test_a_second_claim_finds_nothing_to_send() -> None:
    backend = with_notice()
    assert claim(backend).state == "sending"
    assert claim(backend, lease_id="another").state == "over"
    assert claim(backend).state == "sending"  # the holder, whose answer was lost
    assert message_of(backend)["attempts"] == 1


def test_a_notice_at_night_waits_for_the_member_s_morning() -> None:
    backend = with_notice()
    held = claim(backend, NIGHT)
    assert (held.state, held.message and held.message.send_at) == ("waiting", MORNING)
    assert claim(backend, NIGHT + timedelta(hours=1)).state == "waiting"
    assert claim(backend, MORNING).state == "sending"


GONE_COLD = {"on": "condition_met", "when": {"in": ["silent", {"var": "tags"}]}, "then": [{"tag": "told"}]}


@pytest.mark.parametrize(("met", "state"), [(("cold",), "sending"), ((), "over")], ids=["stands", "over"])
def test_a_notice_that_has_waited_asks_whether_its_cause_still_stands(
    met: tuple[str, ...], state: str
) -> None:
    cold = AutomationSettings.model_validate(GONE_COLD)
    org = ORG.model_copy(update={"automations": {"cold": cold}})
    backend = with_notice(rule="automation:cold", cause="somebody:automation:cold:met")
    backend.put(a_customer(met=met))
    assert claim(backend, NOON + timedelta(hours=1), org=org).state == state
    assert backend.billed.reads == 3


def test_a_notice_that_is_claimed_at_once_reads_no_cause() -> None:
    backend = with_notice(rule="automation:cold")
    assert claim(backend).state == "sending"
    assert backend.billed == Billed(reads=2, writes=1)


@pytest.mark.parametrize("rule", ["winback:30", "loyalty.tiers", "order"])
def test_a_notice_about_no_customer_that_has_waited_is_asked_for_without_one(rule: str) -> None:
    backend = with_notice(rule=rule, customer_id="")
    expected = "over" if rule == "order" else "sending"
    assert claim(backend, NOON + timedelta(hours=1)).state == expected


def test_a_task_that_does_not_name_the_member_reaches_them_and_not_the_customer() -> None:
    backend = with_notice()
    claimed = run(a_store(backend), lambda: claim_message(ORG, "m", "somebody", lease_id="mine", now=LATER))
    assert claimed.recipient == a_member()


@pytest.mark.parametrize("uid", [None, 7])
def test_a_notice_that_has_lost_its_member_goes_to_no_customer(uid: Any) -> None:
    backend = with_notice()
    backend.client_writes("orgs/kopi/messages/m", member_uid=uid)
    claimed = run(a_store(backend), lambda: claim_message(ORG, "m", "somebody", lease_id="mine", now=LATER))
    assert claimed.state == "over"
    assert (message_of(backend)["status"], message_of(backend)["reason"]) == ("suppressed", "member_gone")


def test_a_customer_s_message_whose_task_names_a_member_goes_to_the_customer() -> None:
    backend = DictBackend()
    for document in (a_message(), a_member(), a_customer()):
        backend.put(document)
    assert claim(backend).recipient == a_customer()


@pytest.mark.parametrize(
    ("org", "member", "now", "status", "reason"),
    [
        (ORG, None, LATER, "suppressed", "member_gone"),
        (ORG, a_member(roles=()), LATER, "suppressed", "member_gone"),
        (ORG, a_member(push_tokens=(), email=None), LATER, "suppressed", "no_address"),
        (ORG, a_member(), NOON + EXPIRES_AFTER + timedelta(seconds=1), "expired", "too_late"),
        (an_org(features={"crm": False}), a_member(), LATER, "suppressed", "crm_off"),
        (an_org(messages={"is_dry_run": True}), a_member(), LATER, "suppressed", "dry_run"),
    ],
)
def test_a_notice_that_may_not_go_any_more_is_not_sent(
    org: Org, member: Member | None, now: datetime, status: str, reason: str
) -> None:
    backend = with_notice(member)
    if member is None:
        del backend.documents["orgs/kopi/members/rep"], backend.versions["orgs/kopi/members/rep"]
    assert claim(backend, now, org=org).state == "over"
    assert (message_of(backend)["status"], message_of(backend)["reason"]) == (status, reason)


def test_the_kill_switch_holds_a_notice() -> None:
    backend = with_notice()
    assert claim(backend, org=an_org(messages={"is_paused": True})).state == "waiting"
    assert message_of(backend)["status"] == "queued"


def test_a_member_whose_phone_is_gone_by_then_gets_the_mail() -> None:
    backend = with_notice(a_member(push_tokens=()))
    moved = claim(backend)
    assert (moved.state, moved.message and moved.message.channel) == ("waiting", "email")
    assert claim(backend).state == "sending"
    assert message_of(backend)["to"] == "rep@example.com"


def test_a_notice_is_written_in_the_member_s_language_without_a_way_out() -> None:
    content = content_for(ORG, a_notice(locale="id", channel="email"), a_member(), now=NOON)
    assert (content.text, content.unsubscribe_url) == ("Telepon Asha.", None)


def test_a_sent_notice_takes_dead_tokens_off_the_member(untouched: Any) -> None:
    backend = with_notice(a_member(push_tokens=("dead", "rep-token")))
    untouched(backend)
    backend.client_writes("orgs/kopi/members/rep", shoe_size=43)
    sent = record(backend, Sent("fcm", "f1", "Call Asha.", dead_tokens=("dead",)))
    assert sent.status == "sent"
    assert (member_of(backend)["push_tokens"], member_of(backend)["shoe_size"]) == (["rep-token"], 43)


def test_a_dead_phone_is_taken_off_and_the_notice_goes_by_mail(untouched: Any) -> None:
    backend = with_notice()
    untouched(backend)
    refusal = NotSent("UNREGISTERED", "fallback", provider="fcm", dead_tokens=("rep-token",))
    recorded = record(backend, refusal)
    assert recorded.status == "queued"
    assert (message_of(backend)["channel"], message_of(backend)["to"]) == ("email", "rep@example.com")
    assert (member_of(backend)["push_tokens"], member_of(backend)["has_app"]) == ([], False)


def test_of_a_notice_by_each_channel_none_takes_over_for_another() -> None:
    backend = with_notice(group="g")
    refusal = NotSent("UNREGISTERED", "fallback", provider="fcm", dead_tokens=("rep-token",))
    assert record(backend, refusal).status == "failed"


@pytest.mark.parametrize(("reason", "advice"), [("550", "suppress"), ("blocked", "opt_out"), ("x", "stop")])
def test_a_bounce_fails_the_notice_and_puts_no_address_on_the_customers_list(
    untouched: Any, reason: str, advice: Any
) -> None:
    backend = with_notice(a_member(push_tokens=()), channel="email", to="rep@example.com")
    untouched(backend)
    recorded = record(backend, NotSent(reason, advice, provider="smtp"))
    assert (recorded.status, message_of(backend)["reason"]) == ("failed", reason)
    before = DictBackend()
    before.put(a_member(push_tokens=()))
    assert member_of(backend) == before.one("members")


@pytest.mark.parametrize("status", ["failed", "complained", "delivered"])
def test_reports_of_a_notice_move_it_and_touch_no_customer(untouched: Any, status: Any) -> None:
    backend = with_notice(a_member(push_tokens=()), channel="email", to="rep@example.com")
    untouched(backend)
    record(backend, Sent("smtp", "s1", "Call Asha."))
    problem = None if status == "delivered" else Problem(reason="550", advice="suppress")
    report = StatusItem(
        provider="smtp", id="s1", status=status, at=LATER, message_id="m", problem=problem, is_timed=True
    )
    run(a_store(backend), lambda: record_report(ORG, report, LATER))
    run(a_store(backend), lambda: record_report(ORG, report, LATER))
    expected = {"failed": "failed", "complained": "sent", "delivered": "delivered"}
    assert message_of(backend)["status"] == expected[status]


def test_a_notice_that_arrives_after_its_failure_is_delivered(untouched: Any) -> None:
    backend = with_notice(a_member(email=None), status="failed", provider="fcm", provider_message_id="f1")
    untouched(backend)
    report = StatusItem(provider="fcm", id="f1", status="delivered", at=LATER, message_id="m", is_timed=True)
    run(a_store(backend), lambda: record_report(ORG, report, LATER))
    assert message_of(backend)["status"] == "delivered"


@pytest.mark.parametrize(("template", "outcome"), [("alert", "enqueued"), ("winback_30", "unknown")])
def test_a_notice_whose_sender_stopped_goes_again_where_its_template_says_so(
    template: str, outcome: str
) -> None:
    backend = with_notice(template=template)
    claim(backend)
    swept = run(a_store(backend), lambda: wake_message(ORG, "m", LATER + LEASE))
    assert swept.outcome == outcome


def test_a_lost_task_of_a_notice_is_asked_for_again_and_a_late_one_expires() -> None:
    backend = with_notice()
    swept = run(a_store(backend), lambda: wake_message(ORG, "m", NOON + timedelta(minutes=10)))
    assert (swept.outcome, swept.enqueue and swept.enqueue.member_uid) == ("enqueued", "rep")
    late = NOON + EXPIRES_AFTER + timedelta(minutes=1)
    assert run(a_store(backend), lambda: wake_message(ORG, "m", late)).outcome == "expired"
