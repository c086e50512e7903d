"""Whatever is written and asked, in whatever order: the answers and the bills are those that there are without it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import grpc
from google.api_core import exceptions
from google.cloud import firestore
from google.cloud.firestore_v1.aggregation import AggregationQuery
from google.cloud.firestore_v1.base_query import FieldFilter
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from local.billing.firestore_meter import Meter
from local.firestore.direct_channel import DirectChannel
from tests.local.query_cache.conftest import Cached, client_on, new_project

PATHS = (
    "things/a",
    "things/b",
    "things/c",
    "shops/s/things/a",
    "shops/s/things/d",
    "shops/t/things/e",
    "others/a",
)
START = datetime(2024, 3, 1, tzinfo=UTC)
NUMBERS = (-1, 0, 1, 1.5, 2, 3, float("inf"))
MOMENTS = tuple(START + timedelta(microseconds=number) for number in (-1, 0, 1, 500_000, 2_000_000))
WORDS = ("", "a", "ä", "\uffff", "😀")
BOUNDS = (*NUMBERS, *MOMENTS, *WORDS, True, False)

TRANSFORMS = {
    "deleted": firestore.DELETE_FIELD,
    "the server's time": firestore.SERVER_TIMESTAMP,
    "one more": firestore.Increment(1),
    "an element more": firestore.ArrayUnion([1]),
}

values = st.sampled_from((*BOUNDS, float("nan"), None, b"a", [1], {"at": 1}))
fields = st.fixed_dictionaries(
    {}, optional={"n": values, "at": values, "plan": st.fixed_dictionaries({}, optional={"at": values})}
)
paths = st.sampled_from(PATHS)
changes = st.dictionaries(
    st.sampled_from(("n", "at", "plan.at", "plan")),
    st.one_of(
        values,
        st.sampled_from(list(TRANSFORMS)),
    ),
    min_size=1,
    max_size=2,
).filter(lambda change: not {"plan", "plan.at"} <= set(change))
write = st.one_of(
    st.tuples(st.just("set"), paths, fields),
    st.tuples(st.just("merge"), paths, fields),
    st.tuples(st.just("update"), paths, changes),
    st.tuples(st.just("create"), paths, fields),
    st.tuples(st.just("delete"), paths, st.none()),
)


def _where(field: str, operator: str, bound: Any) -> FieldFilter:
    return FieldFilter(field, operator, bound)


QUERIES: dict[str, Callable[[Any, Any], Any]] = {
    "due": lambda db, bound: (
        db.collection_group("things").where(filter=_where("at", "<=", bound)).order_by("at").limit(2)
    ),
    "due in a shop": lambda db, bound: (
        db.collection("shops/s/things").where(filter=_where("at", "<", bound)).order_by("at")
    ),
    "of a map": lambda db, bound: db.collection_group("things").where(filter=_where("plan.at", "<=", bound)),
    "equal": lambda db, bound: db.collection("things").where(filter=_where("n", "==", bound)),
    "from above": lambda db, bound: db.collection_group("things").where(filter=_where("n", ">", bound)),
    "both": lambda db, bound: (
        db.collection_group("things")
        .where(filter=_where("n", ">=", bound))
        .where(filter=_where("at", "==", MOMENTS[1]))
    ),
    "not equal": lambda db, bound: db.collection_group("things").where(filter=_where("n", "!=", bound)),
    "among": lambda db, bound: db.collection("things").where(filter=_where("n", "in", [bound, 7])),
    "after": lambda db, bound: (
        db.collection_group("things")
        .where(filter=_where("at", "<=", bound))
        .order_by("at")
        .start_after({"at": START})
    ),
    "skipping": lambda db, bound: db.collection("things").where(filter=_where("n", "<=", bound)).offset(1),
    "all": lambda db, bound: db.collection("things"),
    "others": lambda db, bound: db.collection_group("others").where(filter=_where("n", "<=", bound)),
    "not counted": lambda db, bound: db.collection_group("things").where(filter=_where("n", "<=", bound)),
    "counted within": lambda db, bound: (
        db.collection_group("things")
        .where(filter=_where("at", ">=", bound))
        .where(filter=_where("at", "<=", MOMENTS[-1]))
        .count()
    ),
    "count": lambda db, bound: db.collection_group("things").where(filter=_where("n", "<=", bound)).count(),
    "sum": lambda db, bound: db.collection("things").where(filter=_where("n", "<=", 9)).sum("n"),
}
ask = st.tuples(st.just("ask"), st.sampled_from(sorted(QUERIES)), st.sampled_from(BOUNDS))
step = st.one_of(
    st.tuples(
        st.just("commit"), st.lists(write, min_size=1, max_size=3), st.sampled_from(("channel", "port"))
    ),
    st.tuples(st.just("transaction"), st.lists(write, min_size=1, max_size=2), st.just("channel")),
    st.tuples(st.just("batch"), st.lists(write, min_size=1, max_size=2), st.just("port")),
    st.tuples(st.just("wait"), st.none(), st.none()),
    ask,
    ask,
    ask,
)


# Shrinking would take minutes: each step is a call of Firestore.
@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(step, min_size=5, max_size=40))
def test_answers_and_bills_are_the_same_with_and_without_it(cached: Cached, steps: list[Any]) -> None:
    project = new_project()
    channel, port = cached.through_the_channel(project), cached.through_the_port(project)
    bare, bill = past_it_with_a_meter(cached, project)
    cached.meter.reset()
    for kind, what, how in steps:
        if kind == "ask":
            for client in (channel, port):
                assert answer_of(QUERIES[what](client, how)) == answer_of(QUERIES[what](bare, how))
                assert cached.meter.reading()["total"]["reads"] == bill.reading()["total"]["reads"]
        elif kind == "wait":
            cached.reads.wait()
        else:
            write_as(kind, {"channel": channel, "port": port}[how], what)
    for client in (channel, port, bare):
        client.close()


def past_it_with_a_meter(cached: Cached, project: str) -> tuple[Any, Meter]:
    meter = Meter()
    channel = DirectChannel(
        grpc.insecure_channel(cached.emulator), grpc.insecure_channel(cached.emulator), [meter]
    )
    return client_on(channel, project), meter


def answer_of(query: Any) -> object:
    """What a query finds, or with what it is refused."""
    try:
        found = query.get()
    except exceptions.GoogleAPICallError as error:
        return type(error), error.message
    if isinstance(query, AggregationQuery):
        return [(each.alias, str(each.value)) for row in found for each in row]
    return [(each.reference.path, in_order(each.to_dict()), each.update_time) for each in found]


def in_order(value: Any) -> object:
    """Maps have no order, and no NaN is equal to another."""
    return (
        sorted((name, in_order(each)) for name, each in value.items())
        if isinstance(value, dict)
        else repr(value)
    )


def write_as(kind: str, client: Any, writes: list[Any]) -> None:
    """What is refused changes nothing, here as there."""
    try:
        if kind == "batch":
            write_in_a_batch(client, writes)
        else:
            batch = client.batch() if kind == "commit" else client.transaction()
            if kind == "transaction":
                batch._begin()
            for write in writes:
                put(batch, client, *write)
            batch.commit() if kind == "commit" else batch._commit()
    except exceptions.GoogleAPICallError:
        pass


def put(batch: Any, client: Any, kind: str, path: str, content: Any) -> None:
    reference = client.document(path)
    if kind == "delete":
        batch.delete(reference)
    elif kind == "update":
        batch.update(
            reference,
            {
                name: TRANSFORMS.get(value, value) if isinstance(value, str) else value
                for name, value in content.items()
            },
        )
    elif kind == "merge":
        batch.set(reference, content, merge=True)
    else:
        getattr(batch, kind)(reference, content)


def _transform(value: Any) -> Any:
    return TRANSFORMS.get(value, value) if isinstance(value, str) else value


def write_in_a_batch(client: Any, writes: list[Any]) -> None:
    """BatchWrite, whose writes are applied one by one."""
    batch = client.batch()
    for write in {write[1]: write for write in writes}.values():
        put(batch, client, *write)
    client._firestore_api.batch_write(
        {"database": client._database_string, "writes": batch._write_pbs}, metadata=client._rpc_metadata
    )
