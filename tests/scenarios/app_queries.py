"""The queries of an app's screens, made as an app makes them: with an ID token, past the index check and the rules."""

from typing import Any

from google.api_core.exceptions import FailedPrecondition, PermissionDenied
from google.cloud import firestore
from google.cloud.firestore_v1.base_query import BaseQuery, FieldFilter

from clients.queries import QUERIES
from clients.screen_queries import ScreenQuery

SERVED, NO_INDEX, DENIED = 200, 400, 403
OPERATORS = {"isEqualTo": "==", "arrayContains": "array_contains"}
# What a parameter of a query stands for where the test says nothing else.
PARAMETERS: dict[str, Any] = {
    "customerId": "theirs",
    "ownerUid": "uid",
    "packageId": "hemat",
    "packageCode": "UMR_MAR_2025_HEMAT",
    "campaignCode": "UMR_MAR_2025_HEMAT",
    "phase": "booking",
    "phone": "+12025550123",
    "pipelineId": "default",
    "email": "regular@example.com",
    "segmentId": "s",
    "stage": "active",
    "status": "sent",
    "territoryId": "north",
    "uid": "uid",
}


def made(query: ScreenQuery, root: firestore.DocumentReference, **parameters: Any) -> BaseQuery:
    """A query of an organisation, as lib/src/queries.dart has it."""
    collection = root.collection(query.collection)
    if query.below is not None:
        collection = collection.document("theirs").collection(query.below)
    asked: BaseQuery = collection.limit(50)
    for where in query.where:
        value = (PARAMETERS | parameters)[where.parameter] if where.parameter else where.value
        asked = asked.where(filter=FieldFilter(where.field, OPERATORS[where.operator], value))
    if query.order_by is not None:
        asked = asked.order_by(query.order_by, direction="DESCENDING" if query.is_descending else "ASCENDING")
    return asked


def status_of(query: BaseQuery, token: str | None = None) -> int:
    """How a query ends: SERVED, NO_INDEX or DENIED. Without a token it is the server's, whom no rule binds."""
    client: Any = query._client
    parent = query._parent._parent_info()[0]
    try:
        answers = client._firestore_api.run_query(
            request={"parent": parent, "structured_query": query._to_protobuf()},
            metadata=[("authorization", f"Bearer {token or 'owner'}")],
            retry=None,
        )
        list(answers)
    except FailedPrecondition:
        return NO_INDEX
    except PermissionDenied:
        return DENIED
    return SERVED


def statuses_of_all(client: firestore.Client, org: str) -> dict[str, int]:
    """How each query ends that an app may make, by its name."""
    root = client.document(f"orgs/{org}")
    return {query.name: status_of(made(query, root)) for query in QUERIES}
