"""Why a message was, or was not, sent: in words, for staff whom a customer asks.

Each kind of reason has a table whose type lists its reasons: one that is added without its words does not pass mypy.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TypedDict, TypeGuard, cast

from functions.domain.messages.gate import HoldReason, SkipReason
from functions.domain.messages.outbox import EndReason, Message


class _ChannelWords(TypedDict):
    push: str
    whatsapp: str
    sms: str
    email: str


class _SkipWords(TypedDict):
    not_opted_in: str
    opted_out: str
    suppressed: str
    no_app: str
    no_push_token: str
    no_phone: str
    no_email: str
    window_closed: str
    template_rejected: str
    template_paused: str
    template_disabled: str
    tried: str
    cap_day: str
    cap_week: str
    cap_channel_day: str
    cap_channel_week: str


class _HoldWords(TypedDict):
    quiet_hours: str
    channel_paused: str
    daily_budget: str
    sending_paused: str
    awaits_answer: str
    campaign_paused: str
    send_time: str


class _EndWords(TypedDict):
    crm_off: str
    loyalty_off: str
    not_opted_in: str
    no_address: str
    frequency_cap: str
    no_channel_left: str
    member_gone: str
    customer_gone: str
    cause_over: str
    dry_run: str
    too_late: str
    attempts_over: str
    lease_over: str
    template_missing: str
    wrong_purpose: str
    holdout: str
    control_group: str
    campaign_cancelled: str
    campaign_over: str
    outranked: str


class _StatusWords(TypedDict):
    queued: str
    sending: str
    sent: str
    delivered: str
    read: str
    failed: str
    suppressed: str
    expired: str
    unknown: str


_CHANNELS = _ChannelWords(push="push", whatsapp="WhatsApp", sms="SMS", email="email")
_SKIPPED = _SkipWords(
    not_opted_in="the customer's consent to it is not recorded",
    opted_out="the customer opted out of it",
    suppressed="the address there is on the suppression list",
    no_app="the customer does not have the app",
    no_push_token="no device of the customer is known",
    no_phone="the customer has no valid phone number",
    no_email="the customer has no valid email address",
    window_closed="the customer has not written within 24 hours and no approved template is named",
    template_rejected="WhatsApp rejected its template",
    template_paused="WhatsApp has paused its template, mostly since readers blocked or reported it",
    template_disabled="WhatsApp has disabled its template",
    tried="it was tried and did not get through",
    cap_day="the customer has had enough messages that day",
    cap_week="the customer has had enough messages that week",
    cap_channel_day="the customer has had enough messages on it that day",
    cap_channel_week="the customer has had enough messages on it that week",
)
SKIPPED_WORDS: Mapping[SkipReason, str] = cast("Mapping[SkipReason, str]", _SKIPPED)
_HELD = _HoldWords(
    quiet_hours="the customer's quiet hours",
    channel_paused="the channel's gateway, which is down",
    daily_budget="the next day, since the day's budget is used up",
    sending_paused="sending, which the business has paused",
    awaits_answer="a person's answer to the customer, who may want no more marketing",
    campaign_paused="its campaign, which is paused",
    send_time="its hour, which the campaign gave it",
)
_ENDS = _EndWords(
    crm_off="the business has switched its CRM off",
    loyalty_off="the business has switched loyalty off",
    not_opted_in="the customer consented to none of the channels",
    no_address="the customer cannot be reached on any of the channels",
    frequency_cap="the customer has had as many messages as the business allows",
    no_channel_left="no further channel may be used",
    member_gone="the member of staff is no longer there",
    customer_gone="the customer is no longer there",
    cause_over="what caused it had ended before it was sent, such as a silence that a purchase ended",
    dry_run="the business runs dry: everything is decided and nothing is sent",
    too_late="it had waited for 48 hours, too long to be welcome",
    attempts_over="all attempts are used up",
    lease_over="its sender stopped before it recorded the provider's answer",
    template_missing="the business does not have its template",
    wrong_purpose="its template is not for its reader: one of them is a customer, the other is staff",
    holdout="the customer is held out of the campaign, to compare with those who get it",
    control_group="the customer is in the control group, which gets no campaign",
    campaign_cancelled="its campaign was cancelled",
    campaign_over="its campaign had ended before it could go",
    outranked="a message of higher priority took its place under the cap",
)
_STANDS = _StatusWords(
    queued="It is waiting to be sent",
    sending="It is being sent",
    sent="It was handed to the provider",
    delivered="It was delivered",
    read="It was delivered and read",
    failed="It was not sent",
    suppressed="It was not sent",
    expired="It was not sent",
    unknown="It may or may not have been sent, and it is not sent again",
)
# What reads otherwise where the reader is a member of staff.
_OF_STAFF = {
    "no_push_token": "no device of the member is known",
    "no_phone": "staff are written to by push and email alone",
    "no_email": "the member has no valid email address",
    "quiet_hours": "the member's quiet hours",
    "no_address": "the member cannot be reached on any of the channels",
}
# What a send or a report can fail of, beside the codes of providers.
_FAILURES = {
    "template_failed": "its template cannot be rendered",
    "misconfigured": "the channel is not set up",
    "bug": "a mistake in our own code, which was kept as a dead letter",
    "complaint": "the customer complained",
    "undelivered": "the provider could not deliver it",
}


def explain(message: Message) -> list[str]:
    """Sentences: how it stands and why, the channels passed over, and each turn that its life took."""
    return [*reasons(message), *_turns(message)]


def reasons(message: Message) -> list[str]:
    """How it stands and why, and the channels passed over: what many messages may have in common."""
    return [_standing(message), *_passed_over(message)]


def why(message: Message) -> str | None:
    """One phrase for a message that did not go: its reason in words. None for one that went, or still may."""
    return words_for(message.reason, is_to_staff=message.is_to_staff) if message.reason else None


def words_for(reason: str, *, is_to_staff: bool = False) -> str:
    """A reason in words. A provider's reason keeps its own name."""
    code, _, detail = reason.partition(":")
    if is_to_staff and code in _OF_STAFF:
        return _OF_STAFF[code]
    if code == "missing_variable":
        return f"its template asks for {detail}, which it does not have"
    if _is_end(code):
        return _ENDS[code]
    if code == "window_closed":
        return _SKIPPED["window_closed"]
    return _FAILURES.get(code) or f"the provider said: {reason.replace('_', ' ')}"


def _is_end(reason: str) -> TypeGuard[EndReason]:
    return reason in _ENDS


def _is_hold(reason: str | None) -> TypeGuard[HoldReason]:
    return reason in _HELD


def _standing(message: Message) -> str:
    stands, reason = _STANDS[message.status], why(message)
    if message.status == "queued" and message.channel:
        until = f", not before {message.send_at:%Y-%m-%d %H:%M} UTC" if message.send_at else ""
        return f"{stands} by {_CHANNELS[message.channel]}{until}{_because_of_hold(message)}."
    if message.task_id is not None:
        return "A member has the task to call the customer."
    if message.status in ("sent", "delivered", "read") and message.channel:
        return f"{stands} by {_CHANNELS[message.channel]}, through {message.provider}."
    return f"{stands}: {reason}." if reason else f"{stands}."


def _because_of_hold(message: Message) -> str:
    detail = message.history[-1].detail if message.history else None
    return f", because of {_held(message, detail)}" if _is_hold(detail) else ""


def _held(message: Message, reason: HoldReason) -> str:
    return (_OF_STAFF.get(reason) if message.is_to_staff else None) or _HELD[reason]


def _passed_over(message: Message) -> Iterator[str]:
    for skipped in message.skipped:
        words = (_OF_STAFF.get(skipped.reason) if message.is_to_staff else None) or _SKIPPED[skipped.reason]
        yield f"{_CHANNELS[skipped.channel]} was passed over: {words}."


def _turns(message: Message) -> Iterator[str]:
    words = partial(words_for, is_to_staff=message.is_to_staff)
    for step in message.history:
        at = f"{step.at:%Y-%m-%d %H:%M} UTC"
        by = f" by {_CHANNELS[step.channel]}" if step.channel else ""
        if step.status == "queued" and _is_hold(step.detail):
            yield f"{at}: held for {_held(message, step.detail)}."
        elif step.status == "queued" and step.detail:
            yield f"{at}: queued again, since {words(step.detail)}."
        elif step.detail:
            yield f"{at}: {step.status}{by}: {words(step.detail)}."
        else:
            yield f"{at}: {step.status}{by}."
