"""The outbox: a message is a document that a decision creates beside its cause, and a life that moves forward only.

queued -> sending -> sent          or, from queued or sending: failed, unknown, expired
suppressed                         from the start, where no channel may be used
"""

from datetime import datetime, timedelta
from typing import ClassVar, Literal

from functions.domain.customers import Customer
from functions.domain.decisions import Document, Value
from functions.domain.identities import is_email, is_phone
from functions.domain.orgs import Channel, Org, Purpose

Status = Literal[
    "queued", "sending", "sent", "delivered", "read", "failed", "suppressed", "expired", "unknown"
]
SkipReason = Literal["no_app", "no_push_token", "no_phone", "no_email", "not_opted_in"]
SWEEP_AFTER = timedelta(minutes=10)


class Skipped(Value):
    """A channel that may not be used for this customer, and why."""

    channel: Channel
    reason: SkipReason


class Happening(Value):
    status: Status
    at: datetime
    detail: str | None = None


class Message(Document):
    """See contracts §3. `rule` is what caused it; `wake_at` is when the sweep looks at it again."""

    collection: ClassVar[str] = "messages"
    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at"})
    customer_id: str
    cause: str
    rule: str
    template: str
    purpose: Purpose
    variables: dict[str, str | int | None]
    locale: str
    channel: Channel | None
    skipped: tuple[Skipped, ...] = ()
    status: Status
    reason: str | None = None
    to: str | None = None
    body: str | None = None
    provider: str | None = None
    provider_message_id: str | None = None
    attempts: int = 0
    lease_id: str | None = None
    enqueued_count: int = 1
    created_at: datetime
    sent_at: datetime | None = None
    wake_at: datetime | None = None
    history: tuple[Happening, ...] = ()

    def now_is(self, status: Status, at: datetime, detail: str | None = None) -> "Message":
        """The same message one step on, with the step in its history."""
        return self.but(
            status=status, history=(*self.history, Happening(status=status, at=at, detail=detail))
        )


def compose(
    org: Org,
    customer: Customer,
    *,
    id: str,
    cause: str,
    rule: str,
    template: str,
    variables: dict[str, str | int | None],
    now: datetime,
) -> Message:
    """The message that a cause leaves for a customer: queued on the first channel that may be used, or suppressed.

    The text is rendered when it is sent, so that deciding needs neither the template's text nor its engine.
    """
    skipped, chosen = choose_channel(org, customer)
    message = Message(
        id=id,
        customer_id=customer.id,
        cause=cause,
        rule=rule,
        template=template,
        purpose=org.settings.templates[template].purpose,
        variables={"name": customer.name, "business": org.name, **variables},
        locale=customer.locale or org.settings.locale,
        channel=chosen[0] if chosen else None,
        to=chosen[1] if chosen else None,
        skipped=skipped,
        status="queued",
        created_at=now,
    )
    if chosen is None:
        return message.but(reason=why_unreachable(skipped)).now_is("suppressed", now)
    return message.but(wake_at=now + SWEEP_AFTER).now_is("queued", now)


def choose_channel(org: Org, customer: Customer) -> tuple[tuple[Skipped, ...], tuple[Channel, str] | None]:
    """The first channel, in the organisation's order, on which the customer may be written to (seed 000 §7.2),
    with the address there; and what was passed over before it, with the reasons.
    """
    skipped: list[Skipped] = []
    for channel in org.settings.channels:
        reason = why_not(channel, customer)
        if reason is None:
            return tuple(skipped), (channel, _address(channel, customer))
        skipped.append(Skipped(channel=channel, reason=reason))
    return tuple(skipped), None


def why_not(channel: Channel, customer: Customer) -> SkipReason | None:
    """Why a channel may not be used: an address is missing, or nobody agreed to it. None where it may."""
    if channel == "push":
        return "no_app" if not customer.has_app else None if customer.push_tokens else "no_push_token"
    if channel == "email":
        return _consented(customer.email_opt_in) if is_email(customer.email) else "no_email"
    opted_in = customer.whatsapp_opt_in if channel == "whatsapp" else customer.sms_opt_in
    return _consented(opted_in) if is_phone(customer.phone) else "no_phone"


def why_unreachable(skipped: tuple[Skipped, ...]) -> str:
    """One word for a message that has no channel: consent is named first, since it can be asked for."""
    return "not_opted_in" if any(s.reason == "not_opted_in" for s in skipped) else "no_address"


def _consented(opted_in: bool) -> SkipReason | None:
    return None if opted_in else "not_opted_in"


def _address(channel: Channel, customer: Customer) -> str:
    address = {
        "push": customer.push_tokens[-1] if customer.push_tokens else None,
        "email": customer.email,
        "whatsapp": customer.phone,
        "sms": customer.phone,
    }[channel]
    assert address is not None, f"{channel} was found usable without an address"
    return address
