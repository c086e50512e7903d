"""Documents of an order and its customer that somebody overwrote in Firebase's console."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.store.commit import Store
from tests.builders import NOON, an_order, an_org, give, take_in, with_staff
from tests.examples import examples
from tests.memory import DictBackend, a_store

ORG = an_org()
LATER = "2025-01-25T11:00:00+05:30"
SPOILT: list[Any] = [42, "wrong", None, [1], {"orders": "many"}]


def customer_of(backend: DictBackend) -> dict[str, Any]:
    (customer,) = backend.all("customers").values()
    return customer


def figures(backend: DictBackend) -> tuple[int, int, int, int]:
    customer = customer_of(backend)
    stats, loyalty = customer["stats"], customer["loyalty"]
    return stats["orders"], stats["spend_minor"], loyalty["points"], loyalty["lifetime_points"]


def two_orders() -> tuple[DictBackend, Store]:
    """One customer with an order of 387.00 and one of 50.00: 3 points."""
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, an_order(ORG), org=ORG)
    take_in(store, an_order(ORG, order_id="2", total="50.00"), org=ORG)
    assert figures(backend) == (2, 43700, 3, 3)
    return backend, store


def overwritten(backend: DictBackend, path: str, fields: dict[str, Any]) -> None:
    """A document as the console sets it whole."""
    backend.documents[path] = {}
    backend.client_writes(path, **fields)


@pytest.mark.parametrize("id", ["pos:1", "pos:2"])
@pytest.mark.parametrize("left", [{}, {"total": "50.00", "recorded": False}, {"recorded_state": 7}])
def test_an_order_that_was_overwritten_by_hand_is_counted_once_by_its_next_delivery(
    id: str, left: dict[str, Any]
) -> None:
    backend, store = two_orders()
    ledger = backend.all("loyalty_transactions")
    overwritten(backend, f"orgs/kopi/orders/{id}", left)
    total = "387.00" if id == "pos:1" else "50.00"
    take_in(store, an_order(ORG, order_id=id[-1], total=total, updated_at=LATER), org=ORG)
    assert figures(backend) == (2, 43700, 3, 3)
    assert backend.all("loyalty_transactions") == ledger


def test_the_refund_of_an_order_that_was_overwritten_by_hand_takes_back_what_it_gave() -> None:
    backend, store = two_orders()
    overwritten(backend, "orgs/kopi/orders/pos:1", {"status": "paid"})
    take_in(store, an_order(ORG, status="refunded", updated_at=LATER), org=ORG)
    assert figures(backend) == (1, 5000, 0, 0)
    assert sum(entry["amount"] for entry in backend.all("loyalty_transactions").values()) == 0


@pytest.mark.parametrize("wrong", SPOILT)
@pytest.mark.parametrize("name", ["stats", "loyalty"])
def test_figures_that_somebody_spoilt_are_worked_out_again_with_the_next_order(name: str, wrong: Any) -> None:
    backend, store = two_orders()
    (id,) = backend.all("customers")
    backend.client_writes(f"orgs/kopi/customers/{id}", **{name: wrong})
    take_in(store, an_order(ORG, order_id="3", total="100.00"), org=ORG)
    assert figures(backend) == (3, 53700, 4, 4)
    assert "problems" not in customer_of(backend)


def test_a_field_that_stays_wrong_is_named_until_it_is_right() -> None:
    backend, store = two_orders()
    (id,) = backend.all("customers")
    path = f"orgs/kopi/customers/{id}"
    backend.client_writes(path, tags="vip", due="soon")
    take_in(store, an_order(ORG, order_id="3"), org=ORG)
    assert [problem["path"] for problem in backend.documents[path]["problems"]] == ["tags"]
    assert backend.documents[path]["tags"] == "vip"
    backend.client_writes(path, tags=["vip"])
    take_in(store, an_order(ORG, order_id="4"), org=ORG)
    assert "problems" not in backend.documents[path]


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text("a/.é ", max_size=3)
    | st.datetimes().map(lambda at: at.replace(tzinfo=NOON.tzinfo)),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)


@settings(
    max_examples=examples(100),
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
@given(data=st.data())
def test_no_value_in_any_field_of_any_document_costs_an_order(data: st.DataObject) -> None:
    backend, store = two_orders()
    path = data.draw(st.sampled_from(sorted(backend.documents)))
    name = data.draw(st.sampled_from(sorted(backend.documents[path])))
    if data.draw(st.booleans()):
        backend.client_writes(path, **{name: data.draw(VALUES)})
    else:
        overwritten(backend, path, {n: v for n, v in backend.documents[path].items() if n != name})
    now = NOON + timedelta(hours=1)
    take_in(store, an_order(ORG, order_id="3", total="100.00"), org=ORG, now=now)
    take_in(store, an_order(ORG, updated_at=LATER, status="refunded"), org=ORG, now=now)
    orders = backend.all("orders")
    assert (orders["pos:1"]["status"], orders["pos:3"]["status"]) == ("refunded", "paid")


@settings(max_examples=examples(100), derandomize=True, deadline=None, database=None)
@given(
    kind=st.sampled_from(["record_order", "change_customer", "record_interaction", "give_consent"]),
    data=VALUES,
)
def test_a_command_with_any_data_is_refused_and_changes_nothing(kind: str, data: Any) -> None:
    backend = with_staff()
    command = give(backend, kind, data)
    assert command["status"] == "refused"
    assert {path.split("/")[2] for path in backend.documents} == {"members", "commands"}
