"""What Amazon SES reports of mail that went out over its SMTP relay, by an SNS topic that posts to us.

SNS signs the fields of its envelope with a certificate at an address of its own in the topic's region; nothing else is
fetched. A signature has no age limit: SNS tries for long, and a notification that comes again changes nothing.
"""

import base64
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from functions.domain.kernel.errors import FieldFault, Forbidden, Malformed, ProviderAway, ProviderSilent
from functions.domain.kernel.json_bodies import NotJson
from functions.domain.orgs.org import Org
from functions.domain.providers.events import Problem, ProviderEvent, Reported, StatusItem
from functions.providers.contract import Callback, Reply
from functions.providers.email_parts import TAG, tagged_message
from functions.providers.error_tables import problem_from
from functions.providers.mail_replies import amazon_bounce
from functions.providers.parsing import instant_in, read_body, read_one, received, required_text, text_of
from functions.providers.ses.settings import NAME, SesSettings

CERTIFICATE_PATH = re.compile(r"/SimpleNotificationService-[0-9A-Za-z]+\.pem")
SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": (
        *("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    ),
}
SIGNED["UnsubscribeConfirmation"] = SIGNED["SubscriptionConfirmation"]

STATUSES: Mapping[str, Reported] = {
    "Send": "sent",
    "Delivery": "delivered",
    "Open": "read",
    "Click": "read",
    "Bounce": "failed",
    "Reject": "failed",
    "Complaint": "complained",
}
NO_COMPLAINT = "not-spam"


def verify(callback: Callback, settings: SesSettings) -> bool:
    """Raises ProviderAway if the certificate cannot be fetched: SNS sends the callback again. Forbidden if there is no
    such certificate.
    """
    try:
        envelope = _envelope(callback)
        content, signature = _canonical(envelope), base64.b64decode(required_text(envelope, "Signature"))
        url = required_text(envelope, "SigningCertURL")
    except (Malformed, ValueError):
        return False
    is_ours = envelope.get("TopicArn") == settings.topic_arn and _is_of(url, settings.host)
    if not is_ours or not CERTIFICATE_PATH.fullmatch(urlsplit(url).path):
        return False
    version = envelope.get("SignatureVersion")
    return _is_signed(content, signature, certificate=_certificate(url), version=version)


def _envelope(callback: Callback) -> Mapping[str, Any]:
    envelope = read_body(callback.body)
    if not isinstance(envelope, Mapping) or str(envelope.get("Type")) not in SIGNED:
        raise Malformed(NAME, [FieldFault("Type", f"must be one of {', '.join(SIGNED)}")])
    return envelope


def _canonical(envelope: Mapping[str, Any]) -> bytes:
    """The text that SNS signs: the names and values of some fields, a line each. Only the subject may be absent."""
    names = [name for name in SIGNED[envelope["Type"]] if name != "Subject" or envelope.get(name) is not None]
    return "".join(f"{name}\n{required_text(envelope, name)}\n" for name in names).encode()


def _is_of(url: str, host: str) -> bool:
    """Whether an address is https at exactly this host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and parts.netloc == host


def _is_signed(content: bytes, signature: bytes, *, certificate: bytes, version: object) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA1, SHA256
    from cryptography.x509 import load_pem_x509_certificate

    digests: Mapping[str, SHA1 | SHA256] = {"1": SHA1(), "2": SHA256()}
    digest = digests.get(str(version))
    key = load_pem_x509_certificate(certificate).public_key()
    if digest is None or not isinstance(key, RSAPublicKey):
        return False
    try:
        key.verify(signature, content, PKCS1v15(), digest)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=16)
def _certificate(url: str) -> bytes:
    """A certificate of SNS. Forbidden if there is none at the address: SNS does not sign with it."""
    certificate = _get(url)
    if certificate is None:
        raise Forbidden("there is no such certificate of SNS", path="SigningCertURL")
    return certificate


def _get(url: str) -> bytes | None:
    """What lies at an address of SNS, None if nothing does. Raises ProviderAway if that cannot be told now."""
    from functions.providers.http_client import call

    try:
        answer = call(NAME, "GET", url)
    except ProviderSilent:
        raise ProviderAway(NAME, "silent") from None
    if answer.is_success:
        return answer.body
    if 400 <= answer.status < 500 and answer.status not in (408, 425, 429):
        return None
    raise ProviderAway(NAME, f"sns_{answer.status}")


def handshake(callback: Callback, settings: SesSettings) -> Reply | None:
    """Confirm a new subscription of the topic. Raises ProviderAway if that cannot be done now: SNS will ask again."""
    envelope = _envelope(callback)
    if envelope["Type"] == "Notification":
        return None
    if envelope["Type"] == "SubscriptionConfirmation":
        url = required_text(envelope, "SubscribeURL")
        if not _is_of(url, settings.host):
            raise Malformed(NAME, [FieldFault("SubscribeURL", "is not of the topic's region")])
        if _get(url) is None:
            raise Malformed(NAME, [FieldFault("SubscribeURL", "does not exist")])
    return Reply()


def parse_events(org: Org, callback: Callback, settings: SesSettings) -> list[ProviderEvent]:
    envelope = _envelope(callback)
    try:
        report = read_body((text_of(envelope.get("Message")) or "null").encode())
    except NotJson:
        return []  # SES writes in plain words that it was set up
    if not isinstance(report, Mapping):
        raise Malformed(NAME, [FieldFault("Message", "must be an object")])
    return read_one(NAME, report, _read_status, id=envelope.get("MessageId"))


def _read_status(report: Mapping[str, Any]) -> Iterable[StatusItem]:
    """Nothing for what is of no concern, or for an email of another sender's that has no Message-ID."""
    kind = text_of(report.get("eventType")) or text_of(report.get("notificationType"))
    if kind is None:
        raise ValueError("eventType: must be text")
    detail = report.get(kind.lower())
    detail = detail if isinstance(detail, Mapping) else {}
    if kind not in STATUSES or detail.get("complaintFeedbackType") == NO_COMPLAINT:
        return
    mail = _part(report, "mail")
    if "commonHeaders" not in mail:
        raise ValueError("mail.commonHeaders: must be there; let SES include the original headers")
    headers = _part(mail, "commonHeaders")
    if headers.get("messageId") is None:
        return
    at = instant_in(detail, "timestamp") or instant_in(mail, "timestamp")
    yield StatusItem(
        provider=NAME,
        id=required_text(headers, "messageId"),
        status=STATUSES[kind],
        at=at or received(),
        is_timed=at is not None,
        message_id=_message_id(mail.get("tags")),
        problem=_problem(kind, detail),
    )


def _message_id(marks: object) -> str | None:
    tags = marks.get(TAG) if isinstance(marks, Mapping) else None
    return tagged_message(tags[0]) if isinstance(tags, list) and tags else None


def _part(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = of.get(name, {})
    if not isinstance(part, Mapping):
        raise ValueError(f"{name}: must be an object")
    return part


def _problem(kind: str, detail: Mapping[str, Any]) -> Problem | None:
    if kind == "Reject":
        return Problem(reason="rejected", advice="stop")
    if kind != "Bounce":
        return None
    recipient = _first(detail.get("bouncedRecipients"))
    status, words = text_of(recipient.get("status")), text_of(recipient.get("diagnosticCode")) or ""
    subtype = str(detail.get("bounceSubType"))
    return problem_from(
        amazon_bounce(text_of(detail.get("bounceType")) or "Undetermined", subtype, words, status=status)
    )


def _first(parts: object) -> Mapping[str, Any]:
    part = parts[0] if isinstance(parts, list) and parts else None
    return part if isinstance(part, Mapping) else {}
