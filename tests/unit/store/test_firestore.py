"""The client's exceptions become ours: what a read and a write say of the same error is not the same."""

from typing import Any

import pytest
from google.api_core import exceptions as google_errors

from functions.domain.kernel.errors import StoreRefused
from functions.store.commit import GuardFailed, OutcomeUnknown
from functions.store.documents import Create
from functions.store.firestore import Firestore


class Failing:
    """A client of Firestore, its batch and its query: whatever is asked of it fails."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def document(self, path: str) -> str:
        return path

    def batch(self) -> "Failing":
        return self

    def create(self, reference: str, fields: dict[str, Any]) -> None:
        pass

    def get_all(self, references: list[str], **options: Any) -> Any:
        raise self._error

    def commit(self, **options: Any) -> Any:
        raise self._error

    stream = commit


@pytest.mark.parametrize(
    ("error", "read", "write"),
    [
        (google_errors.Aborted, OutcomeUnknown, GuardFailed),
        (google_errors.AlreadyExists, OutcomeUnknown, GuardFailed),
        (google_errors.NotFound, OutcomeUnknown, GuardFailed),
        (google_errors.FailedPrecondition, StoreRefused, GuardFailed),  # a query without its index
        (google_errors.InvalidArgument, StoreRefused, StoreRefused),
        (google_errors.OutOfRange, StoreRefused, StoreRefused),
        (google_errors.PermissionDenied, StoreRefused, StoreRefused),
        (google_errors.Unauthenticated, StoreRefused, StoreRefused),
        (google_errors.ServiceUnavailable, OutcomeUnknown, OutcomeUnknown),
        (google_errors.DeadlineExceeded, OutcomeUnknown, OutcomeUnknown),
        (google_errors.ResourceExhausted, OutcomeUnknown, OutcomeUnknown),
        (google_errors.InternalServerError, OutcomeUnknown, OutcomeUnknown),
        (google_errors.Unknown, OutcomeUnknown, OutcomeUnknown),
        (google_errors.Cancelled, OutcomeUnknown, OutcomeUnknown),
    ],
)
def test_an_error_of_the_client_is_a_failed_guard_for_writes_alone(
    error: type[google_errors.GoogleAPICallError], read: type[Exception], write: type[Exception]
) -> None:
    client = Failing(error("said with names in it"))
    backend = Firestore(client)
    with pytest.raises(read, match=error.__name__):
        backend.read(["orgs/kopi/orders/pos:1"])
    with pytest.raises(read, match=error.__name__):
        backend.run(client)
    with pytest.raises(write, match=error.__name__) as caught:
        backend.write([Create("orgs/kopi/orders/pos:1", {})])
    assert "names" not in str(caught.value)
