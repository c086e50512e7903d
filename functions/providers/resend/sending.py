"""Email over Resend's API (resend.com/docs/api-reference). Its key of a message makes a second try the same email for
24 hours, which is longer than we try.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from functions.domain.kernel.errors import (
    Misconfigured,
    ProviderAway,
    ProviderRefused,
    ProviderSilent,
    RegularsError,
)
from functions.domain.providers.content import Outgoing
from functions.domain.providers.send_results import Sent
from functions.domain.settings.types import Channel
from functions.providers.email_parts import (
    TAG,
    email_key,
    html_of,
    message_tag,
    parse_address,
    parse_mailbox,
    sender_of,
    subject_of,
    unsubscribe_headers,
)
from functions.providers.http_client import Answer, call
from functions.providers.resend.settings import NAME, ResendSettings
from functions.providers.secrets import reveal

QUOTA_WAIT = timedelta(hours=1)
QUOTA = frozenset({"daily_quota_exceeded", "monthly_quota_exceeded"})
KEY_IN_USE, KEY_USED = "concurrent_idempotent_requests", "invalid_idempotent_request"
# What is wrong with the account, its key or the sender's domain, rather than with the message.
SETTINGS_FAULT = frozenset({"invalid_from_address", "invalid_access", "invalid_region"})


def make(channel: Channel, settings: ResendSettings) -> "Resend":
    return Resend(settings)


@dataclass(frozen=True)
class Resend:
    settings: ResendSettings
    name: str = NAME

    def send(self, outgoing: Outgoing) -> Sent:
        answer = call(
            NAME,
            "POST",
            f"{self.settings.url}/emails",
            headers={
                "Authorization": f"Bearer {reveal(self.settings.api_key, NAME)}",
                "Idempotency-Key": email_key(outgoing),
            },
            json=email_for(self.settings, outgoing),
        )
        if not answer.is_success:
            raise error_for(answer)
        id = answer.content.get("id")
        if not isinstance(id, str) or not id:
            raise ProviderSilent(NAME)
        return Sent(NAME, id, outgoing.content.text)


def email_for(settings: ResendSettings, outgoing: Outgoing) -> dict[str, Any]:
    """The body of the request. Raises ProviderRefused where the address is none."""
    try:
        to = parse_address(outgoing.to)
    except ValueError:
        raise ProviderRefused(NAME, "no_address", advice="suppress") from None
    email: dict[str, Any] = {
        "from": str(sender_of(settings.sender, outgoing)),
        "to": [to.addr_spec],
        "subject": subject_of(outgoing.content),
        "text": outgoing.content.text,
    }
    if html := html_of(outgoing.content):
        email["html"] = html
    if settings.reply_to is not None:
        email["reply_to"] = [str(parse_mailbox(settings.reply_to))]
    if headers := unsubscribe_headers(outgoing):
        email["headers"] = headers
    if tag := message_tag(outgoing.message_id):
        email["tags"] = [{"name": TAG, "value": tag}]
    return email


def error_for(answer: Answer) -> RegularsError:
    """What an answer that is not yes means. Only its code is told: its words may name addresses."""
    kind, status = _kind(answer.content.get("name")), answer.status
    reason = f"{status}_{kind}" if kind else str(status)
    if kind == KEY_USED:
        return ProviderSilent(NAME)  # an earlier try with this key was taken, and said something else
    if kind in QUOTA:
        return ProviderAway(NAME, reason, retry_after=answer.retry_after or QUOTA_WAIT)
    if status == 429 or status >= 500 or kind == KEY_IN_USE:
        return ProviderAway(NAME, reason, retry_after=answer.retry_after)
    if status in (401, 403, 404, 405) or kind in SETTINGS_FAULT:
        return Misconfigured(NAME, f"it answers {reason}")
    is_about_recipient = "`to`" in str(answer.content.get("message", ""))
    return ProviderRefused(NAME, reason, advice="fallback" if is_about_recipient else "stop")


def _kind(name: object) -> str:
    """Resend's name of an error, where it is one that can stand in a reason."""
    return name if isinstance(name, str) and name.isidentifier() and len(name) <= 50 else ""
