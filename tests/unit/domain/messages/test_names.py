"""A message never fails for a name, whatever somebody has written for theirs."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.messages.content import content_for
from functions.domain.providers.channel_limits import EMAIL_SUBJECT
from functions.domain.providers.content import Content
from functions.domain.templates.names import LONGEST_NAME, cut, names_to_try
from tests.builders import NOON, a_customer, a_message, an_org

TEMPLATE = {
    "purpose": "marketing",
    "bodies": {
        "en": "{% if name %}{{ name }}, we{% else %}We{% endif %} have missed you. {{ days }} {{ percent }}"
    },
    "email": {
        "subject": {"en": "{% if name %}{{ name }}: {% endif %}come again"},
        "html": {"en": "<p>{{ name or 'Guest' }}</p>"},
    },
    "push": {"title": {"en": "{% if name %}{{ name }}, hello{% else %}Hello{% endif %}"}},
    "whatsapp": {
        "name": "t",
        "languages": {"en": "en"},
        "header": "Hello {{ name or 'again' }}",
        "parameters": ["{{ name or 'guest' }}"],
    },
}
NAMES = [
    "x" * 5000,
    "स्त्री" * 900,
    "👩‍👩‍👧‍👦" * 500,
    "🌸",
    "🌸 Asha 🌸",
    "\u202eevil\u202c",
    "a\x00b\nc\td",
    "{{ 7 * 7 }}",
    "<b>Asha</b>",
    " ",
    "...",
    "\ud83c",
    "e" + "\u0301" * 3000,
    "Wolfeschlegelsteinhausenbergerdorff " * 6,
]


def written(name: Any, channel: str, **changes: Any) -> Content:
    org = an_org(templates={"t": TEMPLATE | changes})
    variables = {"name": name, "business": "Kopi", "days": 30, "percent": 10}
    message = a_message(template="t", channel=channel, to="x", variables=variables)
    open_window = {"whatsapp": NOON - timedelta(days=1)}
    return content_for(org, message, a_customer(name=None, windows=open_window), now=NOON)


@pytest.mark.parametrize("channel", ["push", "whatsapp", "sms", "email"])
@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_no_name_makes_a_message_fail(name: str, channel: str) -> None:
    content = written(name, channel)
    content.text.encode()
    assert len(content.text) < 200
    assert content.title is None or ("\n" not in content.title and len(content.title) <= EMAIL_SUBJECT)


@pytest.mark.parametrize("name", ["🌸", "🎉🎉", "...", " ", "\u200d", None])
def test_who_wrote_emoji_alone_is_greeted_neutrally(name: str | None) -> None:
    assert written(name, "sms").text == "We have missed you. 30 10"
    assert written(name, "email").title == "come again"


def test_a_name_of_200_letters_is_cut_with_an_ellipsis() -> None:
    assert written("n" * 200, "email").title == "n" * 99 + "…: come again"
    assert written("n" * 200, "sms").text.startswith("n" * 99 + "…, we have")


def test_where_a_place_takes_less_the_name_is_shortened_and_at_last_left_out() -> None:
    assert written("n" * 200, "whatsapp").template is not None
    header = written("n" * 200, "whatsapp").template
    assert header is not None
    assert header.header == "Hello " + "n" * 23 + "…"
    narrow = {"whatsapp": {**TEMPLATE["whatsapp"], "header": "{{ 'h' * 50 }}{{ name or '' }}"}}  # type: ignore[dict-item]
    left_out = written("n" * 200, "whatsapp", **narrow).template
    assert left_out is not None
    assert left_out.header == "h" * 50


def test_a_subject_that_is_too_long_for_another_reason_is_cut_too() -> None:
    email = {"email": {"subject": {"en": "{{ 's' * 300 }}"}}}
    assert written("Asha", "email", **email).title == "s" * (EMAIL_SUBJECT - 1) + "…"


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Asha", "Asha"),
        ("  Asha \n Rao ", "Asha Rao"),
        ("🌸 Asha", "🌸 Asha"),
        ("م\u200cریم", "م\u200cریم"),
        ("7", "7"),
        (7, None),
        (None, None),
    ],
)
def test_a_name_stands_as_people_write_it(name: object, first: str | None) -> None:
    assert names_to_try(name)[0] == first


def test_a_character_keeps_its_marks_where_a_name_is_cut() -> None:
    assert cut("a" * 97 + "स्त्री" * 2, LONGEST_NAME) == "a" * 97 + "स्…"
    assert cut("e\u0301" * 60, 10) == "e\u0301" * 4 + "…"
    assert cut("Asha", 4) == "Asha"
