"""Calls that ended before they went anywhere, as the caller of a gRPC channel sees them."""

from collections.abc import Iterable
from typing import Any

import grpc

from local.wire.refusal import Refused


class _EndedCall(grpc.Call):  # type: ignore[misc]  # grpc has no types
    """What can be asked of a call, answered for one that has ended."""

    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.OK

    def details(self) -> str:
        return ""

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


class RefusedCall(grpc.RpcError, _EndedCall):  # type: ignore[misc]  # grpc has no types
    """What a call raises that is refused here, as if the server had."""

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


class AnsweredCall(_EndedCall):
    """A stream of answers that are known already, as messages in their bytes."""

    def __init__(self, answers: Iterable[bytes]) -> None:
        self._answers = iter(answers)

    def __iter__(self) -> "AnsweredCall":
        return self

    def __next__(self) -> bytes:
        return next(self._answers)
