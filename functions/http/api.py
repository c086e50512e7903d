"""Staff ask here, with a Firebase ID token: `GET api/{org}/customers/{id}`, `GET api/{org}/messages/{id}`, `GET
api/{org}/automations/{id}/explanation`, and what their business is set to (http/configuration.py).
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from firebase_admin import auth
from flask import Request, Response, jsonify

from functions.domain.configuration.kinds import KINDS
from functions.domain.kernel.decisions import Decision
from functions.domain.kernel.errors import (
    FeatureOff,
    Forbidden,
    Malformed,
    NotFound,
    ProviderAway,
    Retryable,
    Terminal,
)
from functions.domain.orgs.org import ORG_ID, Org
from functions.domain.views.customers import customer_profile
from functions.domain.views.messages import message_story
from functions.http import configuration
from functions.http.responses import malformed, not_allowed, not_found, our_fault, refusal, try_again
from functions.http.routes import dispatch, table
from functions.identity_platform.app import auth_app
from functions.store.firestore import store
from functions.store.orgs import orgs

log = logging.getLogger(__name__)

_BEARER = "Bearer "
_KINDS = f"<any({', '.join(KINDS)}):collection>"

Question = Callable[[Org, str, str], Decision[dict[str, Any]]]


def answer(request: Request) -> Response:
    return dispatch(ROUTES, request)


def _customer(request: Request, org: str, id: str) -> Response:
    return _to_member(request, org, lambda uid: _asked(request, org, uid=uid, ask=customer_profile, id=id))


def _message(request: Request, org: str, id: str) -> Response:
    return _to_member(request, org, lambda uid: _asked(request, org, uid=uid, ask=message_story, id=id))


def _explanation(request: Request, org: str, id: str) -> Response:
    return _to_member(request, org, lambda uid: _explained(request, org, uid=uid, id=id))


def _explained(request: Request, org_id: str, *, uid: str, id: str) -> Response:
    """Asks one that few ask: what it needs is loaded by then."""
    from functions.domain.automations.explanations import About
    from functions.domain.views.automations import automation_story

    about, now = About(request.args.get("customer"), request.args.get("of")), datetime.now(UTC)

    def story(org: Org, uid: str, id: str) -> Decision[dict[str, Any]]:
        return automation_story(org, uid, id, about=about, now=now)

    try:
        return _asked(request, org_id, uid=uid, ask=story, id=id)
    except Malformed as error:
        return malformed("invalid_question", "that cannot be explained", error)


def _settings(request: Request, org: str) -> Response:
    route = configuration.Route(configuration.SETTINGS)
    return _to_member(request, org, lambda uid: configuration.answer(request, org, route=route, uid=uid))


def _document(
    request: Request, org: str, *, collection: str, id: str, revision: int | None = None
) -> Response:
    route = configuration.Route(collection, id, revision)
    return _to_member(request, org, lambda uid: configuration.answer(request, org, route=route, uid=uid))


ROUTES = table(
    {
        "/<org>/customers/<string(maxlength=400):id>": _customer,
        "/<org>/messages/<string(maxlength=400):id>": _message,
        "/<org>/automations/<string(maxlength=100):id>/explanation": _explanation,
        "/<org>/settings": _settings,
        f"/<org>/{_KINDS}/<string(maxlength=100):id>": _document,
        f"/<org>/{_KINDS}/<string(maxlength=100):id>/versions/<int(max=999999999):revision>": _document,
    }
)


def _to_member(request: Request, org_id: str, answer: Callable[[str], Response]) -> Response:
    """The answer to a member of the organisation by their uid; 401 without a valid token, 403 to anyone else."""
    if not ORG_ID.fullmatch(org_id):
        return not_found()
    try:
        uid = _uid(request.headers.get("Authorization", ""))
        if uid is None:
            return refusal(401, "unauthorized", "the ID token is missing or not valid")
        return answer(uid)
    except (Forbidden, FeatureOff) as error:
        return refusal(403, error.code, str(error))
    except NotFound as error:
        return refusal(404, error.code, str(error))
    except Retryable as error:
        log.warning("question_deferred error=%s", error.code)
        return try_again(error)
    except Terminal as error:
        log.error("question_failed org=%s error=%s", org_id, error.code)
        return our_fault(error)


def _asked(request: Request, org_id: str, *, uid: str, ask: Question, id: str) -> Response:
    if request.method != "GET":
        return not_allowed("GET")
    org = orgs().find(org_id)
    if org is None:
        raise Forbidden
    return jsonify(store().commit(org_id, lambda: ask(org, uid, id)).value)


def _uid(header: str) -> str | None:
    """The uid that a token proves; None if it proves none. Raises ProviderAway if Google's keys cannot be fetched, with
    which tokens are checked.
    """
    if not header.startswith(_BEARER):
        return None
    try:
        return str(auth.verify_id_token(header.removeprefix(_BEARER), app=auth_app())["uid"])
    except auth.CertificateFetchError:
        raise ProviderAway("firebase_auth", "no_certificates") from None
    except (ValueError, auth.InvalidIdTokenError, auth.UserDisabledError) as error:
        log.info("token_refused error=%s", type(error).__name__)
        return None
