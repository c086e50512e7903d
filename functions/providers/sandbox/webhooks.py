"""The sandbox's webhooks, for trying out: a JSON list of events in the form of domain/providers/events.py.

Signed as orders are (`X-Signature: sha256=<hex>`), with the secret that the sandbox's settings name. Without one there,
nothing that comes is genuine. A GET is a handshake: it gives back `challenge`.
"""

import hashlib
import hmac
from typing import Any

from pydantic import ValidationError

from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.json_bodies import read_json
from functions.domain.kernel.validation import field_faults
from functions.domain.orgs.org import Org
from functions.domain.providers.events import ITEM, BrokenItem, ProviderEvent
from functions.providers.contract import Callback, Reply
from functions.providers.sandbox.settings import NAME, SandboxSettings
from functions.providers.secrets import reveal


def verify(callback: Callback, settings: SandboxSettings) -> bool:
    if settings.callback_secret is None:
        return False
    secret = reveal(settings.callback_secret, NAME).encode()
    expected = "sha256=" + hmac.new(secret, callback.body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), callback.headers.get("x-signature", "").encode())


def handshake(callback: Callback, settings: SandboxSettings) -> Reply | None:
    if callback.method != "GET":
        return None
    return Reply(body=callback.query.get("challenge", "").encode())


def parse_events(org: Org, callback: Callback, settings: SandboxSettings) -> list[ProviderEvent]:
    body = read_json(callback.body)
    if not isinstance(body, list):
        raise Malformed(NAME, [FieldFault("body", "must be a list of items")])
    return [_item(number, content) for number, content in enumerate(body)]


def _item(number: int, content: Any) -> ProviderEvent:
    try:
        return ITEM.validate_python(content)
    except ValidationError as error:
        reason = str(Malformed("item", field_faults(error)))
        return BrokenItem(provider=NAME, id=str(number), reason=reason, raw=content)
