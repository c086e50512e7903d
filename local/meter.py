"""What Firestore Standard would bill: documents read, written and deleted, per function and for clients.

Counted at the proxy from requests and answers. Not seen from there, and so not counted: documents that security
rules read, and index entries that a query with several range fields scans.
"""

import math
import threading
from dataclasses import dataclass, field

from google.cloud.firestore_v1 import types

from local.proxy import Call

CLIENT = "client"

_Counts = dict[str, int]
_ENTRIES_PER_READ = 1000
_BILLED_AT_LEAST_ONE_READ = {"RunQuery", "ListDocuments", "RunAggregationQuery"}
_CURRENT = types.TargetChange.TargetChangeType.CURRENT


@dataclass
class _Tally:
    """What one call is billed, until it is booked; of a listener also the documents' versions, by target."""

    reads: int = 0
    writes: int = 0
    deletes: int = 0
    skipped: int = 0
    has_found: bool = False
    versions: dict[int, dict[str, int]] = field(default_factory=dict)


class Meter:
    """A watcher of the proxy that adds up what each caller is billed."""

    def __init__(self) -> None:
        self._lock = (
            threading.RLock()
        )  # a stream that is collected as garbage is booked by whichever thread meets it
        self._by_caller: dict[str, _Counts] = {}

    def reset(self) -> None:
        with self._lock:
            self._by_caller = {}

    def reading(self) -> dict[str, object]:
        """{"total": {reads, writes, deletes}, "by_function": {name: the same}}"""
        with self._lock:
            by_caller = {name: dict(counts) for name, counts in sorted(self._by_caller.items())}
        total = {
            kind: sum(counts[kind] for counts in by_caller.values())
            for kind in ("reads", "writes", "deletes")
        }
        return {"total": total, "by_function": by_caller}

    def started(self, call: Call) -> None:
        call.notes[self] = _Tally()

    def asked(self, call: Call, message: bytes) -> None:
        """Nothing is billed for asking."""

    def answered(self, call: Call, message: bytes) -> None:
        counting = _COUNTING.get(call.method)
        if counting is not None:
            counting(call.notes[self], call, message)
            self._book(call)

    def ended(self, call: Call, is_ok: bool) -> None:
        tally = call.notes[self]
        if is_ok and call.method in _BILLED_AT_LEAST_ONE_READ:
            tally.reads = tally.skipped if tally.has_found or tally.skipped else 1
        self._book(call)

    def _book(self, call: Call) -> None:
        """Add what has been counted since the last time, before the caller sees the answer that it is for."""
        tally = call.notes[self]
        if not (tally.reads or tally.writes or tally.deletes):
            return
        tally.has_found = tally.has_found or tally.reads > 0
        with self._lock:
            counts = self._by_caller.setdefault(
                call.caller or CLIENT, {"reads": 0, "writes": 0, "deletes": 0}
            )
            counts["reads"] += tally.reads
            counts["writes"] += tally.writes
            counts["deletes"] += tally.deletes
        tally.reads = tally.writes = tally.deletes = 0


def _count_batch_get(tally: _Tally, call: Call, message: bytes) -> None:
    answer = types.BatchGetDocumentsResponse.pb().FromString(message)
    tally.reads += answer.WhichOneof("result") is not None


def _count_query(tally: _Tally, call: Call, message: bytes) -> None:
    """The emulator says how many it skipped with each document but the last, and not where it finds none."""
    answer = types.RunQueryResponse.pb().FromString(message)
    tally.reads += bool(answer.document.name)
    tally.skipped = max(tally.skipped, answer.skipped_results)


def _count_aggregation(tally: _Tally, call: Call, message: bytes) -> None:
    """What is counted are index entries read. Of a sum or average alone their number is unknown: one read."""
    answer = types.RunAggregationQueryResponse.pb().FromString(message)
    query = types.RunAggregationQueryRequest.pb().FromString(call.request).structured_aggregation_query
    counts = [
        answer.result.aggregate_fields[aggregation.alias].integer_value
        for aggregation in query.aggregations
        if aggregation.WhichOneof("operator") == "count"
        and aggregation.alias in answer.result.aggregate_fields
    ]
    tally.reads += math.ceil(max(counts, default=0) / _ENTRIES_PER_READ)


def _count_list(tally: _Tally, call: Call, message: bytes) -> None:
    tally.reads += len(types.ListDocumentsResponse.pb().FromString(message).documents)


def _count_one_read(tally: _Tally, call: Call, message: bytes) -> None:
    tally.reads += 1


def _count_one_write(tally: _Tally, call: Call, message: bytes) -> None:
    tally.writes += 1


def _count_one_delete(tally: _Tally, call: Call, message: bytes) -> None:
    tally.deletes += 1


def _count_commit(tally: _Tally, call: Call, message: bytes) -> None:
    for write in types.CommitRequest.pb().FromString(call.request).writes:
        _count_write(tally, write.WhichOneof("operation"))


def _count_batch_write(tally: _Tally, call: Call, message: bytes) -> None:
    writes = types.BatchWriteRequest.pb().FromString(call.request).writes
    answer = types.BatchWriteResponse.pb().FromString(message)
    for write, status in zip(writes, answer.status, strict=False):
        if status.code == 0:
            _count_write(tally, write.WhichOneof("operation"))


def _count_write(tally: _Tally, operation: str | None) -> None:
    """An operation that these types do not know is a `verify`: it checks and writes nothing."""
    tally.deletes += operation == "delete"
    tally.writes += operation in ("update", "transform")


def _count_write_stream(tally: _Tally, call: Call, message: bytes) -> None:
    tally.writes += len(types.WriteResponse.pb().FromString(message).write_results)


def _count_listen(tally: _Tally, call: Call, message: bytes) -> None:
    """A read for each document as it is first seen and each time it changed, and one for a target that starts empty.

    At a change the emulator resets the target and sends all of it again; what had not changed is not billed again.
    """
    answer = types.ListenResponse.pb().FromString(message)
    kind = answer.WhichOneof("response_type")
    if kind == "document_change":
        document, versions = answer.document_change.document, tally.versions
        for target in answer.document_change.target_ids:
            known = versions.setdefault(target, {}).get(document.name)
            versions[target][document.name] = document.update_time.ToNanoseconds()
            tally.reads += versions[target][document.name] != known
    elif kind == "document_remove":
        tally.reads += 1
    elif kind == "target_change" and answer.target_change.target_change_type == _CURRENT:
        for target in answer.target_change.target_ids:
            tally.reads += target not in tally.versions
            tally.versions.setdefault(target, {})


_COUNTING = {
    "BatchGetDocuments": _count_batch_get,
    "RunQuery": _count_query,
    "RunAggregationQuery": _count_aggregation,
    "ListDocuments": _count_list,
    "ListCollectionIds": _count_one_read,
    "PartitionQuery": _count_one_read,
    "GetDocument": _count_one_read,
    "CreateDocument": _count_one_write,
    "UpdateDocument": _count_one_write,
    "DeleteDocument": _count_one_delete,
    "Commit": _count_commit,
    "BatchWrite": _count_batch_write,
    "Write": _count_write_stream,
    "Listen": _count_listen,
}
