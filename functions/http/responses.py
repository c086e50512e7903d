"""Answers to a request that is not served: `{"error": {"code", "message", ...}}`."""

from typing import Any

from flask import Response, jsonify

from functions.domain.kernel.errors import Retryable

RETRY_AFTER_SECONDS = "5"


def refusal(status: int, code: str, message: str, **more: Any) -> Response:
    response = jsonify({"error": {"code": code, "message": message, **more}})
    response.status_code = status
    return response


def unauthorized() -> Response:
    """401, in the same words whether the sender, the organisation or its set-up is not what it should be."""
    return refusal(401, "unauthorized", "the signature is missing or wrong")


def not_allowed(*methods: str) -> Response:
    """405: only these methods are served."""
    allowed = ", ".join(methods)
    response = refusal(405, "method_not_allowed", f"only {allowed} is served here")
    response.headers["Allow"] = allowed
    return response


def try_again(error: Retryable) -> Response:
    """503: the sender should deliver again."""
    response = refusal(503, error.code, "try again")
    response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response
