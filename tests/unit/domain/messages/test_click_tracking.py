"""Links are tracked where the business asks: which ones, where they lead, what a click leaves."""

import re
from typing import Any

import pytest

from functions.domain.messages.click_tracking import (
    MOST_TARGET_CHARACTERS,
    link_of,
    tracked,
)
from functions.domain.orgs.org import Org
from functions.domain.preferences.choices import preferences_url
from functions.domain.providers.content import Content, TemplateCall
from functions.domain.settings.types import Channel
from tests.builders import a_message, an_org

OWN = "https://crm.example.com/hooks/kopi/"
TRACKED = re.compile(re.escape(OWN) + r"l/([\w-]+)")


def a_tracking_org(**messages: Any) -> Org:
    return an_org(messages={"public_url": "https://crm.example.com/hooks", "tracks_links": True, **messages})


def shown(text: str | None) -> str:
    """A text with every tracked link as <target>."""
    assert text is not None

    def target(found: re.Match[str]) -> str:
        link = link_of(a_tracking_org(), found[1])
        assert link is not None
        assert link.message_id == "m"
        return f"<{link.target}>"

    return TRACKED.sub(target, text)


def track(text: str = "", html: str | None = None, channel: Channel = "sms", **variables: Any) -> Content:
    message = a_message(channel=channel, variables={"name": None, **variables})
    return tracked(a_tracking_org(), message, Content(text, html=html))


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("no link", "no link"),
        ("https://a.example/x", "<https://a.example/x>"),
        ("HTTP://A.example", "<HTTP://A.example>"),
        ("See https://a.example/x?y=1&z=2#top, please.", "See <https://a.example/x?y=1&z=2#top>, please."),
        ("(https://a.example)", "(<https://a.example>)"),
        ("https://a.example/wiki/Kopi_(drink)", "<https://a.example/wiki/Kopi_(drink)>"),
        ("Really https://a.example?!", "Really <https://a.example>?!"),
        ("यहाँ https://a.example/x।", "यहाँ <https://a.example/x>।"),
        ("https://a.example/কফি now", "<https://a.example/কফি> now"),
        ("https://a.example\nhttps://b.example", "<https://a.example>\n<https://b.example>"),
        ("mailto:a@a.example ftp://a.example app://x", "mailto:a@a.example ftp://a.example app://x"),
        ("https:// and http://", "https:// and http://"),
        ("javascript:https://a.example", "javascript:<https://a.example>"),
        (f"{OWN}preferences/abc", f"{OWN}preferences/abc"),
        ("https://crm.example.com/menu", "<https://crm.example.com/menu>"),
        ("https://crm.example.com/hooks/other/x", "<https://crm.example.com/hooks/other/x>"),
    ],
)
def test_a_text_s_links_are_tracked_and_nothing_else_changes(text: str, becomes: str) -> None:
    assert shown(track(text).text) == becomes


@pytest.mark.parametrize(
    ("html", "becomes"),
    [
        ('<a href="https://a.example/x">x</a>', '<a href="<https://a.example/x>">x</a>'),
        ("<A HREF='https://a.example'>x</A>", '<A HREF="<https://a.example>">x</A>'),
        ("<a class=b href=https://a.example>x</a>", '<a class=b href="<https://a.example>">x</a>'),
        (
            '<a href="https://a.example/?b=1&amp;c=2" title="d > e">x</a>\n<a href="https://b.example">y</a>',
            '<a href="<https://a.example/?b=1&c=2>" title="d > e">x</a>\n<a href="<https://b.example>">y</a>',
        ),
        ('<a title="href=https://a.example" href="#">x</a>', '<a title="href=https://a.example" href="#">x</a>'),
        ('<a href="mailto:a@a.example">x</a>', '<a href="mailto:a@a.example">x</a>'),
        ('<a href="javascript:alert(1)">x</a>', '<a href="javascript:alert(1)">x</a>'),
        ('<img src="https://a.example/i.png">', '<img src="https://a.example/i.png">'),
        ('<link href="https://a.example/s.css">', '<link href="https://a.example/s.css">'),
        ("<p>https://a.example</p>", "<p>https://a.example</p>"),
        ('<!-- <a href="https://a.example">x</a> -->', '<!-- <a href="https://a.example">x</a> -->'),
        (f"<a href='{OWN}preferences/abc'>x</a>", f"<a href='{OWN}preferences/abc'>x</a>"),
        ('<area href="https://a.example">', '<area href="<https://a.example>">'),
        ('<a href="https://a.example">x</a><a href="http', '<a href="<https://a.example>">x</a><a href="http'),
    ],
)  # fmt: skip
def test_a_mail_s_links_are_tracked_and_its_images_and_visible_text_are_not(html: str, becomes: str) -> None:
    assert shown(track(html=html, channel="email").html) == becomes


@pytest.mark.parametrize(
    "html", ["<![bogus]><a href='https://a.example'>x</a>", "<a", "<", "&#", "<![CDATA[", ""]
)
def test_html_that_is_none_goes_through(html: str) -> None:
    assert shown(track(html=html).html).replace("<https://a.example>", "") in (
        html,
        html.replace("'https://a.example'", '""'),
    )


@pytest.mark.parametrize(
    ("messages", "channel"),
    [({"tracks_links": False}, "email"), ({"public_url": None}, "email"), ({}, "push")],
)
def test_nothing_is_tracked_unless_the_business_asks_nor_in_a_push(
    messages: dict[str, Any], channel: Channel
) -> None:
    content = Content("https://a.example", html='<a href="https://a.example">x</a>', link="https://a.example")
    assert tracked(a_tracking_org(**messages), a_message(channel=channel), content) == content


def test_what_staff_are_told_is_not_tracked() -> None:
    content = Content("https://a.example", html='<a href="https://a.example">x</a>')
    notice = a_message(channel="email", purpose="internal", member_uid="rep")
    assert tracked(a_tracking_org(), notice, content) == content


def test_the_way_out_is_not_tracked() -> None:
    url = preferences_url(a_tracking_org(), "somebody", "email")
    assert url is not None
    content = track(f"Stop: {url}", f'<a href="{url}">Stop</a>', "email")
    assert (content.text, content.html) == (f"Stop: {url}", f'<a href="{url}">Stop</a>')


def test_the_values_of_an_approved_template_are_tracked_and_its_buttons_are_not() -> None:
    call = TemplateCall("t", "en", ("Asha", "https://a.example"), buttons={0: "https://b.example"})
    content = tracked(a_tracking_org(), a_message(channel="whatsapp"), Content("x", template=call))
    assert content.template is not None
    assert [shown(text) for text in content.template.parameters] == ["Asha", "<https://a.example>"]
    assert content.template.buttons == {0: "https://b.example"}


@pytest.mark.parametrize("name", ["https://evil.example", "Asha https://evil.example/x, really"])
def test_a_customer_cannot_have_us_sign_a_way_to_where_they_like(name: str) -> None:
    content = track(f"{name}, look: https://a.example", name=name)
    assert shown(content.text) == f"{name}, look: <https://a.example>"


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("HTTPS://EVIL.EXAMPLE/X", {"name": "https://evil.example/x"}),
        ("https://evil.example/wh...", {"name": "https://evil.example/whatever"}),
        ("https://evil.example?y", {"customer": "A name of many letters before https://evil.example?y"}),
        ("https://evil.example", {"first_item": "https://evil.example"}),
        ("https://evil.example/x", {"title": "https://evil.example/x"}),
        ("https://evil.example.org", {"name": "https://evil.example", "customer": None}),
    ],
)
def test_nor_by_what_they_type_elsewhere_however_a_template_writes_it(
    text: str, typed: dict[str, Any]
) -> None:
    content = track(f"{text} https://a.example", html=f'<a href="{text}">x</a>', **typed)
    assert shown(content.text) == f"{text} <https://a.example>"
    assert content.html == f'<a href="{text}">x</a>'


@pytest.mark.parametrize("more", [0, 1])
def test_a_link_that_is_too_long_for_a_browser_is_left_alone(more: int) -> None:
    target = "https://a.example/".ljust(MOST_TARGET_CHARACTERS + more, "x")
    assert shown(track(target).text) == (target if more else f"<{target}>")


def test_a_link_costs_what_the_docstring_says() -> None:
    target = "https://kopi.example/menu?offer=winback-30"
    message = a_message(id=f"winback:30:2025-01-25:{'0' * 32}", channel="sms")
    link = tracked(a_tracking_org(), message, Content(target)).text
    assert (len(OWN), len(target), len(link)) == (35, 42, 188)


def test_a_token_of_a_preferences_page_leads_nowhere() -> None:
    org = a_tracking_org()
    url = preferences_url(org, "somebody", "email")
    assert url is not None
    assert link_of(org, url.rsplit("/", 1)[-1]) is None


def test_links_stay_as_they_are_where_tracking_them_would_make_a_text_too_long() -> None:
    org = an_org(
        messages={
            "public_url": "https://crm.example.com/hooks",
            "tracks_links": True,
            "most_sms_segments": 1,
        }
    )
    message, content = a_message(channel="sms"), Content("Come: https://example.com/menu/" + "x" * 100)
    assert tracked(org, message, content) == content
