"""A template's mistakes are found where settings are read: by its place, in every language and for every channel."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.automations.wake import wake_customer
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.templates import TemplateSettings
from functions.domain.templates.checks import template_faults
from functions.domain.templates.samples import ALWAYS, given_by_automations
from tests.builders import NOON, a_customer, an_order, an_org, take_in, winbacks
from tests.memory import DictBackend, a_store, run

T: dict[str, Any] = {"purpose": "marketing", "bodies": {"en": "x"}}


def faults(templates: dict[str, Any], **changes: Any) -> dict[str, str]:
    """What is found wrong in the café with these templates beside its own, by its place."""
    org = an_org(templates=templates, **changes)
    found = {f"templates.{id}": template_faults(org, id) for id in org.templates}
    return {f"{where}.{fault.path}": fault.message for where, faults in found.items() for fault in faults}


def faults_of(**changes: Any) -> dict[str, str]:
    """What is found wrong with a template `t` of one English body and these changes, by the place below it."""
    return {path.removeprefix("templates.t."): said for path, said in faults({"t": T | changes}).items()}


@pytest.mark.parametrize("body", ["{{ name }", "{% if name %}", "{% nosuch %}", "{{ }}", "{{ name | }}"])
def test_a_syntax_error_is_found_with_its_place(body: str) -> None:
    assert list(faults_of(bodies={"en": "x", "hi": body})) == ["bodies.hi"]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("{{ name | nosuch }}", "filter nosuch"),
        ("{{ name is nosuch }}", "test nosuch"),
        ("{% if false %}{{ name | nosuch }}{% endif %}", "filter nosuch"),
    ],
)
def test_an_unknown_filter_or_test_is_found(body: str, what: str) -> None:
    assert faults_of(bodies={"en": body}) == {"bodies.en": f"there is no {what}"}


BROKEN = "{{ name.nosuch }}"
SAID = "asks for nosuch, which is not there"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"bodies": {"en": "x", "bn": BROKEN}}, "bodies.bn"),
        ({"push": {"title": {"en": "x", "hi": BROKEN}}}, "push.title.hi"),
        ({"push": {"link": BROKEN}}, "push.link"),
        ({"push": {"data": {"k": "x", "l": BROKEN}}}, "push.data.l"),
        ({"email": {"subject": {"en": "x", "hi": BROKEN}}}, "email.subject.hi"),
        ({"email": {"subject": {"en": "x"}, "html": {"en": "x", "hi": BROKEN}}}, "email.html.hi"),
        ({"email": {"subject": {"en": "x"}, "preheader": {"hi": BROKEN}}}, "email.preheader.hi"),
        (
            {"whatsapp": {"name": "t", "languages": {"en": "en"}, "parameters": ["x", BROKEN]}},
            "whatsapp.parameters.1",
        ),
        ({"whatsapp": {"name": "t", "languages": {"en": "en"}, "header": BROKEN}}, "whatsapp.header"),
        (
            {"whatsapp": {"name": "t", "languages": {"en": "en"}, "buttons": {2: BROKEN}}},
            "whatsapp.buttons.2",
        ),
        ({"media": {"kind": "image", "url": BROKEN}}, "media.url"),
        ({"media": {"kind": "image", "url": "https://e.com/x", "filename": BROKEN}}, "media.filename"),
    ],
)
def test_every_text_of_every_part_and_language_is_tried(changes: dict[str, Any], place: str) -> None:
    assert faults_of(**changes) == {place: SAID}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{{ 1 / 0 }}", "cannot be rendered: ZeroDivisionError"),
        ("{% include 'x' %}", "cannot be rendered: TypeError"),
        ("{{ ''.__class__ }}", "cannot be rendered: SecurityError"),
        ("{{ name + '!' }}", "cannot be rendered: TypeError for a customer without a name"),
        ("{{ name | upper }}", None),
        ("{{ business + '!' }}", None),
    ],
)
def test_a_text_is_tried_for_a_customer_with_and_without_a_name(body: str, said: str | None) -> None:
    assert faults_of(bodies={"en": body}) == ({"bodies.en": said} if said else {})


@pytest.mark.parametrize(
    ("template", "body", "said"),
    [
        ("winback_30", "{{ name }} {{ business }} {{ days }} {{ percent }} {{ unsubscribe_url }}", None),
        (
            "winback_30",
            "{{ coupon }}",
            "asks for coupon, which is not declared and automations.winback_30 does not give",
        ),
        (
            "winback_30",
            "{% if false %}{{ x }}{% endif %}",
            "asks for x, which is not declared and automations.winback_30",
        ),
        ("tier_upgrade", "{{ tier }} {{ points }}", None),
        (
            "tier_upgrade",
            "{{ days }}",
            "asks for days, which is not declared and automations.tier_upgrade does not give",
        ),
        ("nobody_s", "{{ whatever | money }}", None),
    ],
)
def test_a_text_asks_for_what_the_rule_gives_that_it_is_for(
    template: str, body: str, said: str | None
) -> None:
    found = faults({template: T | {"bodies": {"en": body}}})
    if said is None:
        assert found == {}
    else:
        assert list(found) == [f"templates.{template}.bodies.en"]
        assert next(iter(found.values())).startswith(said)


@pytest.mark.parametrize(
    ("variable", "said"),
    [
        ({"default": "X"}, None),
        ({"is_required": False}, None),
        (
            {"sample": "X"},
            "must come with the message and has no default, and automations.winback_30 does not give it",
        ),
    ],
)
def test_what_a_rule_does_not_give_is_declared_with_a_default_or_as_optional(
    variable: dict[str, Any], said: str | None
) -> None:
    template = T | {"bodies": {"en": "{{ coupon }}!"}, "variables": {"coupon": variable}}
    found = faults({"winback_30": template})
    assert found == ({"templates.winback_30.variables.coupon": said} if said else {})


def test_an_automation_s_own_variables_are_given_by_it_alone() -> None:
    template = T | {"bodies": {"en": "{{ coupon }}"}}
    then = [{"send": "t", "variables": {"coupon": "X"}}], [{"send": "t"}]
    automations = winbacks(30, then=then[0]) | winbacks(60, then=then[1])
    assert faults({"t": template}, automations=automations) == {
        "templates.t.bodies.en": "asks for coupon, which is not declared and automations.winback_60 does not give"
    }


def test_rules_give_their_messages_what_the_checks_believe() -> None:
    org = an_org()
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, an_order(order_id="1"))
    take_in(store, an_order(order_id="2", total="9000.00"))
    backend.client_writes("orgs/kopi/customers/silent", **_silent())
    run(store, lambda: wake_customer(org, "silent", NOON))
    given = {
        message["rule"]: set(message["variables"]) | {"unsubscribe_url"}
        for message in backend.all("messages").values()
    }
    believed = {
        f"automation:{id}": given_by_automations(org.automations, id)[f"automations.{id}"]
        for id in ("tier_upgrade", "winback_30")
    }
    assert given == {rule: set(variables) | ALWAYS for rule, variables in believed.items()}


def _silent() -> dict[str, Any]:
    """A customer whose 30 days are over."""
    last = NOON - timedelta(days=30)
    customer = a_customer(
        id="silent", due={"auto:winback_30": NOON}, wake_at=NOON, stats={"orders": 1, "last_order_at": last}
    )
    return customer.model_dump(exclude={"id"})


SMS = "আ" * 671


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({"bodies": {"en": "x", "bn": SMS}}, {"bodies.bn": "takes 11 SMS; at most 10 are sent"}),
        ({"bodies": {"en": "x", "bn": SMS[:-1]}}, {}),
        ({"bodies": {"en": "x", "bn": "{{ '' }}"}}, {"bodies.bn": "is empty"}),
        (
            {"push": {"data": {"gcm.x": "1"}}},
            {"push.data.gcm.x": "is a name that FCM, or the link, keeps for itself"},
        ),
        ({"push": {"link": "/x"}}, {"push.link": "is not absolute, like https://example.com/x or app://x"}),
        (
            {"media": {"kind": "image", "url": "x.png"}},
            {"media.url": "is not an address like https://example.com/image.png"},
        ),
        (
            {"email": {"subject": {"en": "x", "hi": "x" * 201}}},
            {"email.subject.hi": "has 201 characters; at most 200 are taken"},
        ),
        (
            {"email": {"subject": {"en": "x"}, "html": {"hi": "x" * 102_401}}},
            {"email.html.hi": "is longer than 102400 bytes"},
        ),
        (
            {"whatsapp": {"name": "t", "languages": {"en": "en"}, "header": "x" * 61}},
            {"whatsapp.header": "has 61 characters; at most 60 are taken"},
        ),
        (
            {"whatsapp": {"name": "t", "languages": {"en": "en"}, "parameters": ["x" * 1025]}},
            {"whatsapp.parameters": "are longer together than the 1024 characters of a body"},
        ),
        (
            {"whatsapp": {"name": "t", "languages": {"en": "en"}, "parameters": ["{{ name }}", "a\nb"]}},
            {
                "whatsapp.parameters.0": "is empty for a customer without a name",
                "whatsapp.parameters.1": "has a line break, a tab or more than 4 spaces in a row",
            },
        ),
    ],
)
def test_each_channel_s_limits_hold_in_every_language(
    changes: dict[str, Any], places: dict[str, str]
) -> None:
    assert faults_of(**changes) == places


def test_a_push_that_is_too_big_is_found_in_its_language() -> None:
    (found,) = faults({"t": T | {"bodies": {"en": "x", "bn": "আ" * 1400}}}, channels=["push"]).items()
    assert found[0] == "templates.t.bodies.bn"
    assert found[1].endswith("FCM takes 4096")


def test_a_limit_holds_only_for_channels_that_the_business_uses() -> None:
    long = {"t": T | {"bodies": {"en": SMS}}}
    assert list(faults(long, channels=["push", "email"])) == []
    rules = {"channel_rules": [{"channels": ["sms"]}]}
    assert list(faults(long, channels=["push"], messages=rules)) == ["templates.t.bodies.en"]
    assert list(faults({"t": T | {"bodies": {"en": "x" * 161}}}, messages={"most_sms_segments": 1})) != []


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ('<a href="https://example.com">x</a>', None),
        ('<a href="mailto:a@example.com">x</a><img src="https://example.com/a.png">', None),
        ('<a href="{{ unsubscribe_url }}">x</a>', None),
        ('<a href="/menu">x</a>', "links to /menu, which leads nowhere from a mail"),
        ('<img src="a.png">', "links to a.png, which leads nowhere from a mail"),
        ("<a href>x</a>", "links to nothing, which leads nowhere from a mail"),
    ],
)
def test_a_mail_s_links_lead_somewhere(html: str, said: str | None) -> None:
    found = faults_of(email={"subject": {"en": "x"}, "html": {"en": html}})
    assert found == ({"email.html.en": said} if said else {})


def test_all_that_is_wrong_is_said_at_once() -> None:
    texts = {"en": "{{ name }", "hi": "{{ x | nosuch }}", "mr": BROKEN}
    assert list(faults_of(bodies=texts)) == ["bodies.en", "bodies.hi", "bodies.mr"]


def test_what_a_win_back_sends_is_marketing() -> None:
    assert faults({"winback_30": T | {"purpose": "transactional"}}) == {
        "templates.winback_30.purpose": "must be marketing, since automations.winback_30 is a campaign"
    }


BOMBS = [
    ("{% for a in range(999) %}{% for b in range(999) %}{% endfor %}{% endfor %}", "has a loop in a loop"),
    ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "has macro, which is not for texts"),
    ("{% set a %}{{ name }}{% endset %}{{ a }}", "has a block of set, which is not for texts"),
    ("{% set a = 'x' %}{% set b = a ~ a %}{{ b }}", "makes a variable of a, which it has made itself"),
    (
        "{% with a = 'x' %}{% with b = a ~ a %}{{ b }}{% endwith %}{% endwith %}",
        "makes a variable of a, which it has made itself",
    ),
    ("{{ 'x' * 10 ** 9 }}", "cannot be rendered: SecurityError"),
    ("{{ 9 ** (9 ** 9) }}", "cannot be rendered: SecurityError"),
    ("{{ '%1000000000d' % 1 }}", "cannot be rendered: SecurityError"),
    ("{{ '%1000000000d' | format(1) }}", "cannot be rendered: SecurityError"),
    ("{{ '{:>1000000000}'.format(1) }}", "cannot be rendered: SecurityError"),
    ("{{ 'x'.ljust(10 ** 9) }}", "cannot be rendered: SecurityError"),
    ("{{ 'x'['lju' ~ 'st'](10 ** 9) }}", "cannot be rendered: SecurityError"),
    ("{{ range(10 ** 5) | list | length }}", "cannot be rendered: SecurityError"),
    ("{{ ('x' * 400000) | join('y' * 400000) }}", "cannot be rendered: SecurityError"),
    ("{{ ('x' * 400000) | replace('x', 'y' * 400000) }}", "cannot be rendered: SecurityError"),
    ("{% for a in 'x' * 400000 %}xx{% endfor %}", "cannot be rendered: SecurityError"),
    ("{% for a in 'x' * 9000 %}{% endfor %}" * 20, "cannot be rendered: SecurityError"),
    ("{{ ('x' * 9000) | sort | length }}" * 20, "cannot be rendered: SecurityError"),
    (
        "{% for a in 'x' * 300 %}{{ ('x' * 300) | sort | length }}{% endfor %}",
        "cannot be rendered: SecurityError",
    ),
    ("{{ _steps._take(-(10 ** 9)) }}" + "{{ ('x' * 9000) | sort | length }}" * 10, "cannot be rendered"),
    ("{{ ('x' * 9000).count('y') }}" * 20, "cannot be rendered: SecurityError"),
    ("{{ 'x' | center(10 ** 9) }}", "there is no filter center"),
    ("{{ " + "9" * 5000 + " }}", "cannot be read: ValueError"),
    ("{{ " + "-" * 3000 + "1 }}", "cannot be read: RecursionError"),
]


@pytest.mark.parametrize(("body", "reason"), BOMBS, ids=range(len(BOMBS)))
def test_a_text_without_bounds_is_refused_before_it_takes_the_instance(body: str, reason: str) -> None:
    assert reason in faults_of(bodies={"en": body})["bodies.en"]


@pytest.mark.parametrize(
    "body",
    [
        "{% set whom = name or 'friend' %}Dear {{ whom }}",
        "{% for letter in business %}{{ letter }}{% endfor %}",
        "{{ '%02d' | format(7) }} {{ 'a-b' | replace('-', ' ') }} {{ ['a', 'b'] | join(', ') }}",
        "{{ 'x' * 300 }} {{ 2 * 3 }}",
        "{% for day in range(31) %}{{ '%02d' | format(day + 1) | upper }} {% endfor %}",
    ],
)
def test_a_text_that_ends_may_loop_set_and_multiply(body: str) -> None:
    assert faults_of(bodies={"en": body}) == {}


def told(purpose: str, **action: Any) -> dict[str, str]:
    """What is wrong with a template `t` that an automation names."""
    automation = AutomationSettings.model_validate({"on": "order_paid", "then": [action]})
    template = TemplateSettings.model_validate(T | {"purpose": purpose})
    org = an_org(templates={"t": template}).model_copy(update={"automations": {"a": automation}})
    return {fault.path: fault.message for fault in template_faults(org, "t")}


def test_what_is_sent_to_customers_is_not_internal_and_what_staff_are_told_is() -> None:
    to_customers, to_staff = {"send": "t"}, {"notify": "owner", "template": "t"}
    assert (told("transactional", **to_customers), told("internal", **to_staff)) == ({}, {})
    assert told("internal", **to_customers) == {
        "purpose": "must not be internal, since automations.a writes to customers"
    }
    assert told("transactional", **to_staff) == {
        "purpose": "must be internal, since automations.a notifies staff by it"
    }
    assert faults({"tier_upgrade": T | {"purpose": "internal"}})["templates.tier_upgrade.purpose"] == (
        "must not be internal, since automations.tier_upgrade writes to customers"
    )


def test_an_internal_template_is_held_to_the_channels_of_staff() -> None:
    """The café's customers get SMS, its staff do not."""
    long = {"en": "x" * 2000}
    assert faults_of(bodies=long, purpose="internal", email={"subject": {"en": "x"}}) == {}
    assert list(faults_of(bodies=long)) == ["bodies.en"]
