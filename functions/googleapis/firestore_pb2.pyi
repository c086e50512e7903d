import datetime

from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf import wrappers_pb2 as _wrappers_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Value(_message.Message):
    __slots__ = ("null_value", "boolean_value", "integer_value", "double_value", "timestamp_value", "string_value", "bytes_value", "reference_value", "array_value", "map_value")
    NULL_VALUE_FIELD_NUMBER: _ClassVar[int]
    BOOLEAN_VALUE_FIELD_NUMBER: _ClassVar[int]
    INTEGER_VALUE_FIELD_NUMBER: _ClassVar[int]
    DOUBLE_VALUE_FIELD_NUMBER: _ClassVar[int]
    TIMESTAMP_VALUE_FIELD_NUMBER: _ClassVar[int]
    STRING_VALUE_FIELD_NUMBER: _ClassVar[int]
    BYTES_VALUE_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_VALUE_FIELD_NUMBER: _ClassVar[int]
    ARRAY_VALUE_FIELD_NUMBER: _ClassVar[int]
    MAP_VALUE_FIELD_NUMBER: _ClassVar[int]
    null_value: _struct_pb2.NullValue
    boolean_value: bool
    integer_value: int
    double_value: float
    timestamp_value: _timestamp_pb2.Timestamp
    string_value: str
    bytes_value: bytes
    reference_value: str
    array_value: ArrayValue
    map_value: MapValue
    def __init__(self, null_value: _Optional[_Union[_struct_pb2.NullValue, str]] = ..., boolean_value: _Optional[bool] = ..., integer_value: _Optional[int] = ..., double_value: _Optional[float] = ..., timestamp_value: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., string_value: _Optional[str] = ..., bytes_value: _Optional[bytes] = ..., reference_value: _Optional[str] = ..., array_value: _Optional[_Union[ArrayValue, _Mapping]] = ..., map_value: _Optional[_Union[MapValue, _Mapping]] = ...) -> None: ...

class ArrayValue(_message.Message):
    __slots__ = ("values",)
    VALUES_FIELD_NUMBER: _ClassVar[int]
    values: _containers.RepeatedCompositeFieldContainer[Value]
    def __init__(self, values: _Optional[_Iterable[_Union[Value, _Mapping]]] = ...) -> None: ...

class MapValue(_message.Message):
    __slots__ = ("fields",)
    class FieldsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Value
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Value, _Mapping]] = ...) -> None: ...
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    fields: _containers.MessageMap[str, Value]
    def __init__(self, fields: _Optional[_Mapping[str, Value]] = ...) -> None: ...

class Document(_message.Message):
    __slots__ = ("name", "fields", "create_time", "update_time")
    class FieldsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Value
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Value, _Mapping]] = ...) -> None: ...
    NAME_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    fields: _containers.MessageMap[str, Value]
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., fields: _Optional[_Mapping[str, Value]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class DocumentMask(_message.Message):
    __slots__ = ("field_paths",)
    FIELD_PATHS_FIELD_NUMBER: _ClassVar[int]
    field_paths: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, field_paths: _Optional[_Iterable[str]] = ...) -> None: ...

class Precondition(_message.Message):
    __slots__ = ("exists", "update_time")
    EXISTS_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    exists: bool
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, exists: _Optional[bool] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Write(_message.Message):
    __slots__ = ("update", "delete", "update_mask", "current_document")
    UPDATE_FIELD_NUMBER: _ClassVar[int]
    DELETE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    CURRENT_DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    update: Document
    delete: str
    update_mask: DocumentMask
    current_document: Precondition
    def __init__(self, update: _Optional[_Union[Document, _Mapping]] = ..., delete: _Optional[str] = ..., update_mask: _Optional[_Union[DocumentMask, _Mapping]] = ..., current_document: _Optional[_Union[Precondition, _Mapping]] = ...) -> None: ...

class WriteResult(_message.Message):
    __slots__ = ("update_time",)
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CommitRequest(_message.Message):
    __slots__ = ("database", "writes")
    DATABASE_FIELD_NUMBER: _ClassVar[int]
    WRITES_FIELD_NUMBER: _ClassVar[int]
    database: str
    writes: _containers.RepeatedCompositeFieldContainer[Write]
    def __init__(self, database: _Optional[str] = ..., writes: _Optional[_Iterable[_Union[Write, _Mapping]]] = ...) -> None: ...

class CommitResponse(_message.Message):
    __slots__ = ("write_results", "commit_time")
    WRITE_RESULTS_FIELD_NUMBER: _ClassVar[int]
    COMMIT_TIME_FIELD_NUMBER: _ClassVar[int]
    write_results: _containers.RepeatedCompositeFieldContainer[WriteResult]
    commit_time: _timestamp_pb2.Timestamp
    def __init__(self, write_results: _Optional[_Iterable[_Union[WriteResult, _Mapping]]] = ..., commit_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetDocumentRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class BatchGetDocumentsRequest(_message.Message):
    __slots__ = ("database", "documents")
    DATABASE_FIELD_NUMBER: _ClassVar[int]
    DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    database: str
    documents: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, database: _Optional[str] = ..., documents: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetDocumentsResponse(_message.Message):
    __slots__ = ("found", "missing")
    FOUND_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    found: Document
    missing: str
    def __init__(self, found: _Optional[_Union[Document, _Mapping]] = ..., missing: _Optional[str] = ...) -> None: ...

class FieldReference(_message.Message):
    __slots__ = ("field_path",)
    FIELD_PATH_FIELD_NUMBER: _ClassVar[int]
    field_path: str
    def __init__(self, field_path: _Optional[str] = ...) -> None: ...

class CollectionSelector(_message.Message):
    __slots__ = ("collection_id", "all_descendants")
    COLLECTION_ID_FIELD_NUMBER: _ClassVar[int]
    ALL_DESCENDANTS_FIELD_NUMBER: _ClassVar[int]
    collection_id: str
    all_descendants: bool
    def __init__(self, collection_id: _Optional[str] = ..., all_descendants: _Optional[bool] = ...) -> None: ...

class FieldFilter(_message.Message):
    __slots__ = ("field", "op", "value")
    class Operator(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        OPERATOR_UNSPECIFIED: _ClassVar[FieldFilter.Operator]
        LESS_THAN_OR_EQUAL: _ClassVar[FieldFilter.Operator]
        GREATER_THAN_OR_EQUAL: _ClassVar[FieldFilter.Operator]
        EQUAL: _ClassVar[FieldFilter.Operator]
        ARRAY_CONTAINS: _ClassVar[FieldFilter.Operator]
        IN: _ClassVar[FieldFilter.Operator]
        ARRAY_CONTAINS_ANY: _ClassVar[FieldFilter.Operator]
    OPERATOR_UNSPECIFIED: FieldFilter.Operator
    LESS_THAN_OR_EQUAL: FieldFilter.Operator
    GREATER_THAN_OR_EQUAL: FieldFilter.Operator
    EQUAL: FieldFilter.Operator
    ARRAY_CONTAINS: FieldFilter.Operator
    IN: FieldFilter.Operator
    ARRAY_CONTAINS_ANY: FieldFilter.Operator
    FIELD_FIELD_NUMBER: _ClassVar[int]
    OP_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    field: FieldReference
    op: FieldFilter.Operator
    value: Value
    def __init__(self, field: _Optional[_Union[FieldReference, _Mapping]] = ..., op: _Optional[_Union[FieldFilter.Operator, str]] = ..., value: _Optional[_Union[Value, _Mapping]] = ...) -> None: ...

class CompositeFilter(_message.Message):
    __slots__ = ("op", "filters")
    class Operator(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        OPERATOR_UNSPECIFIED: _ClassVar[CompositeFilter.Operator]
        AND: _ClassVar[CompositeFilter.Operator]
    OPERATOR_UNSPECIFIED: CompositeFilter.Operator
    AND: CompositeFilter.Operator
    OP_FIELD_NUMBER: _ClassVar[int]
    FILTERS_FIELD_NUMBER: _ClassVar[int]
    op: CompositeFilter.Operator
    filters: _containers.RepeatedCompositeFieldContainer[Filter]
    def __init__(self, op: _Optional[_Union[CompositeFilter.Operator, str]] = ..., filters: _Optional[_Iterable[_Union[Filter, _Mapping]]] = ...) -> None: ...

class UnaryFilter(_message.Message):
    __slots__ = ("op", "field")
    class Operator(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        OPERATOR_UNSPECIFIED: _ClassVar[UnaryFilter.Operator]
        IS_NULL: _ClassVar[UnaryFilter.Operator]
    OPERATOR_UNSPECIFIED: UnaryFilter.Operator
    IS_NULL: UnaryFilter.Operator
    OP_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    op: UnaryFilter.Operator
    field: FieldReference
    def __init__(self, op: _Optional[_Union[UnaryFilter.Operator, str]] = ..., field: _Optional[_Union[FieldReference, _Mapping]] = ...) -> None: ...

class Filter(_message.Message):
    __slots__ = ("composite_filter", "field_filter", "unary_filter")
    COMPOSITE_FILTER_FIELD_NUMBER: _ClassVar[int]
    FIELD_FILTER_FIELD_NUMBER: _ClassVar[int]
    UNARY_FILTER_FIELD_NUMBER: _ClassVar[int]
    composite_filter: CompositeFilter
    field_filter: FieldFilter
    unary_filter: UnaryFilter
    def __init__(self, composite_filter: _Optional[_Union[CompositeFilter, _Mapping]] = ..., field_filter: _Optional[_Union[FieldFilter, _Mapping]] = ..., unary_filter: _Optional[_Union[UnaryFilter, _Mapping]] = ...) -> None: ...

class Order(_message.Message):
    __slots__ = ("field", "direction")
    class Direction(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        DIRECTION_UNSPECIFIED: _ClassVar[Order.Direction]
        ASCENDING: _ClassVar[Order.Direction]
        DESCENDING: _ClassVar[Order.Direction]
    DIRECTION_UNSPECIFIED: Order.Direction
    ASCENDING: Order.Direction
    DESCENDING: Order.Direction
    FIELD_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    field: FieldReference
    direction: Order.Direction
    def __init__(self, field: _Optional[_Union[FieldReference, _Mapping]] = ..., direction: _Optional[_Union[Order.Direction, str]] = ...) -> None: ...

class Cursor(_message.Message):
    __slots__ = ("values", "before")
    VALUES_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    values: _containers.RepeatedCompositeFieldContainer[Value]
    before: bool
    def __init__(self, values: _Optional[_Iterable[_Union[Value, _Mapping]]] = ..., before: _Optional[bool] = ...) -> None: ...

class StructuredQuery(_message.Message):
    __slots__ = ("collections", "where", "order_by", "limit", "start_at")
    COLLECTIONS_FIELD_NUMBER: _ClassVar[int]
    WHERE_FIELD_NUMBER: _ClassVar[int]
    ORDER_BY_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    START_AT_FIELD_NUMBER: _ClassVar[int]
    collections: _containers.RepeatedCompositeFieldContainer[CollectionSelector]
    where: Filter
    order_by: _containers.RepeatedCompositeFieldContainer[Order]
    limit: _wrappers_pb2.Int32Value
    start_at: Cursor
    def __init__(self, collections: _Optional[_Iterable[_Union[CollectionSelector, _Mapping]]] = ..., where: _Optional[_Union[Filter, _Mapping]] = ..., order_by: _Optional[_Iterable[_Union[Order, _Mapping]]] = ..., limit: _Optional[_Union[_wrappers_pb2.Int32Value, _Mapping]] = ..., start_at: _Optional[_Union[Cursor, _Mapping]] = ...) -> None: ...

class RunQueryRequest(_message.Message):
    __slots__ = ("parent", "structured_query")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    STRUCTURED_QUERY_FIELD_NUMBER: _ClassVar[int]
    parent: str
    structured_query: StructuredQuery
    def __init__(self, parent: _Optional[str] = ..., structured_query: _Optional[_Union[StructuredQuery, _Mapping]] = ...) -> None: ...

class RunQueryResponse(_message.Message):
    __slots__ = ("document",)
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    document: Document
    def __init__(self, document: _Optional[_Union[Document, _Mapping]] = ...) -> None: ...

class Count(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Sum(_message.Message):
    __slots__ = ("field",)
    FIELD_FIELD_NUMBER: _ClassVar[int]
    field: FieldReference
    def __init__(self, field: _Optional[_Union[FieldReference, _Mapping]] = ...) -> None: ...

class Aggregation(_message.Message):
    __slots__ = ("count", "sum", "alias")
    COUNT_FIELD_NUMBER: _ClassVar[int]
    SUM_FIELD_NUMBER: _ClassVar[int]
    ALIAS_FIELD_NUMBER: _ClassVar[int]
    count: Count
    sum: Sum
    alias: str
    def __init__(self, count: _Optional[_Union[Count, _Mapping]] = ..., sum: _Optional[_Union[Sum, _Mapping]] = ..., alias: _Optional[str] = ...) -> None: ...

class StructuredAggregationQuery(_message.Message):
    __slots__ = ("structured_query", "aggregations")
    STRUCTURED_QUERY_FIELD_NUMBER: _ClassVar[int]
    AGGREGATIONS_FIELD_NUMBER: _ClassVar[int]
    structured_query: StructuredQuery
    aggregations: _containers.RepeatedCompositeFieldContainer[Aggregation]
    def __init__(self, structured_query: _Optional[_Union[StructuredQuery, _Mapping]] = ..., aggregations: _Optional[_Iterable[_Union[Aggregation, _Mapping]]] = ...) -> None: ...

class RunAggregationQueryRequest(_message.Message):
    __slots__ = ("parent", "structured_aggregation_query")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    STRUCTURED_AGGREGATION_QUERY_FIELD_NUMBER: _ClassVar[int]
    parent: str
    structured_aggregation_query: StructuredAggregationQuery
    def __init__(self, parent: _Optional[str] = ..., structured_aggregation_query: _Optional[_Union[StructuredAggregationQuery, _Mapping]] = ...) -> None: ...

class AggregationResult(_message.Message):
    __slots__ = ("aggregate_fields",)
    class AggregateFieldsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: Value
        def __init__(self, key: _Optional[str] = ..., value: _Optional[_Union[Value, _Mapping]] = ...) -> None: ...
    AGGREGATE_FIELDS_FIELD_NUMBER: _ClassVar[int]
    aggregate_fields: _containers.MessageMap[str, Value]
    def __init__(self, aggregate_fields: _Optional[_Mapping[str, Value]] = ...) -> None: ...

class RunAggregationQueryResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: AggregationResult
    def __init__(self, result: _Optional[_Union[AggregationResult, _Mapping]] = ...) -> None: ...

class DocumentEvent(_message.Message):
    __slots__ = ("value", "old_value")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    OLD_VALUE_FIELD_NUMBER: _ClassVar[int]
    value: Document
    old_value: Document
    def __init__(self, value: _Optional[_Union[Document, _Mapping]] = ..., old_value: _Optional[_Union[Document, _Mapping]] = ...) -> None: ...
