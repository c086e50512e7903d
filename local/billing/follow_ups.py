"""Reads from the emulator that a bill needs beside an answer. They are made after the caller has its answer.

Each reads as of the answer's own time, so later writes do not change it.
"""

from collections.abc import Callable, Iterable
from typing import Any

from google.cloud.firestore_v1 import types

from local.firestore.background_reads import BackgroundReads

_MOST_AGGREGATIONS = 5


class FollowUps:
    """Finds out what calls are billed whose answers do not say it."""

    def __init__(self, reads: BackgroundReads) -> None:
        self._reads = reads

    def wait(self) -> None:
        """Return when all reads asked for so far are done."""
        self._reads.wait()

    def count_entries(
        self,
        parent: str,
        query: Any,
        fields: Iterable[str],
        *,
        read_time: Any,
        on_known: Callable[[int], None],
    ) -> None:
        """How many documents with these fields a query passes, skipped ones included; 0 if the emulator refuses."""
        request = types.RunAggregationQueryRequest.pb()(parent=parent, read_time=read_time)
        asked = request.structured_aggregation_query
        asked.structured_query.CopyFrom(_without_offset(query))
        for field in sorted(set(fields))[: _MOST_AGGREGATIONS - 1]:
            asked.aggregations.add().sum.field.field_path = field
        asked.aggregations.add(alias="entries").count.SetInParent()

        def count(answers: list[Any]) -> None:
            on_known(sum(a.result.aggregate_fields["entries"].integer_value for a in answers))

        self._reads.ask(
            "RunAggregationQuery", request, types.RunAggregationQueryResponse.pb(), on_answered=count
        )

    def count_changed(
        self, versions: dict[str, int], read_time: Any, on_known: Callable[[int], None]
    ) -> None:
        """How many of these documents exist in another version than these (update time in ns, by name)."""
        database = next(iter(versions)).partition("/documents/")[0]
        request = types.BatchGetDocumentsRequest.pb()(
            database=database, documents=list(versions), read_time=read_time
        )
        request.mask.SetInParent()

        def count(answers: list[Any]) -> None:
            found = [answer.found for answer in answers if answer.WhichOneof("result") == "found"]
            on_known(
                sum(document.update_time.ToNanoseconds() != versions[document.name] for document in found)
            )

        self._reads.ask("BatchGetDocuments", request, types.BatchGetDocumentsResponse.pb(), on_answered=count)


def _without_offset(query: Any) -> Any:
    """The query with what it skips as part of its result."""
    whole = type(query)()
    whole.CopyFrom(query)
    if whole.HasField("limit"):
        whole.limit.value += whole.offset
    whole.offset = 0
    return whole
