"""Staff ask here, with a Firebase ID token: `api/{org}/...`. The operations stand in staff_api/, a file a subject. A
machine posts customers' messages at `whatsapp/webhook`, where S003-26 has it, signed as at `hooks`.
"""

import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from firebase_admin import auth
from flask import Request, Response, jsonify
from werkzeug.exceptions import HTTPException

from functions.domain.kernel.errors import (
    FieldFault,
    Forbidden,
    Malformed,
    ProviderAway,
    Retryable,
    Terminal,
    trace_of,
)
from functions.domain.kernel.json_bodies import read_json
from functions.domain.orgs.org import ORG_ID, Org
from functions.http.incoming import body_of
from functions.http.responses import BUG, OUR_FAULT
from functions.http.staff_api.operations import Asked, Operation, Reply, Unserved, operation_for
from functions.http.staff_api.parameters import query_of
from functions.http.staff_api.preconditions import require_match
from functions.http.staff_api.problems import away, names_nothing, problem, problem_of, too_many, unserved
from functions.http.staff_api.rate_limits import RateLimits
from functions.http.staff_api.reading import shown
from functions.http.staff_api.subjects import SUBJECTS, routes
from functions.identity_platform.app import auth_app
from functions.store.orgs import orgs

log = logging.getLogger(__name__)

MOST_BYTES = 256 * 1024
_BEARER = "Bearer "
# The organisation, the subject, and what is below it.
_PATH = re.compile(r"/([^/]+)(/([a-z_]+)(?:/.*)?)")
_WEBHOOK = re.compile(r"/([^/]+)/whatsapp/webhook/?")
_limits = RateLimits(time.monotonic)


@dataclass(frozen=True)
class _Call:
    """A request for an operation of an organisation's, with the values of its path."""

    request: Request
    org_id: str
    operation: Operation
    path: Mapping[str, Any]


def answer(request: Request) -> Response:
    """The answer to a request. An error that was not foreseen is 500, and logged without its own words."""
    try:
        return _answer(request)
    except HTTPException:
        raise
    except Exception as error:
        log.error("request_failed trace=%s", trace_of(error))
        return problem(500, BUG, OUR_FAULT)


def _answer(request: Request) -> Response:
    """404 and 405 to a path that is not served, before anything is asked of the token."""
    if request.path in ("/openapi.json", "/docs"):
        return _described(request)
    if webhook := _WEBHOOK.fullmatch(request.path):
        return _posted(request, webhook[1])
    place = _PATH.fullmatch(request.path)
    if place is None or not ORG_ID.fullmatch(place[1]) or place[3] not in SUBJECTS:
        return _nothing_here()
    try:
        found = operation_for(routes(place[3]), request.method, place[2])
    except Unserved as error:
        return unserved(error.methods)
    return _to_uid(_Call(request, place[1], *found)) if found is not None else _nothing_here()


def _posted(request: Request, org_id: str) -> Response:
    from functions.http import chat_messages, signed_posts

    return signed_posts.answer(request, org_id, chat_messages.MESSAGE)


def _to_uid(call: _Call) -> Response:
    """The answer to a uid; 401 without a valid token. Whether the uid is a member is the operation's to ask."""
    try:
        uid = _uid(call.request.headers.get("Authorization", ""))
        if uid is None:
            return problem(401, "unauthorized", "the ID token is missing or not valid")
        return _checked(call, uid)
    except Retryable as error:
        log.warning("question_deferred error=%s", error.code)
        return away(error)
    except Terminal as error:
        if names_nothing(error, call.operation.given, call.path):
            return _nothing_here()
        response = problem_of(error, invalid=call.operation.invalid)
        if response is not None:
            return response
        log.error("question_failed org=%s error=%s", call.org_id, error.code)
        return problem(500, error.code, OUR_FAULT)


def _checked(call: _Call, uid: str) -> Response:
    org = orgs().find(call.org_id)
    if org is None:
        return problem(403, "forbidden", "only members of the organisation may ask this")
    if seconds := _limits.wait_of(call.org_id, uid):
        return too_many(seconds)
    try:
        response = _answered(call, org, uid)
    except Forbidden:
        _limits.note(call.org_id, uid, is_refused=True)
        raise
    _limits.note(call.org_id, uid, is_refused=False)
    return response


def _answered(call: _Call, org: Org, uid: str) -> Response:
    if body_of(call.request, most_bytes=MOST_BYTES) is None:
        return problem(413, "too_large", f"the body may have {MOST_BYTES} bytes")
    taken = call.operation.content_type
    if call.operation.has_body and call.request.mimetype != taken:
        return problem(415, "unsupported_media_type", f"the body must be {taken}")
    asked = _asked(call, org, uid)
    require_match(asked, call.operation, lambda: _reading_of(call))
    return _response(call.operation, _tagged(call.operation, asked, call.operation.answer(asked)))


def _reading_of(call: _Call) -> tuple[Operation, Mapping[str, Any]] | None:
    """The GET of the same path with its values; None where it has none."""
    subject, below = call.request.path.split("/")[2], call.request.path.removeprefix(f"/{call.org_id}")
    try:
        return operation_for(routes(subject), "GET", below)
    except Unserved:
        return None


def _tagged(operation: Operation, asked: Asked, reply: Reply | Response) -> Reply | Response:
    """What is read has a tag, and is 304 to who has it as it stands."""
    if operation.method != "GET" or isinstance(reply, Response) or reply.status != 200:
        return reply
    return reply if "ETag" in reply.headers else shown(asked, reply.value)


def _asked(call: _Call, org: Org, uid: str) -> Asked:
    request = call.request
    return Asked(
        org=org,
        uid=uid,
        now=datetime.now(UTC),
        path=call.path,
        query=query_of(call.operation, request.args),
        headers=request.headers,
        body=_parsed(request.get_data(), request.mimetype) if call.operation.has_body else None,
    )


def _parsed(body: bytes, mimetype: str) -> Any:
    """The JSON of a body, or the bytes of another kind. An operation that needs no body takes an empty one, and none
    takes `null`.
    """
    if mimetype != "application/json":
        return body
    if not body.strip():
        return None
    if (parsed := read_json(body)) is None:
        raise Malformed("body", [FieldFault("body", "must be an object")])
    return parsed


def _response(operation: Operation, reply: Reply | Response) -> Response:
    if isinstance(reply, Response):
        return reply
    status = reply.status if reply.status != 200 else operation.status
    response = Response(status=status) if reply.value is None else jsonify(reply.value)
    response.status_code = status
    response.headers.extend(dict(reply.headers))
    return response


def _described(request: Request) -> Response:
    from functions.http.staff_api.description import DESCRIPTION

    if request.method not in ("GET", "HEAD"):
        return unserved(("GET", "HEAD"))
    return DESCRIPTION[request.path]()


def _nothing_here() -> Response:
    return problem(404, "not_found", "there is nothing here")


def _uid(header: str) -> str | None:
    """The uid that a token proves; None if it proves none. Raises ProviderAway if Google's keys cannot be fetched, with
    which tokens are checked.
    """
    if not header.startswith(_BEARER):
        return None
    app = auth_app()
    try:
        return str(auth.verify_id_token(header.removeprefix(_BEARER), app=app)["uid"])
    except auth.CertificateFetchError:
        raise ProviderAway("firebase_auth", "no_certificates") from None
    except (ValueError, auth.InvalidIdTokenError, auth.UserDisabledError) as error:
        log.info("token_refused error=%s", type(error).__name__)
        return None
