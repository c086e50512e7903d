"""What staff see of products."""

import pytest

from functions.domain.kernel.errors import NotFound
from functions.domain.shop.products import Product, ProductCost
from functions.domain.staff.members import Member
from functions.domain.views.pages import Wanted
from functions.domain.views.products import listed_products, product_shown
from tests.builders import an_org
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org()


def a_shelf() -> DictBackend:
    backend = DictBackend()
    backend.put(Member(id="till", roles=("agent",)))
    for id, category in (("beans", "coffee"), ("mug", "tools"), ("syrup", "coffee")):
        backend.put(Product(id=id, name=id.title(), category=category, price_minor=100))
    backend.put(ProductCost(id="beans", cost_minor=40))
    return backend


def test_products_are_listed_in_pages_by_id_and_by_category() -> None:
    backend = a_shelf()
    first = run(a_store(backend), lambda: listed_products(ORG, "till", None, wanted=Wanted(2)))
    assert [each["id"] for each in first["items"]] == ["beans", "mug"]
    rest = run(a_store(backend), lambda: listed_products(ORG, "till", None, wanted=Wanted(2, first["next"])))
    assert ([each["id"] for each in rest["items"]], rest["next"]) == (["syrup"], None)
    coffee = run(a_store(backend), lambda: listed_products(ORG, "till", "coffee", wanted=Wanted()))
    assert [each["id"] for each in coffee["items"]] == ["beans", "syrup"]


def test_a_product_is_shown_without_what_it_costs_for_two_reads() -> None:
    backend = a_shelf()
    store = a_store(backend)
    backend.billed = Billed()
    shown = run(store, lambda: product_shown(ORG, "till", "beans"))
    assert (shown["name"], shown["price_minor"]) == ("Beans", 100)
    assert not {"cost_minor", "edits", "due"} & set(shown)
    assert backend.billed == Billed(reads=2)
    with pytest.raises(NotFound):
        run(store, lambda: product_shown(ORG, "till", "none"))
