"""An order was delivered as of the first state that said so, in whatever order its states come."""

from itertools import permutations
from typing import Any

import pytest

from tests.builders import NOON, an_order, take_in
from tests.memory import Billed, DictBackend, a_store

FIRST, AGAIN = "2025-01-25T11:00:00+00:00", "2025-01-25T11:30:00+00:00"
STATES: tuple[dict[str, Any], ...] = (
    {"status": "paid", "updated_at": "2025-01-25T10:00:00+00:00"},
    {"status": "delivered", "updated_at": FIRST},
    {"status": "delivered", "updated_at": AGAIN, "total": "400.00"},
    {"status": "refunded", "updated_at": "2025-01-25T11:45:00+00:00"},
)


@pytest.mark.item("S000-43")
@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_an_order_was_delivered_when_a_state_first_said_so_in_any_order_of_arrival(
    order: tuple[int, ...],
) -> None:
    backend = DictBackend()
    for index in order:
        take_in(a_store(backend), an_order(**STATES[index]), now=NOON)
    stored = backend.one("orders")
    assert (stored["status"], stored["delivered_at"].isoformat()) == ("refunded", FIRST)


def test_an_order_that_was_not_delivered_has_no_date_of_it() -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(**STATES[0]), now=NOON)
    assert "delivered_at" not in backend.one("orders")


def test_a_delivery_that_comes_late_writes_its_date_once_and_nothing_else() -> None:
    backend = DictBackend()
    for index in (0, 3):
        take_in(a_store(backend), an_order(**STATES[index]), now=NOON)
    before = dict(backend.versions)
    backend.billed = Billed()
    take_in(a_store(backend), an_order(**STATES[1]), now=NOON)
    changed = {path for path, version in backend.versions.items() if before.get(path) != version}
    assert (changed, backend.billed.writes) == ({"orgs/kopi/orders/pos:1"}, 1)
    take_in(a_store(backend), an_order(**STATES[1]), now=NOON)
    assert backend.billed.writes == 1
