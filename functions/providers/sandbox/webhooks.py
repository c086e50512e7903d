"""The sandbox's webhooks, for trying out: a JSON list of events in the form of domain/providers/events.py.

Signed as orders are (`X-Signature: sha256=<hex>`), with the secret that the sandbox's settings name. Without one
no callback is genuine. A GET is a handshake: it gives back `challenge`.
"""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.signatures import is_equal
from functions.domain.orgs.org import Org
from functions.domain.providers.events import ITEM, ProviderEvent
from functions.providers.contract import Callback, Reply
from functions.providers.parsing import read_body, read_each, received
from functions.providers.sandbox.settings import NAME, SandboxSettings
from functions.providers.secrets import reveal


def verify(callback: Callback, settings: SandboxSettings) -> bool:
    if settings.callback_secret is None:
        return False
    secret = reveal(settings.callback_secret, NAME).encode()
    expected = "sha256=" + hmac.new(secret, callback.body, hashlib.sha256).hexdigest()
    return is_equal(callback.headers.get("x-signature"), expected)


def handshake(callback: Callback, settings: SandboxSettings) -> Reply | None:
    if callback.method != "GET":
        return None
    return Reply(body=callback.query.get("challenge", "").encode())


def parse_events(org: Org, callback: Callback, settings: SandboxSettings) -> list[ProviderEvent]:
    body = read_body(callback.body)
    if not isinstance(body, list):
        raise Malformed(NAME, [FieldFault("body", "must be a list of events")])
    return list(read_each(NAME, body, _read))


def _read(part: Any) -> list[ProviderEvent]:
    """One event. Its instant is that of receipt where it has none that can be read."""
    try:
        return [ITEM.validate_python(part)]
    except ValidationError as error:
        if not isinstance(part, Mapping) or all("at" not in each["loc"] for each in error.errors()):
            raise
        return [ITEM.validate_python({**part, "at": received()})]
