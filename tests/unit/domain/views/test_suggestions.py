"""What a customer may want next follows from what they buy and like, without what they may not eat or cannot have."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.kernel.errors import Forbidden
from functions.domain.orgs.org import Org
from functions.domain.settings.recommendations import RecommendationRule
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


def asked(backend: DictBackend, uid: str = "boss", org: Org | None = None) -> dict[str, Any]:
    (id,) = backend.all("customers")
    return run(a_store(backend), lambda: suggestions(org or an_org(), uid, id, now=NOON))


def recommending(computed: Mapping[str, Any], **rules: Mapping[str, Any]) -> Org:
    own, pairs = (
        {id: RecommendationRule.model_validate(rule) for id, rule in each.items()}
        for each in (rules, computed)
    )
    return an_org().model_copy(update={"recommendation_rules": own, "computed_rules": pairs})


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


TO_CURD = {"trigger": {"product_id": "milk"}, "recommend": {"category": "fresh"}}
TO_HONEY = {"trigger": {"product_id": "milk"}, "recommend": {"product_id": ["honey", "none"]}}
CURD = Product(id="curd", name="Curd", category="fresh", stock=3)
HONEY = Product(id="honey", name="Honey")


@pytest.mark.item("S002-41")
def test_what_goes_with_what_they_bought_is_suggested_where_it_suits() -> None:
    whey = Product(id="whey", name="Whey", category="fresh", allergens=("lactose",))
    org = recommending({}, curd=TO_CURD, honey=TO_HONEY)
    found = asked(shop(CURD, HONEY, whey, allergies=["Lactose"]), org=org)
    assert {each["product_id"]: each["because"] for each in found["items"]} == {
        "milk": ["bought"],
        "curd": ["goes_with"],
        "honey": ["goes_with"],
    }
    assert found["left_out"] == [{"product_id": "whey", "because": "may_not_eat"}]


@pytest.mark.item("S002-41")
@pytest.mark.parametrize(("enabled", "shown"), [(True, ["curd"]), (False, [])])
def test_computed_pairs_suggest_where_no_rule_speaks(enabled: bool, shown: list[str]) -> None:
    def goes_with(org: Org) -> list[str]:
        items = asked(shop(CURD, HONEY), org=org)["items"]
        return [each["product_id"] for each in items if "goes_with" in each["because"]]

    assert goes_with(recommending({"pair": TO_HONEY})) == ["honey"]
    assert goes_with(recommending({"pair": TO_HONEY}, curd=TO_CURD | {"enabled": enabled})) == shown
    assert goes_with(recommending({}, curd=TO_CURD | {"trigger": {"product_id": "tea"}})) == []


def test_what_is_not_sold_any_more_is_not_suggested() -> None:
    found = asked(shop(Product(id="ghee", name="Ghee", stock=9, is_active=False)))
    assert found["left_out"] == [{"product_id": "ghee", "because": "not_sold"}]


def test_it_bills_the_orders_and_their_products() -> None:
    backend = shop(Product(id="ghee"))
    backend.billed = Billed()
    asked(backend)
    assert backend.billed == Billed(2 + 3 + 2)


def test_a_rep_gets_no_suggestions_for_the_customers_of_others() -> None:
    with pytest.raises(Forbidden, match="assigned"):
        asked(shop(), uid="rep")
