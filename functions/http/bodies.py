"""A request's body, read within its limit."""

from flask import Request


def body_of(request: Request, *, most_bytes: int) -> bytes | None:
    """The body; None if it is longer. One that says so in its headers is not read."""
    if (request.content_length or 0) > most_bytes:
        return None
    body = request.get_data()
    return body if len(body) <= most_bytes else None
