"""A cart is as its newest state says, whoever gives it and in whatever order states come."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from tests.builders import NOON, a_customer, give, problems, with_staff
from tests.command_samples import CART_ITEM
from tests.memory import Billed, DictBackend


def change(backend: DictBackend, minutes: int = 0, **changes: Any) -> dict[str, Any]:
    data = {"customer_id": "somebody", "cart_id": "cart"} | changes
    return give(backend, "change_cart", data, made_at=NOON - timedelta(minutes=60 - minutes))


def untouched(backend: DictBackend) -> dict[str, int]:
    return {path: version for path, version in backend.versions.items() if "/commands/" not in path}


@pytest.mark.item("S000-43")
def test_a_cart_is_kept_with_its_items_counted_and_added_up() -> None:
    backend = with_staff(a_customer())
    backend.billed = Billed()
    command = change(backend, items=[CART_ITEM, {"product_id": "cup", "quantity": 1, "price_minor": 9_900}])
    assert command["result"] == {"customer_id": "somebody", "cart_id": "cart"}
    cart = backend.one("carts")
    assert (cart["customer_id"], cart["item_count"], cart["total_minor"]) == ("somebody", 2, 99_900)
    assert (cart["updated_at"], cart["checked_out_at"]) == (NOON - timedelta(hours=1), None)
    assert {"due", "runs", "met", "wake_at"}.isdisjoint(cart)
    assert backend.billed == Billed(reads=1 + 2, writes=1 + 1)


def test_a_checkout_keeps_the_items_and_null_opens_the_cart_again() -> None:
    backend = with_staff(a_customer())
    change(backend, items=[CART_ITEM])
    change(backend, 5, checked_out_at=NOON - timedelta(minutes=55))
    cart = backend.one("carts")
    assert (cart["item_count"], cart["checked_out_at"]) == (1, NOON - timedelta(minutes=55))
    change(backend, 6, checked_out_at=None)
    assert backend.one("carts")["checked_out_at"] is None


def test_an_older_state_changes_nothing_and_the_result_says_so() -> None:
    backend = with_staff(a_customer())
    change(backend, 5, items=[])
    before = untouched(backend)
    backend.billed = Billed()
    command = change(backend, 4, items=[CART_ITEM], checked_out_at=NOON)
    assert command["result"]["outdated"] == ["checked_out_at", "items"]
    assert untouched(backend) == before
    assert backend.billed == Billed(reads=1 + 2, writes=1)


def test_whole_states_end_alike_in_every_order_of_arrival() -> None:
    states: list[tuple[int, dict[str, Any]]] = [
        (1, {"items": [CART_ITEM], "checked_out_at": None}),
        (2, {"items": [CART_ITEM] * 2, "checked_out_at": None}),
        (3, {"items": [CART_ITEM] * 2, "checked_out_at": NOON - timedelta(minutes=57)}),
    ]
    ends = []
    for order in permutations(states):
        backend = with_staff(a_customer())
        for minutes, state in order:
            change(backend, minutes, **state)
        cart = backend.one("carts")
        ends.append((cart["item_count"], cart["checked_out_at"], cart["updated_at"]))
    assert set(ends) == {(2, NOON - timedelta(minutes=57), NOON - timedelta(minutes=57))}


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"cart_id": ""}, "cart_id"),
        ({"items": [CART_ITEM | {"quantity": 0}]}, "items.0.quantity"),
        ({"items": [CART_ITEM | {"quantity": 1.5}]}, "items.0.quantity"),
        ({"items": [CART_ITEM, CART_ITEM | {"price_minor": -1}]}, "items.1.price_minor"),
        ({"items": [CART_ITEM | {"product_id": "a/b"}]}, "items.0.product_id"),
        ({"items": [CART_ITEM] * 101}, "items"),
        ({"items": None}, "items"),
        ({"checked_out_at": NOON + timedelta(hours=1)}, "checked_out_at"),
        ({"customer_id": "nobody"}, "customer_id"),
    ],
)
def test_a_wrong_cart_is_refused_by_its_path_and_nothing_is_written(
    changes: dict[str, Any], path: str
) -> None:
    backend = with_staff(a_customer())
    before = untouched(backend)
    assert list(problems(change(backend, **changes))) == [path]
    assert untouched(backend) == before


def test_a_cart_of_another_customer_is_not_touched() -> None:
    backend = with_staff(a_customer(), a_customer(id="other", phone=None, email=None))
    change(backend, items=[CART_ITEM])
    before = untouched(backend)
    refused = change(backend, 5, customer_id="other", items=[])
    assert problems(refused) == {"cart_id": "names another customer's"}
    assert untouched(backend) == before
