"""An order is taken in once, at the cost that its docstring names, and leaves alone what others wrote."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from functions.domain.kernel.errors import Conflict
from functions.domain.orders.documents import Order
from functions.domain.orders.recording import digest
from functions.store.commit import Memory
from tests.builders import NOON, OTHER_PHONE, PHONE, an_order, an_org, take_in
from tests.memory import Billed, DictBackend, a_store

ORG = an_org()
FIRST = datetime(2025, 1, 25, 5, 0, 5, tzinfo=UTC)


def a_state(number: int, **changes: Any) -> Order:
    """The state of an order as of `number` minutes after its first."""
    at = FIRST + timedelta(minutes=number)
    return an_order(ORG, **{"updated_at": at.isoformat(), **changes})


def points_of(backend: DictBackend) -> list[int]:
    """The amounts of the ledger, as they were written."""
    return [entry["amount"] for entry in backend.all("loyalty_transactions").values()]


@pytest.mark.item("S001-11", "S002-12", "S004-02", "S004-10", "S004-14")
def test_a_first_order_makes_its_customer_with_points_stats_and_a_tier() -> None:
    backend = DictBackend()
    receipt = take_in(a_store(backend), an_order(ORG), org=ORG)
    customer = backend.one("customers")
    assert receipt.as_answered() == {
        "order_id": "1",
        "customer_id": next(iter(backend.all("customers"))),
        "status": "paid",
        "points_earned": 3,
        "points_balance": 3,
        "tier": "silver",
        "replayed": False,
    }
    ordered_at = datetime(2025, 1, 25, 5, 0, tzinfo=UTC)
    assert customer["phone"] == PHONE
    assert customer["stats"] == {
        "orders": 1,
        "visits": 1,
        "outlets": {"first": 1},
        "spend_minor": 38_700,
        "aov_minor": 38_700,
        "first_order_at": ordered_at,
        "last_order_at": ordered_at,
        "last_visit_at": ordered_at,
        "last_interaction_at": None,
        "last_activity_at": ordered_at,
    }
    assert customer["loyalty"] == {
        "tier": "silver",
        "tier_since": NOON,
        "points": 3,
        "lifetime_points": 3,
        "points_owed": 0,
        "bonus_points": 0,
        "wallet_minor": 0,
        "wallet_earned_minor": 0,
        "wallet_owed_minor": 0,
        "expiring": None,
    }
    assert customer["due"] == {
        "auto:winback_30": ordered_at + timedelta(days=30),
        "auto:winback_60": ordered_at + timedelta(days=60),
    }
    assert customer["wake_at"] == ordered_at + timedelta(days=30)


@pytest.mark.item("S002-14", "S004-07")
def test_a_first_order_leaves_one_ledger_entry_named_by_its_cause() -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG), org=ORG)
    entries = backend.all("loyalty_transactions")
    assert list(entries) == ["pos:1:earn"]
    assert entries["pos:1:earn"] == {
        "customer_id": next(iter(backend.all("customers"))),
        "unit": "points",
        "kind": "earn",
        "amount": 3,
        "cause": "pos:1",
        "at": NOON,
    }


@pytest.mark.item("S001-17", "S004-04")
def test_an_order_is_stored_as_the_contract_names_its_fields() -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG), org=ORG)
    stored = dict(backend.all("orders")["pos:1"])
    state = stored.pop("recorded_state")
    assert state["contribution"]["points"] == 3
    assert (state["facts"]["status"], state["facts"]["total_minor"]) == ("paid", 38_700)
    assert stored == {
        "customer_id": next(iter(backend.all("customers"))),
        "status": "paid",
        "ordered_at": datetime(2025, 1, 25, 5, 0, tzinfo=UTC),
        "updated_at": FIRST,
        "currency": "INR",
        "total_minor": 38_700,
        "refunded_minor": 0,
        "points_earned": 3,
        "lines": [
            {
                "product_id": "latte",
                "name": None,
                "category": None,
                "quantity": "1",
                "unit": None,
                "unit_price_minor": 38_700,
            }
        ],
        "outlet_id": "first",
        "visit_type": "dine_in",
        "channel": "pos",
        "counted_for": next(iter(backend.all("customers"))),
        "counted_at": datetime(2025, 1, 25, 5, 0, tzinfo=UTC),
        "warnings": [],
    }


# What each flow bills, as the docstring of `record_order` and the table of floors have it.


def test_a_first_order_of_a_new_customer_bills_4_reads_and_4_writes() -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG), org=ORG)
    assert backend.billed == Billed(reads=4, writes=4)


def test_a_repeat_order_bills_1_read_and_3_writes() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, an_order(ORG), org=ORG)
    backend.billed = Billed()
    take_in(store, an_order(ORG, order_id="2"), org=ORG)
    assert backend.billed == Billed(reads=1, writes=3)


def test_the_same_order_again_bills_1_read_where_the_instance_remembers_it() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, an_order(ORG), org=ORG)
    backend.billed = Billed()
    take_in(store, an_order(ORG), org=ORG)
    assert backend.billed == Billed(reads=1, writes=0)


def test_the_same_order_again_bills_2_reads_on_a_fresh_instance() -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG), org=ORG)
    backend.billed = Billed()
    receipt = take_in(a_store(backend), an_order(ORG), org=ORG)
    assert receipt.replayed
    assert backend.billed == Billed(reads=2, writes=0)


def test_an_anonymous_order_bills_1_write() -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG, customer=None), org=ORG)
    assert backend.billed == Billed(reads=0, writes=1)


def test_an_order_that_upgrades_bills_2_writes_more() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, an_order(ORG), org=ORG)
    backend.billed = Billed()
    take_in(store, an_order(ORG, order_id="2", total="4700"), org=ORG)
    assert backend.billed == Billed(reads=1, writes=5)


# Once.


def test_second_delivery_of_an_order_earns_nothing_and_answers_as_the_first() -> None:
    backend = DictBackend()
    store = a_store(backend)
    first = take_in(store, an_order(ORG), org=ORG)
    before = dict(backend.versions)
    second = take_in(store, an_order(ORG), org=ORG, now=NOON + timedelta(days=3))
    assert second == first.with_changes(replayed=True)
    assert backend.versions == before
    assert points_of(backend) == [3]


def test_a_repeat_answers_with_the_balance_of_then() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, an_order(ORG), org=ORG)
    take_in(store, an_order(ORG, order_id="2"), org=ORG)
    assert take_in(store, an_order(ORG), org=ORG).points_balance == 3
    assert backend.one("customers")["loyalty"]["points"] == 6


def test_the_same_instants_in_another_zone_are_the_same_state() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, an_order(ORG), org=ORG)
    again = an_order(ORG, ordered_at="2025-01-25T05:00:00Z", updated_at="2025-01-25T05:00:05Z")
    assert take_in(store, again, org=ORG).replayed


def test_a_quantity_that_is_written_in_another_way_is_the_same_state() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, an_order(ORG), org=ORG)
    line = {"product_id": "latte", "quantity": "1.0", "unit_price": "387.00"}
    assert take_in(store, an_order(ORG, lines=[line]), org=ORG).replayed


def test_a_field_that_orders_get_one_day_leaves_a_digest_as_it_is_while_it_is_absent() -> None:
    class LaterOrder(Order):
        waiter: str | None = None

    order = an_order(ORG)
    later = LaterOrder.model_validate(order, from_attributes=True)
    assert digest(ORG, later) == digest(ORG, order)
    assert digest(ORG, later.with_changes(waiter="the cashier")) != digest(ORG, order)


def test_a_digest_is_the_organisation_s_own() -> None:
    other = ORG.model_copy(update={"identity_key": SecretStr("q" * 64)})
    assert digest(ORG, an_order(ORG)) != digest(other, an_order(ORG))


def test_an_older_state_changes_nothing() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(2, status="cancelled"), org=ORG)
    before = dict(backend.versions)
    receipt = take_in(store, a_state(1), org=ORG)
    assert receipt.replayed
    assert receipt.status == "cancelled"
    assert backend.versions == before


@pytest.mark.parametrize(
    "change",
    [
        {"total": "388.00"},
        {"status": "paid", "visit_type": "delivery"},
        {"customer": {"phone": OTHER_PHONE}},
        {"customer": {"phone": PHONE, "name": "The cashier's friend"}},
        {"outlet_id": "second"},
        {"ordered_at": "2025-01-25T10:31:00+05:30"},
        {"lines": []},
    ],
    ids=lambda change: next(iter(change)),
)
def test_other_content_under_one_updated_at_is_a_conflict_and_writes_nothing(change: dict[str, Any]) -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, an_order(ORG), org=ORG)
    before, billed = dict(backend.versions), backend.billed.writes
    with pytest.raises(Conflict, match="order pos:1 as of 2025-01-25T05:00:05"):
        take_in(store, an_order(ORG, **change), org=ORG)
    with pytest.raises(Conflict):
        take_in(a_store(backend), an_order(ORG, **change), org=ORG)
    assert backend.versions == before
    assert backend.billed.writes == billed


def test_one_order_id_from_two_sources_is_two_orders() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, an_order(ORG), org=ORG)
    assert not take_in(store, an_order(ORG, source="ecommerce"), org=ORG).replayed
    assert set(backend.all("orders")) == {"pos:1", "ecommerce:1"}
    assert backend.one("customers")["stats"]["orders"] == 2


# What others wrote into the same documents.


@pytest.mark.item("S002-18")
def test_fields_that_a_client_added_survive_every_write_of_an_order() -> None:
    backend = DictBackend()
    store = a_store(backend)
    receipt = take_in(store, a_state(0), org=ORG)
    customer = f"orgs/kopi/customers/{receipt.customer_id}"
    backend.client_writes("orgs/kopi/orders/pos:1", table="7")
    backend.client_writes(customer, allergies=["nuts"], custom={"pet": "cat"})
    stats = backend.documents[customer]["stats"]
    backend.client_writes(customer, stats=stats | {"favourite": "latte"}, tags=["window seat"])
    take_in(store, a_state(1, status="refunded", refunded_total="100"), org=ORG)
    take_in(store, an_order(ORG, order_id="2"), org=ORG)
    after = backend.documents[customer]
    assert backend.documents["orgs/kopi/orders/pos:1"]["table"] == "7"
    assert after["allergies"] == ["nuts"]
    assert after["custom"] == {"pet": "cat"}
    assert after["tags"] == ["window seat"]
    assert after["stats"]["favourite"] == "latte"
    assert after["stats"]["orders"] == 2


def test_a_customer_of_whom_few_fields_are_left_is_credited_with_all_that_the_ledger_has() -> None:
    backend = DictBackend()
    org = ORG
    store = a_store(backend)
    (customer_id,) = (take_in(store, an_order(org), org=org).customer_id,)
    path = f"orgs/kopi/customers/{customer_id}"
    backend.documents[path] = {"phone": PHONE, "shoe_size": 44}
    receipt = take_in(store, an_order(org, order_id="2"), org=org)
    assert receipt.points_balance == 6
    assert backend.documents[path]["shoe_size"] == 44


@pytest.mark.item("S004-38")
def test_two_organisations_never_share_an_id_of_a_customer() -> None:
    backend = DictBackend()
    store = a_store(backend)
    other = ORG.model_copy(update={"id": "teh", "identity_key": SecretStr("q" * 64)})
    ours = take_in(store, an_order(ORG), org=ORG).customer_id
    theirs = take_in(store, an_order(other), org=other).customer_id
    assert ours != theirs
    assert set(backend.all("customers")) == {ours}
    assert set(backend.all("customers", "teh")) == {theirs}
    assert not set(backend.all("identities")) & set(backend.all("identities", "teh"))


def test_no_id_tells_the_phone() -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG), org=ORG)
    assert not [path for path in backend.documents if PHONE.strip("+") in path]


def test_a_path_that_is_only_remembered_and_gone_is_taken_in_again() -> None:
    backend = DictBackend()
    store = a_store(backend)
    assert isinstance(store.memory, Memory)
    take_in(store, an_order(ORG), org=ORG)
    backend.documents.clear()
    backend.versions.clear()
    assert not take_in(store, an_order(ORG), org=ORG).replayed
