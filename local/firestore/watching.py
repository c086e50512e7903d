"""Calls of Firestore on their way to the emulator, and the watchers that see them go by.

A watcher sees what a call asks and what it is answered, and may refuse it or answer it. Messages pass as bytes: who
needs to parses them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import grpc

from local.wire import attribution

SERVICE = "/google.firestore.v1.Firestore/"
_AS_ADMIN = ("authorization", "Bearer owner")


class AnsweredHere(Exception):
    """A watcher answers in the emulator's stead: the whole of a call, or one request of a stream, which goes on."""

    def __init__(self, answers: Sequence[bytes]) -> None:
        super().__init__()
        self.answers = answers


@dataclass(eq=False)
class Call:
    """One call on its way. `request` is its first message, `caller` the function it comes from; None is a client.

    Security rules do not apply to an admin. `refused_with` is what the emulator refused a call of one answer with.
    """

    method: str
    caller: str | None
    request: bytes = b""
    is_admin: bool = False
    refused_with: grpc.StatusCode | None = None
    notes: dict[Any, Any] = field(default_factory=dict)


def call_of(method: str, metadata: Iterable[tuple[str, Any]], request: bytes = b"") -> Call:
    """The call with what its metadata tell of its maker."""
    pairs = list(metadata)
    return Call(method, attribution.find_caller(pairs), request, _AS_ADMIN in pairs)


class Watcher(Protocol):
    """Sees calls go by. A watcher keeps what it must remember of a call in the call's notes, under itself."""

    def started(self, call: Call) -> None:
        """A call begins; its first request is known, unless both sides stream. May raise Refused.

        The last watcher may raise AnsweredHere for a call that is answered by a stream: all watchers see its answers.
        """

    def asked(self, call: Call, message: bytes) -> None:
        """A request of a stream goes to the emulator. May raise AnsweredHere: it does not."""

    def answered(self, call: Call, message: bytes) -> None:
        """An answer goes back to the caller. May raise Refused: it is done, and the caller never learns."""

    def ended(self, call: Call, is_ok: bool) -> None:
        """Nothing more comes. The caller does not know yet."""


class Watchers:
    """Several watchers as one: each is asked, in order."""

    def __init__(self, watchers: Sequence[Watcher]) -> None:
        self._watchers = tuple(watchers)

    def started(self, call: Call) -> None:
        for watcher in self._watchers:
            watcher.started(call)

    def asked(self, call: Call, message: bytes) -> None:
        for watcher in self._watchers:
            watcher.asked(call, message)

    def answered(self, call: Call, message: bytes) -> None:
        for watcher in self._watchers:
            watcher.answered(call, message)

    def ended(self, call: Call, is_ok: bool) -> None:
        for watcher in self._watchers:
            watcher.ended(call, is_ok)
