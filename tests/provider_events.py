"""Items of callbacks that tests need, with defaults: see functions/domain/providers/events.py."""

from typing import Any

from functions.domain.providers.events import GatewayItem, InboundMessage, PreferenceItem, StatusItem
from tests.builders import NOON, PHONE


def an_inbound(**changes: Any) -> InboundMessage:
    """A customer wrote a text on WhatsApp at noon."""
    defaults = {
        "provider": "sandbox",
        "channel": "whatsapp",
        "id": "in-1",
        "at": NOON,
        "origin": "customer",
        "kind": "text",
        "sender": {"phone": PHONE, "name": "The regular"},
        "text": "Do you have oat milk?",
    }
    return InboundMessage.model_validate(defaults | changes)


def a_status(**changes: Any) -> StatusItem:
    """The message that its provider calls `out-1` was delivered at noon."""
    defaults = {"provider": "sandbox", "id": "out-1", "status": "delivered", "at": NOON}
    return StatusItem.model_validate(defaults | changes)


def a_preference(**changes: Any) -> PreferenceItem:
    """Somebody wants no more marketing on WhatsApp, and told the provider."""
    defaults = {
        "provider": "sandbox",
        "channel": "whatsapp",
        "id": "wish-1",
        "at": NOON,
        "granted": False,
        "purposes": ("marketing",),
        "phone": PHONE,
    }
    return PreferenceItem.model_validate(defaults | changes)


def a_gateway(**changes: Any) -> GatewayItem:
    """WhatsApp's gateway went down at noon."""
    defaults = {
        "provider": "waha",
        "channel": "whatsapp",
        "id": "session-1",
        "at": NOON,
        "is_working": False,
        "detail": "FAILED",
    }
    return GatewayItem.model_validate(defaults | changes)
