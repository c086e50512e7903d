"""Queries that Firestore would refuse for want of an index are refused; Google's emulator lets them all pass.

Sees to the queries of clients and of functions, of aggregations, partitions and listeners. Not planned are pipelines
and vector searches.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

import grpc
from google.cloud.firestore_v1 import types

from local.firestore.watching import AnsweredHere, Call
from local.indexes.declared import COLLECTION_GROUP, Index, Indexes, without
from local.indexes.query_plans import Missing, Need, missing_index, needs_of, serve
from local.wire.refusal import Refused

_FAILED_PRECONDITION = 9
_CHOSEN_TARGET = 1
_Change = types.TargetChange.TargetChangeType


class IndexCheck:
    """A watcher of the proxy. Where it does not refuse, it still keeps account of which indexes are used."""

    def __init__(self, indexes: Indexes, *, is_refusing: bool = True) -> None:
        self._at_first = self._indexes = indexes
        self._is_refusing = is_refusing
        self._used: set[str] = set()
        self._served: dict[Need, None] = {}

    def declare(self, indexes: Indexes) -> None:
        """There are these from now on, until a reset, and no query has come so far."""
        self._indexes = indexes
        self._used.clear()
        self._served.clear()

    def reset(self) -> None:
        """Those of the file, and no query has come so far."""
        self.declare(self._at_first)

    def unused(self) -> dict[str, Any]:
        """What no query has needed so far: composite indexes, and single-field indexes of collection groups.

        In the form of firestore.indexes.json; of an override, only the indexes that it is about.
        """
        return self._declared(lambda index: index.origin not in self._used)

    def spare(self) -> dict[str, Any]:
        """Those without which every query so far would have been served as well, each by itself; in the same form."""
        return self._declared(self._is_spare)

    def _declared(self, is_meant: Callable[[Index], bool]) -> dict[str, Any]:
        composites = [dict(index.entry) for index in self._indexes.composites if is_meant(index)]
        overrides = []
        for (collection, path), indexes in self._indexes.overrides.items():
            meant = [
                dict(index.entry) for index in indexes if index.scope == COLLECTION_GROUP and is_meant(index)
            ]
            if meant:
                overrides.append({"collectionGroup": collection, "fieldPath": path, "indexes": meant})
        return {"indexes": composites, "fieldOverrides": overrides}

    def _is_spare(self, index: Index) -> bool:
        others = without(self._indexes, index)
        asked = tuple(need for need in tuple(self._served) if need.collection == index.collection)
        return all(serve(need, others) is not None for need in asked)

    def started(self, call: Call) -> None:
        needs_in = _NEEDS.get(call.method)
        if needs_in is not None and (refusal := self._refusal(needs_in(call.request))):
            raise Refused(grpc.StatusCode.FAILED_PRECONDITION, refusal)

    def asked(self, call: Call, message: bytes) -> None:
        """A target that is refused is removed at once; the stream and its other targets go on."""
        if call.method != "Listen":
            return
        target = types.ListenRequest.pb().FromString(message).add_target
        if refusal := self._refusal(needs_of(target.query.structured_query)):
            raise AnsweredHere(_removal(target.target_id or _CHOSEN_TARGET, refusal))

    def answered(self, call: Call, message: bytes) -> None:
        """What was let pass is answered by the emulator."""

    def ended(self, call: Call, is_ok: bool) -> None:
        """Nothing to tidy."""

    def _refusal(self, needs: Sequence[Need]) -> str | None:
        """Why the query is refused. One that is refused uses no index."""
        plans = [(need, serve(need, self._indexes)) for need in needs]
        missing = [missing_index(need, self._indexes) for need, served in plans if served is None]
        if missing and self._is_refusing:
            return refusal_of(missing)
        self._served.update((need, None) for need, served in plans if served)
        self._used.update(index.origin for _, served in plans for index in served or ())
        return None


def refusal_of(missing: Sequence[Missing]) -> str:
    """Firestore's first sentence; then, instead of its link, a line with the JSON of each index to add."""
    lines = [f"{_place(each)}: {json.dumps(each.entry)}" for each in missing]
    return "\n".join(
        ["The query requires an index. To add to firestore.indexes.json:", *dict.fromkeys(lines)]
    )


def _place(missing: Missing) -> str:
    return f"{missing.part}, in place of the field's entry" if missing.is_replacing else missing.part


def _removal(target_id: int, reason: str) -> list[bytes]:
    """What Firestore answers for a target that it does not take."""
    added = types.TargetChange(target_change_type=_Change.ADD, target_ids=[target_id])
    removed = types.TargetChange(
        target_change_type=_Change.REMOVE,
        target_ids=[target_id],
        cause={"code": _FAILED_PRECONDITION, "message": reason},
    )
    return [types.ListenResponse.serialize({"target_change": change}) for change in (added, removed)]


def _needs_of_query(request: bytes) -> tuple[Need, ...]:
    return needs_of(types.RunQueryRequest.pb().FromString(request).structured_query)


def _needs_of_partition(request: bytes) -> tuple[Need, ...]:
    return needs_of(types.PartitionQueryRequest.pb().FromString(request).structured_query)


def _needs_of_aggregation(request: bytes) -> tuple[Need, ...]:
    query = types.RunAggregationQueryRequest.pb().FromString(request).structured_aggregation_query
    operators = [(each, each.WhichOneof("operator")) for each in query.aggregations]
    summed = [getattr(each, name).field.field_path for each, name in operators if name in ("sum", "avg")]
    return needs_of(query.structured_query, summed)


_NEEDS = {
    "RunQuery": _needs_of_query,
    "RunAggregationQuery": _needs_of_aggregation,
    "PartitionQuery": _needs_of_partition,
}
