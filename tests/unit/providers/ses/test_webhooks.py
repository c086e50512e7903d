"""What SES reports over SNS: who signed it, which addresses are ever fetched, and what a notification says."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pydantic import ValidationError

from functions.domain.kernel.errors import Forbidden, Malformed, ProviderAway, ProviderSilent
from functions.domain.providers.events import BrokenItem, Problem, ProviderEvent, StatusItem
from functions.providers import http_client as calls
from functions.providers.contract import Callback, Reply
from functions.providers.ses import webhooks as ses
from functions.providers.ses.settings import SesSettings
from tests.builders import an_org

TOPIC = "arn:aws:sns:ap-south-1:123456789012:kopi-mail"
HOST = "https://sns.ap-south-1.amazonaws.com"
CERTIFICATE_URL = f"{HOST}/SimpleNotificationService-0123456789abcdef.pem"
SUBSCRIBE_URL = f"{HOST}/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=2336412f37"
SETTINGS = SesSettings(topic_arn=TOPIC)
MAIL_ID = "<f3c462ea863be78df2866190baea99a50a569df4@kopi.example>"
AT = datetime(2016, 1, 27, 14, 59, 38, 237000, UTC)
KEY = rsa.generate_private_key(65537, 2048)
ABSENT = object()


def certificate_of(key: Any) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1)
        )
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.PEM)
    )


class Web:
    """What lies at SNS' addresses, and which of them were asked for."""

    def __init__(self) -> None:
        self.status, self.content, self.asked = 200, certificate_of(KEY), list[str]()
        self.failure: Exception | None = None

    def call(self, provider: str, method: str, url: str) -> calls.Answer:
        assert (provider, method) == ("ses", "GET")
        self.asked.append(url)
        if self.failure is not None:
            raise self.failure
        return calls.Answer(self.status, {}, {}, self.content)


@pytest.fixture(autouse=True)
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    found = Web()
    monkeypatch.setattr(calls, "call", found.call)
    ses._certificate.cache_clear()
    yield found
    ses._certificate.cache_clear()


def signature(content: str, version: str, key: rsa.RSAPrivateKey) -> str:
    digest = hashes.SHA1() if version == "1" else hashes.SHA256()
    return base64.b64encode(key.sign(content.encode(), padding.PKCS1v15(), digest)).decode()


def an_envelope(
    message: Any = "hello", *, version: str = "2", key: rsa.RSAPrivateKey = KEY, **changes: Any
) -> dict[str, Any]:
    """An envelope as SNS signs it (docs.aws.amazon.com/sns, verifying signatures of messages), then changed."""
    envelope = {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": TOPIC,
        "Message": message if isinstance(message, str) else json.dumps(message),
        "Timestamp": "2016-01-27T14:59:40.000Z",
        "SignatureVersion": version,
        "SigningCertURL": CERTIFICATE_URL,
    }
    signed = "".join(
        f"{name}\n{envelope[name]}\n" for name in ("Message", "MessageId", "Timestamp", "TopicArn", "Type")
    )
    envelope["Signature"] = signature(signed, version, key)
    return {name: value for name, value in (envelope | changes).items() if value is not ABSENT}


def with_subject(subject: str) -> dict[str, Any]:
    envelope = an_envelope(Subject=subject)
    names = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
    content = "".join(f"{name}\n{envelope[name]}\n" for name in names)
    return envelope | {"Signature": signature(content, "2", KEY)}


def a_subscription(url: str = SUBSCRIBE_URL, type: str = "SubscriptionConfirmation") -> dict[str, Any]:
    envelope = an_envelope("You have chosen to subscribe", Type=type, Token="2336412f37", SubscribeURL=url)
    names = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
    content = "".join(f"{name}\n{envelope[name]}\n" for name in names)
    return envelope | {"Signature": signature(content, "2", KEY)}


def a_callback(envelope: Any) -> Callback:
    body = envelope if isinstance(envelope, bytes) else json.dumps(envelope).encode()
    return Callback("POST", "https://example.com/hooks/kopi/ses", {}, {}, body)


def verify(envelope: Any) -> bool:
    return ses.verify(a_callback(envelope), SETTINGS)


@pytest.mark.parametrize(
    ("envelope", "fits"),
    [
        (an_envelope(), True),
        (an_envelope(version="1"), True),
        (with_subject("Amazon SES Email Event Notification"), True),
        (a_subscription(), True),
        (a_subscription(type="UnsubscribeConfirmation"), True),
        (an_envelope(Message="hallo"), False),
        (an_envelope(MessageId="another"), False),
        (an_envelope(Subject="added"), False),
        (with_subject("taken away") | {"Subject": None}, False),
        (an_envelope(Type="SubscriptionConfirmation", Token="t", SubscribeURL=SUBSCRIBE_URL), False),
        (an_envelope(SignatureVersion="1"), False),
        (an_envelope(SignatureVersion="3"), False),
        (an_envelope(SignatureVersion=ABSENT), False),
        (an_envelope(key=rsa.generate_private_key(65537, 2048)), False),
        (an_envelope(Signature="AAAA"), False),
        (an_envelope(Signature="é"), False),
        (an_envelope(Signature=ABSENT), False),
    ],
)
def test_only_what_sns_signed_is_genuine(envelope: Any, fits: bool, web: Web) -> None:
    assert verify(envelope) is fits
    assert set(web.asked) <= {CERTIFICATE_URL}


@pytest.mark.parametrize(
    "envelope",
    [
        an_envelope(TopicArn="arn:aws:sns:ap-south-1:123456789012:other"),
        an_envelope(TopicArn=ABSENT),
        an_envelope(Type="Other"),
        an_envelope(Type=["Notification"]),
        an_envelope(SigningCertURL=ABSENT),
        *(
            an_envelope(SigningCertURL=url)
            for url in (
                CERTIFICATE_URL.replace("https", "http"),
                CERTIFICATE_URL.replace("ap-south-1", "us-east-1"),
                "https://example.com/SimpleNotificationService-0123456789abcdef.pem",
                "https://sns.ap-south-1.amazonaws.com.example.com/SimpleNotificationService-01.pem",
                "https://sns.ap-south-1.amazonaws.com@example.com/SimpleNotificationService-01.pem",
                "https://user@sns.ap-south-1.amazonaws.com/SimpleNotificationService-01.pem",
                "https://sns.ap-south-1.amazonaws.com:8443/SimpleNotificationService-01.pem",
                "https://example.com#.sns.ap-south-1.amazonaws.com/SimpleNotificationService-01.pem",
                f"{HOST}/?Action=GetTopic",
                f"{HOST}/other.pem",
                f"{HOST}/x/SimpleNotificationService-01.pem",
                "https://[sns",
            )
        ),
        b"{",
        b"[]",
        b"\xff",
        b'{"Type": "Notification", "Message": "\\ud800"}',
    ],
)
def test_nothing_is_fetched_for_what_cannot_be_ours(envelope: Any, web: Web) -> None:
    assert not verify(envelope)
    assert web.asked == []


def test_a_certificate_is_fetched_once_and_a_notification_that_comes_again_says_the_same(web: Web) -> None:
    callback = a_callback(an_envelope(a_notification("Delivery")))
    assert [ses.verify(callback, SETTINGS) for _ in range(3)] == [True] * 3
    assert web.asked == [CERTIFICATE_URL]
    first, again = (ses.parse_events(an_org(), callback, SETTINGS) for _ in range(2))
    assert first == again
    assert len(first) == 1


@pytest.mark.parametrize(
    ("status", "failure"),
    [(503, None), (429, None), (200, ProviderSilent("ses")), (200, ProviderAway("ses", "ConnectError"))],
)
def test_a_certificate_that_cannot_be_fetched_is_asked_for_again_next_time(
    web: Web, status: int, failure: Exception | None
) -> None:
    web.status, web.failure = status, failure
    with pytest.raises(ProviderAway):
        verify(an_envelope())
    web.status, web.failure = 200, None
    assert verify(an_envelope())


@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_a_certificate_that_does_not_exist_proves_nothing(web: Web, status: int) -> None:
    web.status = status
    with pytest.raises(Forbidden):
        verify(an_envelope())
    web.status = 200
    assert verify(an_envelope())


def test_a_certificate_with_another_kind_of_key_signs_nothing(web: Web) -> None:
    web.content = certificate_of(ec.generate_private_key(ec.SECP256R1()))
    assert not verify(an_envelope())


def test_the_topics_of_china_are_served_there() -> None:
    settings = SesSettings(topic_arn="arn:aws-cn:sns:cn-north-1:123456789012:kopi")
    assert settings.host == "sns.cn-north-1.amazonaws.com.cn"
    assert SETTINGS.host == "sns.ap-south-1.amazonaws.com"


@pytest.mark.parametrize(
    "arn",
    [
        "",
        "kopi",
        "arn:aws:sqs:ap-south-1:123456789012:kopi",
        "arn:aws:sns:a.b/:123456789012:kopi",
        TOPIC + "/x",
    ],
)
def test_a_topic_that_is_none_is_refused_when_it_is_set_up(arn: str) -> None:
    with pytest.raises(ValidationError):
        SesSettings(topic_arn=arn)


def test_a_subscription_of_our_topic_is_confirmed_where_sns_says(web: Web) -> None:
    assert ses.handshake(a_callback(a_subscription()), SETTINGS) == Reply()
    assert web.asked == [SUBSCRIBE_URL]


def test_a_subscription_is_confirmed_nowhere_else(web: Web) -> None:
    with pytest.raises(Malformed, match="SubscribeURL"):
        ses.handshake(a_callback(a_subscription("https://example.com/?Action=ConfirmSubscription")), SETTINGS)
    assert web.asked == []


def test_a_subscription_that_cannot_be_confirmed_has_to_come_again(web: Web) -> None:
    web.status = 500
    with pytest.raises(ProviderAway):
        ses.handshake(a_callback(a_subscription()), SETTINGS)


def test_the_end_of_a_subscription_is_taken_note_of_and_not_taken_back(web: Web) -> None:
    assert ses.handshake(a_callback(a_subscription(type="UnsubscribeConfirmation")), SETTINGS) == Reply()
    assert web.asked == []


def test_a_notification_is_no_handshake(web: Web) -> None:
    assert ses.handshake(a_callback(an_envelope()), SETTINGS) is None
    assert web.asked == []


def a_notification(
    kind: str, *, key: str = "notificationType", mail: Any = None, **detail: Any
) -> dict[str, Any]:
    """What SES says in an envelope's Message of an email of ours."""
    sent = {
        "timestamp": "2016-01-27T14:59:00.000Z",
        "messageId": "00000138111222aa-33322211-cccc-cccc-cccc-ddddaaaa0680-000000",
        "commonHeaders": {"messageId": MAIL_ID},
        "tags": {"regulars_message": ["bQ"], "ses:from-domain": ["kopi.example"]},
    }
    return {
        key: kind,
        "mail": {name: value for name, value in (sent | (mail or {})).items() if value is not ABSENT},
        kind.lower(): {"timestamp": "2016-01-27T14:59:38.237Z", **detail},
    }


def read(message: Any) -> list[ProviderEvent]:
    return ses.parse_events(an_org(), a_callback(an_envelope(message)), SETTINGS)


HARD = Problem(reason="hard_bounce", advice="suppress")
SOFT = Problem(reason="soft_bounce", advice="fallback")


@pytest.mark.parametrize("key", ["notificationType", "eventType"])
@pytest.mark.parametrize(
    ("kind", "detail", "status", "problem"),
    [
        ("Send", {}, "sent", None),
        ("Delivery", {"smtpResponse": "250 ok"}, "delivered", None),
        ("Open", {}, "read", None),
        ("Click", {"link": "https://example.com"}, "read", None),
        ("Bounce", {"bounceType": "Permanent", "bounceSubType": "General"}, "failed", HARD),
        ("Bounce", {"bounceType": "Permanent", "bounceSubType": "OnAccountSuppressionList"}, "failed", HARD),
        ("Bounce", {"bounceType": "Transient", "bounceSubType": "MailboxFull"}, "failed", SOFT),
        ("Bounce", {"bounceType": "Undetermined"}, "failed", SOFT),
        ("Reject", {"reason": "Bad content"}, "failed", Problem(reason="rejected", advice="stop")),
        ("Complaint", {"complaintFeedbackType": "abuse"}, "complained", None),
        ("Complaint", {}, "complained", None),
    ],
)
def test_a_notification_is_a_status_of_our_message(
    key: str, kind: str, detail: dict[str, Any], status: Any, problem: Problem | None
) -> None:
    expected = StatusItem(provider="ses", id=MAIL_ID, status=status, at=AT, message_id="m", problem=problem)
    assert read(a_notification(kind, key=key, **detail)) == [expected]


@pytest.mark.parametrize(
    "message",
    [
        a_notification("Complaint", complaintFeedbackType="not-spam"),
        a_notification("DeliveryDelay"),
        a_notification("Subscription"),
        a_notification("Delivery", mail={"commonHeaders": {}}),
        "Successfully validated SNS topic for Amazon SES event publishing.",
        {"notificationType": "AmazonSnsSubscriptionSucceeded", "message": "You have successfully subscribed"},
    ],
)
def test_what_says_nothing_of_a_message_of_ours_is_left_out(message: Any) -> None:
    assert read(message) == []


def test_without_tags_a_message_is_named_by_its_message_id() -> None:
    (item,) = read(a_notification("Delivery", mail={"tags": ABSENT}))
    assert isinstance(item, StatusItem)
    assert (item.id, item.message_id) == (MAIL_ID, None)


def test_a_status_without_its_own_instant_has_that_of_the_email() -> None:
    notification = a_notification("Reject")
    notification["reject"] = {"reason": "Bad content"}
    (item,) = read(notification)
    assert isinstance(item, StatusItem)
    assert item.at == datetime(2016, 1, 27, 14, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (
            a_notification("Bounce", mail={"commonHeaders": ABSENT}),
            "mail.commonHeaders: must be there; let SES include the original headers",
        ),
        (a_notification("Bounce", mail={"commonHeaders": 7}), "commonHeaders: must be an object"),
    ],
)
def test_a_notification_that_cannot_be_read_is_kept_as_it_came(message: Any, reason: str) -> None:
    id = "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324"
    assert read(message) == [BrokenItem(provider="ses", id=id, reason=reason, raw=message)]


@pytest.mark.parametrize(
    "changes", [{"bounce": []}, {"bounce": {"bounceType": 7}}, {"bounce": {"timestamp": "soon"}}]
)
def test_a_bounce_with_odd_fields_is_one_and_suppresses_nobody(changes: dict[str, Any]) -> None:
    (item,) = read(a_notification("Bounce") | changes)
    assert isinstance(item, StatusItem)
    assert item.problem is not None
    assert (item.status, item.problem.advice) == ("failed", "fallback")


def test_a_message_that_is_json_but_no_object_is_malformed() -> None:
    with pytest.raises(Malformed):
        read("[]")
