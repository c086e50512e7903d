"""What a query and an aggregation tell of their own bill: fields with ranges, index entries that were counted."""

import math
from collections.abc import Iterator
from typing import Any

from google.cloud.firestore_v1 import types

_Field = types.StructuredQuery.FieldFilter.Operator
_Unary = types.StructuredQuery.UnaryFilter.Operator
_RANGES = {
    _Field.LESS_THAN,
    _Field.LESS_THAN_OR_EQUAL,
    _Field.GREATER_THAN,
    _Field.GREATER_THAN_OR_EQUAL,
    _Field.NOT_EQUAL,
    _Field.NOT_IN,
}
_UNARY_RANGES = {_Unary.IS_NOT_NULL, _Unary.IS_NOT_NAN}
_ENTRIES_PER_READ = 1000


def entry_reads(entries: int) -> int:
    """The reads that index entries are billed as: one for each thousand begun, and one for none."""
    return max(1, math.ceil(entries / _ENTRIES_PER_READ))


def has_several_ranges(query: Any) -> bool:
    """Whether a query is billed for index entries: it filters more than one field by a range."""
    return len(set(_range_fields(query.where))) > 1


def _range_fields(where: Any) -> Iterator[str]:
    match where.WhichOneof("filter_type"):
        case "composite_filter":
            for part in where.composite_filter.filters:
                yield from _range_fields(part)
        case "field_filter" if where.field_filter.op in _RANGES:
            yield where.field_filter.field.field_path
        case "unary_filter" if where.unary_filter.op in _UNARY_RANGES:
            yield where.unary_filter.field.field_path


def counted_entries(asked: Any, results: Any) -> int | None:
    """How many index entries an aggregation read, or None where its result does not tell.

    A count tells; one with an upper bound only where nothing else is aggregated; none of what an offset skipped.
    """
    aliases = dict(enumerate(_aliases(asked)))
    counts = [number for number, part in enumerate(asked.aggregations) if _is_count(part)]
    whole = [number for number in counts if not asked.aggregations[number].count.HasField("up_to")]
    telling = whole or (counts if len(counts) == len(aliases) else [])
    if asked.structured_query.offset or not telling:
        return None
    return max(int(results[aliases[number]].integer_value) for number in telling)


def summed_fields(asked: Any) -> set[str]:
    """The fields that an aggregation's documents must have."""
    return {
        getattr(part, part.WhichOneof("operator")).field.field_path
        for part in asked.aggregations
        if not _is_count(part)
    }


def _aliases(asked: Any) -> Iterator[str]:
    """The names of the results; those without one are numbered."""
    unnamed = 0
    for part in asked.aggregations:
        unnamed += not part.alias
        yield part.alias or f"field_{unnamed}"


def _is_count(part: Any) -> bool:
    return bool(part.WhichOneof("operator") == "count")
