"""What an email has beside its text, for every provider: subject, hidden preview, how to unsubscribe, and the ids by
which providers' reports find their message again.
"""

import base64
import hashlib
import html
import re
import textwrap
from email.headerregistry import Address
from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator

from functions.domain.providers.content import Content, Outgoing

SUBJECT_FROM_TEXT = 60
MOST_SUBJECT = 200
MOST_TAG = 256
TAG, MAIL_ID = "regulars_message", "regulars_mail"

_MAILBOX = re.compile(r"\s*(?P<name>[^<>]*?)\s*<(?P<address>[^<>]+)>\s*|(?P<bare>[^<>]+)")
_BODY = re.compile(r"<body[^>]*>", re.IGNORECASE)
_PREVIEW = '<div style="display:none;max-height:0;overflow:hidden">{}</div>'


def parse_address(text: str) -> Address:
    """`hello@kopi.example`, its host in ASCII. ValueError if it is not one address."""
    try:
        checked = validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        raise ValueError("is not an address like hello@kopi.example") from None
    return Address(username=checked.ascii_local_part or checked.local_part, domain=checked.ascii_domain or "")


def parse_mailbox(text: str) -> Address:
    """`Kopi <hello@kopi.example>` or `hello@kopi.example`. ValueError if it is neither."""
    match = _MAILBOX.fullmatch(text)
    if match is None:
        raise ValueError("is not an address like Kopi <hello@kopi.example>")
    return _named(one_line(match["name"] or "").strip('"'), parse_address(match["address"] or match["bare"]))


def _named(name: str, address: Address) -> Address:
    return Address(name, username=address.username, domain=address.domain)


def _mailbox(text: str) -> str:
    parse_mailbox(text)
    return text


Mailbox = Annotated[str, AfterValidator(_mailbox)]


def sender_of(mailbox: str, outgoing: Outgoing) -> Address:
    """The settings' mailbox, with the business's name if it has no other."""
    sender = parse_mailbox(mailbox)
    return _named(sender.display_name or one_line(outgoing.business), sender)


def one_line(text: str) -> str:
    """Text for a header, in which line breaks and signs that do not print are spaces."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def subject_of(content: Content) -> str:
    """The title, or else the text's first words."""
    if content.title and one_line(content.title):
        return textwrap.shorten(one_line(content.title), MOST_SUBJECT, placeholder="…")
    return textwrap.shorten(one_line(content.text), SUBJECT_FROM_TEXT, placeholder="…")


def html_of(content: Content) -> str | None:
    """The HTML with the preheader in front: inboxes show it, the opened email does not."""
    if content.html is None or not content.preheader:
        return content.html
    preview = _PREVIEW.format(html.escape(one_line(content.preheader)))
    body = _BODY.search(content.html)
    start = body.end() if body else 0
    return content.html[:start] + preview + content.html[start:]


def unsubscribe_headers(outgoing: Outgoing) -> dict[str, str]:
    """The headers by which one click ends marketing (RFC 8058), if it has an address for that."""
    url = outgoing.content.unsubscribe_url
    if outgoing.purpose != "marketing" or url is None:
        return {}
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def email_key(outgoing: Outgoing) -> str:
    """A key that is the same for every try of a message, and differs for every other message."""
    return hashlib.sha256(f"{outgoing.org_id}\n{outgoing.message_id}".encode()).hexdigest()[:40]


def message_tag(message_id: str) -> str | None:
    """Our id in the signs that providers take in a tag; None if it is too long for one."""
    tag = base64.urlsafe_b64encode(message_id.encode()).decode().rstrip("=")
    return tag if len(tag) <= MOST_TAG else None


def tagged_message(tag: object) -> str | None:
    """The id in a tag; None if `message_tag` cannot have made it."""
    if not isinstance(tag, str):
        return None
    try:
        return base64.urlsafe_b64decode(tag + "=" * (-len(tag) % 4)).decode() or None
    except ValueError:
        return None
