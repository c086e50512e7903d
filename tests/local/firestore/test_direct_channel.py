"""The way of hosted functions past the watchers is billed and refused as the way through the proxy's port."""

from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from google.api_core import exceptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore
from google.cloud.firestore_v1.services.firestore import client as gapic
from google.cloud.firestore_v1.services.firestore.transports.grpc import FirestoreGrpcTransport

from local.billing.firestore_meter import Meter
from local.client import LocalFirebase
from local.faults.faults import Faults
from local.firestore.call_faults import CallFaults
from local.firestore.direct_channel import DirectChannel
from local.firestore.watching import SERVICE, Call
from local.wire.attribution import HEADER
from local.wire.refusal import Refused


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest.fixture
def meter() -> Meter:
    return Meter()


@pytest.fixture
def inner(firebase: LocalFirebase, db: Any, meter: Meter, faults: Faults) -> Iterator[Any]:
    """A client that takes the direct channel, as one that a hosted function opens."""
    channel = DirectChannel(
        grpc.insecure_channel(firebase.emulator_host),
        grpc.insecure_channel(firebase.firestore_host),
        [meter, CallFaults(faults)],
    )
    client = firestore.Client(project=firebase.project, credentials=AnonymousCredentials())
    client._firestore_api_internal = gapic.FirestoreClient(transport=FirestoreGrpcTransport(channel=channel))
    yield client
    channel.close()


def operations(client: Any, shop: str) -> None:
    """Something of everything that functions do."""
    orders = client.collection(f"{shop}/s/orders")
    for number in range(3):
        orders.document(f"o{number}").create({"n": number})
    orders.document("o0").update({"n": 7})
    orders.document("o1").delete()
    list(client.get_all([orders.document("o0"), orders.document("missing")]))
    list(orders.stream())
    list(orders.where(filter=firestore.FieldFilter("n", "==", 99)).stream())
    orders.count().get()
    with pytest.raises(exceptions.AlreadyExists):
        orders.document("o0").create({})


def test_the_same_operations_are_billed_alike_on_both_ways(
    firebase: LocalFirebase, db: Any, inner: Any, meter: Meter
) -> None:
    operations(inner, "inner")
    before = firebase.meter()["by_function"]
    operations(db, "outer")
    outer = firebase.meter()["by_function"]
    assert before == {}
    assert meter.reading()["by_function"] == outer
    assert outer == {"client": {"reads": 6, "writes": 4, "deletes": 1}}


def test_an_aborted_commit_does_not_reach_the_emulator(
    inner: Any, db: Any, meter: Meter, faults: Faults
) -> None:
    faults.replace({"abort_commits": 1.0})
    batch = inner.batch()
    batch.create(inner.document("shops/s"), {})
    with pytest.raises(exceptions.Aborted):
        _commit_as(inner, batch, "hooks")
    assert not db.document("shops/s").get().exists
    assert meter.reading()["by_function"] == {}


def test_a_lost_answer_is_of_a_commit_that_was_applied_and_billed(
    inner: Any, db: Any, meter: Meter, faults: Faults
) -> None:
    faults.replace({"lose_answers": 1.0})
    batch = inner.batch()
    batch.create(inner.document("shops/s"), {})
    with pytest.raises(exceptions.ServiceUnavailable):
        _commit_as(inner, batch, "hooks")
    assert db.document("shops/s").get().exists
    assert meter.reading()["by_function"] == {"hooks": {"reads": 0, "writes": 1, "deletes": 0}}


def test_a_stream_that_is_left_half_way_is_billed_for_what_came(inner: Any, db: Any, meter: Meter) -> None:
    for number in range(3):
        db.document(f"shops/s{number}").create({})
    answers = inner._firestore_api.run_query(
        {
            "parent": f"{inner._database_string}/documents",
            "structured_query": {"from_": [{"collection_id": "shops"}]},
        },
        metadata=inner._rpc_metadata,
    )
    next(answers)
    answers.cancel()
    assert meter.reading()["by_function"] == {"client": {"reads": 1, "writes": 0, "deletes": 0}}


def test_a_document_that_is_not_there_is_billed_on_the_inner_way_too(inner: Any, meter: Meter) -> None:
    name = f"{inner._database_string}/documents/shops/none"
    with pytest.raises(exceptions.NotFound):
        inner._firestore_api.get_document({"name": name}, metadata=inner._rpc_metadata)
    assert meter.reading()["by_function"] == {"client": {"reads": 1, "writes": 0, "deletes": 0}}


def test_a_query_that_is_refused_before_it_comes_to_the_meter_bills_nothing(
    firebase: LocalFirebase, meter: Meter
) -> None:
    class Refuser(CallFaults):
        def started(self, call: Call) -> None:
            raise Refused(grpc.StatusCode.FAILED_PRECONDITION, "no")

    channel = DirectChannel(
        grpc.insecure_channel(firebase.emulator_host),
        grpc.insecure_channel(firebase.firestore_host),
        [Refuser(Faults()), meter],
    )
    with channel, pytest.raises(grpc.RpcError) as refusal:
        channel.unary_stream(SERVICE + "RunQuery")(b"")
    assert refusal.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert meter.reading()["by_function"] == {}


def _commit_as(client: Any, batch: Any, function: str) -> None:
    """Commit under a function's name, which is what exposes a commit to faults."""
    metadata = [*client._rpc_metadata, (HEADER, function)]
    request = {"database": client._database_string, "writes": batch._write_pbs}
    client._firestore_api.commit(request=request, metadata=metadata, retry=None)
