"""Messages to members of staff: their own gate, without consent, caps and budgets."""

from datetime import datetime
from typing import Any

import pytest

from functions.domain.messages.composing import compose
from functions.domain.messages.explanations import explain
from functions.domain.messages.gate import MessageFacts
from functions.domain.messages.notices import check_notice, compose_notice, compose_notices
from functions.domain.messages.outbox import SWEEP_AFTER, Message
from functions.domain.orgs.org import Org
from functions.domain.settings.templates import TemplateSettings
from functions.domain.staff.members import Member
from tests.builders import NOON, a_customer, a_member, an_org

ALERT = TemplateSettings.model_validate(
    {
        "purpose": "internal",
        "bodies": {"en": "{{ name }}, call {{ customer }}.", "id": "{{ name }}, telepon {{ customer }}."},
        "variables": {"customer": {}},
    }
)
NIGHT = datetime.fromisoformat("2025-01-25T16:00:00Z")  # 21:30 in India
QUIET = {"quiet_hours": {"start": "21:00", "end": "08:00"}}


def business(staff: dict[str, Any] | None = None, **changes: Any) -> Org:
    return an_org(templates={"alert": ALERT}, staff=staff or {}, **changes)


def notices(org: Org | None = None, member: Member | None = None, **changes: Any) -> tuple[Message, ...]:
    given: dict[str, Any] = {
        "id": "somebody:automation:cold:1",
        "cause": "somebody:automation:cold:1",
        "rule": "automation:cold",
        "template": "alert",
        "variables": {"customer": "Asha"},
        "about_customer_id": "somebody",
        "now": NOON,
    }
    return compose_notices(org or business(), member or a_member(), **given | changes)


def notice(org: Org | None = None, member: Member | None = None, **changes: Any) -> Message:
    (only,) = notices(org, member, **changes)
    return only


def test_a_notice_is_to_a_member_and_about_a_customer() -> None:
    made = notice(member=a_member(locale="id"))
    assert made.model_dump(include={"customer_id", "member_uid", "purpose", "channel", "to", "status"}) == {
        "customer_id": "somebody",
        "member_uid": "rep",
        "purpose": "internal",
        "channel": "push",
        "to": "rep-token",
        "status": "queued",
    }
    assert made.variables == {"name": "Rep", "business": "Kopi", "customer": "Asha"}
    assert (made.locale, made.wake_at) == ("id", NOON + SWEEP_AFTER)


def test_a_notice_about_no_customer_names_none() -> None:
    assert notice(about_customer_id=None).customer_id == ""


@pytest.mark.parametrize(
    ("member", "staff", "channel", "to", "skipped"),
    [
        ({}, {}, "push", "rep-token", []),
        ({"push_tokens": ()}, {}, "email", "rep@example.com", ["push no_push_token"]),
        ({}, {"channels": ["email", "push"]}, "email", "rep@example.com", []),
        ({"email": "no address"}, {"channels": ["email", "push"]}, "push", "rep-token", ["email no_email"]),
        # Whatever `has_app` says: it is the customers' app that it is about.
        ({"has_app": False}, {}, "push", "rep-token", []),
    ],
)
def test_a_notice_goes_by_the_first_channel_that_reaches_the_member(
    member: dict[str, Any], staff: dict[str, Any], channel: str, to: str, skipped: list[str]
) -> None:
    made = notice(business(staff), a_member(**member))
    assert (made.channel, made.to) == (channel, to)
    assert [f"{each.channel} {each.reason}" for each in made.skipped] == skipped


@pytest.mark.parametrize("email", [None, "", "rep@", "rep"])
@pytest.mark.parametrize("staff", [{}, {"is_on_every_channel": True}])
def test_a_member_who_cannot_be_reached_leaves_one_suppressed_notice_with_the_reasons(
    email: str | None, staff: dict[str, Any]
) -> None:
    made = notice(business(staff), a_member(push_tokens=(), email=email))
    assert (made.status, made.reason, made.channel, made.wake_at) == ("suppressed", "no_address", None, None)
    assert explain(made)[:3] == [
        "It was not sent: the member cannot be reached on any of the channels.",
        "push was passed over: no device of the member is known.",
        "email was passed over: the member has no valid email address.",
    ]


def test_where_the_business_wants_it_a_notice_goes_by_each_channel_that_reaches_the_member() -> None:
    org = business({"is_on_every_channel": True})
    id = "somebody:automation:cold:1"
    both = notices(org)
    assert [(each.id, each.channel, each.group, each.to) for each in both] == [
        (f"{id}:push", "push", id, "rep-token"),
        (f"{id}:email", "email", id, "rep@example.com"),
    ]
    assert [each.id for each in notices(org, a_member(push_tokens=()))] == [f"{id}:email"]


@pytest.mark.parametrize(
    ("changes", "member", "at", "hold"),
    [
        ({}, {}, NIGHT, None),
        ({"staff": QUIET}, {}, NOON, None),
        ({"staff": QUIET}, {}, NIGHT, ("quiet_hours", "2025-01-26T02:30:00+00:00")),
        # 17:00 in Paris.
        ({"staff": QUIET}, {"timezone": "Europe/Paris"}, NIGHT, None),
        ({"staff": QUIET}, {"timezone": "Asia/Jakarta"}, NIGHT, ("quiet_hours", "2025-01-26T01:00:00+00:00")),
        ({"staff": QUIET}, {"timezone": "no zone"}, NIGHT, ("quiet_hours", "2025-01-26T02:30:00+00:00")),
        ({"messages": {"is_paused": True}}, {}, NOON, ("sending_paused", "2025-01-25T12:05:00+00:00")),
        # Those of customers are not those of staff.
        ({"messages": {"quiet_hours": {"start": "21:00", "end": "08:00"}}}, {}, NIGHT, None),
        ({"messages": {"daily_budget": 0, "caps": {"overall": {"day": 1}}}}, {}, NOON, None),
    ],
)
def test_a_notice_waits_for_the_member_s_morning_and_for_the_kill_switch_alone(
    changes: dict[str, Any], member: dict[str, Any], at: datetime, hold: tuple[str, str] | None
) -> None:
    made = notice(business(**changes), a_member(**member), now=at)
    assert made.status == "queued"
    if hold is None:
        assert (made.send_at, made.history[-1].detail) == (None, None)
    else:
        assert made.send_at is not None
        assert (made.history[-1].detail, made.send_at.isoformat()) == hold


def test_a_notice_waits_while_its_gateway_is_down() -> None:
    down = business().model_copy(update={"paused_channels": {"push": "HTTP 401"}})
    assert notice(down).history[-1].detail == "channel_paused"


def test_words_for_a_held_notice_speak_of_the_member() -> None:
    held = notice(business(QUIET), now=NIGHT)
    assert explain(held) == [
        "It is waiting to be sent by push, not before 2025-01-26 02:30 UTC, because of the member's quiet hours.",
        "2025-01-25 16:00 UTC: held for the member's quiet hours.",
    ]


@pytest.mark.parametrize(
    ("changes", "member", "rule", "reason"),
    [
        ({"features": {"crm": False}}, {}, "automation:cold", "crm_off"),
        ({}, {"roles": ()}, "automation:cold", "member_gone"),
    ],
)
def test_a_notice_is_not_sent_while_its_feature_is_off_nor_to_one_who_has_left(
    changes: dict[str, Any], member: dict[str, Any], rule: str, reason: str
) -> None:
    made = notice(business(**changes), a_member(**member), rule=rule)
    assert (made.status, made.reason, made.send_at) == ("suppressed", reason, None)


def test_no_refusal_and_no_suppression_of_a_customer_holds_a_notice() -> None:
    """A member may be a customer too, with the same address: what they said of marketing says nothing of work."""
    assert notice().status == "queued"


def test_a_channel_that_was_tried_has_had_its_turn() -> None:
    tried = MessageFacts("m", "internal", "alert", tried=("push", "email"), rule="automation:cold")
    blocked = check_notice(business(), a_member(), tried, now=NOON)
    assert getattr(blocked, "reason", None) == "no_channel_left"


@pytest.mark.parametrize(
    ("template", "variables", "reason"),
    [
        ("no_such", {}, "template_missing"),
        ("alert", {}, "missing_variable:customer"),
        # What is written for customers is not sent to staff.
        ("winback_30", {"customer": "Asha"}, "wrong_purpose"),
    ],
)
def test_a_notice_without_a_template_of_its_own_is_not_sent(
    template: str, variables: dict[str, Any], reason: str
) -> None:
    made = notice(template=template, variables=variables)
    assert (made.status, made.reason) == ("suppressed", reason)


def test_what_is_written_for_staff_is_never_sent_to_a_customer() -> None:
    given: dict[str, Any] = {"cause": "c", "rule": "automation:cold", "variables": {"customer": "Asha"}}
    composed = compose(business(), a_customer(), id="m", template="alert", now=NOON, **given)
    assert (composed.message.status, composed.message.reason) == ("suppressed", "wrong_purpose")


def test_one_notice_is_one_message_also_where_the_business_wants_each_channel() -> None:
    made = compose_notice(
        business({"is_on_every_channel": True}),
        a_member(),
        id="m",
        cause="m",
        rule="automation:cold",
        template="alert",
        variables={"customer": "Asha"},
        about_customer_id=None,
        now=NOON,
        batch_id="page",
    )
    assert (made.id, made.channel, made.group, made.batch_id) == ("m", "push", None, "page")
