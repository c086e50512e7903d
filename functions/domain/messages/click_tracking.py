"""Links that record when they are followed, where the business asks for it (`messages.tracks_links`).

A tracked link carries the message's id and its target, signed: it redirects without reading a document, years later
too, and a link that leads elsewhere cannot be made without the key. The price is length: a target of 42 characters
becomes some 190. In an SMS that is a segment more for a Latin text (153 characters each), two or three for any other
(67 each). A list of targets on the message would be shorter, at the price of a write before each send, since a link
may be followed before the send is recorded, and of links that die with their message.
"""

import html
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.orgs.signed_tokens import read_token, sign_token
from functions.domain.providers.channel_limits import faults_in
from functions.domain.providers.content import Content

RULE = "messages.tracks_links"
MOST_TARGET_CHARACTERS = 2000
_LINK = re.compile(r"https?://[^\s\x00-\x1f\x7f<>\"]+", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)""")
_HOST_ENDS = re.compile(r"[/?#\\]")
# Variables with what a customer or a lead has typed: a deal of a lead is called by their name.
_TYPED = ("name", "customer", "first_item", "title")
_SENTENCE_SIGNS = ".,;:!?…'*_~»”’।،؛؟。"
_BRACKETS = {")": "(", "]": "[", "}": "{"}

Track = Callable[[str], str]


@dataclass(frozen=True)
class Link:
    message_id: str
    target: str


def tracked(org: Org, message: Message, content: Content) -> Content:
    """The content with every http(s) link tracked, where the business asks for it and has a public address.

    Left alone: a push, whose text has no links and whose link opens the app; our own pages; all links to the hosts
    that a customer's own name or cart says, since a caller must not get a link to any page signed by us; what would be
    too long for a browser; all links of a content that its channel would no longer take; and what is to staff, whose
    clicks are no customer's.
    """
    settings = org.settings.messages
    if not settings.tracks_links or settings.public_url is None:
        return content
    if message.channel == "push" or message.is_to_staff:
        return content
    own, typed = f"{settings.public_url}/{org.id}/", _hosts_typed(message)

    def track(target: str) -> str:
        is_typed = bool(typed) and _host_of(target).startswith(typed)
        is_left_alone = target.startswith(own) or is_typed or len(target) > MOST_TARGET_CHARACTERS
        return target if is_left_alone else f"{own}l/{_token(org, Link(message.id, target))}"

    assert message.channel is not None, "what is rendered has a channel"
    with_links = _with_links(content, track)
    was_refused, is_refused = (
        any(faults_in(each, message.channel, most_segments=settings.most_sms_segments))
        for each in (content, with_links)
    )
    return content if is_refused and not was_refused else with_links


def _with_links(content: Content, track: Track) -> Content:
    template = content.template
    if template is not None:
        template = replace(template, parameters=tuple(_in_text(text, track) for text in template.parameters))
    html = _in_html(content.html, track) if content.html else content.html
    return replace(content, text=_in_text(content.text, track), html=html, template=template)


def link_of(org: Org, token: str) -> Link | None:
    """The link that a token was made for; None where we did not make it."""
    text = read_token(org, "link", token)
    if text is None:
        return None
    message_id, _, target = text.partition("\n")
    return Link(message_id, target)


def _token(org: Org, link: Link) -> str:
    return sign_token(org, "link", f"{link.message_id}\n{link.target}")


def _hosts_typed(message: Message) -> tuple[str, ...]:
    """The hosts of the links in what people type of themselves. Of a link the host alone: a template may write a text
    in capitals, or cut it.
    """
    texts = (str(message.variables.get(name) or "") for name in _TYPED)
    hosts = (_host_of(_trimmed(link)) for text in texts for link in _LINK.findall(text))
    return tuple(filter(None, hosts))


def _host_of(link: str) -> str:
    return _HOST_ENDS.split(link.partition("://")[2], maxsplit=1)[0].casefold()


def _in_text(text: str, track: Track) -> str:
    def replaced(found: re.Match[str]) -> str:
        target = _trimmed(found[0])
        return track(target) + found[0][len(target) :]

    return _LINK.sub(replaced, text)


def _trimmed(link: str) -> str:
    """The link without what ends a sentence or closes a bracket that it did not open."""
    while link:
        last = link[-1]
        closes = last in _BRACKETS and link.count(last) > link.count(_BRACKETS[last])
        if last not in _SENTENCE_SIGNS and not closes:
            break
        link = link[:-1]
    return link


def _in_html(source: str, track: Track) -> str:
    """Only what a reader follows: `href` of `a` and `area`. Images, styles and visible text stay."""
    finder = _Anchors(source)
    parts, end = [], 0
    for start, tag in finder.found:
        parts += [source[end:start], _ATTRIBUTE.sub(lambda found: _in_attribute(found, track), tag)]
        end = start + len(tag)
    return "".join((*parts, source[end:]))


def _in_attribute(found: re.Match[str], track: Track) -> str:
    name, equals, value = found.groups()
    target = html.unescape(value.strip("\"'")).strip()
    if name.lower() != "href" or not _LINK.fullmatch(target):
        return found[0]
    leads_to = track(target)
    return found[0] if leads_to == target else f'{name}{equals}"{html.escape(leads_to)}"'


class _Anchors(HTMLParser):
    """The start tags of links, with their places in the source."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", source))]
        with suppress(AssertionError):  # not a valid declaration: what stands behind it is left alone
            self.feed(source)
            self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text = self.get_starttag_text()
        if tag in ("a", "area") and text is not None:
            line, column = self.getpos()
            self.found.append((self._line_starts[line - 1] + column, text))
