"""What a query asks: which documents could change its answer, and the comparisons that all of its results pass."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan
from typing import Any

from google.cloud.firestore_v1 import types

from local.query_cache.keys import Key, key_of

_Operator = types.StructuredQuery.FieldFilter.Operator
_And = types.StructuredQuery.CompositeFilter.Operator.AND
_FROM_BELOW = {_Operator.LESS_THAN, _Operator.LESS_THAN_OR_EQUAL}
_FROM_ABOVE = {_Operator.GREATER_THAN, _Operator.GREATER_THAN_OR_EQUAL}
_SIMPLE_PATH = re.compile(r"(?!__)[A-Za-z_]\w*(?:\.(?!__)[A-Za-z_]\w*)*", re.ASCII)

FieldPath = tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """All collections of an id, anywhere below `root`, which is a database's `projects/.../documents`."""

    root: str
    collection: str


# One collection, by its path, or all of an id.
Scope = str | Group


@dataclass(frozen=True)
class Comparison:
    """Only documents pass whose field has a value of this kind, from `low` to `high`, where None is no bound.

    Whether a value that is equal to a bound passes is left open.
    """

    field: FieldPath
    kind: int
    low: Any = None
    high: Any = None

    def may_pass(self, key: Key) -> bool:
        return (
            key.kind == self.kind
            and (self.low is None or self.low <= key.value)
            and (self.high is None or key.value <= self.high)
        )


@dataclass(frozen=True)
class Question:
    """A query. `shape` is the same for queries that differ in nothing but the bounds of their comparisons: what is
    made of the results belongs to it.
    """

    scope: Scope
    group: Group
    comparisons: tuple[Comparison, ...]
    shape: tuple[object, ...]


def scopes_of(name: str) -> tuple[Scope, Group]:
    """Where a query finds the document of this name: in its collection, and in all collections of that id."""
    collection = name.rpartition("/")[0]
    return collection, Group(_root(name), collection.rpartition("/")[2])


def read_question(parent: str, query: Any, *, made_of_results: bytes = b"") -> Question | None:
    """What a StructuredQuery asks; None where documents of several collection ids could change its answer.

    `made_of_results` is empty where the results themselves are the answer. A query that skips results has no
    comparisons: an empty answer also tells how many it skipped.
    """
    if len(query.from_) != 1 or not query.from_[0].collection_id or query.HasField("find_nearest"):
        return None
    source = query.from_[0]
    group = Group(_root(parent), source.collection_id)
    scope: Scope = group if source.all_descendants else f"{parent}/{source.collection_id}"
    without_bounds = type(query)()
    without_bounds.CopyFrom(query)
    comparisons = () if query.offset else tuple(_take_comparisons(without_bounds.where))
    shape = without_bounds.SerializeToString(deterministic=True)
    kinds = bytes(comparison.kind for comparison in comparisons)
    return Question(scope, group, comparisons, (parent, kinds, shape, made_of_results))


def _root(name: str) -> str:
    head, _, _ = name.partition("/documents")
    return f"{head}/documents"


def _take_comparisons(where: Any) -> Iterator[Comparison]:
    """The comparisons that all results must pass. Their bounds are cleared in `where`."""
    if where.WhichOneof("filter_type") == "composite_filter" and where.composite_filter.op == _And:
        for part in where.composite_filter.filters:
            yield from _take_comparisons(part)
    if where.WhichOneof("filter_type") != "field_filter":
        return
    comparison = _comparison(where.field_filter)
    if comparison is not None:
        where.field_filter.value.Clear()
        yield comparison


def _comparison(asked: Any) -> Comparison | None:
    path, key = asked.field.field_path, key_of(asked.value)
    if key is None or not _SIMPLE_PATH.fullmatch(path) or _is_nan(asked.value):
        return None
    field = tuple(path.split("."))
    if asked.op == _Operator.EQUAL:
        return Comparison(field, key.kind, low=key.value, high=key.value)
    if asked.op in _FROM_BELOW:
        return Comparison(field, key.kind, high=key.value)
    return Comparison(field, key.kind, low=key.value) if asked.op in _FROM_ABOVE else None


def _is_nan(value: Any) -> bool:
    return value.WhichOneof("value_type") == "double_value" and isnan(value.double_value)
