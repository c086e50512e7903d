"""Which documents a request to Firestore reads or writes, by name."""

from collections.abc import Iterable

from google.cloud.firestore_v1 import types

READS = {"BatchGetDocuments", "GetDocument", "ListDocuments", "RunQuery", "RunAggregationQuery"}


def written_names(method: str, request: bytes) -> list[str]:
    """The documents that a request writes; none for what is no write."""
    if method == "Commit":
        return list(dict.fromkeys(names_of(types.CommitRequest.pb().FromString(request).writes)))
    if method == "BatchWrite":
        return names_of(types.BatchWriteRequest.pb().FromString(request).writes)
    if method == "UpdateDocument":
        return [types.UpdateDocumentRequest.pb().FromString(request).document.name]
    if method == "DeleteDocument":
        return [types.DeleteDocumentRequest.pb().FromString(request).name]
    return []


def names_of(writes: Iterable[types.Write]) -> list[str]:
    """The documents written; a `verify`, which these types do not know, writes none."""
    names = []
    for write in writes:
        operation = write.WhichOneof("operation")
        if operation == "delete":
            names.append(write.delete)
        elif operation == "transform":
            names.append(write.transform.document)
        elif operation == "update":
            names.append(write.update.name)
    return names


def read_names(method: str, request: bytes) -> list[str]:
    """What a request reads: its documents, or its collections where it is a query; none for what is no read."""
    if method == "BatchGetDocuments":
        return list(types.BatchGetDocumentsRequest.pb().FromString(request).documents)
    if method == "GetDocument":
        return [types.GetDocumentRequest.pb().FromString(request).name]
    if method == "ListDocuments":
        listed = types.ListDocumentsRequest.pb().FromString(request)
        return [f"{listed.parent}/{listed.collection_id}"]
    if method == "RunQuery":
        run = types.RunQueryRequest.pb().FromString(request)
        return _collections(run.parent, run.structured_query)
    if method == "RunAggregationQuery":
        aggregation = types.RunAggregationQueryRequest.pb().FromString(request)
        return _collections(aggregation.parent, aggregation.structured_aggregation_query.structured_query)
    return []


def _collections(parent: str, query: types.StructuredQuery) -> list[str]:
    return [f"{parent}/{selector.collection_id}" for selector in query.from_]
