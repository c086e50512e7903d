"""Providers tell us here what became of messages and what customers wrote: `hooks/{org}/{provider}`.

Nothing is handled while the provider waits: who sent it is checked over the bytes that came, the items go on tasks, and
the answer is 200. What cannot be read although it is genuine is kept, since a provider would send it again for days.
"""

import base64
import hashlib
import logging
from dataclasses import dataclass
from typing import Any

from flask import Request, Response

from functions.cloud_tasks.callback_items import enqueue_items
from functions.domain.kernel.errors import Malformed, Misconfigured, Retryable, Terminal
from functions.domain.orgs.org import Org, possible_org_id
from functions.http.responses import not_allowed, refusal, try_again, unauthorized
from functions.http.signatures import SECRET_MAX_AGE_SECONDS, sign_as_nobody
from functions.providers.contract import Callback, WebhooksModule
from functions.providers.registry import parse_settings, webhooks_of
from functions.store.dead_letters import keep_raw
from functions.store.orgs import LIFE_SECONDS, orgs

log = logging.getLogger(__name__)

MOST_BYTES = 3 * 1024 * 1024  # what Meta sends at the most
METHODS = ("GET", "POST")


@dataclass(frozen=True)
class _Genuine:
    """A callback that its provider sent, with what reading it takes."""

    org: Org
    provider: str
    module: WebhooksModule
    settings: Any
    callback: Callback


def answer(request: Request, org_id: str, provider: str) -> Response:
    """The answer to a provider. 401 says the same to whoever is unknown, not set up, or not the provider."""
    try:
        return _answer(request, org_id, provider)
    except Retryable as error:
        log.warning("callback_deferred provider=%s error=%s", provider, error.code)
        return try_again(error)
    except Terminal as error:
        log.error("callback_failed provider=%s error=%s", provider, error.code)
        return refusal(500, error.code, "this is our fault, and was logged")


def _answer(request: Request, org_id: str, provider: str) -> Response:
    if request.method not in METHODS:
        return not_allowed(*METHODS)
    if (request.content_length or 0) > MOST_BYTES or len(request.get_data()) > MOST_BYTES:
        return refusal(413, "too_large", f"the body may have {MOST_BYTES} bytes")
    genuine = _verified(request, possible_org_id(org_id), provider)
    return unauthorized() if genuine is None else _taken(genuine)


def _verified(request: Request, org_id: str, provider: str) -> _Genuine | None:
    """The callback, where its provider sent it. What fails is tried once more with the organisation as it is now, at
    most once a second: its settings may be new.
    """
    for max_age_seconds in (LIFE_SECONDS, SECRET_MAX_AGE_SECONDS):
        org = orgs().find(org_id, max_age_seconds)
        if org is None or provider not in org.providers:
            sign_as_nobody(request.get_data())
            continue
        genuine = _as_set_up(request, org, provider)
        if genuine is not None:
            return genuine
    return None


def _as_set_up(request: Request, org: Org, provider: str) -> _Genuine | None:
    callback, module = _callback(request, org), webhooks_of(provider)
    try:
        settings = parse_settings(provider, org.providers[provider])
        verify = module.verify(callback, settings)
    except (Malformed, Misconfigured) as error:
        log.error("callbacks_misconfigured org=%s provider=%s reason=%s", org.id, provider, error)
        sign_as_nobody(callback.body)
        return None
    except Retryable:
        raise
    except Exception as error:
        log.error("signature_unchecked org=%s provider=%s error=%s", org.id, provider, type(error).__name__)
        return None
    return _Genuine(org, provider, module, settings, callback) if verify else None


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
    """Answer a handshake, put items on their tasks, or keep what cannot be read."""
    org, callback, settings = genuine.org, genuine.callback, genuine.settings
    try:
        reply = genuine.module.handshake(callback, settings)
        if reply is not None:
            return Response(reply.body, reply.status, content_type=reply.content_type)
        items = genuine.module.parse_events(org, callback, settings)
        enqueue_items(org.id, genuine.provider, items)
    except Retryable:
        raise
    except Exception as error:
        log.error(
            "callback_unreadable org=%s provider=%s error=%s", org.id, genuine.provider, type(error).__name__
        )
        _keep(genuine, error)
    return Response(status=200, content_type="text/plain")


def _keep(genuine: _Genuine, error: Exception) -> None:
    """The whole body as a dead letter; in base64 where it is no text. The query is kept where there is no body."""
    callback = genuine.callback
    content = callback.body or callback.url.encode()
    try:
        raw = content.decode("utf-8")
    except UnicodeDecodeError:
        raw = f"base64:{base64.b64encode(content).decode()}"
    id = f"{genuine.provider}:{hashlib.sha256(content).hexdigest()[:40]}"
    keep_raw(genuine.org.id, id, source=f"callback:{genuine.provider}", raw=raw, error=error)
