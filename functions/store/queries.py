"""Queries as Firestore's protocol has them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from functions.domain.kernel.decisions import BY_ID, Find
from functions.domain.kernel.tallies import Tally
from functions.googleapis.firestore_pb2 import (
    CollectionSelector,
    CompositeFilter,
    FieldFilter,
    FieldReference,
    Filter,
    Order,
    StructuredQuery,
    UnaryFilter,
)
from functions.store.values import encode_timestamp, encode_value

_NAME = BY_ID


def find_query(find: Find[Any], parent: str) -> StructuredQuery:
    """The first documents of a collection below `parent` that have what is asked for, by one field."""
    collection = find.collection.rpartition("/")[2]
    query = StructuredQuery(collections=[CollectionSelector(collection_id=collection)])
    filters = [_equals(name, value) for name, value in find.where]
    if find.containing is not None:
        filters.append(_contains(*find.containing))
    if find.at_least is not None:
        filters.append(_compared(find.at_least[0], FieldFilter.GREATER_THAN_OR_EQUAL, find.at_least[1]))
    if find.at_most is not None:
        filters.append(_compared(find.at_most[0], FieldFilter.LESS_THAN_OR_EQUAL, find.at_most[1]))
    _filter_by(query, filters)
    query.order_by.append(_by(find.order_by, find.direction))
    query.limit.value = find.limit
    if find.start_after is not None:
        _start_after(query, find, f"{parent}/{collection}")
    return query


def tally_query(tally: Tally) -> StructuredQuery:
    """What a tally counts."""
    query = StructuredQuery(collections=[CollectionSelector(collection_id=tally.model.collection)])
    filters = [_equals(name, value) for name, value in tally.where]
    if tally.containing is not None:
        filters.append(_contains(*tally.containing))
    if tally.at_least is not None:
        filters.append(_compared(tally.at_least[0], FieldFilter.GREATER_THAN_OR_EQUAL, tally.at_least[1]))
    _filter_by(query, filters)
    query.order_by.extend(_by(name, "ASCENDING") for name in tally.having)
    return query


def _filter_by(query: StructuredQuery, filters: list[Filter]) -> None:
    if len(filters) == 1:
        query.where.CopyFrom(filters[0])
    elif filters:
        query.where.composite_filter.op = CompositeFilter.AND
        query.where.composite_filter.filters.extend(filters)


def _start_after(query: StructuredQuery, find: Find[Any], below: str) -> None:
    assert find.start_after is not None
    value, id = find.start_after[0], find.start_after[1].rpartition("/")[2]
    if find.order_by != _NAME:
        encode_value(query.start_at.values.add(), value)
        query.start_at.before = not id
    if id:
        if find.order_by != _NAME:
            query.order_by.append(_by(_NAME, find.direction))
        query.start_at.values.add().reference_value = f"{below}/{id}"


def names_query(collection: str, limit: int, *, after: str | None) -> StructuredQuery:
    """A page of a collection by the documents' names, after one of them."""
    query = StructuredQuery(collections=[CollectionSelector(collection_id=collection)])
    query.order_by.append(_by(_NAME, "ASCENDING"))
    query.limit.value = limit
    if after is not None:
        query.start_at.values.add().reference_value = after
    return query


def due_query(collection: str, until: datetime, limit: int) -> StructuredQuery:
    """Documents of any organisation that are due, the earliest first."""
    query = _in_all_organisations(collection, limit)
    query.where.field_filter.field.field_path = "wake_at"
    query.where.field_filter.op = FieldFilter.LESS_THAN_OR_EQUAL
    encode_timestamp(query.where.field_filter.value.timestamp_value, until)
    query.order_by.extend([_by("wake_at", "ASCENDING"), _by(_NAME, "ASCENDING")])
    return query


def start_after(query: StructuredQuery, at: datetime, name: str) -> None:
    """Have a query that is ordered by an instant and the name go on after a document."""
    encode_timestamp(query.start_at.values.add().timestamp_value, at)
    query.start_at.values.add().reference_value = name


def window_query(collection: str, since: datetime, until: datetime) -> StructuredQuery:
    """Documents of any organisation with `since <= created_at <= until`."""
    query = StructuredQuery(collections=[CollectionSelector(collection_id=collection, all_descendants=True)])
    query.where.composite_filter.op = CompositeFilter.AND
    filters = query.where.composite_filter.filters
    filters.append(_compared("created_at", FieldFilter.GREATER_THAN_OR_EQUAL, since))
    filters.append(_compared("created_at", FieldFilter.LESS_THAN_OR_EQUAL, until))
    return query


def with_one_of(query: StructuredQuery, field: str, values: Iterable[str]) -> None:
    """Have a window's query find only those with one of the values."""
    query.where.composite_filter.filters.append(_compared(field, FieldFilter.IN, list(values)))


def by_time(query: StructuredQuery, field: str, limit: int) -> None:
    """Have a query answer a page, the earliest first."""
    query.order_by.extend([_by(field, "ASCENDING"), _by(_NAME, "ASCENDING")])
    query.limit.value = limit


def _in_all_organisations(collection: str, limit: int) -> StructuredQuery:
    query = StructuredQuery(collections=[CollectionSelector(collection_id=collection, all_descendants=True)])
    query.limit.value = limit
    return query


def _equals(name: str, value: Any) -> Filter:
    field = FieldReference(field_path=name)
    if value is None:
        return Filter(unary_filter=UnaryFilter(field=field, op=UnaryFilter.IS_NULL))
    return _compared(name, FieldFilter.EQUAL, value)


def _contains(name: str, value: Any) -> Filter:
    """Whose list has the value, or one of several."""
    if isinstance(value, tuple):
        return _compared(name, FieldFilter.ARRAY_CONTAINS_ANY, list(value))
    return _compared(name, FieldFilter.ARRAY_CONTAINS, value)


def _compared(name: str, op: FieldFilter.Operator, value: Any) -> Filter:
    compared = FieldFilter(field=FieldReference(field_path=name), op=op)
    encode_value(compared.value, value)
    return Filter(field_filter=compared)


def _by(name: str, direction: str) -> Order:
    return Order(field=FieldReference(field_path=name), direction=Order.Direction.Value(direction))
