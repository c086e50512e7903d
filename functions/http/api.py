"""Staff ask here, with a Firebase ID token: `GET api/{org}/customers/{id}`, `GET api/{org}/messages/{id}`."""

import logging
import re
from functools import lru_cache

import firebase_admin
from firebase_admin import auth
from flask import Request, Response, jsonify

from functions.domain.kernel.errors import Forbidden, NotFound, Retryable
from functions.domain.orgs.org import ORG_ID
from functions.domain.views.customers import customer_profile
from functions.domain.views.messages import message_story
from functions.http.responses import not_allowed, refusal, try_again
from functions.store.firestore import store

log = logging.getLogger(__name__)

_PATH = re.compile(r"/(?P<org>[^/]+)/(?P<what>customers|messages)/(?P<id>[^/]{1,400})/?")
_QUESTIONS = {"customers": customer_profile, "messages": message_story}
_BEARER = "Bearer "


def answer(request: Request) -> Response:
    """The answer to a member of the organisation; 401 without a valid token, 403 to anybody else."""
    path = _PATH.fullmatch(request.path)
    if path is None or not ORG_ID.fullmatch(path["org"]):
        return refusal(404, "not_found", "there is nothing here")
    if request.method != "GET":
        return not_allowed("GET")
    uid = _uid(request.headers.get("Authorization", ""))
    if uid is None:
        return refusal(401, "unauthorized", "the ID token is missing or not valid")
    try:
        ask = _QUESTIONS[path["what"]]
        return jsonify(store().commit(path["org"], lambda: ask(uid, path["id"])).value)
    except Forbidden as error:
        return refusal(403, error.code, str(error))
    except NotFound as error:
        return refusal(404, error.code, str(error))
    except Retryable as error:
        log.warning("question_deferred error=%s", error.code)
        return try_again(error)


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
