"""Machines post here: `POST hooks/{org}/orders`, signed with the organisation's hook secret (docs/contracts.md).

Providers' callbacks come to the same function: see http/callbacks.py. So do people, by the links in messages: see
http/preferences.py and http/links.py.
"""

import logging
import re
from datetime import UTC, datetime

from flask import Request, Response, jsonify

from functions.domain.kernel.errors import Conflict, Malformed, Retryable, Terminal
from functions.domain.kernel.json_bodies import NotJson, read_json
from functions.domain.orders.parsing import parse_order
from functions.domain.orders.recording import record_order
from functions.domain.orgs.org import Org, possible_org_id
from functions.http.responses import not_allowed, refusal, try_again, unauthorized
from functions.http.signatures import NOBODYS_SECRET, SECRET_MAX_AGE_SECONDS, is_signed
from functions.store.firestore import store
from functions.store.orgs import orgs

log = logging.getLogger(__name__)

MOST_BYTES = 256 * 1024
ORDERS = "orders"

_PATH = re.compile(r"/(?P<org>[^/]+)/(?P<what>[^/]+)/?")
_LINK_PATH = re.compile(r"/(?P<org>[^/]+)/(?P<what>preferences|l)/(?P<token>[^/]+)/?")


def answer(request: Request) -> Response:
    """The answer to a delivery, as docs/contracts.md has it, to a provider, or to whoever follows a link."""
    if (link := _LINK_PATH.fullmatch(request.path)) is not None:
        return _follow(request, link["what"], link["org"], link["token"])
    path = _PATH.fullmatch(request.path)
    if path is None:
        return _nothing_here()
    if path["what"] != ORDERS:
        return _call_back(request, path["org"], path["what"])
    try:
        return _answer(request, path["org"])
    except NotJson:
        return refusal(415, "not_json", "the body must be JSON")
    except Malformed as error:
        faults = [{"path": fault.path, "message": fault.message} for fault in error.faults]
        return refusal(400, "invalid_order", "the order is not valid", fields=faults)
    except Conflict as error:
        return refusal(409, error.code, str(error))
    except Retryable as error:
        log.warning("order_deferred error=%s", error.code)
        return try_again(error)
    except Terminal as error:
        log.error("order_failed error=%s", error.code)
        return refusal(500, error.code, "this is our fault, and was logged")


def _nothing_here() -> Response:
    return refusal(404, "not_found", "there is nothing here")


def _call_back(request: Request, org_id: str, provider: str) -> Response:
    """Imported here, as below: an instance that only takes orders loads neither providers and queues nor pages."""
    from functions.providers.registry import calls_back

    if not calls_back(provider):
        return _nothing_here()
    from functions.http import callbacks

    return callbacks.answer(request, org_id, provider)


def _follow(request: Request, what: str, org_id: str, token: str) -> Response:
    if what == "preferences":
        from functions.http import preference_page as preferences

        return preferences.answer(request, org_id, token)
    from functions.http import clicks as links

    return links.answer(request, org_id, token)


def _answer(request: Request, org_id: str) -> Response:
    if request.method != "POST":
        return not_allowed("POST")
    if (request.content_length or 0) > MOST_BYTES or len(request.get_data()) > MOST_BYTES:
        return refusal(413, "too_large", f"the body may have {MOST_BYTES} bytes")
    body = request.get_data()
    org = _signer(org_id, body, request.headers.get("X-Signature"))
    if org is None:
        return unauthorized()
    if request.mimetype != "application/json":
        raise NotJson
    return _record(org, body)


def _signer(org_id: str, body: bytes, signature: str | None) -> Org | None:
    """The organisation whose secret signed the body. One that does not exist takes as long to refuse."""
    org_id = possible_org_id(org_id)
    org = orgs().find(org_id)
    if _fits(org, body, signature):
        return org
    org = orgs().find(org_id, max_age_seconds=SECRET_MAX_AGE_SECONDS)
    return org if _fits(org, body, signature) else None


def _fits(org: Org | None, body: bytes, signature: str | None) -> bool:
    secret = org.hook_secret.get_secret_value().encode() if org else NOBODYS_SECRET
    return is_signed(secret, body, signature) and org is not None


def _record(org: Org, body: bytes) -> Response:
    now = datetime.now(UTC)
    order = parse_order(org, read_json(body), now)
    receipt = store().commit(org.id, lambda: record_order(org, order, now)).value
    response = jsonify(receipt.model_dump())
    response.status_code = 200 if receipt.replayed else 201
    return response
