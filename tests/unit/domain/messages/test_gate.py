"""The send gate: each step with both its sides, their order, and the reason that every no leaves."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, get_args

import pytest

from functions.domain.customers.consents import Consent
from functions.domain.customers.customer import Customer, Suppressed
from functions.domain.customers.suppressions import suppression_id
from functions.domain.customers.touches import MarketingTouch
from functions.domain.messages.gate import (
    LOOK_AGAIN_AFTER,
    Allowed,
    Blocked,
    GateCheck,
    MessageFacts,
    address_of,
    check_message,
    why_not,
)
from functions.domain.orgs.org import Org, zone_of
from functions.domain.settings.templates import WhatsAppSettings
from functions.domain.settings.types import Channel, Purpose
from tests.builders import NOON, OTHER_PHONE, PHONE, a_customer, an_org

EMAIL = "regular@example.com"
NO = Consent(granted=False, at=NOON, how="keyword", by="customer")
YES = NO.with_changes(granted=True)
DAYTIME: dict[str, Any] = {"quiet_hours": None, "caps": {}}
NIGHT = datetime.fromisoformat("2025-01-25T16:00:00Z")  # half past nine in Kolkata
MORNING = datetime.fromisoformat("2025-01-26T03:30:00Z")


def org_with(
    channels: tuple[Channel, ...] = ("push", "whatsapp", "sms", "email"),
    *,
    served_by: Mapping[Channel, str] | None = None,
    paused: Mapping[Channel, str] | None = None,
    timezone: str = "Asia/Kolkata",
    **messages: Any,
) -> Org:
    """The café, with no quiet hours and no caps unless they are named."""
    org = an_org(channels=list(channels), timezone=timezone, messages=DAYTIME | messages)
    return org.model_copy(update={"served_by": served_by or {}, "paused_channels": paused or {}})


ORG = org_with()


def test_marketing_waits_for_a_person_to_read_what_may_be_a_stop_and_what_is_due_anyway_does_not() -> None:
    customer = a_customer(awaits_answer={"sms": NOON})
    verdict = check_message(ORG, customer, subject(), now=NOON)
    assert isinstance(verdict, Allowed)
    assert verdict.hold == ("awaits_answer", NOON + LOOK_AGAIN_AFTER)
    due = check_message(ORG, customer, subject("transactional"), now=NOON)
    assert isinstance(due, Allowed)
    assert due.hold is None


def subject(
    purpose: Purpose = "marketing", template: str = "winback_30", tried: tuple[Channel, ...] = ()
) -> MessageFacts:
    return MessageFacts("m", purpose, template, tried)


def reason(
    channel: Channel,
    customer: Customer,
    *,
    org: Org = ORG,
    purpose: Purpose = "marketing",
    template: str = "winback_30",
    at: datetime = NOON,
) -> str | None:
    return why_not(GateCheck(org, customer, subject(purpose, template), at), channel)


def passed(org: Org, now: datetime = NOON, purpose: Purpose = "marketing", **changes: Any) -> Allowed:
    verdict = check_message(org, a_customer(**changes), subject(purpose), now=now)
    assert isinstance(verdict, Allowed)
    return verdict


def denied(org: Org, now: datetime = NOON, purpose: Purpose = "marketing", **changes: Any) -> Blocked:
    verdict = check_message(org, a_customer(**changes), subject(purpose), now=now)
    assert isinstance(verdict, Blocked)
    return verdict


def touch(channel: Channel = "push", at: datetime = NOON, id: str = "another") -> MarketingTouch:
    return MarketingTouch(message_id=id, channel=channel, at=at)


def suppressed(*addresses: tuple[Channel, str]) -> dict[str, Suppressed]:
    mark = Suppressed(because="hard_bounce", at=NOON, provider="smtp")
    return {suppression_id(ORG.id_key, channel, address): mark for channel, address in addresses}


# Each step.


@pytest.mark.item("S000-48", "S000-49")
@pytest.mark.parametrize("purpose", ["marketing", "transactional"])
@pytest.mark.parametrize(
    ("channel", "changes", "why"),
    [
        ("push", {}, None),
        ("push", {"whatsapp_opt_in": False, "sms_opt_in": False, "email_opt_in": False}, None),
        ("whatsapp", {}, None),
        ("whatsapp", {"whatsapp_opt_in": False}, "not_opted_in"),
        ("whatsapp", {"sms_opt_in": False, "email_opt_in": False}, None),
        ("sms", {}, None),
        ("sms", {"sms_opt_in": False}, "not_opted_in"),
        ("sms", {"whatsapp_opt_in": False}, None),
        ("email", {}, None),
        ("email", {"email_opt_in": False}, "not_opted_in"),
        ("email", {"sms_opt_in": False}, None),
    ],
)
def test_each_channel_has_its_own_opt_in_and_push_has_the_phone_s(
    channel: Channel, changes: dict[str, Any], why: str | None, purpose: Purpose
) -> None:
    assert reason(channel, a_customer(**changes), purpose=purpose) == why


@pytest.mark.parametrize("channel", ["push", "whatsapp", "sms", "email"])
@pytest.mark.parametrize(
    ("said", "purpose", "why"),
    [
        ({"marketing": NO}, "marketing", "opted_out"),
        ({"marketing": NO}, "transactional", None),
        ({"transactional": NO}, "transactional", "opted_out"),
        ({"transactional": NO}, "marketing", None),
        ({"marketing": YES, "transactional": NO}, "marketing", None),
    ],
)
def test_an_opt_out_beats_the_opt_in_flag_for_its_channel_and_purpose(
    channel: Channel, said: dict[str, Any], purpose: Purpose, why: str | None
) -> None:
    assert reason(channel, a_customer(consents={channel: said}), purpose=purpose) == why
    others = a_customer(consents={other: said for other in get_args(Channel) if other != channel})
    assert reason(channel, others, purpose=purpose) is None


def test_a_yes_on_record_does_not_replace_the_opt_in_flag() -> None:
    customer = a_customer(sms_opt_in=False, consents={"sms": {"marketing": YES}})
    assert reason("sms", customer) == "not_opted_in"
    refused = customer.with_changes(consents={"sms": {"marketing": NO}})
    assert reason("sms", refused) == "opted_out"


@pytest.mark.parametrize(
    ("channel", "listed", "changes", "why"),
    [
        ("email", ("email", EMAIL), {}, "suppressed"),
        ("email", ("email", EMAIL), {"email": "Regular@EXAMPLE.com"}, "suppressed"),
        ("email", ("email", EMAIL), {"email": "new@example.com"}, None),
        ("sms", ("sms", PHONE), {}, "suppressed"),
        ("sms", ("sms", PHONE), {"phone": OTHER_PHONE}, None),
        ("sms", ("whatsapp", PHONE), {}, None),
        ("whatsapp", ("whatsapp", PHONE), {}, "suppressed"),
        ("whatsapp", ("sms", PHONE), {}, None),
        ("push", ("push", "token"), {}, None),
        ("sms", ("sms", PHONE), {"phone": None}, "no_phone"),
        ("email", ("email", EMAIL), {"email": None}, "no_email"),
    ],
)
@pytest.mark.parametrize("purpose", ["marketing", "transactional"])
def test_a_suppressed_address_is_not_written_to_and_a_new_one_is_free(
    channel: Channel, listed: tuple[Channel, str], changes: dict[str, Any], why: str | None, purpose: Purpose
) -> None:
    customer = a_customer(suppressed=suppressed(listed), **changes)
    assert reason(channel, customer, purpose=purpose) == why


@pytest.mark.item("S000-46", "S000-47", "S000-48", "S000-49")
@pytest.mark.parametrize(
    ("channel", "changes", "why"),
    [
        ("push", {"has_app": False}, "no_app"),
        ("push", {"push_tokens": ()}, "no_push_token"),
        ("push", {"has_app": False, "push_tokens": ()}, "no_app"),
        ("push", {"phone": None, "email": None}, None),
        ("whatsapp", {"phone": None}, "no_phone"),
        ("whatsapp", {"phone": "12025550123"}, "no_phone"),
        ("whatsapp", {"phone": "+1 202 555 0123"}, "no_phone"),
        ("whatsapp", {"phone": "+1555"}, "no_phone"),
        ("whatsapp", {"phone": ""}, "no_phone"),
        ("sms", {"phone": None}, "no_phone"),
        ("sms", {"email": None, "has_app": False}, None),
        ("email", {"email": None}, "no_email"),
        ("email", {"email": "nobody"}, "no_email"),
        ("email", {"email": ""}, "no_email"),
        ("email", {"phone": None, "has_app": False}, None),
    ],
)
def test_a_channel_needs_its_address(channel: Channel, changes: dict[str, Any], why: str | None) -> None:
    assert reason(channel, a_customer(**changes)) == why


@pytest.mark.parametrize(
    ("channel", "windowless", "template", "window", "why"),
    [
        ("whatsapp", (), "plain", None, "window_closed"),
        ("whatsapp", (), "plain", timedelta(microseconds=1), None),
        ("whatsapp", (), "plain", timedelta(0), "window_closed"),
        ("whatsapp", (), "plain", timedelta(hours=-1), "window_closed"),
        ("whatsapp", (), "winback_30", None, None),
        ("whatsapp", (), "winback_30", timedelta(hours=1), None),
        ("whatsapp", (), "gone", None, "window_closed"),
        ("whatsapp", ("sms",), "plain", None, "window_closed"),
        ("whatsapp", ("whatsapp",), "plain", None, None),
        ("sms", (), "plain", None, None),
        ("push", (), "plain", None, None),
        ("email", (), "plain", None, None),
    ],
)
@pytest.mark.parametrize("purpose", ["marketing", "transactional"])
def test_free_text_goes_by_whatsapp_only_while_the_window_is_open(
    channel: Channel,
    windowless: tuple[Channel, ...],
    template: str,
    window: timedelta | None,
    why: str | None,
    purpose: Purpose,
) -> None:
    plain = {"purpose": "marketing", "bodies": {"en": "Hello"}}
    org = an_org(templates={"plain": plain}, messages=DAYTIME)
    org = org.model_copy(update={"windowless_channels": windowless})
    customer = a_customer(windows={} if window is None else {"whatsapp": NOON + window})
    assert reason(channel, customer, org=org, template=template, purpose=purpose) == why


def test_the_window_must_be_open_when_the_quiet_hours_are_over() -> None:
    plain = {"purpose": "marketing", "bodies": {"en": "Hello"}}
    quiet = {"quiet_hours": {"start": "21:00", "end": "09:00"}}
    org = an_org(channels=["whatsapp"], templates={"plain": plain}, messages=quiet)
    for until, is_passed in ((MORNING, False), (MORNING + timedelta(seconds=1), True)):
        customer = a_customer(windows={"whatsapp": until})
        verdict = check_message(org, customer, subject(template="plain"), now=NIGHT)
        assert isinstance(verdict, Allowed) is is_passed


@pytest.mark.parametrize(
    ("caps", "marketing_touches", "purpose", "why"),
    [
        ({}, [touch()], "marketing", None),
        ({"push": {"day": 1}}, [], "marketing", None),
        ({"push": {"day": 1}}, [touch()], "marketing", "cap_channel_day"),
        ({"push": {"day": 1}}, [touch(id="m")], "marketing", None),
        ({"push": {"day": 1}}, [touch("sms")], "marketing", None),
        ({"push": {"day": 1}}, [touch()], "transactional", None),
        ({"push": {"week": 1}}, [touch(at=NOON - timedelta(days=2))], "marketing", "cap_channel_week"),
        ({"push": {"week": 1}}, [touch(at=NOON - timedelta(days=7))], "marketing", None),
        ({"sms": {"day": 1}}, [touch()], "marketing", None),
    ],
)
def test_a_channel_has_its_cap_of_marketing_messages(
    caps: dict[str, Any], marketing_touches: list[MarketingTouch], purpose: Purpose, why: str | None
) -> None:
    org = org_with(caps={"channels": caps})
    assert reason("push", a_customer(marketing_touches=marketing_touches), org=org, purpose=purpose) == why


def test_the_first_step_that_says_no_is_the_reason() -> None:
    """Consent, suppression, eligibility, window, cap: with all of them against it, and one after the other gone."""
    plain = {"purpose": "marketing", "bodies": {"en": "Hello"}}
    caps = {"channels": {"whatsapp": {"day": 1}}}
    org = an_org(templates={"plain": plain}, messages=DAYTIME | {"caps": caps})
    changes: dict[str, Any] = {
        "consents": {"whatsapp": {"marketing": NO}},
        "whatsapp_opt_in": False,
        "phone": "+1555",
        "suppressed": suppressed(("whatsapp", "+1555")),
        "marketing_touches": [touch("whatsapp")],
    }
    removed: list[tuple[str, Any]] = [
        ("consents", {}),
        ("whatsapp_opt_in", True),
        ("suppressed", {}),
        ("phone", PHONE),
        ("windows", {"whatsapp": NOON + timedelta(hours=1)}),
        ("marketing_touches", []),
    ]
    message = subject(template="plain", tried=("whatsapp",))
    tried = why_not(GateCheck(org, a_customer(**changes), message, NOON), "whatsapp")
    reasons = [tried, reason("whatsapp", a_customer(**changes), org=org, template="plain")]
    for name, free in removed:
        changes[name] = free
        reasons.append(reason("whatsapp", a_customer(**changes), org=org, template="plain"))
    assert reasons == [
        "tried",
        "opted_out",
        "not_opted_in",
        "suppressed",
        "no_phone",
        "window_closed",
        "cap_channel_day",
        None,
    ]


@pytest.mark.parametrize(
    ("refused", "locale", "window", "why"),
    [
        ({"winback_30:en_US": "paused"}, "en-IN", None, "template_paused"),
        ({"winback_30:en_US": "rejected"}, None, None, "template_rejected"),
        ({"winback_30:en_US": "disabled"}, "fr", None, "template_disabled"),
        ({"winback_30:en_US": "paused"}, "hi-IN", None, None),
        ({"winback_30:hi": "paused"}, "hi-IN", None, "template_paused"),
        ({"other:en_US": "paused"}, "en-IN", None, None),
        ({"winback_30:en_US": "paused"}, "en-IN", timedelta(hours=1), None),
        ({}, "en-IN", None, None),
    ],
)
def test_a_template_that_whatsapp_takes_no_more_is_not_handed_over_and_says_why(
    refused: dict[str, Any], locale: str | None, window: timedelta | None, why: str | None
) -> None:
    org = an_org()
    known = org.templates["winback_30"]
    approved = WhatsAppSettings(name="winback_30", languages={"en": "en_US", "hi": "hi"})
    templates = {**org.templates, "winback_30": known.model_copy(update={"whatsapp": approved})}
    org = org.model_copy(update={"refused_templates": refused, "templates": templates})
    windows = {} if window is None else {"whatsapp": NOON + window}
    customer = a_customer(locale=locale, windows=windows)
    assert reason("whatsapp", customer, org=org, template="winback_30") == why


# The whole verdict.


@pytest.mark.item("S000-50", "S000-52")
@pytest.mark.parametrize(
    ("changes", "channel", "to", "skipped"),
    [
        ({}, "push", "token", []),
        ({"push_tokens": ("old", "new")}, "push", "new", []),
        ({"has_app": False}, "whatsapp", PHONE, ["push no_app"]),
        (
            {"push_tokens": (), "whatsapp_opt_in": False},
            "sms",
            PHONE,
            ["push no_push_token", "whatsapp not_opted_in"],
        ),
        (
            {"has_app": False, "phone": None},
            "email",
            EMAIL,
            ["push no_app", "whatsapp no_phone", "sms no_phone"],
        ),
        ({"preferred_channel": "email", "has_app": False}, "email", EMAIL, []),
    ],
)
def test_the_first_open_channel_is_taken_and_those_before_it_say_why_not(
    changes: dict[str, Any], channel: str, to: str, skipped: list[str]
) -> None:
    verdict = passed(ORG, **changes)
    assert (verdict.channel, verdict.to, verdict.hold) == (channel, to, None)
    assert [f"{each.channel} {each.reason}" for each in verdict.skipped] == skipped


@pytest.mark.parametrize(
    ("changes", "tried", "why", "skipped"),
    [
        (
            {"has_app": False, "phone": None, "email": None},
            (),
            "no_address",
            ["no_app", "no_phone", "no_phone", "no_email"],
        ),
        (
            {"has_app": False, "whatsapp_opt_in": False, "sms_opt_in": False, "email": None},
            (),
            "not_opted_in",
            ["no_app", "not_opted_in", "not_opted_in", "no_email"],
        ),
        (
            {"push_tokens": (), "phone": None, "consents": {"email": {"marketing": NO}}},
            (),
            "not_opted_in",
            ["no_push_token", "no_phone", "no_phone", "opted_out"],
        ),
        (
            {"has_app": False, "phone": None, "suppressed": suppressed(("email", EMAIL))},
            (),
            "no_address",
            ["no_app", "no_phone", "no_phone", "suppressed"],
        ),
        (
            {"phone": None, "email_opt_in": False},
            ("push",),
            "no_channel_left",
            ["tried", "no_phone", "no_phone", "not_opted_in"],
        ),
        (
            {"phone": None, "email_opt_in": False, "marketing_touches": [touch()]},
            (),
            "frequency_cap",
            ["cap_channel_day", "no_phone", "no_phone", "not_opted_in"],
        ),
    ],
)
def test_a_message_without_a_channel_has_one_reason_and_one_for_each_channel(
    changes: dict[str, Any], tried: tuple[Channel, ...], why: str, skipped: list[str]
) -> None:
    org = org_with(caps={"channels": {"push": {"day": 1}}})
    verdict = check_message(org, a_customer(**changes), subject(tried=tried), now=NOON)
    assert isinstance(verdict, Blocked)
    assert verdict.reason == why
    assert [each.reason for each in verdict.skipped] == skipped


@pytest.mark.parametrize(
    ("cap", "marketing_touches", "purpose", "is_denied"),
    [
        ({"day": 1}, [], "marketing", False),
        ({"day": 1}, [touch("email")], "marketing", True),
        ({"day": 1}, [touch("email")], "transactional", False),
        ({"day": 1}, [touch("push", id="m")], "marketing", False),
        ({"day": 2}, [touch("email")], "marketing", False),
        # Noon in UTC is half past five in Kolkata: its day began at half past six the evening before.
        ({"day": 1}, [touch(at=datetime.fromisoformat("2025-01-24T18:30:00Z"))], "marketing", True),
        ({"day": 1}, [touch(at=datetime.fromisoformat("2025-01-24T18:29:59Z"))], "marketing", False),
        ({"week": 1}, [touch(at=datetime.fromisoformat("2025-01-19T18:30:00Z"))], "marketing", True),
        ({"week": 1}, [touch(at=datetime.fromisoformat("2025-01-19T18:29:59Z"))], "marketing", False),
    ],
)
def test_the_cap_over_all_channels_counts_the_customers_own_days(
    cap: dict[str, int], marketing_touches: list[MarketingTouch], purpose: Purpose, is_denied: bool
) -> None:
    org = org_with(caps={"overall": cap})
    verdict = check_message(
        org, a_customer(marketing_touches=marketing_touches, has_app=False), subject(purpose), now=NOON
    )
    assert isinstance(verdict, Blocked) is is_denied
    if isinstance(verdict, Blocked):
        assert verdict.reason == "frequency_cap"
        assert [each.reason for each in verdict.skipped] == ["no_app"]


def test_a_cap_counts_for_the_day_on_which_the_message_would_go() -> None:
    """Composed in the evening's quiet hours, it goes in the morning: that day's message is in its way, not today's."""
    org = org_with(quiet_hours={"start": "21:00", "end": "09:00"}, caps={"overall": {"day": 1}})
    assert passed(org, NIGHT, marketing_touches=[touch(at=NOON)]).hold == ("quiet_hours", MORNING)
    assert denied(org, NIGHT, marketing_touches=[touch(at=MORNING)]).reason == "frequency_cap"


def test_a_cap_in_another_zone_turns_at_that_midnight() -> None:
    org = org_with(caps={"overall": {"day": 1}})
    marketing_touches = [
        touch(at=datetime.fromisoformat("2025-01-25T04:59:00Z"))
    ]  # the evening before, in New York
    assert denied(org, marketing_touches=marketing_touches).reason == "frequency_cap"
    assert passed(org, marketing_touches=marketing_touches, timezone="America/New_York").channel == "push"


@pytest.mark.parametrize(
    ("purposes", "purpose", "now", "until"),
    [
        (("marketing",), "marketing", NIGHT, MORNING),
        (("marketing",), "marketing", NOON, None),
        (("marketing",), "transactional", NIGHT, None),
        (("marketing", "transactional"), "transactional", NIGHT, MORNING),
        (("transactional",), "marketing", NIGHT, None),
    ],
)
def test_in_quiet_hours_a_message_waits_for_their_end(
    purposes: tuple[Purpose, ...], purpose: Purpose, now: datetime, until: datetime | None
) -> None:
    quiet = {"start": "21:00", "end": "09:00", "purposes": list(purposes)}
    verdict = passed(org_with(quiet_hours=quiet), now, purpose)
    assert verdict.hold == (("quiet_hours", until) if until else None)


@pytest.mark.parametrize(
    ("timezone", "zone"),
    [
        (None, "Asia/Kolkata"),
        ("", "Asia/Kolkata"),
        ("Nowhere/Land", "Asia/Kolkata"),
        ("Asia", "Asia/Kolkata"),
        ("../../etc/passwd", "Asia/Kolkata"),
        ("Europe/Berlin", "Europe/Berlin"),
    ],
)
def test_the_customer_s_own_zone_counts_where_it_is_one(timezone: str | None, zone: str) -> None:
    assert zone_of(ORG, timezone) == zone


@pytest.mark.parametrize(
    ("settings", "has_budget", "now", "hold"),
    [
        ({}, True, NOON, None),
        ({"is_paused": True}, True, NOON, ("sending_paused", NOON + LOOK_AGAIN_AFTER)),
        ({"paused": {"push": "away"}}, True, NOON, ("channel_paused", NOON + LOOK_AGAIN_AFTER)),
        ({"paused": {"sms": "away"}}, True, NOON, None),
        ({}, False, NOON, ("daily_budget", datetime.fromisoformat("2025-01-25T18:30:00Z"))),
        (
            {"timezone": "America/New_York"},
            False,
            NOON,
            ("daily_budget", datetime.fromisoformat("2025-01-26T05:00:00Z")),
        ),
        # Midnight of 25 April 2025 does not exist in Cairo.
        (
            {"timezone": "Africa/Cairo"},
            False,
            datetime.fromisoformat("2025-04-24T12:00:00Z"),
            ("daily_budget", datetime.fromisoformat("2025-04-24T22:00:00Z")),
        ),
        # Of all that holds, the first: the kill switch, quiet hours, the budget, the gateway.
        (
            {
                "is_paused": True,
                "paused": {"push": "away"},
                "quiet_hours": {"start": "21:00", "end": "09:00"},
            },
            False,
            NIGHT,
            ("sending_paused", NIGHT + LOOK_AGAIN_AFTER),
        ),
        (
            {"paused": {"push": "away"}, "quiet_hours": {"start": "21:00", "end": "09:00"}},
            False,
            NIGHT,
            ("quiet_hours", MORNING),
        ),
        (
            {"paused": {"push": "away"}},
            False,
            NIGHT,
            ("daily_budget", datetime.fromisoformat("2025-01-25T18:30:00Z")),
        ),
    ],
)
def test_what_holds_a_message_says_until_when(
    settings: dict[str, Any], has_budget: bool, now: datetime, hold: tuple[str, datetime] | None
) -> None:
    verdict = check_message(org_with(**settings), a_customer(), subject(), now=now, has_budget=has_budget)
    assert isinstance(verdict, Allowed)
    assert (verdict.channel, verdict.hold) == ("push", hold)


def test_the_kill_switch_holds_transactional_messages_too() -> None:
    verdict = passed(org_with(is_paused=True), purpose="transactional")
    assert verdict.hold == ("sending_paused", NOON + LOOK_AGAIN_AFTER)


def test_what_is_denied_is_not_held_instead() -> None:
    org = org_with(is_paused=True, caps={"overall": {"day": 1}})
    assert denied(org, marketing_touches=[touch()]).reason == "frequency_cap"


def test_a_channel_that_was_tried_gives_way_to_the_next() -> None:
    verdict = check_message(ORG, a_customer(), subject(tried=("push",)), now=NOON)
    assert isinstance(verdict, Allowed)
    assert (verdict.channel, [each.reason for each in verdict.skipped]) == ("whatsapp", ["tried"])


def test_an_address_is_asked_for_only_where_there_is_one() -> None:
    with pytest.raises(AssertionError):
        address_of("sms", a_customer(phone=None))
