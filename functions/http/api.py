"""Staff ask here, with a Firebase ID token: `GET api/{org}/customers/{id}`, `GET api/{org}/messages/{id}`, and what
their business is set to (http/configuration.py).
"""

import logging
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import firebase_admin
from firebase_admin import auth
from flask import Request, Response, jsonify

from functions.domain.kernel.decisions import Decision
from functions.domain.kernel.errors import FeatureOff, Forbidden, NotFound, Retryable, Terminal
from functions.domain.orgs.org import ORG_ID, Org
from functions.domain.views.customers import customer_profile
from functions.domain.views.messages import message_story
from functions.http import configuration
from functions.http.responses import not_allowed, refusal, try_again
from functions.store.firestore import store
from functions.store.orgs import orgs

log = logging.getLogger(__name__)

_ORG = re.compile(r"/(?P<org>[^/]+)/(?P<rest>.+)")
_PATH = re.compile(r"(?P<what>customers|messages)/(?P<id>[^/]{1,400})/?")
_QUESTIONS = {"customers": customer_profile, "messages": message_story}
Handler = Callable[[Request, str, str], Response]
_BEARER = "Bearer "


def answer(request: Request) -> Response:
    """The answer to a member of the organisation; 401 without a valid token, 403 to anybody else."""
    path = _ORG.fullmatch(request.path)
    handle = _handler(path["rest"]) if path and ORG_ID.fullmatch(path["org"]) else None
    if path is None or handle is None:
        return refusal(404, "not_found", "there is nothing here")
    uid = _uid(request.headers.get("Authorization", ""))
    if uid is None:
        return refusal(401, "unauthorized", "the ID token is missing or not valid")
    try:
        return handle(request, path["org"], uid)
    except (Forbidden, FeatureOff) as error:
        return refusal(403, error.code, str(error))
    except NotFound as error:
        return refusal(404, error.code, str(error))
    except Retryable as error:
        log.warning("question_deferred error=%s", error.code)
        return try_again(error)
    except Terminal as error:
        log.error("question_failed org=%s error=%s", path["org"], error.code)
        return refusal(500, error.code, "this is our fault, and was logged")


def _handler(path: str) -> Handler | None:
    """What answers a path below the organisation's; None where there is nothing."""
    route = configuration.route_of(path)
    if route is not None:
        return lambda request, org_id, uid: configuration.answer(request, org_id, route, uid)
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    ask, id = _QUESTIONS[found["what"]], found["id"]
    return lambda request, org_id, uid: _answered(request, org_id, lambda org: ask(org, uid, id))


def _answered(request: Request, org_id: str, ask: Callable[[Org], Decision[dict[str, Any]]]) -> Response:
    if request.method != "GET":
        return not_allowed("GET")
    org = orgs().find(org_id)
    if org is None:
        raise Forbidden
    return jsonify(store().commit(org_id, lambda: ask(org)).value)


def _uid(header: str) -> str | None:
    """The uid that a token proves, or None."""
    if not header.startswith(_BEARER):
        return None
    try:
        return str(auth.verify_id_token(header.removeprefix(_BEARER), app=_app())["uid"])
    except (
        ValueError,
        auth.InvalidIdTokenError,
        auth.UserDisabledError,
        auth.CertificateFetchError,
    ) as error:
        log.info("token_refused error=%s", type(error).__name__)
        return None


@lru_cache(maxsize=1)
def _app() -> firebase_admin.App:
    """This instance's app, made on first use; firebase_functions may have made it already."""
    try:
        return firebase_admin.get_app()
    except ValueError:
        return firebase_admin.initialize_app()
