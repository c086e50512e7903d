"""What a customer may want next follows from what they buy and like, without what they may not eat or cannot have."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.kernel.errors import Forbidden
from functions.domain.shop.products import Product
from functions.domain.staff.members import Member
from functions.domain.views.suggestions import suggestions
from tests.builders import NOON, an_order, an_org, take_in
from tests.memory import Billed, DictBackend, a_store, run

MILK = Product(id="milk", name="Milk", category="dairy", price_minor=6_000, stock=40)


def shop(*products: Product, **profile: Any) -> DictBackend:
    """A customer who bought milk three times and ghee once, and a rep of another's."""
    backend = DictBackend()
    for each in (MILK, *products):
        backend.put(each)
    backend.put(Member(id="boss", roles=("manager",)))
    backend.put(Member(id="rep", roles=("sales_rep",)))
    for number, ids in enumerate((["milk", "ghee"], ["milk"], ["milk"])):
        at = (NOON - timedelta(days=9 - number)).isoformat()
        lines = [{"product_id": id, "quantity": str(number + 2), "unit_price": "60"} for id in ids]
        order = an_order(order_id=str(number), ordered_at=at, updated_at=at, lines=lines)
        take_in(a_store(backend), order)
    (path,) = (path for path in backend.documents if "/customers/" in path)
    backend.client_writes(path, **profile)
    return backend


def asked(backend: DictBackend, uid: str = "boss") -> dict[str, Any]:
    (id,) = backend.all("customers")
    return run(a_store(backend), lambda: suggestions(an_org(), uid, id, now=NOON))


@pytest.mark.item("S002-71")
def test_what_is_bought_most_comes_first_with_the_quantity_of_the_last_time() -> None:
    found = asked(shop(Product(id="ghee", name="Ghee")))
    assert [each["product_id"] for each in found["items"]] == ["milk", "ghee"]
    assert found["items"][0] == {
        "product_id": "milk",
        "name": "Milk",
        "category": "dairy",
        "price_minor": 6_000,
        "stock": 40,
        "orders": 3,
        "last_at": (NOON - timedelta(days=7)).isoformat(),
        "quantity": "4",
        "because": ["bought"],
    }


@pytest.mark.item("S002-71")
@pytest.mark.parametrize(
    "profile",
    [
        {"allergies": ["Milk protein"]},
        {"dietary_restrictions": ["no  milk protein"]},
        {"dietary_restrictions": ["milk protein-free"]},
    ],
)
def test_what_a_customer_may_not_eat_is_never_suggested(profile: dict[str, Any]) -> None:
    backend = shop(Product(id="ghee", name="Ghee", allergens=("milk protein",)), **profile)
    found = asked(backend)
    assert [each["product_id"] for each in found["items"]] == ["milk"]
    assert found["left_out"] == [{"product_id": "ghee", "because": "may_not_eat"}]


@pytest.mark.item("S002-71")
def test_what_a_customer_likes_is_suggested_before_they_ever_bought_it() -> None:
    curd = Product(id="curd", name="Curd", category="fresh", stock=3)
    found = asked(shop(curd, Product(id="ghee", name="Ghee"), preferences=["fresh"]))
    assert {each["product_id"]: each["because"] for each in found["items"]} == {
        "milk": ["bought"],
        "curd": ["liked"],
        "ghee": ["bought"],
    }


@pytest.mark.item("S002-72")
@pytest.mark.parametrize(
    ("ghee", "why"),
    [
        (Product(id="ghee", stock=0), "not_in_stock"),
        (Product(id="ghee", stock=-2), "not_in_stock"),
        (Product(id="ghee", stock=5, season_months=(6, 7)), "out_of_season"),
        (Product(id="ghee", stock=0, is_made_to_order=True), None),
        (Product(id="ghee"), None),
    ],
)
def test_what_cannot_be_had_is_not_suggested(ghee: Product, why: str | None) -> None:
    found = asked(shop(ghee))
    left_out = [{"product_id": "ghee", "because": why}] if why else []
    assert found["left_out"] == left_out
    assert ("ghee" in {each["product_id"] for each in found["items"]}) == (why is None)


@pytest.mark.item("S002-72")
def test_what_has_its_season_now_says_so() -> None:
    found = asked(shop(Product(id="ghee", name="Ghee", season_months=(NOON.month,))))
    assert {each["product_id"]: "in_season" in each["because"] for each in found["items"]} == {
        "milk": False,
        "ghee": True,
    }


def test_it_bills_the_orders_and_their_products() -> None:
    backend = shop(Product(id="ghee"))
    backend.billed = Billed()
    asked(backend)
    assert backend.billed == Billed(2 + 3 + 2)


def test_a_rep_gets_no_suggestions_for_the_customers_of_others() -> None:
    with pytest.raises(Forbidden, match="assigned"):
        asked(shop(), uid="rep")
