"""Which indexes serve a query, and which one is missing. Pure: messages and declared indexes in, plans out.

Firestore answers every query from indexes. It splits the filters into disjuncts (ORs of ANDs) and needs, for each one,
an index whose leading fields are those that are compared for equality and whose further fields are exactly the query's
order, in its directions. Several smaller indexes with the same order are merged. What Google's documentation leaves
open follows what others saw a real project do; tests/local/indexes/test_query_plans.py names the source of each.
"""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from google.cloud.firestore_v1 import types

from local.indexes.declared import (
    ASCENDING,
    COLLECTION,
    COLLECTION_GROUP,
    CONTAINS,
    DESCENDING,
    NAME,
    Index,
    Indexes,
    Part,
    canonical_path,
)

EQUAL, RANGE = "EQUAL", "RANGE"
MOST_DISJUNCTS = 30

_Field = types.StructuredQuery.FieldFilter.Operator
_Unary = types.StructuredQuery.UnaryFilter.Operator
_Or = types.StructuredQuery.CompositeFilter.Operator.OR
_Descending = types.StructuredQuery.Direction.DESCENDING
_FIELD_MODES = {
    _Field.EQUAL: EQUAL,
    _Field.IN: EQUAL,
    _Field.ARRAY_CONTAINS: CONTAINS,
    _Field.ARRAY_CONTAINS_ANY: CONTAINS,
}
_UNARY_MODES = {_Unary.IS_NULL: EQUAL, _Unary.IS_NAN: EQUAL}

_Disjunct = tuple[Part, ...]
_Fitting = list[tuple[Index, frozenset[Part]]]


@dataclass(frozen=True)
class Need:
    """What indexes must offer to one disjunct: entries found by `prefix`, in the order of `suffix` and the name."""

    collection: str
    scope: str
    prefix: frozenset[Part]
    suffix: tuple[Part, ...]
    name_direction: str


@dataclass(frozen=True)
class Missing:
    """An entry for a part of firestore.indexes.json. `is_replacing`: in place of the entry that the field has there."""

    part: str
    entry: dict[str, Any]
    is_replacing: bool = False


def needs_of(query: Any, aggregated: Iterable[str] = ()) -> tuple[Need, ...]:
    """What a StructuredQuery needs, one for each disjunct, also for the fields that are summed or averaged over it.

    Nothing where planning has no say: vector searches, queries over all collections (which find by name), and
    those that Firestore refuses whatever its indexes.
    """
    if not query.from_ or not query.from_[0].collection_id or query.HasField("find_nearest"):
        return ()
    try:
        disjuncts = _disjuncts(query.where)
        order = _effective_order(query, disjuncts)
        summed = [canonical_path(path) for path in aggregated]
    except ValueError:
        return ()
    needs = (_need(query.from_[0], disjunct, order, summed=summed) for disjunct in disjuncts)
    return tuple(dict.fromkeys(needs))


def serve(need: Need, declared: Indexes) -> tuple[Index, ...] | None:
    """The indexes that serve a need together; None if there are none. Empty where Firestore needs no index.

    Single-field indexes before composite ones, one alone before several merged, then the first in the file's order.
    """
    if not need.prefix and not need.suffix and need.name_direction == ASCENDING:
        return ()
    paths = dict.fromkeys(part.path for part in (*sorted(need.prefix), *need.suffix))
    singles = _fitting(need, itertools.chain(*(declared.of_field(need.collection, path) for path in paths)))
    composites = _fitting(need, declared.composites)
    for candidates in (singles, composites, singles + composites):
        chosen = _alone(need, candidates) or _merged(need, candidates)
        if chosen:
            return chosen
    return None


def missing_index(need: Need, declared: Indexes) -> Missing:
    """The index that would serve a need that is not served. An override keeps the indexes that the field has."""
    equal = [Part(part.path, ASCENDING) for part in sorted(need.prefix) if part.mode == EQUAL]
    contained = [part for part in sorted(need.prefix) if part.mode == CONTAINS]
    parts = [*equal, *contained, *need.suffix]
    by_default = DESCENDING if parts and parts[-1].mode == DESCENDING else ASCENDING
    if (need.suffix or not need.prefix) and need.name_direction != by_default:
        parts.append(Part(NAME, need.name_direction))
    if len(parts) == 1 and parts[0].path != NAME:
        return _missing_override(need, parts[0], declared)
    fields = [{"fieldPath": part.path, **_config(part)} for part in parts]
    entry = {"collectionGroup": need.collection, "queryScope": need.scope, "fields": fields}
    return Missing("indexes", entry)


def _missing_override(need: Need, part: Part, declared: Indexes) -> Missing:
    kept = [dict(index.entry) for index in declared.of_field(need.collection, part.path)]
    entry = {
        "collectionGroup": need.collection,
        "fieldPath": part.path,
        "indexes": [*kept, {**_config(part), "queryScope": need.scope}],
    }
    return Missing("fieldOverrides", entry, (need.collection, part.path) in declared.overrides)


def _config(part: Part) -> dict[str, str]:
    return {"arrayConfig" if part.mode == CONTAINS else "order": part.mode}


def _disjuncts(where: Any) -> list[_Disjunct]:
    """Filters in disjunctive normal form. `in` and `array-contains-any` read the index that one value does.

    Raises ValueError for more than Firestore takes, and for paths that are none.
    """
    kind = where.WhichOneof("filter_type")
    if kind == "field_filter":
        found = where.field_filter
        return [(Part(canonical_path(found.field.field_path), _FIELD_MODES.get(found.op, RANGE)),)]
    if kind == "unary_filter":
        found = where.unary_filter
        return [(Part(canonical_path(found.field.field_path), _UNARY_MODES.get(found.op, RANGE)),)]
    inner = [_disjuncts(each) for each in where.composite_filter.filters]
    is_or = where.composite_filter.op == _Or
    if (sum if is_or else math.prod)(map(len, inner)) > MOST_DISJUNCTS:
        raise ValueError("Firestore takes no more disjuncts")
    if is_or:
        return list(itertools.chain(*inner))
    return [tuple(itertools.chain(*each)) for each in itertools.product(*inner)]


def _effective_order(query: Any, disjuncts: Sequence[_Disjunct]) -> list[Part]:
    """The order that a query asks for, and what Firestore adds to it: fields of ranges by name, then the name."""
    order = [
        Part(
            canonical_path(each.field.field_path), DESCENDING if each.direction == _Descending else ASCENDING
        )
        for each in query.order_by
    ]
    named = {part.path for part in order}
    if NAME in named:
        return order
    last = order[-1].mode if order else ASCENDING
    ranges = {part.path for part in itertools.chain(*disjuncts) if part.mode == RANGE} - named - {NAME}
    return [*order, *(Part(path, last) for path in sorted(ranges)), Part(NAME, last)]


def _need(source: Any, disjunct: _Disjunct, order: Sequence[Part], *, summed: Sequence[str]) -> Need:
    """A field that is compared as equal has one value, so an order by it adds nothing. Summed fields come after the
    order, ascending, and the document's name comes last.
    """
    prefix = frozenset(part for part in disjunct if part.mode != RANGE and part.path != NAME)
    equal = {part.path for part in prefix if part.mode == EQUAL}
    suffix = [part for part in order if part.path != NAME and part.path not in equal]
    known = equal | {part.path for part in suffix}
    added = [Part(path, ASCENDING) for path in dict.fromkeys(summed) if path not in known]
    direction = ASCENDING if added else next(part.mode for part in order if part.path == NAME)
    scope = COLLECTION_GROUP if source.all_descendants else COLLECTION
    return Need(source.collection_id, scope, prefix, (*suffix, *added), direction)


def _fitting(need: Need, indexes: Iterable[Index]) -> _Fitting:
    """The indexes whose entries are in the order that is needed, each with the filters that it finds them by."""
    has_order = bool(need.suffix) or not need.prefix
    fitting = []
    for index in indexes:
        cut = len(index.parts) - len(need.suffix)
        if (index.collection, index.scope) != (need.collection, need.scope) or cut < 0:
            continue
        if index.parts[cut:] != need.suffix or (has_order and index.name_direction != need.name_direction):
            continue
        found_by = frozenset(
            part if part.mode == CONTAINS else Part(part.path, EQUAL) for part in index.parts[:cut]
        )
        if found_by <= need.prefix:
            fitting.append((index, found_by))
    return fitting


def _alone(need: Need, candidates: _Fitting) -> tuple[Index, ...] | None:
    return next(((index,) for index, found_by in candidates if found_by == need.prefix), None)


def _merged(need: Need, candidates: _Fitting) -> tuple[Index, ...] | None:
    """The first ones that find by every filter together, without those that the others make superfluous."""
    chosen: _Fitting = []
    left = set(need.prefix)
    for index, found_by in candidates:
        if found_by & left:
            chosen.append((index, found_by))
            left -= found_by
    if left:
        return None
    for each in tuple(chosen):
        others = [found_by for index, found_by in chosen if index is not each[0]]
        if frozenset().union(*others) == need.prefix:
            chosen.remove(each)
    return tuple(index for index, _ in chosen)
