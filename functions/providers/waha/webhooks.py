"""What a WAHA server posts: one event a body, of one of its sessions.

https://waha.devlike.pro/docs/how-to/events/
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.signatures import is_equal
from functions.domain.orgs.org import Org
from functions.domain.providers.events import GatewayItem, ProviderEvent
from functions.providers.contract import Callback, Reply
from functions.providers.parsing import (
    epoch_in,
    fingerprint,
    read_body,
    read_leniently,
    read_one,
    received,
)
from functions.providers.secrets import reveal
from functions.providers.waha.events import Event
from functions.providers.waha.messages import (
    read_ack,
    read_edit,
    read_message,
    read_reaction,
    read_revocation,
)
from functions.providers.waha.settings import NAME, WORKING, WahaSettings

# STARTING is between the two and means neither.
_DOWN = frozenset({"FAILED", "STOPPED", "SCAN_QR_CODE", "PASSKEY_REQUIRED", "PASSKEY_CONFIRMATION_REQUIRED"})


def verify(callback: Callback, settings: WahaSettings) -> bool:
    """WAHA signs if its webhook has a key; a callback without a signature is not believed."""
    key = reveal(settings.hmac_key, NAME).encode()
    expected = hmac.new(key, callback.body, hashlib.sha512).hexdigest()
    return is_equal(callback.headers.get("x-webhook-hmac"), expected)


def handshake(callback: Callback, settings: WahaSettings) -> Reply | None:
    """WAHA has no handshake."""
    return None


def parse_events(org: Org, callback: Callback, settings: WahaSettings) -> list[ProviderEvent]:
    body = read_body(callback.body)
    if not isinstance(body, dict) or not isinstance(body.get("event"), str):
        raise Malformed(NAME, [FieldFault("event", "must name an event")])
    read = _EVENTS.get(body["event"])
    session = body.get("session")
    if read is None or (isinstance(session, str) and session != settings.session):
        return []
    # Older servers give no instant of their own; some of their events have one nevertheless.
    instants = (body.get("timestamp"), callback.headers.get("x-webhook-timestamp"))
    sent_at = next(filter(None, map(epoch_in, instants)), None) or received()
    event = {**body, "timestamp": sent_at.timestamp()}
    return read_one(
        NAME, body, lambda _: read(read_leniently(Event.model_validate, event)[0]), id=body.get("id")
    )


def _read_session(event: Event) -> Iterable[GatewayItem]:
    status = event.payload.get("status")
    if not isinstance(status, str):
        raise ValueError("has no status")
    if status != WORKING and status not in _DOWN:
        return
    yield GatewayItem(
        provider=NAME,
        channel="whatsapp",
        id=event.id or fingerprint([event.session, status, event.at.isoformat()]),
        at=event.at,
        is_working=status == WORKING,
        detail=status.lower(),
    )


_EVENTS: Mapping[str, Callable[[Event], Iterable[Any]]] = {
    "message": read_message,
    "message.any": read_message,
    "message.ack": read_ack,
    "message.reaction": read_reaction,
    "message.edited": read_edit,
    "message.revoked": read_revocation,
    "session.status": _read_session,
}
