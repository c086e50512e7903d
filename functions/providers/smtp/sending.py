"""Email over SMTP: any mail server, and SendGrid's or SES' relay, whose reports then come to their webhooks.

The Message-ID is made of the message's id and is the provider's id of it: a second try is the same email to its
receiver, and a report finds its message by it.
"""

import json
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from functools import lru_cache
from threading import Lock

from functions.domain.kernel.errors import Misconfigured, ProviderRefused, RegularsError
from functions.domain.providers.content import Outgoing
from functions.domain.providers.send_results import Sent
from functions.domain.settings.types import Channel
from functions.providers.email_parts import (
    MAIL_ID,
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
from functions.providers.error_tables import stops_all
from functions.providers.secrets import reveal
from functions.providers.smtp.connections import Lines, Mail, Server
from functions.providers.smtp.settings import NAME, SmtpSettings

MOST_AT_ONCE = 100
MOST_LINE = 998  # RFC 5322 §2.1.1

_making = Lock()  # messages that come at once share the connections
_POLICY = policy.SMTP.clone(cte_type="7bit")


def make(channel: Channel, settings: SmtpSettings) -> "Smtp":
    return Smtp(settings)


@dataclass(frozen=True)
class Smtp:
    """One connection for many messages, kept by the instance for all that is sent with the same settings."""

    settings: SmtpSettings
    name: str = NAME
    most_at_once: int = MOST_AT_ONCE

    def send(self, outgoing: Outgoing) -> Sent:
        (result,) = self.send_all([outgoing])
        if isinstance(result, RegularsError):
            raise result
        return result

    def send_all(self, outgoing: Sequence[Outgoing]) -> list[Sent | RegularsError]:
        try:
            password = self._password()
            with _making:
                lines = _lines(self.settings, password)
        except Misconfigured as error:
            return [error] * len(outgoing)
        results: list[Sent | RegularsError] = []
        with lines.line() as line:
            for message in outgoing:
                down = next((each for each in results if stops_all(each)), None)
                results.append(down or self._result(message, line.hand_over))
        return results

    def _result(self, outgoing: Outgoing, hand_over: Callable[[Mail], None]) -> Sent | RegularsError:
        try:
            mail = mail_for(self.settings, outgoing)
            hand_over(mail)
        except RegularsError as error:
            return error
        return Sent(NAME, mail.id, outgoing.content.text)

    def _password(self) -> str | None:
        return reveal(self.settings.password, NAME) if self.settings.password else None


def mail_for(settings: SmtpSettings, outgoing: Outgoing) -> Mail:
    """The email as it goes over the wire. Raises ProviderRefused if the address is not valid."""
    sender = sender_of(settings.sender, outgoing)
    try:
        to = parse_address(outgoing.to)
    except ValueError:
        raise ProviderRefused(NAME, "no_address", advice="suppress") from None
    needs_utf8 = not (sender.addr_spec + to.addr_spec).isascii()
    mail_id = f"<{email_key(outgoing)}@{sender.domain}>"
    message = EmailMessage(_POLICY.clone(utf8=needs_utf8))
    message["Message-ID"] = mail_id
    message["Date"] = datetime.now(UTC)
    message["From"] = sender
    message["To"] = to
    if settings.reply_to is not None:
        message["Reply-To"] = parse_mailbox(settings.reply_to)
    message["Subject"] = subject_of(outgoing.content)
    message.set_content(outgoing.content.text)
    if html := html_of(outgoing.content):
        message.add_alternative(html, subtype="html")
    exact = {**unsubscribe_headers(outgoing), **_relay_headers(settings, outgoing, mail_id)}
    content = _exact(exact) + message.as_bytes()
    return Mail(mail_id, sender.addr_spec, to.addr_spec, content, needs_utf8)


def _exact(headers: dict[str, str]) -> bytes:
    """Headers as they are: the library would fold a long address into encoded words, which no program follows."""
    lines = [f"{name}: {value}" for name, value in headers.items()]
    if any(not line.isascii() or not line.isprintable() or len(line) > MOST_LINE for line in lines):
        raise ProviderRefused(NAME, "header", advice="stop")
    return "".join(f"{line}\r\n" for line in lines).encode()


def _relay_headers(settings: SmtpSettings, outgoing: Outgoing, mail_id: str) -> dict[str, str]:
    """The headers that the relay takes off the email and returns with every report."""
    if settings.relay == "sendgrid":
        ours = {TAG: outgoing.message_id, MAIL_ID: mail_id}
        return {"X-SMTPAPI": json.dumps({"unique_args": ours})}
    tag = message_tag(outgoing.message_id) if settings.relay == "ses" else None
    headers = {"X-SES-MESSAGE-TAGS": f"{TAG}={tag}"} if tag else {}
    if settings.configuration_set is not None:
        headers["X-SES-CONFIGURATION-SET"] = settings.configuration_set
    return headers


@lru_cache(maxsize=64)
def _lines(settings: SmtpSettings, password: str | None) -> Lines:
    return Lines(
        Server(
            host=settings.host,
            port=settings.port,
            security=settings.security,
            greeting=parse_mailbox(settings.sender).domain,
            username=settings.username,
            password=password,
            context=None if settings.security == "none" else ssl.create_default_context(),
        )
    )
