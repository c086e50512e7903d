"""Channels to Google's services, or to the emulator in the place of one."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import grpc

_SCOPE = "https://www.googleapis.com/auth/cloud-platform"


def open_channel(host: str, emulator: str | None, options: Sequence[tuple[str, Any]] = ()) -> grpc.Channel:
    """A channel to an emulator where there is one, else to a service as the identity that this function runs as."""
    if emulator:
        return grpc.insecure_channel(emulator, options=options)
    import google.auth
    from google.auth.transport.grpc import secure_authorized_channel
    from google.auth.transport.requests import Request

    credentials, _ = google.auth.default(scopes=[_SCOPE])
    target = host if ":" in host else f"{host}:443"
    return secure_authorized_channel(credentials, Request(), target, options=options)


def routed_by(name: str, value: str) -> tuple[str, str]:
    """The header by which Google's front ends find where a call belongs: a field of its request."""
    return "x-goog-request-params", f"{name}={quote(value, safe='/')}"
