"""Email over SMTP, by a real server on loopback: what arrives, how often it calls, and what each refusal means."""

import json
import ssl
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from functions.domain.kernel.errors import (
    Misconfigured,
    ProviderAway,
    ProviderRefused,
    ProviderSilent,
    RegularsError,
)
from functions.domain.providers.content import Content, Outgoing
from functions.domain.providers.events import StatusItem
from functions.domain.providers.send_results import Sent
from functions.domain.settings.types import Purpose
from functions.providers.contract import BatchProvider, Callback
from functions.providers.error_tables import stops_all
from functions.providers.sendgrid import webhooks as sendgrid
from functions.providers.ses import webhooks as ses
from functions.providers.smtp import sending as smtp
from functions.providers.smtp.connections import Lines
from functions.providers.smtp.settings import SmtpSettings
from tests.builders import an_org
from tests.providers.mail_server import (
    HANG_UP,
    HANG_UP_WITHIN,
    NEVER,
    PASSWORD,
    USER,
    Server,
    mail_server,
    make_certificate,
)

TO = "regular@example.com"
# The library warns of servers like ours, and of its own past.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning"),
    pytest.mark.filterwarnings("ignore:Session.login_data:DeprecationWarning"),
]
TEXT = "You are Gold at Kopi now, with 93 points. Thank you!"
UNSUBSCRIBE = "https://example.com/unsubscribe/" + "x" * 300


@pytest.fixture(autouse=True)
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Lines]]:
    """The lines that a test opened; all are closed after it."""
    made: list[Lines] = []

    class Kept(Lines):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            made.append(self)

    monkeypatch.setattr(smtp, "Lines", Kept)
    smtp._lines.cache_clear()
    yield made
    for each in made:
        each.close()
    smtp._lines.cache_clear()


@pytest.fixture
def server(lines: list[Lines]) -> Iterator[Server]:
    with mail_server() as running:
        yield running
        for each in lines:
            each.close()


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's certificate that this process trusts."""
    path, context = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return context


def an_smtp(server: Server, **changes: Any) -> smtp.Smtp:
    settings = {"host": "127.0.0.1", "port": server.port, "security": "none", "sender": "hello@kopi.example"}
    return smtp.make("email", SmtpSettings.model_validate(settings | changes))


def outgoing(
    message_id: str = "pos:2:tier_upgrade:abc",
    *,
    to: str = TO,
    purpose: Purpose = "transactional",
    **content: Any,
) -> Outgoing:
    return Outgoing(
        org_id="kopi",
        message_id=message_id,
        channel="email",
        purpose=purpose,
        business="Kopi",
        to=to,
        content=Content(**{"text": TEXT, **content}),
    )


@pytest.mark.item("S002-75")
def test_a_message_arrives_with_who_wrote_it_to_whom_and_when(server: Server) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    sent = an_smtp(server, reply_to="Staff <staff@kopi.example>").send(outgoing(title="Gold!"))
    (mail,) = server.mails
    assert mail["From"] == "Kopi <hello@kopi.example>"
    assert mail["To"] == TO
    assert mail["Reply-To"] == "Staff <staff@kopi.example>"
    assert mail["Subject"] == "Gold!"
    assert before <= parsedate_to_datetime(mail["Date"]) <= datetime.now(UTC)
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().strip() == TEXT
    assert (server.envelopes[0].mail_from, server.envelopes[0].rcpt_tos) == ("hello@kopi.example", [TO])
    assert sent == Sent("smtp", mail["Message-ID"], TEXT)


def test_the_message_id_is_the_same_for_every_try_and_no_other_message_has_it(server: Server) -> None:
    provider = an_smtp(server)
    tries = [
        outgoing("m"),
        outgoing("m"),
        outgoing("n"),
        Outgoing(**{**vars(outgoing("m")), "org_id": "other"}),
    ]
    ids = [provider.send(each).provider_message_id for each in tries]
    # printf 'kopi\nm' | sha256sum | cut -c1-40
    assert ids[0] == ids[1] == "<f3c462ea863be78df2866190baea99a50a569df4@kopi.example>"
    assert len(set(ids)) == 3
    assert [mail["Message-ID"] for mail in server.mails] == ids


def test_a_text_in_any_script_arrives_as_it_was_written(server: Server) -> None:
    text = "आपके 93 पॉइंट हैं ☕\n.a line with a dot\n..and two\n" + "long " * 400
    an_smtp(server, sender="कॉफ़ी, घर <hello@kopi.example>").send(outgoing(text=text, title="आप Gold हैं " * 12))
    (mail,) = server.mails
    assert mail.get_content().replace("\r\n", "\n").strip() == text.strip()
    assert mail["Subject"] == ("आप Gold हैं " * 12).strip()
    assert mail["From"].addresses[0].display_name == "कॉफ़ी, घर"
    assert server.envelopes[0].original_content.isascii()
    assert max(map(len, server.envelopes[0].original_content.split(b"\r\n"))) <= 998


def test_html_comes_beside_the_text_with_the_preheader_hidden_before_it(server: Server) -> None:
    content: dict[str, Any] = {
        "html": "<html><body class='x'><p>Gold!</p></body></html>",
        "preheader": "93 points & more",
    }
    an_smtp(server).send(outgoing(**content))
    (mail,) = server.mails
    assert mail.get_content_type() == "multipart/alternative"
    plain, rich = mail.iter_parts()
    assert (plain.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
    assert rich.get_content().strip() == (
        "<html><body class='x'><div style=\"display:none;max-height:0;overflow:hidden\">93 points &amp; more</div>"
        "<p>Gold!</p></body></html>"
    )


@pytest.mark.parametrize(
    ("content", "subject"),
    [
        ({"title": "Gold!"}, "Gold!"),
        ({"title": "Gold!\r\nBcc: everybody@example.com"}, "Gold! Bcc: everybody@example.com"),
        ({"title": "a\x00b\u2028c\x85d\x0be"}, "a b c d e"),
        ({"title": "  "}, "You are Gold at Kopi now, with 93 points. Thank you!"),
        ({}, "You are Gold at Kopi now, with 93 points. Thank you!"),
        ({"text": "word " * 30}, "word word word word word word word word word word word word…"),
    ],
)
def test_a_subject_is_one_line_of_the_title_or_the_texts_first_words(
    server: Server, content: dict[str, Any], subject: str
) -> None:
    an_smtp(server).send(outgoing(**content))
    (mail,) = server.mails
    assert mail["Subject"] == subject
    assert mail["Bcc"] is None


@pytest.mark.parametrize(
    ("purpose", "url", "header", "post"),
    [
        ("marketing", UNSUBSCRIBE, f"<{UNSUBSCRIBE}>", "List-Unsubscribe=One-Click"),
        ("marketing", None, None, None),
        ("transactional", UNSUBSCRIBE, None, None),
    ],
)
def test_only_marketing_with_an_address_for_it_is_ended_by_one_click(
    server: Server, purpose: Purpose, url: str | None, header: str | None, post: str | None
) -> None:
    an_smtp(server).send(outgoing(purpose=purpose, unsubscribe_url=url))
    (mail,) = server.mails
    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (header, post)
    if header is not None:
        assert f"List-Unsubscribe: {header}\r\n".encode() in server.envelopes[0].original_content


@pytest.mark.parametrize(
    "url", ["https://example.com/\r\nBcc: all@example.com", "https://example.com/ü", "x" * 998]
)
def test_an_address_that_cannot_stand_in_a_header_stops_the_message(server: Server, url: str) -> None:
    with pytest.raises(ProviderRefused) as raised:
        an_smtp(server).send(outgoing(purpose="marketing", unsubscribe_url=url))
    assert (raised.value.reason, raised.value.advice, server.envelopes) == ("header", "stop", [])


@pytest.mark.parametrize(
    ("to", "advice"),
    [
        ("nobody", "suppress"),
        ("a@example.com\r\nRCPT TO:<b@example.com>", "suppress"),
        ("a@b@example.com", "suppress"),
    ],
)
def test_an_address_that_is_none_is_never_said_to_the_server(server: Server, to: str, advice: str) -> None:
    with pytest.raises(ProviderRefused) as raised:
        an_smtp(server).send(outgoing(to=to))
    assert (raised.value.advice, server.envelopes) == (advice, [])


def test_an_address_beyond_ascii_goes_where_the_server_takes_it(server: Server) -> None:
    an_smtp(server).send(outgoing(to="राम@example.com"))
    assert server.envelopes[0].rcpt_tos == ["राम@example.com"]
    assert "SMTPUTF8" in server.envelopes[0].mail_options
    assert server.mails[0]["To"] == "राम@example.com"


def test_an_address_beyond_ascii_gives_way_where_the_server_does_not() -> None:
    with mail_server(takes_utf8=False) as server, pytest.raises(ProviderRefused) as raised:
        an_smtp(server).send(outgoing(to="राम@example.com"))
    assert (raised.value.reason, raised.value.advice, server.envelopes) == ("no_smtputf8", "fallback", [])


@pytest.mark.parametrize("answer", ["250 2.0.0 queued as 4F2", "200 fine", "251 passed on"])
def test_any_yes_after_the_end_is_one(server: Server, answer: str) -> None:
    server.answers["content"] = answer
    an_smtp(server).send(outgoing())
    assert len(server.mails) == 1


def test_many_messages_go_over_one_connection(server: Server) -> None:
    provider = an_smtp(server)
    assert isinstance(provider, BatchProvider)
    said = provider.send_all([outgoing(str(number)) for number in range(30)])
    for number in range(30, 40):
        said.append(an_smtp(server).send(outgoing(str(number))))
    assert [each.provider_message_id for each in said if isinstance(each, Sent)] == [
        mail["Message-ID"] for mail in server.mails
    ]
    assert (len(server.mails), len(server.connections)) == (40, 1)


def test_a_refusal_in_the_middle_of_many_is_its_own_alone(server: Server) -> None:
    many = [outgoing("1"), outgoing("2", to="nobody"), outgoing("3")]
    said = an_smtp(server).send_all(many)
    assert [type(each) for each in said] == [Sent, ProviderRefused, Sent]
    assert (len(server.mails), len(server.connections)) == (2, 1)


def test_after_a_refused_recipient_the_next_message_goes_over_the_same_connection(server: Server) -> None:
    server.answers["recipient"] = "550 5.1.1 no such user"
    provider = an_smtp(server)
    with pytest.raises(ProviderRefused):
        provider.send(outgoing("1"))
    del server.answers["recipient"]
    provider.send(outgoing("2"))
    assert (len(server.mails), len(server.connections)) == (1, 1)


def test_a_connection_that_went_away_in_between_is_made_anew_without_a_loss(server: Server) -> None:
    provider = an_smtp(server)
    provider.send(outgoing("1"))
    server.connections[0].loop.call_soon_threadsafe(server.connections[0].hang_up)
    provider.send(outgoing("2"))
    assert (len(server.mails), len(server.connections)) == (2, 2)


def test_a_connection_that_was_idle_for_long_is_not_used_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = an_smtp(server)
    provider.send(outgoing("1"))
    monkeypatch.setattr("functions.providers.smtp.connections.IDLE_SECONDS", 0.0)
    provider.send(outgoing("2"))
    assert (len(server.mails), len(server.connections)) == (2, 2)


def test_two_at_once_have_a_connection_each(server: Server, lines: list[Lines]) -> None:
    provider = an_smtp(server)
    provider.send(outgoing("1"))
    with lines[0].line() as held:
        provider.send(outgoing("2"))
        held.hand_over(smtp.mail_for(provider.settings, outgoing("3")))
    assert (len(server.mails), len(server.connections), len(lines)) == (3, 2, 1)


DOWN, BLOCKED = "the account is refused", "the sender is refused"
REFUSALS = [
    ("greeting", "421 come again later", ProviderAway, None),
    ("greeting", "554 no mail from there", ProviderAway, DOWN),
    ("sender", "451 try later", ProviderAway, None),
    ("sender", "421 too many messages on this line", ProviderAway, None),
    ("sender", "550 5.1.8 not your domain", ProviderAway, DOWN),
    ("sender", "530 5.7.0 log in first", ProviderAway, DOWN),
    ("recipient", "450 greylisted", ProviderAway, None),
    ("recipient", "421 going down", ProviderAway, None),
    ("recipient", "550 no such user", ProviderRefused, "suppress"),
    ("recipient", "551 moved", ProviderRefused, "fallback"),
    ("recipient", "553 what a name", ProviderRefused, "fallback"),
    ("recipient", "550 5.1.1 no such user", ProviderRefused, "suppress"),
    ("recipient", "554 5.1.2 no such host", ProviderRefused, "suppress"),
    ("recipient", "550 5.2.1 disabled", ProviderRefused, "suppress"),
    ("recipient", "552 5.2.2 full", ProviderRefused, "fallback"),
    ("recipient", "552 full", ProviderRefused, "fallback"),
    ("recipient", "550 5.7.1 Blocked - see blocklist", ProviderAway, BLOCKED),
    ("recipient", "554 5.7.1 relay denied", ProviderAway, BLOCKED),
    ("recipient", "550 5.4.1 no route", ProviderRefused, "fallback"),
    ("recipient", "530 5.7.0 log in first", ProviderAway, DOWN),
    ("recipient", "530 log in first", ProviderAway, DOWN),
    ("data", "451 try later", ProviderAway, None),
    ("data", "554 no valid recipients", ProviderRefused, "fallback"),
    ("data", "503 wrong order", ProviderRefused, "stop"),
    ("content", "451 try later", ProviderAway, None),
    ("content", "421 going down", ProviderAway, None),
    ("content", "999 who knows", ProviderSilent, None),
    ("content", "what", ProviderSilent, None),
    ("content", "354 more", ProviderSilent, None),
    ("content", "550 5.1.1 no such user", ProviderRefused, "suppress"),
    ("content", "550 looks like spam", ProviderRefused, "fallback"),
    ("content", "552 5.3.4 too big", ProviderRefused, "fallback"),
    ("content", "554 5.7.1 spam", ProviderAway, BLOCKED),
    ("content", "554 5.6.0 malformed", ProviderRefused, "stop"),
]


@pytest.mark.parametrize(("step", "answer", "error", "advice"), REFUSALS)
def test_a_refusal_means_what_its_step_and_its_codes_say(
    server: Server, step: str, answer: str, error: type[RegularsError], advice: str | None
) -> None:
    server.answers[step] = f"{answer} <{TO}>"
    provider = an_smtp(server)
    with pytest.raises(error) as raised:
        provider.send(outgoing())
    assert type(raised.value) is error
    if isinstance(raised.value, ProviderAway):
        found = raised.value
        assert (found.is_down, found.needs_owner) == (advice == DOWN, advice == BLOCKED)
    else:
        assert getattr(raised.value, "advice", None) == advice
    assert TO not in str(raised.value)
    del server.answers[step]
    assert isinstance(provider.send(outgoing()), Sent)


@pytest.mark.parametrize(
    ("step", "how", "size", "error", "arrived"),
    [
        ("greeting", HANG_UP, 1, ProviderAway, 0),
        ("sender", HANG_UP, 1, ProviderAway, 0),
        ("recipient", HANG_UP, 1, ProviderAway, 0),
        ("data", HANG_UP, 1, ProviderAway, 0),
        ("data", HANG_UP_WITHIN, 300_000, ProviderAway, 0),
        ("content", HANG_UP, 1, ProviderSilent, 1),
    ],
)
def test_a_server_that_hangs_up_may_have_it_only_if_the_end_was_out(
    server: Server, step: str, how: str, size: int, error: type[RegularsError], arrived: int
) -> None:
    server.answers[step] = how
    provider = an_smtp(server)
    with pytest.raises(error) as raised:
        provider.send(outgoing(html=("x" * 70 + "\n") * size))
    assert type(raised.value) is error
    assert len(server.envelopes) == arrived
    del server.answers[step]
    assert isinstance(provider.send(outgoing()), Sent)
    assert (len(server.envelopes), len(server.connections)) == (arrived + 1, 2)


def test_a_server_that_never_answers_the_end_may_have_the_message(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.providers.smtp.connections.ANSWER_SECONDS", 0.2)
    server.answers["content"] = NEVER
    with pytest.raises(ProviderSilent):
        an_smtp(server).send(outgoing())
    assert len(server.envelopes) == 1


def test_a_server_that_is_not_there_is_called_once_for_many_messages(server: Server) -> None:
    server.answers["greeting"] = "421 come again later"
    said = an_smtp(server).send_all([outgoing("1"), outgoing("2"), outgoing("3")])
    assert [type(each) for each in said] == [ProviderAway] * 3
    assert len(server.connections) == 1


def test_a_port_that_is_closed_is_a_provider_that_is_away() -> None:
    with pytest.raises(ProviderAway) as raised:
        an_smtp(Server(port=1)).send(outgoing())
    assert str(raised.value) == "smtp is away: ConnectionRefusedError"


LOGIN = {"username": USER, "password": {"secret": "KOPI_SMTP"}}


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_message_goes_encrypted_and_logged_in(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, security: str, lines: list[Lines]
) -> None:
    monkeypatch.setenv("KOPI_SMTP", PASSWORD)
    with mail_server(context=certificate, is_tls=security == "tls", needs_login=True) as server:
        provider = an_smtp(server, security=security, **LOGIN)
        provider.send_all([outgoing("1"), outgoing("2")])
        lines[0].close()
    assert (len(server.mails), len(server.connections)) == (2, 1)
    assert PASSWORD not in repr(lines[0]._server)


def test_starttls_is_insisted_on_where_the_server_does_not_offer_it(server: Server) -> None:
    with pytest.raises(Misconfigured, match="offers no STARTTLS"):
        an_smtp(server, security="starttls").send(outgoing())
    assert server.envelopes == []


def test_a_certificate_without_an_authority_is_not_trusted(tmp_path: Path) -> None:
    _, context = make_certificate(tmp_path)
    with mail_server(context=context) as server, pytest.raises(Misconfigured, match="certificate"):
        an_smtp(server, security="starttls").send(outgoing())
    assert server.envelopes == []


@pytest.mark.parametrize(
    ("password", "words"),
    [("wrong", "auth_535"), ("päss", "must be ASCII"), (None, "the secret KOPI_SMTP is not set")],
)
def test_a_login_that_fails_is_a_matter_of_the_settings(
    monkeypatch: pytest.MonkeyPatch, password: str | None, words: str
) -> None:
    monkeypatch.delenv("KOPI_SMTP", raising=False)
    if password is not None:
        monkeypatch.setenv("KOPI_SMTP", password)
    with mail_server(needs_login=True) as server, pytest.raises(RegularsError, match=words) as raised:
        an_smtp(server, **LOGIN).send(outgoing())
    assert stops_all(raised.value)
    assert server.envelopes == []
    assert (password or "?") not in str(raised.value)


def test_an_event_of_sendgrids_relay_names_the_message_by_both_its_ids(server: Server) -> None:
    sent = an_smtp(server, relay="sendgrid").send(outgoing("pos:é:tier_upgrade:abc"))
    (mail,) = server.mails
    marks = json.loads(mail["X-SMTPAPI"])["unique_args"]
    assert marks == {"regulars_message": "pos:é:tier_upgrade:abc", "regulars_mail": mail["Message-ID"]}
    event = {"event": "delivered", "timestamp": 1731705121, "sg_event_id": "x", **marks}
    (item,) = sendgrid.parse_events(an_org(), posted([event]), None)  # type: ignore[arg-type]  # it needs none
    assert isinstance(item, StatusItem)
    assert (item.id, item.message_id) == (sent.provider_message_id, "pos:é:tier_upgrade:abc")


def test_a_notification_of_ses_relay_names_the_message_by_both_its_ids(server: Server) -> None:
    sent = an_smtp(server, relay="ses", configuration_set="regulars").send(outgoing())
    (mail,) = server.mails
    assert mail["X-SES-CONFIGURATION-SET"] == "regulars"
    assert mail["X-SES-MESSAGE-TAGS"] == "regulars_message=cG9zOjI6dGllcl91cGdyYWRlOmFiYw"
    name, value = mail["X-SES-MESSAGE-TAGS"].split("=")
    told = {
        "eventType": "Delivery",
        "mail": {"commonHeaders": {"messageId": mail["Message-ID"]}, "tags": {name: [value]}},
        "delivery": {"timestamp": "2016-01-27T14:59:38.237Z"},
    }
    envelope = {"Type": "Notification", "Message": json.dumps(told)}
    (item,) = ses.parse_events(an_org(), posted(envelope), None)  # type: ignore[arg-type]  # it needs none
    assert isinstance(item, StatusItem)
    assert (item.id, item.message_id) == (sent.provider_message_id, "pos:2:tier_upgrade:abc")


def test_messages_that_come_at_once_share_the_connections_to_a_server(
    server: Server, lines: list[Lines], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_context = ssl.create_default_context

    def slowly() -> ssl.SSLContext:
        time.sleep(0.02)
        return make_context()

    monkeypatch.setattr(ssl, "create_default_context", slowly)
    sender = an_smtp(server, security="starttls")
    with ThreadPoolExecutor(8) as together:
        list(together.map(sender.send_all, [[]] * 8))
    assert len(lines) == 1


def posted(content: Any) -> Callback:
    return Callback("POST", "https://example.com/hooks/kopi", {}, {}, json.dumps(content).encode())


def test_no_other_server_is_told_of_relays(server: Server) -> None:
    an_smtp(server).send(outgoing())
    assert [name for name in server.mails[0] if name.startswith("X-")] == []


RIGHT = {"host": "smtp.example.com", "sender": "hello@kopi.example"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"security": "none"}, "on this machine alone"),
        ({"security": "none", "host": "10.0.0.1"}, "on this machine alone"),
        ({"port": 25}, "25 is closed"),
        ({"username": "kopi"}, "go together"),
        ({"password": {"secret": "KOPI_SMTP"}}, "go together"),
        ({"username": "kopi", "password": "plain"}, "password"),
        ({"sender": "Kopi"}, "is not an address"),
        ({"sender": "Kopi <hello@kopi.example>\r\nBcc: x@example.com"}, "is not an address"),
        ({"reply_to": "<>"}, "is not an address"),
        ({"host": "smtp.example.com/x"}, "host"),
        ({"configuration_set": "regulars"}, "relay: ses"),
        ({"relay": "ses", "configuration_set": "a\r\nb"}, "configuration_set"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_settings_that_are_wrong_are_refused_with_the_reason(changes: dict[str, Any], words: str) -> None:
    assert SmtpSettings.model_validate(RIGHT).port == 587
    with pytest.raises(ValidationError, match=words):
        SmtpSettings.model_validate(RIGHT | changes)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_server_on_this_machine_may_go_without_encryption_and_on_port_25(host: str) -> None:
    settings = SmtpSettings.model_validate(RIGHT | {"host": host, "security": "none", "port": 25})
    assert settings.security == "none"
