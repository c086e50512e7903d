"""What a call is refused with: by a service here, and as the caller of a channel sees it."""

from typing import Any

import grpc


class Refused(Exception):
    """A watcher answers in the emulator's stead."""

    def __init__(self, code: grpc.StatusCode, details: str) -> None:
        super().__init__(details)
        self.code = code
        self.details = details


class RefusedCall(grpc.RpcError, grpc.Call):  # type: ignore[misc]  # grpc has no types
    """What a call raises that a watcher refused, as if the server had."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.details)
        self._refused = refused

    def result(self, timeout: float | None = None) -> None:
        """An interceptor takes what was raised for the call itself and asks it for its answer."""
        raise self

    def code(self) -> grpc.StatusCode:
        return self._refused.code

    def details(self) -> str:
        return self._refused.details

    def initial_metadata(self) -> tuple[()]:
        return ()

    def trailing_metadata(self) -> tuple[()]:
        return ()

    def is_active(self) -> bool:
        return False

    def time_remaining(self) -> None:
        return None

    def cancel(self) -> bool:
        return False

    def add_callback(self, callback: Any) -> bool:
        return False
