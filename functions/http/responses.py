"""Answers to a request that is not served: `{"error": {"code", "message", ...}}`."""

from typing import Any

from flask import Response, jsonify

from functions.domain.kernel.errors import Malformed, Retryable

RETRY_AFTER_SECONDS = "5"
BUG = "internal_error"  # the code of an error that was not foreseen
OUR_FAULT = "this is our fault, and was logged"


def refusal(status: int, code: str, message: str, **more: Any) -> Response:
    response = jsonify({"error": {"code": code, "message": message, **more}})
    response.status_code = status
    return response


def unauthorized() -> Response:
    """401, in the same words whether the sender, the organisation or its set-up is not what it should be."""
    return refusal(401, "unauthorized", "the signature is missing or wrong")


def not_found() -> Response:
    """404: the path names nothing."""
    return refusal(404, "not_found", "there is nothing here")


def not_allowed(*methods: str) -> Response:
    """405: only these methods are served."""
    allowed = ", ".join(methods)
    response = refusal(405, "method_not_allowed", f"only {allowed} is served here")
    response.headers["Allow"] = allowed
    return response


def too_large(most_bytes: int) -> Response:
    """413: the body is longer than this."""
    return refusal(413, "too_large", f"the body may have {most_bytes} bytes")


def not_json() -> Response:
    """415: the body is of another kind."""
    return refusal(415, "not_json", "the body must be JSON")


def malformed(code: str, message: str, error: Malformed) -> Response:
    """400, with the path and the reason of each wrong field."""
    fields = [{"path": fault.path, "message": fault.message} for fault in error.faults]
    return refusal(400, code, message, fields=fields)


def our_fault(code: str) -> Response:
    """500: a document or a setting of ours is not what it must be, or our code has a mistake."""
    return refusal(500, code, OUR_FAULT)


def try_again(error: Retryable) -> Response:
    """503: the sender should deliver again."""
    response = refusal(503, error.code, "try again")
    response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response
