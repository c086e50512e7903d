"""Why a message was, or was not, sent: in words, for whoever is asked by a customer."""

from collections.abc import Iterator, Mapping

from functions.domain.messages.outbox import Happening, Message

_CHANNELS = {"push": "push", "whatsapp": "WhatsApp", "sms": "SMS", "email": "email"}
_SKIPPED: Mapping[str, str] = {
    "not_opted_in": "nobody recorded the customer's consent to it",
    "opted_out": "the customer opted out of it",
    "suppressed": "the address there is on the suppression list",
    "no_app": "the customer does not have the app",
    "no_push_token": "no device of the customer is known",
    "no_phone": "the customer has no valid phone number",
    "no_email": "the customer has no valid email address",
    "window_closed": "the customer has not written within 24 hours and no approved template is named",
    "tried": "it was tried and did not get through",
    "cap_day": "the customer has had enough messages that day",
    "cap_week": "the customer has had enough messages that week",
    "cap_channel_day": "the customer has had enough messages on it that day",
    "cap_channel_week": "the customer has had enough messages on it that week",
}
_HELD: Mapping[str, str] = {
    "quiet_hours": "the customer's quiet hours",
    "channel_paused": "the channel's gateway, which is down",
    "daily_budget": "the next day, since the day's budget is used up",
    "sending_paused": "sending, which the business has paused",
}
_ENDS: Mapping[str, str] = {
    "not_opted_in": "the customer consented to none of the channels",
    "no_address": "the customer cannot be reached on any of the channels",
    "frequency_cap": "the customer has had as many messages as the business allows",
    "no_channel_left": "no further channel may be used",
    "customer_gone": "the customer is no longer there",
    "dry_run": "the business runs dry: everything is decided and nothing is sent",
    "too_late": "it had waited for 48 hours, too long to be welcome",
    "attempts_over": "all attempts are used up",
    "lease_over": "whoever sent it never said what became of it",
    "template_failed": "its template cannot be rendered",
    "crm_off": "the business has switched its CRM off",
    "loyalty_off": "the business has switched loyalty off",
    "template_missing": "the business does not have its template",
    "misconfigured": "the channel is not set up",
    "complaint": "the customer complained",
    "undelivered": "the provider could not deliver it",
}
_STANDS: Mapping[str, str] = {
    "queued": "It is waiting to be sent",
    "sending": "It is being sent",
    "sent": "It was handed to the provider",
    "delivered": "It was delivered",
    "read": "It was delivered and read",
    "failed": "It was not sent",
    "suppressed": "It was not sent",
    "expired": "It was not sent",
    "unknown": "Nobody knows whether it was sent, and it is not sent again",
}


def explain(message: Message) -> list[str]:
    """Sentences: how it stands and why, the channels passed over, and each turn that its life took."""
    return [*reasons(message), *_turns(message.history)]


def reasons(message: Message) -> list[str]:
    """How it stands and why, and the channels passed over: what many messages may have in common."""
    return [_standing(message), *_passed_over(message)]


def why(message: Message) -> str | None:
    """One phrase for a message that did not go: its reason in words. None for one that went, or still may."""
    return words_for(message.reason) if message.reason else None


def words_for(reason: str) -> str:
    """A reason in words. What a provider said keeps its own name."""
    code, _, detail = reason.partition(":")
    if code == "missing_variable":
        return f"its template asks for {detail}, which it does not have"
    return _ENDS.get(code) or _SKIPPED.get(code) or f"the provider said: {reason.replace('_', ' ')}"


def _standing(message: Message) -> str:
    stands = _STANDS[message.status]
    if message.status == "queued" and message.channel:
        held = _HELD.get(message.history[-1].detail or "") if message.history else None
        by = f" by {_CHANNELS[message.channel]}"
        until = f", not before {message.send_at:%Y-%m-%d %H:%M} UTC" if message.send_at else ""
        return f"{stands}{by}{until}" + (f", because of {held}." if held else ".")
    if message.status in ("sent", "delivered", "read") and message.channel:
        return f"{stands} by {_CHANNELS[message.channel]}, through {message.provider}."
    reason = why(message)
    return f"{stands}: {reason}." if reason else f"{stands}."


def _passed_over(message: Message) -> Iterator[str]:
    for skipped in message.skipped:
        yield f"{_CHANNELS[skipped.channel]} was passed over: {_SKIPPED[skipped.reason]}."


def _turns(history: tuple[Happening, ...]) -> Iterator[str]:
    for step in history:
        at = f"{step.at:%Y-%m-%d %H:%M} UTC"
        by = f" by {_CHANNELS[step.channel]}" if step.channel else ""
        held = _HELD.get(step.detail or "")
        if step.status == "queued" and held:
            yield f"{at}: held for {held}."
        elif step.status == "queued" and step.detail:
            yield f"{at}: queued again, since {words_for(step.detail)}."
        elif step.detail:
            yield f"{at}: {step.status}{by}: {words_for(step.detail)}."
        else:
            yield f"{at}: {step.status}{by}."
