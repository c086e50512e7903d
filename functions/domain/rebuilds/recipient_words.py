"""What became of a campaign's message to a customer, and what they did, in the words that a list may ask for."""

from collections.abc import Callable, Mapping
from typing import Final

from functions.domain.messages.campaign_parts import CampaignResponse, CampaignResult
from functions.domain.messages.outbox import Message
from functions.domain.settings.segments import CampaignLog, RecipientWord

_NO_RESPONSE, _NO_RESULT = CampaignResponse(), CampaignResult()


def is_asked_for(log: CampaignLog, message: Message) -> bool:
    """Whether all words of `did` are true of a recipient, and none of `did_not`."""
    return all(_HOLDS[word](message) for word in log.did) and not any(
        _HOLDS[word](message) for word in log.did_not
    )


def _response(message: Message) -> CampaignResponse:
    return message.response or _NO_RESPONSE


def _is_opened(message: Message) -> bool:
    """Who answers has opened it, whether or not the provider says so."""
    return message.status == "read" or _response(message).has_responded


_HOLDS: Final[Mapping[RecipientWord, Callable[[Message], bool]]] = {
    "sent": lambda message: message.status in ("sent", "delivered", "read"),
    "received": lambda message: message.status in ("delivered", "read") or _is_opened(message),
    "opened": _is_opened,
    "failed": lambda message: message.status in ("failed", "expired", "unknown"),
    "suppressed": lambda message: message.status == "suppressed" and message.arm != "held_out",
    "held_out": lambda message: message.arm == "held_out",
    "clicked": lambda message: _response(message).has_clicked,
    "replied": lambda message: _response(message).has_replied,
    "opted_out": lambda message: _response(message).has_opted_out,
    "bought": lambda message: (message.result or _NO_RESULT).orders > 0,
}
