"""What Firestore Standard would bill: documents read, written and deleted, per function and for clients.

Counted at the proxy from requests and answers; where these do not suffice, the emulator is asked after the call.
Not seen from there, and so not counted: documents that security rules read, and of the index entries that a query with
several range fields scans, those that led to no document.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.cloud.firestore_v1 import types

from local.billing.counters import Counters, Row
from local.billing.follow_ups import FollowUps
from local.billing.listener_costs import Listening, ResumeTokens
from local.billing.query_costs import counted_entries, entry_reads, has_several_ranges, summed_fields
from local.firestore.watching import Call
from local.wire.protobuf_fields import top_fields

_RESULT_FIELDS = {1, 2}  # of a BatchGetDocumentsResponse: found, missing
_DOCUMENT_FIELD = 1  # of a RunQueryResponse


@dataclass
class _Tally:
    """What is remembered of one call: a query and what it found so far, a stream's writes that await their answers."""

    query: Any = None
    found: int = 0
    read_time: Any = None
    writes: deque[list[str | None]] = field(default_factory=deque)
    listening: Listening | None = None


class Meter:
    """A watcher of the proxy that adds up what each caller is billed."""

    def __init__(self, counters: Counters | None = None, follow_ups: FollowUps | None = None) -> None:
        self._counters = counters or Counters()
        self._follow_ups = follow_ups
        self._tokens = ResumeTokens()

    def reset(self) -> None:
        self._wait()
        self._counters.reset()

    def rows(self) -> dict[str, Row]:
        """All that was counted, by function."""
        self._wait()
        return self._counters.rows()

    def reading(self) -> dict[str, Any]:
        """The counters' reading, with everything in it that has been answered."""
        self._wait()
        return self._counters.reading()

    def started(self, call: Call) -> None:
        call.notes[self] = _Tally()

    def asked(self, call: Call, message: bytes) -> None:
        """Nothing is billed for asking; but what a stream's answers are billed depends on it."""
        if call.method == "Listen":
            self._listening(call).asked(message)
        elif call.method == "Write":
            writes = types.WriteRequest.pb().FromString(message).writes
            call.notes[self].writes.append(_operations(writes))

    def answered(self, call: Call, message: bytes) -> None:
        """Book before the caller sees the answer."""
        counting = _COUNTING.get(call.method)
        if counting is not None:
            counting(self, call, message)

    def ended(self, call: Call, is_ok: bool) -> None:
        if self not in call.notes:
            return  # refused before it came here
        if call.method == "RunQuery":
            self._end_query(call, call.notes[self], is_ok)
        elif call.method == "GetDocument" and call.refused_with is grpc.StatusCode.NOT_FOUND:
            self._book(call, reads=1)

    def _book(self, call: Call, **counts: int) -> None:
        self._counters.add(call.caller, **counts)

    def _wait(self) -> None:
        if self._follow_ups is not None:
            self._follow_ups.wait()

    def _count_batch_get(self, call: Call, message: bytes) -> None:
        """One answer for each document that was named, however often, and whether it exists or not."""
        self._book(call, reads=not top_fields(message).isdisjoint(_RESULT_FIELDS))

    def _count_one_read(self, call: Call, message: bytes) -> None:
        self._book(call, reads=1)

    def _count_list(self, call: Call, message: bytes) -> None:
        documents = types.ListDocumentsResponse.pb().FromString(message).documents
        self._book(call, reads=max(1, len(documents)))

    def _count_found(self, call: Call, message: bytes) -> None:
        """With its first document a query has skipped the whole of its offset."""
        tally = call.notes[self]
        if _DOCUMENT_FIELD in top_fields(message):
            skipped = 0 if tally.found else _query(call, tally).offset
            tally.found += 1
            self._book(call, reads=1 + skipped)
        else:
            tally.read_time = types.RunQueryResponse.pb().FromString(message).read_time

    def _end_query(self, call: Call, tally: _Tally, is_ok: bool) -> None:
        if not (is_ok or tally.found):
            return
        query = _query(call, tally)
        if has_several_ranges(query):
            self._book(call, reads=entry_reads(tally.found + query.offset if tally.found else 0))
        if tally.found:
            return
        if query.offset and self._follow_ups is not None and tally.read_time is not None:
            self._count_skipped(call, query, tally.read_time, follow_ups=self._follow_ups)
        else:
            self._book(call, reads=1)

    def _count_skipped(self, call: Call, query: Any, read_time: Any, *, follow_ups: FollowUps) -> None:
        """A query that found nothing has skipped all that it matched: as many as if it took none after its offset."""
        parent = types.RunQueryRequest.pb().FromString(call.request).parent
        skipping = type(query)()
        skipping.CopyFrom(query)
        skipping.limit.value = 0
        follow_ups.count_entries(
            parent,
            skipping,
            (),
            read_time=read_time,
            on_known=lambda entries: self._book(call, reads=max(1, entries)),
        )

    def _count_aggregation(self, call: Call, message: bytes) -> None:
        """What is billed are the index entries read."""
        answer = types.RunAggregationQueryResponse.pb().FromString(message)
        if not answer.HasField("result"):
            return
        request = types.RunAggregationQueryRequest.pb().FromString(call.request)
        asked = request.structured_aggregation_query
        entries = counted_entries(asked, answer.result.aggregate_fields)
        if entries is not None or self._follow_ups is None:
            self._book(call, reads=entry_reads(entries or 0))
            return
        self._follow_ups.count_entries(
            request.parent,
            asked.structured_query,
            summed_fields(asked),
            read_time=answer.read_time,
            on_known=lambda known: self._book(call, reads=entry_reads(known)),
        )

    def _count_listen(self, call: Call, message: bytes) -> None:
        self._book(call, reads=self._listening(call).answered(message))

    def _listening(self, call: Call) -> Listening:
        tally: _Tally = call.notes[self]
        if tally.listening is None:
            tally.listening = Listening(self._tokens, lambda left, at: self._count_left(call, left, at))
        return tally.listening

    def _count_left(self, call: Call, left: dict[str, int], read_time: Any) -> None:
        """Of what left a listener's result, the documents that changed are billed; not those deleted or pushed out."""
        if self._follow_ups is not None:
            self._follow_ups.count_changed(left, read_time, lambda changed: self._book(call, reads=changed))

    def _count_one_write(self, call: Call, message: bytes) -> None:
        self._book(call, writes=1)

    def _count_one_delete(self, call: Call, message: bytes) -> None:
        self._book(call, deletes=1)

    def _count_commit(self, call: Call, message: bytes) -> None:
        self._book_writes(call, _operations(types.CommitRequest.pb().FromString(call.request).writes))

    def _count_batch_write(self, call: Call, message: bytes) -> None:
        """The writes of a batch succeed or fail one by one."""
        operations = _operations(types.BatchWriteRequest.pb().FromString(call.request).writes)
        statuses = types.BatchWriteResponse.pb().FromString(message).status
        done = [operation for operation, status in zip(operations, statuses, strict=True) if not status.code]
        self._book_writes(call, done)

    def _count_write_stream(self, call: Call, message: bytes) -> None:
        """A stream of writes has one answer for each request, in order."""
        self._book_writes(call, call.notes[self].writes.popleft())

    def _book_writes(self, call: Call, operations: list[str | None]) -> None:
        """An operation that these types do not know is a `verify`: it checks and writes nothing."""
        deletes, verified = operations.count("delete"), operations.count(None)
        self._book(call, writes=len(operations) - deletes - verified, deletes=deletes)


def _operations(writes: Iterable[Any]) -> list[str | None]:
    return [write.WhichOneof("operation") for write in writes]


def _query(call: Call, tally: _Tally) -> Any:
    if tally.query is None:
        tally.query = types.RunQueryRequest.pb().FromString(call.request).structured_query
    return tally.query


_COUNTING: dict[str, Callable[[Meter, Call, bytes], None]] = {
    "BatchGetDocuments": Meter._count_batch_get,
    "RunQuery": Meter._count_found,
    "RunAggregationQuery": Meter._count_aggregation,
    "ListDocuments": Meter._count_list,
    "ListCollectionIds": Meter._count_one_read,
    "PartitionQuery": Meter._count_one_read,
    "GetDocument": Meter._count_one_read,
    "CreateDocument": Meter._count_one_write,
    "UpdateDocument": Meter._count_one_write,
    "DeleteDocument": Meter._count_one_delete,
    "Commit": Meter._count_commit,
    "BatchWrite": Meter._count_batch_write,
    "Write": Meter._count_write_stream,
    "Listen": Meter._count_listen,
}
