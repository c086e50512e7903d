"""Notices: messages to members of staff, `internal` by purpose. They need no consent, count for no cap and no budget,
and go by push and mail, outside of the member's quiet hours.

They pass a gate of their own, when they are queued and again at the moment of sending.
"""

from dataclasses import replace
from datetime import datetime
from typing import NotRequired, TypedDict, Unpack

from functions.domain.customers.addresses import is_email
from functions.domain.customers.names import spoken_name
from functions.domain.messages.composing import lack_of
from functions.domain.messages.gate import (
    Allowed,
    Blocked,
    HoldReason,
    MessageFacts,
    Skipped,
    SkipReason,
    look_again,
)
from functions.domain.messages.outbox import BATCHED_CHANNELS, Message
from functions.domain.messages.quiet_hours import quiet_until
from functions.domain.orgs.features import why_off
from functions.domain.orgs.org import Org, zone_of
from functions.domain.settings.types import Channel
from functions.domain.staff.members import Member


class NoticeOf(TypedDict):
    """What every notice of a cause has. `about_customer_id`: the customer whom they are about, if there is one.
    `about`: the document beside the customer, `carts/ID`.
    """

    cause: str
    rule: str
    template: str
    variables: dict[str, str | int | None]
    about_customer_id: str | None
    now: datetime
    about: NotRequired[str | None]
    batch_id: NotRequired[str | None]


def compose_notices(org: Org, member: Member, *, id: str, **given: Unpack[NoticeOf]) -> tuple[Message, ...]:
    """A member's messages of a cause: one by the first channel that reaches them, or, where the business wants it so,
    one by each that does (`{id}:{channel}`). Where none does it is one message, suppressed.
    """
    staff = org.settings.staff
    usable = [channel for channel in staff.channels if why_not_by(member, channel) is None]
    if not staff.is_on_every_channel or not usable:
        return (compose_notice(org, member, id=id, **given),)
    return tuple(
        _composed(org, member, id=f"{id}:{channel}", group=id, only=channel, **given) for channel in usable
    )


def compose_notice(org: Org, member: Member, *, id: str, **given: Unpack[NoticeOf]) -> Message:
    """The one message of a cause for a member: queued on the first channel that reaches them, or suppressed."""
    return _composed(org, member, id=id, group=None, only=None, **given)


def check_notice(org: Org, member: Member, subject: MessageFacts, *, now: datetime) -> Allowed | Blocked:
    """Whether and how a message may go to a member now. One without a role has left: what the business knows of its
    customers is not for them.
    """
    if (off := why_off(org, subject.rule)) is not None:
        return Blocked(off, ())
    if not member.roles:
        return Blocked("member_gone", ())
    skipped: list[Skipped] = []
    for channel in (subject.only,) if subject.only else org.settings.staff.channels:
        reason = "tried" if channel in subject.tried else why_not_by(member, channel)
        if reason is None:
            hold = _hold(org, member, subject, channel=channel, now=now)
            return Allowed(channel, _address_of(member, channel), tuple(skipped), hold)
        skipped.append(Skipped(channel=channel, reason=reason))
    was_tried = any(each.reason == "tried" for each in skipped)
    return Blocked("no_channel_left" if was_tried else "no_address", tuple(skipped))


def why_not_by(member: Member, channel: Channel) -> SkipReason | None:
    """Why a channel does not reach a member; None where it does."""
    if channel == "email":
        return None if is_email(member.email) else "no_email"
    if channel != "push":
        return "no_phone"  # staff are written to by push and mail alone
    return None if member.push_devices else "no_push_token"


def _composed(
    org: Org,
    member: Member,
    *,
    id: str,
    group: str | None,
    only: Channel | None,
    **given: Unpack[NoticeOf],
) -> Message:
    now, settings = given["now"], org.templates.get(given["template"])
    message = Message(
        id=id,
        customer_id=given["about_customer_id"] or "",
        about=given.get("about"),
        member_uid=member.id,
        cause=given["cause"],
        rule=given["rule"],
        template=given["template"],
        purpose="internal",
        variables={"name": spoken_name(member.name), "business": org.name, **given["variables"]},
        locale=member.locale or org.settings.locale,
        channel=None,
        group=group,
        status="queued",
        created_at=now,
        expires_at=org.settings.retention.message_until(now),
    )
    if (lack := lack_of(settings, message)) is not None:
        return message.with_changes(reason=lack).now_is("suppressed", now, lack)
    verdict = check_notice(org, member, replace(message.subject, only=only), now=now)
    if isinstance(verdict, Blocked):
        denied = message.with_changes(skipped=verdict.skipped, reason=verdict.reason)
        return denied.now_is("suppressed", now)
    queued = message.planned(verdict, now)
    is_batched = queued.channel in BATCHED_CHANNELS
    return queued.with_changes(batch_id=given.get("batch_id")) if is_batched else queued


def _address_of(member: Member, channel: Channel) -> str:
    address = member.push_devices[-1].value if channel == "push" else member.email
    assert address is not None, f"{channel} was found usable without an address"
    return address


def _hold(
    org: Org, member: Member, subject: MessageFacts, *, channel: Channel, now: datetime
) -> tuple[HoldReason, datetime] | None:
    quiet, later = org.settings.staff.quiet_hours, look_again(subject, at=now)
    if org.settings.messages.is_paused:
        return "sending_paused", later
    until = quiet_until(quiet, zone_of(org, member.timezone), now) if quiet is not None else None
    if until is not None:
        return "quiet_hours", until
    return ("channel_paused", later) if channel in org.paused_channels else None
