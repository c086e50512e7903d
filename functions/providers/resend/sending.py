"""Email over Resend's API (resend.com/docs/api-reference). Its key of a message makes a second try the same email for
24 hours, which is longer than we try.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from functions.domain.kernel.errors import (
    ProviderRefused,
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
from functions.providers.error_tables import Meaning, Row, error_table
from functions.providers.http_client import HTTP_ERRORS, Answer, call, error_of, id_in
from functions.providers.resend.settings import NAME, ResendSettings
from functions.providers.secrets import reveal

MOST_NAME = 50
RESEND_ERRORS = error_table(
    # an earlier try with this key was taken, and said something else
    Row("key_used", "unconfirmed", ("invalid_idempotent_request",)),
    Row("key_in_use", "retry", ("concurrent_idempotent_requests",)),
    Row("quota", "pause", ("daily_quota_exceeded", "monthly_quota_exceeded"), timedelta(hours=1)),
    Row(
        "account_wrong",
        "pause",
        (
            *("invalid_from_address", "invalid_access", "invalid_region"),
            *("missing_api_key", "invalid_api_key", "restricted_api_key"),
        ),
    ),
)
RESEND_STATUSES = {**HTTP_ERRORS, **error_table(Row("address_wrong", "pause", (404, 405)))}
REFUSALS = frozenset(range(400, 500)) - RESEND_STATUSES.keys()


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
            is_own = isinstance(answer.content.get("name"), str)
            meaning = meaning_of(answer)
            raise error_of(NAME, answer, meaning, statuses=RESEND_STATUSES, is_own=is_own)
        return Sent(NAME, id_in(answer, "id", NAME), outgoing.content.text)


def email_for(settings: ResendSettings, outgoing: Outgoing) -> dict[str, Any]:
    """The body of the request. Raises ProviderRefused if the address is not valid."""
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


def meaning_of(answer: Answer) -> Meaning | None:
    """What an answer without success means. Only its code goes on: its words may name addresses."""
    name = answer.content.get("name")
    if isinstance(name, str) and name in RESEND_ERRORS:
        return RESEND_ERRORS[name]
    if answer.status not in REFUSALS:
        return None
    is_about_recipient = "`to`" in str(answer.content.get("message", ""))
    reason = f"http_{answer.status}"
    if isinstance(name, str) and name.isidentifier() and len(name) <= MOST_NAME:
        reason = f"{reason}:{name}"
    return Meaning(reason, "fallback" if is_about_recipient else "stop")
