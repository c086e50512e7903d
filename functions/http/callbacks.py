"""Providers report what became of messages and what customers wrote: `hooks/{org}/{provider}`.

Nothing is handled while the provider waits: the proof is checked over the bytes that came in, the events go on tasks,
and the answer is 200. A genuine callback that cannot be read is kept, since a provider would send it again for days.
"""

import base64
import hashlib
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Request, Response

from functions.cloud_tasks.callback_items import enqueue_items
from functions.domain.kernel.errors import Forbidden, Malformed, Misconfigured, Retryable, Terminal, trace_of
from functions.domain.orgs.org import Org, possible_org_id
from functions.domain.providers.events import believed
from functions.http.incoming import SECRET_MAX_AGE_SECONDS, body_of, sign_in_vain
from functions.http.responses import not_allowed, our_fault, refusal, too_large, try_again, unauthorized
from functions.providers.contract import Callback, WebhooksModule
from functions.providers.registry import parse_settings, webhooks_of
from functions.store.dead_letters import keep_raw
from functions.store.orgs import LIFE_SECONDS, orgs

log = logging.getLogger(__name__)

MOST_BYTES = 3 * 1024 * 1024  # the most that Meta sends
METHODS = ("GET", "POST")


@dataclass(frozen=True)
class _Genuine:
    """A callback that its provider sent, with what is needed to read it."""

    org: Org
    provider: str
    module: WebhooksModule
    settings: Any
    callback: Callback


def answer(request: Request, org_id: str, provider: str) -> Response:
    """The answer to a provider. 401 is the same for an organisation or provider that is not set up and for a false
    proof.
    """
    if request.method not in METHODS:
        return not_allowed(*METHODS)
    if body_of(request, most_bytes=MOST_BYTES) is None:
        return too_large(MOST_BYTES)
    try:
        genuine = _verified(request, possible_org_id(org_id), provider)
        return unauthorized() if genuine is None else _taken(genuine)
    except Retryable as error:
        log.warning("callback_deferred provider=%s error=%s", provider, error.code)
        return try_again(error)
    except Forbidden as error:
        log.warning("callback_forbidden provider=%s path=%s", provider, error.path)
        return refusal(403, error.code, str(error))
    except Terminal as error:
        log.error("callback_failed provider=%s error=%s", provider, error.code)
        return our_fault(error.code)


def _verified(request: Request, org_id: str, provider: str) -> _Genuine | None:
    """The callback, if its provider sent it. A proof that fails is tried once more with the organisation as it is now,
    at most once a second: its settings may be new.
    """
    for max_age_seconds in (LIFE_SECONDS, SECRET_MAX_AGE_SECONDS):
        org = orgs().find(org_id, max_age_seconds)
        if org is None or provider not in org.providers:
            sign_in_vain(request.get_data())
            continue
        genuine = _as_set_up(request, org, provider)
        if genuine is not None:
            return genuine
    return None


def _as_set_up(request: Request, org: Org, provider: str) -> _Genuine | None:
    callback, module = _callback(request, org), webhooks_of(provider)
    try:
        settings = parse_settings(provider, org.providers[provider])
        is_genuine = module.verify(callback, settings)
    except (Malformed, Misconfigured) as error:
        log.error("callbacks_misconfigured org=%s provider=%s reason=%s", org.id, provider, error)
        sign_in_vain(callback.body)
        return None
    except (Retryable, Forbidden):
        raise
    except Exception as error:
        log.error("signature_unchecked org=%s provider=%s trace=%s", org.id, provider, trace_of(error))
        return None
    return _Genuine(org, provider, module, settings, callback) if is_genuine else None


def _callback(request: Request, org: Org) -> Callback:
    query = request.query_string.decode("latin-1")
    public = org.settings.messages.public_url
    return Callback(
        method=request.method,
        url=f"{public}{request.path}{'?' if query else ''}{query}" if public else request.url,
        query=request.args.to_dict(),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.get_data(),
    )


def _taken(genuine: _Genuine) -> Response:
    """Answer a handshake, put events on their tasks, or keep what cannot be read."""
    org, callback, settings = genuine.org, genuine.callback, genuine.settings
    try:
        reply = genuine.module.handshake(callback, settings)
        if reply is not None:
            return Response(reply.body, reply.status, content_type=reply.content_type)
        events = genuine.module.parse_events(org, callback, settings)
        items = [believed(event, datetime.now(UTC)) for event in events]
        enqueue_items(org.id, genuine.provider, items)
    except Retryable:
        raise
    except Exception as error:
        log.error(
            "callback_unreadable org=%s provider=%s trace=%s", org.id, genuine.provider, trace_of(error)
        )
        _keep(genuine, error)
    return Response(status=200, content_type="text/plain")


def _keep(genuine: _Genuine, error: Exception) -> None:
    """Keep the whole body as a dead letter, in base64 if it is not text; the address if there is no body."""
    callback = genuine.callback
    content = callback.body or callback.url.encode()
    try:
        raw = content.decode("utf-8")
    except UnicodeDecodeError:
        raw = f"base64:{base64.b64encode(content).decode()}"
    id = f"{genuine.provider}:{hashlib.sha256(content).hexdigest()[:40]}"
    keep_raw(genuine.org.id, id, source=f"callback:{genuine.provider}", raw=raw, error=error)
