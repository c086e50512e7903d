"""An order names two customers over the wire: one goes on, documents follow by the tick, and a split takes it back."""

from typing import Any

import pytest

from functions import split
from functions.domain.customers.identities import Identity, identity_id
from functions.store.orgs import orgs
from tests.builders import PHONE
from tests.scenarios.shop import Shop

CARD = "00412"


def by(shop: Shop, number: int, **customer: str) -> dict[str, Any]:
    answer = shop.post(order_id=str(number), customer=customer).json
    return {"customer_id": answer["customer_id"], "points": answer["points_balance"]}


def ids(shop: Shop) -> tuple[str, str]:
    """Of the customer by phone, and of the one by card."""
    key = orgs().get(shop.id).id_key
    return identity_id(key, Identity("phone", PHONE)), identity_id(key, Identity("card", CARD))


def owners(shop: Shop, collection: str) -> set[str]:
    return {fields["customer_id"] for fields in shop.all(collection).values()}


def ledger(shop: Shop, id: str) -> int:
    return sum(e["amount"] for e in shop.all("loyalty_transactions").values() if e["customer_id"] == id)


@pytest.mark.item("S002-84")
def test_two_customers_whom_one_order_names_are_one_and_a_split_makes_them_two_again(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    by(shop, 1, card=CARD)
    by(shop, 2, phone=PHONE)
    phone, card = ids(shop)
    assert by(shop, 3, phone=PHONE, card=CARD) == {"customer_id": phone, "points": 9}
    assert by(shop, 4, card=CARD) == {"customer_id": phone, "points": 12}
    assert (ledger(shop, phone), ledger(shop, card)) == (12, 0)
    assert shop.read(f"customers/{card}")["joined_into"] == phone
    shop.firebase.advance("61m")
    shop.firebase.idle()
    assert owners(shop, "orders") == owners(shop, "identities") == {phone}
    assert shop.read(f"customers/{card}")["due"] == {}
    assert by(shop, 5, phone=PHONE) == {"customer_id": phone, "points": 15}

    capsys.readouterr()
    assert split.main([shop.id, card]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{card}: {step}" for step in ("parted", "returned", "done")
    ]
    assert (ledger(shop, phone), ledger(shop, card)) == (12, 3)
    orders = {id: order["customer_id"] for id, order in shop.all("orders").items()}
    assert [id for id, owner in orders.items() if owner == card] == ["pos:1"]
    assert by(shop, 6, phone=PHONE, card=CARD) == {"customer_id": phone, "points": 15}
    assert by(shop, 7, card=CARD) == {"customer_id": card, "points": 6}
    assert split.main([shop.id, card]) == 1
    assert "was joined into no customer" in capsys.readouterr().err


def test_a_repeat_order_that_names_one_customer_by_two_identities_bills_one_read_and_three_writes(
    shop: Shop,
) -> None:
    by(shop, 1, phone=PHONE, card=CARD)
    shop.firebase.idle()
    shop.firebase.reset_meter()
    by(shop, 2, phone=PHONE, card=CARD)
    shop.firebase.idle()
    assert shop.firebase.meter()["by_function"] == {"hooks": {"reads": 1, "writes": 3, "deletes": 0}}
