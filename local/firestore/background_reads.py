"""Reads from the emulator beside the calls that go by, one after the other in a thread of their own."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import grpc

from local.firestore.watching import SERVICE
from local.wire.servers import CHANNEL_OPTIONS

log = logging.getLogger("local.firestore.background_reads")

_AS_ADMIN = (("authorization", "Bearer owner"),)
_ANSWER_WITHIN_S = 30


class BackgroundReads:
    """Asks the emulator at an address. Nothing that it asks is billed."""

    def __init__(self, emulator: str, name: str) -> None:
        self._emulator = emulator
        self._channel: Any = None
        self._thread = ThreadPoolExecutor(1, name)

    def wait(self) -> None:
        """Return when all reads asked for so far are done."""
        self._thread.submit(int).result()

    def stop(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        if self._channel is not None:
            self._channel.close()

    def ask(
        self, method: str, request: Any, answer_type: Any, *, on_answered: Callable[[list[Any]], None]
    ) -> None:
        """Ask, and hand over the answers; none where the emulator refuses."""

        def ask() -> None:
            on_answered(self._answers(method, request, answer_type))

        self._thread.submit(ask).add_done_callback(_report)

    def _answers(self, method: str, request: Any, answer_type: Any) -> list[Any]:
        if self._channel is None:
            self._channel = grpc.insecure_channel(self._emulator, options=CHANNEL_OPTIONS)
        call = self._channel.unary_stream(SERVICE + method)
        try:
            answers = call(request.SerializeToString(), metadata=_AS_ADMIN, timeout=_ANSWER_WITHIN_S)
            return [answer_type.FromString(answer) for answer in answers]
        except grpc.RpcError as error:
            log.warning("background_read_refused method=%s error=%s", method, error)
            return []


def _report(asked: Future[None]) -> None:
    if not asked.cancelled() and asked.exception() is not None:
        log.error("background_read_failed", exc_info=asked.exception())
