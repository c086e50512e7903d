"""FollowUps to the emulator about what an answer left unsaid, put after the caller has that answer and off its path.

Each is put as of the answer's own time, so that what is written in between changes nothing.
"""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import grpc
from google.cloud.firestore_v1 import types

from local.firestore.proxy import SERVICE
from local.wire.servers import CHANNEL_OPTIONS

log = logging.getLogger("local.billing.follow_ups")

_MOST_AGGREGATIONS = 5
_AS_ADMIN = (("authorization", "Bearer owner"),)
_ANSWER_WITHIN_S = 30


class FollowUps:
    """Asks one after the other, in a thread of its own."""

    def __init__(self, emulator: str) -> None:
        self._emulator = emulator
        self._channel: Any = None
        self._thread = ThreadPoolExecutor(1, "follow-ups")

    def wait(self) -> None:
        """Until everything that was asked so far is known."""
        self._thread.submit(int).result()

    def stop(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        if self._channel is not None:
            self._channel.close()

    def count_entries(
        self,
        parent: str,
        query: Any,
        fields: Iterable[str],
        read_time: Any,
        on_known: Callable[[int], None],
    ) -> None:
        """How many documents with these fields a query passes, those that it skips included; 0 if it can't be told."""
        request = types.RunAggregationQueryRequest.pb()(parent=parent, read_time=read_time)
        asked = request.structured_aggregation_query
        asked.structured_query.CopyFrom(_without_offset(query))
        for field in sorted(set(fields))[: _MOST_AGGREGATIONS - 1]:
            asked.aggregations.add().sum.field.field_path = field
        asked.aggregations.add(alias="entries").count.SetInParent()

        def ask() -> None:
            answers = self._ask("RunAggregationQuery", request, types.RunAggregationQueryResponse.pb())
            on_known(sum(a.result.aggregate_fields["entries"].integer_value for a in answers))

        self._put(ask)

    def count_changed(
        self, versions: dict[str, int], read_time: Any, on_known: Callable[[int], None]
    ) -> None:
        """How many of these documents exist in another version than these (update time in ns, by name)."""
        database = next(iter(versions)).partition("/documents/")[0]
        request = types.BatchGetDocumentsRequest.pb()(
            database=database, documents=list(versions), read_time=read_time
        )
        request.mask.SetInParent()

        def ask() -> None:
            answers = self._ask("BatchGetDocuments", request, types.BatchGetDocumentsResponse.pb())
            found = [answer.found for answer in answers if answer.WhichOneof("result") == "found"]
            on_known(
                sum(document.update_time.ToNanoseconds() != versions[document.name] for document in found)
            )

        self._put(ask)

    def _put(self, ask: Callable[[], None]) -> None:
        self._thread.submit(ask).add_done_callback(_report)

    def _ask(self, method: str, request: Any, answer_type: Any) -> list[Any]:
        """The answers; none where the emulator refuses."""
        if self._channel is None:
            self._channel = grpc.insecure_channel(self._emulator, options=CHANNEL_OPTIONS)
        call = self._channel.unary_stream(SERVICE + method)
        try:
            answers = call(request.SerializeToString(), metadata=_AS_ADMIN, timeout=_ANSWER_WITHIN_S)
            return [answer_type.FromString(answer) for answer in answers]
        except grpc.RpcError as error:
            log.warning("the meter's %s was refused: %s", method, error)
            return []


def _report(asked: Future[None]) -> None:
    if not asked.cancelled() and asked.exception() is not None:
        log.error("a question of the meter failed", exc_info=asked.exception())


def _without_offset(query: Any) -> Any:
    """The query with what it skips as part of its result."""
    whole = type(query)()
    whole.CopyFrom(query)
    if whole.HasField("limit"):
        whole.limit.value += whole.offset
    whole.offset = 0
    return whole
