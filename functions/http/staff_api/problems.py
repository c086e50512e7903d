"""Errors of the staff API as Problem Details (RFC 9457), with the `error` that every answer of ours has beside them."""

from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, jsonify

from functions.domain.kernel.errors import (
    CannotBeDone,
    Changed,
    Conflict,
    FeatureOff,
    Forbidden,
    KeyReused,
    Malformed,
    NotFound,
    Outdated,
    Retryable,
    Terminal,
)
from functions.domain.kernel.json_bodies import NotJson
from functions.http.responses import RETRY_AFTER_SECONDS

PROBLEM = "application/problem+json"


STATUSES: tuple[tuple[type[Terminal], int], ...] = (
    (NotJson, 400),
    (Malformed, 400),
    (Forbidden, 403),
    (FeatureOff, 403),
    (NotFound, 404),
    (Outdated, 409),
    (Conflict, 409),
    (CannotBeDone, 409),
    (Changed, 412),
    (KeyReused, 422),
)


def problem(status: int, code: str, detail: str, **more: Any) -> Response:
    """`code` is stable, `detail` is for people; both stand under `error` too."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        **more,
        "error": {"code": code, "message": detail, **more},
    }
    response = jsonify(body)
    response.status_code = status
    response.mimetype = PROBLEM
    return response


def problem_of(error: Terminal, *, invalid: str = "invalid_request") -> Response | None:
    """The answer to what the caller did wrong; None where the fault is ours. `invalid`: the code for wrong fields."""
    status = next((status for kind, status in STATUSES if isinstance(error, kind)), None)
    if status is None:
        return None
    if isinstance(error, NotJson):
        return problem(status, error.code, "the body must be JSON")
    if isinstance(error, Malformed):
        fields = [{"path": fault.path, "message": fault.message} for fault in error.faults]
        return problem(status, invalid, "what was sent is not valid", fields=fields)
    if isinstance(error, Outdated):
        return problem(status, error.code, str(error), revision=error.revision)
    return problem(status, error.code, str(error))


def names_nothing(error: Terminal, given: Collection[str], path: Mapping[str, Any]) -> bool:
    """Whether a command was refused because the document that the path names, and no field of the body, is not there.
    `given`: the command's fields that are taken from the path.
    """
    faults = error.faults if isinstance(error, Malformed) and path else ()
    return bool(faults) and all(
        each.path in given and each.message.startswith("names no ") for each in faults
    )


def away(error: Retryable) -> Response:
    """503: the same request may succeed in a moment."""
    response = problem(503, error.code, "try again")
    response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def too_many(seconds: int) -> Response:
    """429: the organisation asks more than it may."""
    response = problem(429, "rate_limited", "too many requests of this organisation")
    response.headers["Retry-After"] = str(seconds)
    return response


def unserved(methods: tuple[str, ...]) -> Response:
    """405: the path takes these methods only."""
    allowed = ", ".join(methods)
    response = problem(405, "method_not_allowed", f"only {allowed} is served here")
    response.headers["Allow"] = allowed
    return response
