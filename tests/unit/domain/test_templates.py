"""A message's text: the nearest language, what is missing by name, nothing but text from a template."""

from typing import Any

import pytest

from functions.domain.errors import Malformed, MissingVariable, TemplateFailed
from functions.domain.orgs import Org
from functions.domain.template_settings import TemplateSettings
from functions.domain.templates import MOST_CHARACTERS, check_templates, nearest_language, render
from tests.builders import an_org

Variables = dict[str, str | int | None]


def with_body(*bodies: str, **by_language: str) -> Org:
    """An organisation with one template, `t`."""
    org = an_org()
    texts = {"en": bodies[0]} if bodies else by_language
    template = TemplateSettings(purpose="marketing", bodies=texts)
    return org.model_copy(update={"settings": org.settings.model_copy(update={"templates": {"t": template}})})


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
    for template, settings in org.settings.templates.items():
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


def test_a_text_is_cut_where_no_channel_takes_more() -> None:
    assert text_of("{{ 'x' * 5000 }}") == "x" * MOST_CHARACTERS


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


@pytest.mark.parametrize("body", ["{{ name }", "{% if name %}", "{% nosuch %}", "{{ }}", "{{ name | }}"])
def test_a_syntax_error_is_found_with_its_place_before_anything_is_sent(body: str) -> None:
    with pytest.raises(Malformed) as caught:
        check_templates(with_body(body).settings)
    assert [fault.path for fault in caught.value.faults] == ["templates.t.bodies.en"]


@pytest.mark.parametrize(
    "body", ["{{ name | nosuch }}", "{{ name is nosuch }}", "{% if name %}{{ name | nosuch }}{% endif %}"]
)
def test_an_unknown_filter_or_test_is_found_before_anything_is_sent(body: str) -> None:
    with pytest.raises(Malformed, match=r"templates\.t\.bodies\.en: there is no (filter|test) nosuch"):
        check_templates(with_body(body).settings)


def test_a_template_that_parses_passes() -> None:
    check_templates(with_body("{{ name }} {{ spent | money }}").settings)
