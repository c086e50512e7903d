"""A message's text: the nearest language, what is missing by name, nothing but text from a template."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.kernel.errors import MissingVariable, TemplateFailed
from functions.domain.messages.content import content_for
from functions.domain.orgs.org import Org
from functions.domain.providers.content import Content, Media, TemplateCall
from functions.domain.settings.templates import TemplateSettings
from functions.domain.templates.languages import nearest_language
from functions.domain.templates.writer import render
from tests.builders import NOON, a_customer, a_message, an_org

Variables = dict[str, str | int | None]


def with_body(*bodies: str, **by_language: str) -> Org:
    """An organisation with one template, `t`."""
    org = an_org()
    texts = {"en": bodies[0]} if bodies else by_language
    template = TemplateSettings(purpose="marketing", bodies=texts)
    return org.model_copy(update={"templates": {"t": template}})


def text_of(body: str, locale: str = "en-IN", **variables: Any) -> str:
    return render(with_body(body), "t", locale=locale, variables=variables)


@pytest.mark.parametrize(
    ("there", "locale", "org_locale", "nearest"),
    [
        (["en", "hi", "hi-IN"], "hi-IN", "en-IN", "hi-IN"),
        (["en", "hi"], "hi-IN", "en-IN", "hi"),
        (["en", "hi-IN"], "hi", "en-IN", "en"),
        (["mr", "en-IN", "en"], "fr-FR", "en-IN", "en-IN"),
        (["mr", "id", "en"], "fr-FR", "id-ID", "id"),
        (["mr", "en"], "fr-FR", "id-ID", "en"),
        (["mr", "hi"], "fr-FR", "id-ID", "mr"),
        (["en", "hi"], "hi_IN", "en-IN", "hi"),
        (["en", "hi-IN"], "hi_in", "en-IN", "hi-IN"),
        (["en", "hi"], "HI-Deva-XX", "en-IN", "hi"),
        (["en", "hi"], " hi_IN.UTF-8", "en-IN", "hi"),
        (["en", "id"], "in_ID", "en-IN", "id"),
        (["en", "bn"], "ben", "en-IN", "bn"),
        (["en", "zh-Hant"], "zh_Hant_TW", "en-IN", "zh-Hant"),
        (["en", "hi"], "", "hi_IN", "hi"),
    ],
)
def test_the_nearest_language_is_taken(there: list[str], locale: str, org_locale: str, nearest: str) -> None:
    assert nearest_language(dict.fromkeys(there, ""), locale, org_locale) == nearest


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en-IN", "Regular, we have missed you at Kopi. Show this message for 10% off your next visit."),
        ("mr-IN", "Regular, Kopi मध्ये तुमची आठवण आली. हा संदेश दाखवा आणि पुढच्या वेळी 10% सूट मिळवा."),
        ("fr", "Regular, we have missed you at Kopi. Show this message for 10% off your next visit."),
    ],
)
def test_a_preset_s_template_reads_in_the_customer_s_language(locale: str, text: str) -> None:
    variables: Variables = {"name": "Regular", "business": "Kopi", "percent": 10, "days": 30}
    assert render(an_org(), "winback_30", locale=locale, variables=variables) == text


def test_every_template_of_every_language_of_the_cafe_renders_with_and_without_a_name() -> None:
    org = an_org()
    variables: Variables = {"business": "Kopi", "percent": 10, "days": 30, "tier": "gold", "points": 50}
    for template, settings in org.templates.items():
        for language in settings.bodies:
            named = render(org, template, locale=language, variables={"name": "Regular", **variables})
            unnamed = render(org, template, locale=language, variables={"name": None, **variables})
            assert named.startswith("Regular, ")
            assert "None" not in unnamed
            assert "Regular" not in unnamed


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{{ name }}", "Asha"),
        ("{{ name }}{{ nothing }}!", "Asha!"),
        ("{{ name | upper }}", "ASHA"),
        ("{{ missing | default('friend') }}", "friend"),
        ("{% if missing is defined %}a{% else %}b{% endif %}", "b"),
        ("{% if nothing %}a{% else %}b{% endif %}", "b"),
        ("  {{ name }}\n", "Asha"),
        ("<b>{{ markup }}</b>", "<b><i>&</i></b>"),
        ("{{ spent | money }}", "₹1,23,456.00"),
        ("{{ loop }}", "{{ name }}"),
    ],
)
def test_a_template_says_what_it_is_told(body: str, text: str) -> None:
    variables: Variables = {
        "name": "Asha",
        "nothing": None,
        "markup": "<i>&</i>",
        "spent": 12_345_600,
        "loop": "{{ name }}",
    }
    assert render(with_body(body), "t", locale="en-IN", variables=variables) == text


@pytest.mark.parametrize(
    "body",
    [
        "{{ coupon }}",
        "{{ coupon ~ '!' }}",
        "{{ coupon + 1 }}",
        "{{ coupon | title }}",
        "{{ coupon | length }}",
        "{{ coupon.code }}",
        "{{ coupon['code'] }}",
        "{{ coupon() }}",
        "{{ coupon == 'x' }}",
        "{% if coupon %}a{% endif %}",
        "{% if name and coupon %}a{% endif %}",
        "{% for letter in coupon %}a{% endfor %}",
        "{% set code = coupon %}{{ code }}",
        "{{ '%s' | format(coupon) }}",
        "{{ coupon | money }}",
    ],
)
def test_a_missing_variable_names_itself(body: str) -> None:
    with pytest.raises(MissingVariable) as caught:
        text_of(body, name="Asha")
    assert (caught.value.template, caught.value.variable) == ("t", "coupon")


def test_a_missing_attribute_is_named_wherever_it_is_asked_for() -> None:
    for body in ("{{ name.first }}", "{{ name.first ~ '!' }}"):
        with pytest.raises(MissingVariable) as caught:
            text_of(body, name="Asha")
        assert caught.value.variable == "first"


ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ name.__class__ }}",
    "{{ name | attr('__class__') }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ '{0.__class__}'.format(name) }}",
    "{{ range(10 ** 9) | length }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
]


@pytest.mark.parametrize("body", ESCAPES)
def test_a_template_gets_out_of_its_sandbox_by_no_way(body: str) -> None:
    with pytest.raises(TemplateFailed) as caught:
        text_of(body, name="Asha")
    assert caught.value.template == "t"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{{ name + 1 }}", "TypeError"),
        ("{{ 1 / 0 }}", "ZeroDivisionError"),
        ("{{ name | money }}", "ValueError"),
        ("{{ nothing | money }}", "ValueError"),
        ("{{ name | nosuch }}", "TemplateAssertionError"),
        ("{{ name }", "TemplateSyntaxError"),
    ],
)
def test_a_template_that_cannot_work_has_failed_for_a_reason_that_quotes_nobody(
    body: str, reason: str
) -> None:
    with pytest.raises(TemplateFailed) as caught:
        text_of(body, name="Asha", nothing=None)
    assert (caught.value.template, caught.value.reason) == ("t", reason)
    assert "Asha" not in str(caught.value)


def test_a_message_that_outlives_its_template_has_failed() -> None:
    with pytest.raises(TemplateFailed, match=r"^the template gone cannot be rendered: the organisation"):
        render(an_org(), "gone", locale="en", variables={})


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en-IN", "en ₹1,23,456.00"),
        ("en-US", "en ₹123,456.00"),
        ("hi-IN", "hi ₹1,23,456.00"),
        ("id-ID", "id Rs123.456,00"),
        ("id", "id Rs123.456,00"),
        ("de-DE", "en ₹123,456.00"),  # in English, so as English writes it
    ],
)
def test_money_is_written_as_the_reader_does_where_the_text_is_in_their_language(
    locale: str, text: str
) -> None:
    bodies = {language: f"{language} {{{{ 12345600 | money }}}}" for language in ("en", "hi", "id")}
    assert render(with_body(**bodies), "t", locale=locale, variables={}) == text


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en-IN", "en 31 December 2026, 2026-13-01"),
        ("en-US", "en December 31, 2026, 2026-13-01"),
        ("id-ID", "id 31 Desember 2026, 2026-13-01"),
        ("hi", "hi 31 दिसंबर 2026, 2026-13-01"),
        ("de-DE", "en December 31, 2026, 2026-13-01"),  # in English, so as English writes it
    ],
)
def test_a_day_is_written_as_the_reader_does_and_what_is_none_stays(locale: str, text: str) -> None:
    day = "{{ '2026-12-31' | date }}, {{ '2026-13-01' | date }}"
    bodies = {language: f"{language} {day}" for language in ("en", "hi", "id")}
    assert render(with_body(**bodies), "t", locale=locale, variables={}) == text


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "0 items, 1 item, 2 items"),
        ("id", "0 barang, 1 barang, 2 barang"),
        ("hi", "0 one, 1 one, 2 other"),
    ],
)
def test_a_word_has_the_form_that_goes_with_its_number(locale: str, text: str) -> None:
    forms = {
        "en": "one='item', other='items'",
        "id": "one='never', other='barang'",
        "hi": "one='one', other='other'",
    }
    bodies = {
        language: ", ".join(f"{n} {{{{ {n} | plural({each}) }}}}" for n in range(3))
        for language, each in forms.items()
    }
    assert render(with_body(**bodies), "t", locale=locale, variables={}) == text


def test_a_number_without_its_form_has_the_other_one() -> None:
    bodies = {"ar": "{{ 3 | plural(other='other') }}"}
    assert render(with_body(**bodies), "t", locale="ar", variables={}) == "other"


def content(
    template: dict[str, Any], channel: str, *, unsubscribe_url: str | None = None, **changes: Any
) -> Content:
    """The content of a message on a channel, of a template that is given as its settings."""
    org = an_org(templates={"t": template})
    fields = {"template": "t", "variables": {"name": "Asha", "business": "Kopi"}} | changes
    message = a_message(channel=channel, **fields)
    customer = a_customer(windows=changes.get("windows", {}))
    return content_for(org, message, customer, now=NOON, unsubscribe_url=unsubscribe_url)


EVERYTHING: dict[str, Any] = {
    "purpose": "marketing",
    "bodies": {"en": "{{ name }} & {{ drink }}", "hi": "{{ name }} हिन्दी"},
    "variables": {"drink": {"default": "chai"}, "order": {"default": 7}},
    "push": {
        "title": {"en": "For {{ name }}\n now", "bn": "আপনার জন্য"},
        "link": "kopi://orders/{{ order }}",
        "data": {"order": "{{ order }}"},
    },
    "email": {
        "subject": {"en": "{{ name }}\r\nBcc: x"},
        "html": {"en": "<b>{{ name }}</b> {{ unsubscribe_url }}"},
        "preheader": {"hi": "{{ drink }}"},
    },
    "whatsapp": {
        "name": "hello_1",
        "languages": {"en": "en_US", "hi": "hi"},
        "parameters": ["{{ drink }}", "{{ name }}"],
        "header": "{{ business }}",
        "buttons": {1: "{{ order }}", 0: "x{{ order }}"},
    },
    "media": {"kind": "image", "url": "https://example.com/{{ order }}.png", "filename": "{{ drink }}.png"},
}
IMAGE = Media("image", "https://example.com/7.png", "chai.png")


def test_a_push_has_a_title_a_link_and_data() -> None:
    assert content(EVERYTHING, "push") == Content(
        "Asha & chai", title="For Asha now", link="kopi://orders/7", data={"order": "7"}, media=IMAGE
    )


@pytest.mark.item("S002-39")
def test_an_email_has_its_subject_on_one_line_and_its_html_escaped() -> None:
    variables = {"name": "<i>A&B</i>", "business": "Kopi"}
    assert content(
        EVERYTHING, "email", variables=variables, unsubscribe_url="https://e.com/?a=1&b=2"
    ) == Content(
        "<i>A&B</i> & chai",
        title="<i>A&B</i> Bcc: x",
        html="<b>&lt;i&gt;A&amp;B&lt;/i&gt;</b> https://e.com/?a=1&amp;b=2",
        preheader="chai",
        unsubscribe_url="https://e.com/?a=1&b=2",
    )


def test_html_says_nothing_where_there_is_no_page_to_unsubscribe_at() -> None:
    assert content(EVERYTHING, "email").html == "<b>Asha</b>"


def test_whatsapp_gets_its_approved_template_with_the_values_in_their_places() -> None:
    found = content(EVERYTHING, "whatsapp", variables={"name": " Asha \n  B\t", "business": "Kopi"})
    assert found.template == TemplateCall(
        "hello_1", "en_US", parameters=("chai", "Asha B"), header="Kopi", buttons={0: "x7", 1: "7"}
    )
    assert list(found.template.buttons) == [0, 1]
    assert found.media == IMAGE


@pytest.mark.parametrize(
    ("locale", "code"), [("hi-IN", "hi"), ("en-GB", "en_US"), ("bn-BD", "en_US"), ("hi", "hi")]
)
def test_whatsapp_s_template_is_called_in_the_nearest_approved_language(locale: str, code: str) -> None:
    call = content(EVERYTHING, "whatsapp", locale=locale).template
    assert call is not None
    assert call.language == code


def test_whatsapp_gets_free_text_while_its_window_is_open() -> None:
    open_window = {"whatsapp": NOON + timedelta(minutes=1)}
    found = content(EVERYTHING, "whatsapp", windows=open_window)
    assert found == Content("Asha & chai", media=IMAGE)


def test_whatsapp_refuses_a_text_that_no_approved_template_stands_for() -> None:
    with pytest.raises(TemplateFailed, match="it names none"):
        content({"purpose": "marketing", "bodies": {"en": "x"}}, "whatsapp")


def test_sms_gets_its_text_alone() -> None:
    assert content(EVERYTHING, "sms", unsubscribe_url="https://e.com/u") == Content(
        "Asha & chai", unsubscribe_url="https://e.com/u"
    )


@pytest.mark.parametrize(("channel", "title"), [("push", "Kopi"), ("email", "Kopi"), ("sms", None)])
def test_a_template_without_a_title_goes_out_under_the_business_s_name(
    channel: str, title: str | None
) -> None:
    assert content({"purpose": "marketing", "bodies": {"en": "x"}}, channel).title == title


def test_each_part_falls_back_on_languages_of_its_own() -> None:
    found = content(EVERYTHING, "push", locale="bn-BD")
    assert (found.text, found.title) == ("Asha & chai", "আপনার জন্য")
    found = content(EVERYTHING, "email", locale="hi-IN")
    assert (found.text, found.title, found.preheader) == ("Asha हिन्दी", "Asha Bcc: x", "chai")


@pytest.mark.parametrize(
    ("variable", "given", "text"),
    [
        ({"default": "chai"}, {}, "chai"),
        ({"default": "chai"}, {"drink": None}, "chai"),
        ({"default": "chai"}, {"drink": "latte"}, "latte"),
        ({"default": 0}, {}, "0"),
        ({"is_required": False}, {}, "none"),
        ({"is_required": False}, {"drink": "latte"}, "latte"),
        ({"sample": "latte"}, {}, MissingVariable),
        ({}, {}, MissingVariable),
    ],
)
def test_a_declared_variable_has_its_default_where_none_came_with_the_message(
    variable: dict[str, Any], given: dict[str, Any], text: Any
) -> None:
    template = {
        "purpose": "marketing",
        "bodies": {"en": "{% if drink is none %}none{% else %}{{ drink }}{% endif %}"},
        "variables": {"drink": variable},
    }
    if text is MissingVariable:
        with pytest.raises(MissingVariable) as caught:
            content(template, "sms", variables=given)
        assert caught.value.variable == "drink"
    else:
        assert content(template, "sms", variables=given).text == text


@pytest.mark.parametrize(
    ("channel", "changes", "reason"),
    [
        ("sms", {"bodies": {"en": "{{ name * 154 }}"}}, None),
        ("sms", {"bodies": {"en": "{{ name * 383 }}"}}, "text takes 11 SMS; at most 10 are sent"),
        ("email", {"bodies": {"en": "{{ name * 383 }}"}}, None),
        ("sms", {"bodies": {"en": "{% if name == 'x' %}x{% endif %}"}}, "text is empty"),
        (
            "push",
            {"push": {"link": "{{ name }}"}},
            "link is not absolute, like https://example.com/x or app://x",
        ),
        (
            "whatsapp",
            {"whatsapp": {"name": "t", "languages": {"en": "en"}, "parameters": ["x", "{{ nick }}"]}},
            "parameters.1 is empty",
        ),
    ],
)
def test_what_a_channel_does_not_take_fails_whole_and_is_not_cut(
    channel: str, changes: dict[str, Any], reason: str | None
) -> None:
    template = {"purpose": "marketing", "bodies": {"en": "x"}} | changes
    variables = {"name": "Asha", "business": "Kopi", "nick": None}
    if reason is None:
        content(template, channel, variables=variables)
        return
    with pytest.raises(TemplateFailed) as caught:
        content(template, channel, variables=variables)
    assert caught.value.reason == reason
