"""What Meta's Cloud API posts: many messages and statuses in one body, each read by itself.

https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.signatures import is_equal
from functions.domain.orgs.org import Org
from functions.domain.providers.events import ProviderEvent
from functions.providers.contract import Callback, Reply
from functions.providers.parsing import read_body, read_each
from functions.providers.secrets import reveal
from functions.providers.whatsapp_cloud.approvals import read_approval
from functions.providers.whatsapp_cloud.contacts import Contacts
from functions.providers.whatsapp_cloud.messages import read_message
from functions.providers.whatsapp_cloud.settings import NAME, WhatsappCloudSettings
from functions.providers.whatsapp_cloud.statuses import read_preference, read_status

TEMPLATES = "message_template_status_update"
ACCOUNT = "whatsapp_business_account"


def verify(callback: Callback, settings: WhatsappCloudSettings) -> bool:
    if callback.method == "GET":
        token = reveal(settings.verify_token, NAME)
        return is_equal(callback.query.get("hub.verify_token"), token)
    key = reveal(settings.app_secret, NAME).encode()
    expected = "sha256=" + hmac.new(key, callback.body, hashlib.sha256).hexdigest()
    return is_equal(callback.headers.get("x-hub-signature-256"), expected)


def handshake(callback: Callback, settings: WhatsappCloudSettings) -> Reply | None:
    """Meta's handshake wants its challenge back, bare."""
    if callback.method != "GET":
        return None
    challenge = callback.query.get("hub.challenge")
    if callback.query.get("hub.mode") != "subscribe" or challenge is None:
        return Reply(status=400)
    return Reply(body=challenge.encode("utf-8", "replace"))


def parse_events(org: Org, callback: Callback, settings: WhatsappCloudSettings) -> list[ProviderEvent]:
    body = read_body(callback.body)
    if not isinstance(body, dict) or not isinstance(body.get("entry"), list):
        raise Malformed(NAME, [FieldFault("entry", "must be a list")])
    if body.get("object") != ACCOUNT:
        return []
    return list(read_each(NAME, body["entry"], lambda entry: _entry(entry, settings)))


def _entry(entry: Any, settings: WhatsappCloudSettings) -> Iterable[ProviderEvent]:
    account = _mapping(entry, "an entry")
    return read_each(NAME, account.get("changes"), lambda change: _change(change, account, settings))


def _change(
    change: Any, account: Mapping[str, Any], settings: WhatsappCloudSettings
) -> Iterable[ProviderEvent]:
    """The events of one field's change. Other fields of the account, and new ones, are left out."""
    field = _mapping(change, "a change").get("field")
    if field == TEMPLATES:
        return read_approval(_mapping(change.get("value"), "a value"), account, settings)
    read = _FIELDS.get(field) if isinstance(field, str) else None
    return read(_mapping(change.get("value"), "a value"), settings) if read else ()


def _messages(value: Mapping[str, Any], settings: WhatsappCloudSettings) -> Iterable[ProviderEvent]:
    if _is_of_another_number(value, settings):
        return
    contacts = Contacts.read(value.get("contacts"))
    yield from _each(value, "messages", lambda part: read_message(part, contacts, "customer"))
    yield from _each(value, "statuses", read_status)


def _echoes(value: Mapping[str, Any], settings: WhatsappCloudSettings) -> Iterable[ProviderEvent]:
    """What staff wrote in the WhatsApp Business app."""
    if _is_of_another_number(value, settings):
        return
    contacts = Contacts.read(value.get("contacts"))
    yield from _each(value, "message_echoes", lambda part: read_message(part, contacts, "staff"))


def _preferences(value: Mapping[str, Any], settings: WhatsappCloudSettings) -> Iterable[ProviderEvent]:
    """A no to the business counts for all of its numbers."""
    yield from _each(value, "user_preferences", read_preference)


_FIELDS: Mapping[str, Callable[[Mapping[str, Any], WhatsappCloudSettings], Iterable[ProviderEvent]]] = {
    "messages": _messages,
    "smb_message_echoes": _echoes,
    "user_preferences": _preferences,
}


def _each(
    value: Mapping[str, Any], name: str, read: Callable[[Any], Iterable[ProviderEvent]]
) -> Iterable[ProviderEvent]:
    parts = value.get(name)
    return () if parts is None else read_each(NAME, parts, read)


def _is_of_another_number(value: Mapping[str, Any], settings: WhatsappCloudSettings) -> bool:
    """An account may have several numbers, and all of them post here: we serve the one of the settings."""
    metadata = value.get("metadata")
    number = metadata.get("phone_number_id") if isinstance(metadata, Mapping) else None
    return isinstance(number, str) and number != settings.phone_number_id


def _mapping(part: object, what: str) -> Mapping[str, Any]:
    if not isinstance(part, Mapping):
        raise ValueError(f"{what} must be an object")
    return part
