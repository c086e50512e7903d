"""A message is composed for a cause: the gate is asked, and its customer counts it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NotRequired, TypedDict, Unpack

from functions.domain.campaigns.documents import USUAL_PRIORITY
from functions.domain.customers.customer import Customer
from functions.domain.customers.names import spoken_name
from functions.domain.customers.touches import MarketingTouch
from functions.domain.messages.frequency_caps import with_touch
from functions.domain.messages.gate import Allowed, check_message
from functions.domain.messages.outbox import BATCHED_CHANNELS, Message
from functions.domain.messages.priorities import refused_for
from functions.domain.orgs.org import Org
from functions.domain.settings.templates import TemplateSettings
from functions.domain.settings.types import Channel


@dataclass(frozen=True)
class Composed:
    """A message, and its customer with the message counted: both go into the commit of the cause."""

    message: Message
    customer: Customer


class MessageFields(TypedDict):
    """The fields that a cause gives its messages."""

    cause: str
    rule: str
    template: str
    variables: dict[str, str | int | None]
    now: datetime
    batch_id: NotRequired[str | None]


@dataclass(frozen=True)
class ComposedAll:
    """The messages of a cause, one for each channel that it asks for, and their customer with all of them counted."""

    messages: tuple[Message, ...]
    customer: Customer


def compose_all(
    org: Org, customer: Customer, channels: Sequence[Channel], *, id: str, **given: Unpack[MessageFields]
) -> ComposedAll:
    """A message for each of the channels, `{id}:{channel}`; without any one message on the first that may be used."""
    if not channels:
        composed = compose(org, customer, id=id, **given)
        return ComposedAll((composed.message,), composed.customer)
    messages: list[Message] = []
    for channel in channels:
        composed = compose(org, customer, id=f"{id}:{channel}", group=id, only=channel, **given)
        customer = composed.customer
        messages.append(composed.message)
    return ComposedAll(tuple(messages), customer)


def compose(
    org: Org,
    customer: Customer,
    *,
    id: str,
    group: str | None = None,
    only: Channel | None = None,
    **given: Unpack[MessageFields],
) -> Composed:
    """The message that a cause leaves for a customer: queued on the first channel that may be used, or suppressed.

    `batch_id`: the page that many such messages come from, kept where the channel takes many in one call. The text is
    rendered when it is sent, so that deciding needs neither the template's text nor its engine; only what the template
    says that it needs must be there by name. A template that the organisation does not have (its document
    was broken by hand) leaves a suppressed message, and its cause goes on.
    """
    settings, now = org.templates.get(given["template"]), given["now"]
    message = Message(
        id=id,
        customer_id=customer.id,
        cause=given["cause"],
        rule=given["rule"],
        template=given["template"],
        purpose=settings.purpose if settings else "marketing",
        variables={"name": spoken_name(customer.name), "business": org.name, **given["variables"]},
        locale=customer.locale or org.settings.locale,
        channel=None,
        group=group,
        status="queued",
        created_at=now,
        expires_at=org.settings.retention.message_until(now),
    )
    if (lack := lack_of(settings, message)) is not None:
        return Composed(message.with_changes(reason=lack).now_is("suppressed", now, lack), customer)
    return _checked(org, customer, message, only=only, given=given)


def _checked(
    org: Org, customer: Customer, message: Message, *, only: Channel | None, given: MessageFields
) -> Composed:
    """The message as the gate says."""
    now = given["now"]
    verdict = check_message(org, customer, replace(message.subject, only=only), now=now)
    if not isinstance(verdict, Allowed):
        reason = refused_for(org, customer, verdict.reason, priority=USUAL_PRIORITY, at=now)
        denied = message.with_changes(skipped=verdict.skipped, reason=reason)
        return Composed(denied.now_is("suppressed", now), customer)
    queued = message.planned(verdict, now)
    if queued.channel in BATCHED_CHANNELS:
        queued = queued.with_changes(batch_id=given.get("batch_id"))
    return Composed(queued, counted(org, customer, queued, now=now))


def lack_of(template: TemplateSettings | None, message: Message) -> str | None:
    """What a new message's template lacks to be written by, as the reason of a message that is not sent."""
    if template is None:
        return "template_missing"
    if (template.purpose == "internal") != (message.member_uid is not None):
        return "wrong_purpose"
    missing = template.missing(message.variables)
    return None if missing is None else f"missing_variable:{missing}"


def counted(org: Org, customer: Customer, message: Message, *, now: datetime) -> Customer:
    """The customer with a queued message counted on the day for which it is planned."""
    at = message.send_at or now
    contacted = customer.with_changes(last_contacted_at=max(at, customer.last_contacted_at or at))
    if message.purpose != "marketing" or message.channel is None or not org.settings.messages.caps.has_any:
        return contacted
    touch = MarketingTouch(
        message_id=message.id, channel=message.channel, at=at, group=message.group, priority=message.priority
    )
    return contacted.with_changes(marketing_touches=with_touch(customer.marketing_touches, touch, now))
