"""What each channel carries, counted as its provider counts: SMS in segments, a push in bytes, WhatsApp in characters.

SMS: 3GPP TS 23.038 (alphabet) and 23.040 (parts). Push: FCM's 4096 bytes. WhatsApp: Meta's texts and templates.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from functions.domain.providers.content import Content, TemplateCall
from functions.domain.settings.types import Channel

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
MOST_SMS_SEGMENTS = 10
PUSH_BYTES = 4096
PUSH_TAG = "0" * 32  # what functions/providers/fcm/sending.py marks each message with
WHATSAPP_TEXT, WHATSAPP_CAPTION, WHATSAPP_BODY, WHATSAPP_HEADER, WHATSAPP_BUTTON = 4096, 1024, 1024, 60, 2000
MOST_SPACES = 4
EMAIL_SUBJECT, EMAIL_BYTES = 200, 102_400  # Gmail cuts a mail off after 102 KB
LINK_KEY = "link"
_RESERVED_KEY = re.compile(r"from|message_type|google.*|gcm.*", re.DOTALL)
_ABSOLUTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://[^\s/]\S*")
_WEB = re.compile(r"https?://[^\s/]+\S*")
_SPACES = re.compile("[\n\r\t]|" + " " * (MOST_SPACES + 1))

Part = Literal[
    "text", "title", "html", "preheader", "data", "link", "media", "parameters", "header", "buttons"
]


@dataclass(frozen=True)
class SmsSize:
    """`units` are septets (GSM-7) or UTF-16 units (UCS-2); `segments` is what the provider charges for."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    segments: int


@dataclass(frozen=True)
class Fault:
    """A part of a content that its channel does not take; `key` where the part has several."""

    part: Part
    reason: str
    key: str | None = None


def sms_size(text: str) -> SmsSize:
    """How an SMS is encoded and cut. One part holds 160 septets or 70 units, each of several 153 or 67; neither an
    escaped character nor a surrogate pair is cut in two.
    """
    if all(character in GSM or character in GSM_EXTENSION for character in text):
        widths = [2 if character in GSM_EXTENSION else 1 for character in text]
        return SmsSize("GSM-7", sum(widths), _segments(widths, alone=160, together=153))
    widths = [2 if ord(character) > 0xFFFF else 1 for character in text]
    return SmsSize("UCS-2", sum(widths), _segments(widths, alone=70, together=67))


def push_bytes(content: Content) -> int:
    """The size of what FCM counts: the notification and its data as JSON in UTF-8."""
    notification = {"title": content.title, "body": content.text, "tag": PUSH_TAG}
    if content.media is not None:
        notification["image"] = content.media.url
    payload = {"notification": notification, "data": push_data(content)}
    return len(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode())


def push_data(content: Content) -> dict[str, str]:
    """What the app is given: the template's data, and the link under its own key."""
    return {**content.data, **({LINK_KEY: content.link} if content.link else {})}


def faults_in(
    content: Content, channel: Channel, *, most_segments: int = MOST_SMS_SEGMENTS
) -> Iterator[Fault]:
    """What the channel does not take of a content, part by part; nothing where it takes all."""
    if not content.text:
        yield Fault("text", "is empty")
    if channel == "sms" and (count := sms_size(content.text).segments) > most_segments:
        yield Fault("text", f"takes {count} SMS; at most {most_segments} are sent")
    if channel == "push":
        yield from _push_faults(content)
    if channel == "whatsapp":
        yield from _whatsapp_faults(content)
    if channel == "email":
        yield from _email_faults(content)
    if content.media is not None and not _WEB.fullmatch(content.media.url):
        yield Fault("media", "is not an address like https://example.com/image.png")


def parameter_fault(text: str) -> str | None:
    """Why WhatsApp refuses a text in a template's place (its error 132018), or None."""
    if not text.strip():
        return "is empty"
    if _SPACES.search(text):
        return f"has a line break, a tab or more than {MOST_SPACES} spaces in a row"
    return None


def is_absolute(link: str) -> bool:
    """Whether a link leads somewhere by itself: a scheme and a place, as https://… or an app's own."""
    return bool(_ABSOLUTE.fullmatch(link))


def _segments(widths: Iterable[int], *, alone: int, together: int) -> int:
    widths = list(widths)
    if sum(widths) <= alone:
        return 1
    segments, room = 1, together
    for width in widths:
        if width > room:
            segments, room = segments + 1, together
        room -= width
    return segments


def _push_faults(content: Content) -> Iterator[Fault]:
    for key in content.data:
        if _RESERVED_KEY.fullmatch(key) or (key == LINK_KEY and content.link):
            yield Fault("data", "is a name that FCM, or the link, keeps for itself", key)
    if content.link is not None and not is_absolute(content.link):
        yield Fault("link", "is not absolute, like https://example.com/x or app://x")
    if (size := push_bytes(content)) > PUSH_BYTES:
        yield Fault("text", f"makes a push of {size} bytes with its title and data; FCM takes {PUSH_BYTES}")


def _whatsapp_faults(content: Content) -> Iterator[Fault]:
    if content.template is not None:
        yield from _call_faults(content.template)
        return
    most = WHATSAPP_CAPTION if content.media is not None else WHATSAPP_TEXT
    yield from _longer("text", content.text, most)


def _call_faults(call: TemplateCall) -> Iterator[Fault]:
    for index, text in enumerate(call.parameters):
        if reason := parameter_fault(text):
            yield Fault("parameters", reason, str(index))
    if sum(map(len, call.parameters)) > WHATSAPP_BODY:
        yield Fault("parameters", f"are longer together than the {WHATSAPP_BODY} characters of a body", None)
    if call.header is not None:
        if reason := parameter_fault(call.header):
            yield Fault("header", reason)
        yield from _longer("header", call.header, WHATSAPP_HEADER)
    yield from _button_faults(call.buttons)


def _button_faults(buttons: Mapping[int, str]) -> Iterator[Fault]:
    for index, text in buttons.items():
        if reason := parameter_fault(text):
            yield Fault("buttons", reason, str(index))
        yield from _longer("buttons", text, WHATSAPP_BUTTON, key=str(index))


def _email_faults(content: Content) -> Iterator[Fault]:
    if not content.title:
        yield Fault("title", "is empty")
    yield from _longer("title", content.title or "", EMAIL_SUBJECT)
    for part, text in (("html", content.html), ("text", content.text)):
        if text is not None and len(text.encode()) > EMAIL_BYTES:
            yield Fault("html" if part == "html" else "text", f"is longer than {EMAIL_BYTES} bytes")


def _longer(part: Part, text: str, most: int, *, key: str | None = None) -> Iterator[Fault]:
    if len(text) > most:
        yield Fault(part, f"has {len(text)} characters; at most {most} are taken", key)
