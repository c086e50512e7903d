"""Connections to a mail server: opened when first needed, kept for the next message, given up when they went away.

Whether the server has a message depends on how far it got: before its last line is out it has not, after its answer it
has, and in between the message is unconfirmed.
"""

import re
import smtplib
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

from functions.domain.kernel.errors import (
    Misconfigured,
    ProviderAway,
    ProviderRefused,
    ProviderSilent,
    RegularsError,
)
from functions.providers.smtp.reply_codes import Step, error_for
from functions.providers.smtp.settings import NAME

ANSWER_SECONDS = 20.0
IDLE_SECONDS = 30.0
MOST_LINES = 10
ACCEPTED = frozenset({250, 251})  # 251: the server passes it on
GO_ON = frozenset({354})

_DOT = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True)
class Server:
    """The server to call, and how to greet it."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    greeting: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    context: ssl.SSLContext | None = None


@dataclass(frozen=True)
class Mail:
    """An email on the wire: its Message-ID, from whom, to whom, and its bytes with CR LF. Only the id prints."""

    id: str
    sender: str = field(repr=False)
    to: str = field(repr=False)
    content: bytes = field(repr=False)
    needs_utf8: bool = False


class Lines:
    """The connections to one server. A request takes one, and only where all are taken another is opened: messages
    that go one after the other share one.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._lock = threading.Lock()
        self._room = threading.BoundedSemaphore(MOST_LINES)
        self._free: list[tuple[smtplib.SMTP, float]] = []

    @contextmanager
    def line(self) -> "Iterator[Line]":
        """A line for a while; no other message uses it in the meantime."""
        with self._room:
            line = Line(self._server, self._take())
            try:
                yield line
            finally:
                if line.connection is not None:
                    with self._lock:
                        self._free.append((line.connection, time.monotonic()))

    def close(self) -> None:
        """Say goodbye on every line that is not in use."""
        with self._lock:
            free, self._free = self._free, []
        for connection, _ in free:
            hang_up(connection)

    def _take(self) -> smtplib.SMTP | None:
        """The line that was used last. One that was idle for long is closed, before the server closes it."""
        with self._lock:
            if not self._free:
                return None
            connection, used_at = self._free.pop()
        if time.monotonic() - used_at < IDLE_SECONDS:
            return connection
        hang_up(connection)
        self.close()
        return None


class Line:
    """A connection while it is held. If none can be made, it is not tried again for the next message."""

    def __init__(self, server: Server, connection: smtplib.SMTP | None) -> None:
        self._server = server
        self.connection = connection
        self._failure: RegularsError | None = None

    def hand_over(self, mail: Mail) -> None:
        """Give a message to the server. A line that closed since the last message is opened anew.

        Raises ProviderAway, ProviderRefused, Misconfigured, or ProviderSilent if the end of the message went out and no
        answer came.
        """
        if self.connection is not None and self._is_gone(self.connection):
            self._drop()
        try:
            self._hand_over(self._connected(), mail)
        except smtplib.SMTPException:
            self._drop()
            raise ProviderAway(NAME, "hung_up") from None
        except ProviderSilent:
            self._drop()
            raise

    def _is_gone(self, connection: smtplib.SMTP) -> bool:
        """Whether a line no longer takes a message; the question also clears the rest of the last one."""
        try:
            return connection.rset()[0] not in ACCEPTED
        except smtplib.SMTPException:
            return True

    def _connected(self) -> smtplib.SMTP:
        if self._failure is not None:
            raise self._failure
        if self.connection is None:
            try:
                self.connection = dial(self._server)
            except RegularsError as error:
                self._failure = error
                raise
        return self.connection

    def _hand_over(self, connection: smtplib.SMTP, mail: Mail) -> None:
        options = ["SMTPUTF8"] if mail.needs_utf8 else []
        if options and not connection.has_extn("smtputf8"):
            raise ProviderRefused(NAME, "no_smtputf8")
        _expect(ACCEPTED, "sender", connection.mail(mail.sender, options))
        _expect(ACCEPTED, "recipient", connection.rcpt(mail.to))
        _expect(GO_ON, "content", connection.docmd("DATA"))
        connection.send(_DOT.sub(b"..", mail.content) + b".\r\n")
        try:
            code, text = connection.getreply()
        except smtplib.SMTPException:
            raise ProviderSilent(NAME) from None
        if code // 100 in (4, 5):
            raise error_for("content", code, text)
        if code // 100 != 2:
            raise ProviderSilent(NAME)

    def _drop(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def _expect(wanted: frozenset[int], step: Step, answer: tuple[int, bytes]) -> None:
    code, text = answer
    if code not in wanted:
        raise error_for(step, code, text)


def dial(server: Server) -> smtplib.SMTP:
    """A new connection, encrypted as the settings want it and logged in. Raises ProviderAway, Misconfigured."""
    connection: smtplib.SMTP | None = None
    try:
        connection = _connect(server)
        _log_in(connection, server)
    except (RegularsError, smtplib.SMTPException, OSError, UnicodeError) as error:
        if connection is not None:
            connection.close()
        raise _meaning(error) from None
    return connection


def _connect(server: Server) -> smtplib.SMTP:
    if server.security == "tls":
        return smtplib.SMTP_SSL(
            server.host, server.port, server.greeting, timeout=ANSWER_SECONDS, context=server.context
        )
    return smtplib.SMTP(server.host, server.port, server.greeting, timeout=ANSWER_SECONDS)


def _log_in(connection: smtplib.SMTP, server: Server) -> None:
    connection.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        connection.starttls(context=server.context)
        connection.ehlo_or_helo_if_needed()
    if server.username is not None and server.password is not None:
        connection.login(server.username, server.password)


def _meaning(error: Exception) -> RegularsError:
    """What a connection that could not be made means: wrong settings, or a server that is away."""
    if isinstance(error, RegularsError):
        return error
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return error_for("auth", error.smtp_code, b"")
    if isinstance(error, smtplib.SMTPResponseException):
        return error_for("connect", error.smtp_code, b"")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Misconfigured(NAME, "the server offers no STARTTLS, or no login, that we know")
    if isinstance(error, ssl.SSLCertVerificationError):
        return Misconfigured(NAME, "the server's certificate is not to be trusted")
    if isinstance(error, UnicodeError):
        return Misconfigured(NAME, "username and password must be ASCII")
    return ProviderAway(NAME, type(error).__name__)


def hang_up(connection: smtplib.SMTP) -> None:
    """Close a connection, with QUIT if the server still listens."""
    with suppress(smtplib.SMTPException, OSError):
        connection.quit()
    connection.close()
