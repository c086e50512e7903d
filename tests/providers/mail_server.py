"""A real mail server on loopback, which a test tells what to answer at which step, and where to hang up."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "kopi", "pass word"
HANG_UP, HANG_UP_WITHIN, NEVER = "hang up", "hang up within", "never"


@dataclass
class Server:
    """`answers`: step -> what to say in place of yes, or to hang up: greeting, sender, recipient, data (which asks
    for the content), content (when all of it is there)."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    envelopes: list[Any] = field(default_factory=list)
    connections: list["Session"] = field(default_factory=list)

    @property
    def mails(self) -> list[EmailMessage]:
        """What arrived, read as any mail program reads it."""
        parser = BytesParser(policy=policy.default)
        return [parser.parsebytes(envelope.original_content) for envelope in self.envelopes]


class Session(SMTP):
    """One connection. It hangs up without a word where the test wants it."""

    def __init__(self, server: Server, **options: Any) -> None:
        super().__init__(Steps(server), hostname="localhost", timeout=60, **options)
        self._server, self._has_greeted = server, False

    async def push(self, status: Any) -> None:
        if not self._has_greeted:
            self._has_greeted = True
            status = self._server.answers.get("greeting", status)
        if status == HANG_UP:
            self.hang_up()
        else:
            await super().push(status)

    def hang_up(self) -> None:
        """End the connection without a word."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()

    async def smtp_DATA(self, arg: str) -> None:
        answer = self._server.answers.get("data")
        if answer == HANG_UP_WITHIN:
            await self.push("354 go on")
            self.hang_up()
        elif answer is not None:
            await self.push(answer)
        else:
            await super().smtp_DATA(arg)


class Steps:
    """What the server does at each step, in the library's own terms."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def handle_MAIL(self, _: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if answer := self._server.answers.get("sender"):
            return answer
        envelope.mail_from, envelope.mail_options = address, options
        return "250 OK"

    async def handle_RCPT(self, _: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if answer := self._server.answers.get("recipient"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Any, session: Any, envelope: Any) -> str:
        self._server.envelopes.append(envelope)
        if self._server.answers.get("content") == NEVER:
            await asyncio.Event().wait()
        return self._server.answers.get("content", "250 OK")


def _check(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
    is_right = isinstance(given, LoginPassword) and (given.login, given.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=is_right, handled=False)


@contextmanager
def mail_server(
    *,
    context: ssl.SSLContext | None = None,
    is_tls: bool = False,
    needs_login: bool = False,
    takes_utf8: bool = True,
) -> Iterator[Server]:
    """`context` without `is_tls`: the server offers STARTTLS, and takes nothing without."""
    server, loop = Server(), asyncio.new_event_loop()
    options: dict[str, Any] = {"loop": loop, "enable_SMTPUTF8": takes_utf8}
    if context is not None and not is_tls:
        options |= {"tls_context": context, "require_starttls": True}
    if needs_login:
        options |= {"auth_required": True, "auth_require_tls": False, "authenticator": _check}

    def answer_call() -> Session:
        server.connections.append(Session(server, **options))
        return server.connections[-1]

    serving = loop.create_server(answer_call, "127.0.0.1", 0, ssl=context if is_tls else None)
    listener = loop.run_until_complete(serving)
    server.port = listener.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(_end(server, listener), loop).result(timeout=30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(server: Server, listener: asyncio.Server) -> None:
    """Close the door, and end what is still being said."""
    listener.close()
    for session in server.connections:
        session.hang_up()
    saying = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in saying:
        task.cancel()
    await asyncio.gather(*saying, return_exceptions=True)


def make_certificate(folder: Path, name: str = "localhost") -> tuple[Path, ssl.SSLContext]:
    """A certificate that signs itself, and a server's context with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return path, context
