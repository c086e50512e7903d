"""A customer's figures follow what their orders count for: averages, first and last order, activity."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.domain.staff.members import Member
from tests.builders import NOON, OTHER_PHONE, an_order, an_org, give, take_in
from tests.memory import Billed, DictBackend, a_store

ORG = an_org()
UPDATED = datetime(2025, 1, 25, tzinfo=UTC)


def on(day: int) -> datetime:
    return datetime(2025, 1, day, 9, 0, tzinfo=UTC)


def bought(backend: DictBackend, order_id: str, day: int, *, version: int = 0, **changes: object) -> None:
    """An order of a day in January, in its `version`-th state."""
    order = an_order(
        ORG,
        order_id=order_id,
        ordered_at=on(day).isoformat(),
        updated_at=(UPDATED + timedelta(minutes=version)).isoformat(),
        **changes,
    )
    take_in(a_store(backend), order, org=ORG)


def ends(backend: DictBackend) -> tuple[datetime, datetime]:
    """The instants of the only customer's first and last order."""
    stats = backend.one("customers")["stats"]
    return stats["first_order_at"], stats["last_order_at"]


@pytest.mark.parametrize(
    ("totals", "average"),
    [
        (["1.00"], 100),
        (["1.00", "2.00"], 150),
        (["1.00", "1.01"], 101),  # 100.5 rounds up
        (["1.00", "1.00", "1.01"], 100),
        (["1.00", "1.01", "1.01"], 101),
        (["0"], 0),
    ],
)
def test_an_average_order_is_rounded_to_the_nearest_minor_unit(totals: list[str], average: int) -> None:
    backend = DictBackend()
    for number, total in enumerate(totals):
        bought(backend, str(number), 10 + number, total=total)
    assert backend.one("customers")["stats"]["aov_minor"] == average


@pytest.mark.parametrize("days", [(10, 15, 20), (20, 15, 10), (15, 20, 10), (15, 10, 20)])
def test_first_and_last_order_are_by_when_they_were_bought(days: tuple[int, ...]) -> None:
    backend = DictBackend()
    for day in days:
        bought(backend, str(day), day)
    assert ends(backend) == (on(10), on(20))


@pytest.mark.parametrize(
    ("cancelled", "first", "last"),
    [("a", 15, 20), ("b", 10, 20), ("c", 10, 15)],
    ids=["first", "middle", "last"],
)
def test_a_cancelled_order_is_no_end_any_more(cancelled: str, first: int, last: int) -> None:
    backend = DictBackend()
    days = {"a": 10, "b": 15, "c": 20}
    for order_id, day in days.items():
        bought(backend, order_id, day)
    bought(backend, cancelled, days[cancelled], version=1, status="cancelled")
    assert ends(backend) == (on(first), on(last))
    assert backend.one("customers")["stats"]["orders"] == 2


def test_a_cancelled_last_order_moves_the_winback_back() -> None:
    backend = DictBackend()
    bought(backend, "a", 10)
    due = backend.one("customers")["due"]
    bought(backend, "b", 20)
    assert backend.one("customers")["due"] != due
    bought(backend, "b", 20, version=1, status="cancelled")
    customer = backend.one("customers")
    assert customer["due"] == due
    assert customer["wake_at"] == on(10) + timedelta(days=30)
    assert customer["stats"]["last_activity_at"] == on(10)


def test_an_order_whose_day_is_corrected_moves_the_end_with_it() -> None:
    backend = DictBackend()
    bought(backend, "a", 10)
    bought(backend, "b", 20)
    bought(backend, "b", 12, version=1)
    assert ends(backend) == (on(10), on(12))
    bought(backend, "b", 5, version=2)
    assert ends(backend) == (on(5), on(10))


def test_of_two_orders_at_one_instant_one_stays_the_end() -> None:
    backend = DictBackend()
    bought(backend, "a", 10)
    bought(backend, "b", 10)
    bought(backend, "a", 10, version=1, status="cancelled")
    assert ends(backend) == (on(10), on(10))


def test_another_customer_s_orders_are_no_end_of_mine() -> None:
    backend = DictBackend()
    bought(backend, "a", 10)
    bought(backend, "b", 12, customer={"phone": OTHER_PHONE})
    bought(backend, "a", 10, version=1, status="cancelled")
    by_orders = {c["stats"]["orders"]: c["stats"]["last_order_at"] for c in backend.all("customers").values()}
    assert by_orders == {0: None, 1: on(12)}


def test_a_correction_inside_bills_no_query() -> None:
    backend = DictBackend()
    for order_id, day in (("a", 10), ("b", 15), ("c", 20)):
        bought(backend, order_id, day)
    store = a_store(backend)
    store.memory.add(list(backend.documents))
    backend.billed = Billed()
    change = an_order(
        ORG,
        order_id="b",
        ordered_at=on(15).isoformat(),
        updated_at=(UPDATED + timedelta(minutes=1)).isoformat(),
        status="cancelled",
    )
    take_in(store, change, org=ORG)
    assert backend.billed == Billed(reads=2, writes=3)


def test_a_cancelled_last_order_bills_2_reads_for_the_end() -> None:
    backend = DictBackend()
    for order_id, day in (("a", 10), ("b", 15), ("c", 20)):
        bought(backend, order_id, day)
    store = a_store(backend)
    store.memory.add(list(backend.documents))
    backend.billed = Billed()
    change = an_order(
        ORG,
        order_id="c",
        ordered_at=on(20).isoformat(),
        updated_at=(UPDATED + timedelta(minutes=1)).isoformat(),
        status="cancelled",
    )
    take_in(store, change, org=ORG)
    assert backend.billed == Billed(reads=2 + 2, writes=3)


def an_interaction(backend: DictBackend, customer_id: str, day: int) -> None:
    """A call that staff recorded."""
    data = {
        "interaction_type": "call",
        "interaction_source": "customer_service",
        "customer_id": customer_id,
        "performed_at": on(day),
    }
    backend.put(Member(id="till", roles=("agent",)))
    assert give(backend, "record_interaction", data, now=on(day))["status"] == "done"


@pytest.mark.parametrize(("call_day", "activity_day"), [(25, 25), (20, 20), (12, 20)])
def test_last_activity_is_the_later_of_order_and_interaction(call_day: int, activity_day: int) -> None:
    backend = DictBackend()
    bought(backend, "a", 20)
    (customer_id,) = backend.all("customers")
    an_interaction(backend, customer_id, call_day)
    assert backend.one("customers")["stats"]["last_activity_at"] == on(activity_day)


def test_an_interaction_stays_the_last_activity_while_an_earlier_order_comes_and_goes() -> None:
    backend = DictBackend()
    bought(backend, "a", 10)
    (customer_id,) = backend.all("customers")
    an_interaction(backend, customer_id, 25)
    bought(backend, "b", 20)
    bought(backend, "b", 20, version=1, status="cancelled")
    assert backend.one("customers")["stats"]["last_activity_at"] == on(25)


def test_a_cancelled_order_leaves_the_interaction_before_it_as_the_last_activity() -> None:
    backend = DictBackend()
    bought(backend, "a", 10)
    (customer_id,) = backend.all("customers")
    an_interaction(backend, customer_id, 15)
    bought(backend, "b", 20)
    bought(backend, "b", 20, version=1, status="cancelled")
    assert backend.one("customers")["stats"]["last_activity_at"] == on(15)


def test_a_settled_customer_is_updated_now() -> None:
    backend = DictBackend()
    bought(backend, "a", 10)
    assert backend.one("customers")["updated_at"] == NOON


@pytest.mark.parametrize(
    ("before_it", "is_known"), [("a visit", True), ("an order from home", True), ("nothing", False)]
)
def test_a_cancelled_visit_leaves_the_visit_before_it_as_the_last(before_it: str, is_known: bool) -> None:
    backend = DictBackend()
    store = a_store(backend)
    first = "2025-01-10T10:30:00+05:30"
    home = {"outlet_id": None, "visit_type": None}
    if is_known:
        take_in(store, an_order(order_id="1", ordered_at=first))
    if before_it == "an order from home":
        take_in(store, an_order(order_id="2", ordered_at="2025-01-20T10:30:00+05:30", **home))
    take_in(store, an_order(order_id="3"))
    take_in(store, an_order(order_id="3", status="cancelled", updated_at="2025-01-25T11:00:00+05:30"))
    last_visit_at = backend.one("customers")["stats"]["last_visit_at"]
    assert last_visit_at == (datetime.fromisoformat(first) if is_known else None)
