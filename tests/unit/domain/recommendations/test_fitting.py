"""What a customer may not eat, or the shop does not have, is recommended by no rule, and it is said why."""

from typing import Any

import pytest

from functions.domain.explaining.explanations import About, explain_automation
from functions.domain.orgs.org import Org
from functions.domain.settings.recommendations import RecommendationRule
from functions.domain.shop.products import Product
from tests.memory import Billed, DictBackend, a_store, run
from tests.unit.domain.consumption.grocers import REMIND, billed
from tests.unit.domain.recommendations.cross_sellers import (
    BOUGHT,
    DAY,
    DUE,
    OFFER,
    RICE,
    TO_GHEE,
    TO_SPICE,
    a_cross_seller,
    buys,
    due,
    made,
    offers,
    wakes,
)

ORG = a_cross_seller()
TO_BOTH = {**TO_SPICE, "recommend": {"product_id": ["turmeric", "chilli"]}}
BY_PRODUCT = a_cross_seller({"spice": TO_BOTH})
OUT: dict[str, Any] = {"stock": 0}
ALLERGIC: dict[str, Any] = {"allergens": ["Mustard"]}


def a_product(id: str, category: str = "spice", **fields: Any) -> Product:
    return Product(id=id, name=id.title(), category=category, **fields)


def shop(*products: Product, org: Org = ORG, **customer: Any) -> DictBackend:
    """A customer bought rice, and the shop keeps these products."""
    backend = DictBackend()
    buys(backend, RICE, org=org)
    for product in products:
        backend.put(product)
    is_at(backend, **customer)
    return backend


def is_at(backend: DictBackend, **fields: Any) -> None:
    (id,) = backend.all("customers")
    backend.client_writes(f"orgs/kopi/customers/{id}", **fields)


def left_out(backend: DictBackend) -> list[dict[str, str]]:
    return [each["because"] for each in backend.one("customers")["recommendations"]["left_out"]]


@pytest.mark.item("S002-20", "S002-72")
@pytest.mark.parametrize(
    ("fields", "customer", "why"),
    [
        (OUT, {}, "not_in_stock"),
        ({"is_active": False}, {}, "not_sold"),
        ({"season_months": (12,)}, {}, "out_of_season"),
        (ALLERGIC, {"allergies": ["mustard"]}, "may_not_eat"),
        ({}, {"dietary_restrictions": ["no turmeric"]}, "may_not_eat"),
        ({}, {"dietary_restrictions": ["spice-free"]}, "may_not_eat"),
    ],
)
@pytest.mark.parametrize("recommend", [{"category": "spice"}, {"product_id": "turmeric"}])
def test_what_does_not_suit_is_not_recommended_and_is_kept_with_why(
    fields: Any, customer: Any, why: str, recommend: Any
) -> None:
    org = a_cross_seller({"spice": {**TO_SPICE, "recommend": recommend}})
    backend = shop(a_product("turmeric", **fields), org=org, **customer)
    wakes(backend, DUE, org)
    assert (offers(backend), made(backend)) == ([], {})
    (because,) = left_out(backend)
    assert set(because.values()) == {why}


@pytest.mark.item("S002-72")
def test_what_is_back_in_stock_is_recommended_on_a_later_day_once() -> None:
    backend = shop(a_product("turmeric", **OUT))
    wakes(backend, DUE, ORG)
    assert due(backend) == DUE + DAY
    wakes(backend, DUE + DAY, ORG)
    assert (offers(backend), due(backend)) == ([], DUE + 2 * DAY)
    backend.client_writes("orgs/kopi/products/turmeric", stock=3)
    for day in (2, 2, 3):
        wakes(backend, DUE + day * DAY, ORG)
    assert offers(backend) == ["Miniket, 9 days: spice"]


def test_what_stays_out_of_stock_is_let_go_with_its_days() -> None:
    backend = shop(a_product("turmeric", **OUT))
    for day in range(20):
        wakes(backend, DUE + day * DAY, ORG)
    assert (offers(backend), due(backend), len(left_out(backend))) == ([], None, 1)


@pytest.mark.item("S002-20")
def test_what_they_may_not_eat_is_not_looked_at_again_and_the_next_purchase_is() -> None:
    backend = shop(a_product("turmeric", **ALLERGIC), allergies=["mustard"])
    wakes(backend, DUE, ORG)
    assert due(backend) is None
    is_at(backend, allergies=[])
    buys(backend, RICE, number="2", at=DUE + DAY, org=ORG)
    assert due(backend) == (DUE + 8 * DAY).replace(hour=9)


def test_the_next_rule_comes_in_its_place_at_once() -> None:
    org = a_cross_seller({"spice": TO_SPICE, "ghee": TO_GHEE})
    backend = shop(a_product("turmeric", **OUT), org=org)
    wakes(backend, DUE, org)
    assert offers(backend) == ["Miniket, 7 days: ghee"]
    assert left_out(backend) == [{"spice": "not_in_stock"}]


def test_of_who_buys_often_a_rule_that_does_not_suit_lets_the_others_come_and_ends_with_its_days() -> None:
    """Eleven purchases after which spice might come; it is looked up once a day, and ghee is not kept waiting."""
    org = a_cross_seller({"spice": TO_SPICE, "ghee": TO_GHEE})
    backend = shop(a_product("turmeric", **OUT), org=org)
    for number in range(2, 12):
        buys(backend, RICE, number=str(number), at=BOUGHT + number * DAY / 4, org=org)
    assert billed(backend, lambda: wakes(backend, DUE + 2 * DAY, org)).reads == 3
    assert offers(backend) == ["Miniket, 9 days: ghee"]
    for day in range(3, 40):
        wakes(backend, DUE + day * DAY, org)
    assert (len(left_out(backend)), due(backend), len(offers(backend))) == (1, None, 1)


@pytest.mark.parametrize("id", ["a/b", "."])
def test_a_product_that_no_document_can_be_named_like_is_taken_to_be_there(id: str) -> None:
    org = a_cross_seller({"odd": {**TO_SPICE, "recommend": {"product_id": id}}})
    backend = shop(org=org)
    wakes(backend, DUE, org)
    assert offers(backend) == [f"Miniket, 7 days: {id}"]


def test_of_several_products_those_that_suit_are_named_and_suggested() -> None:
    to_call = {**OFFER, "then": [{"create_task": {"task_type": "call", "script": "offer"}}]}
    org = a_cross_seller({"spice": TO_BOTH}, {"offer": to_call})
    backend = shop(a_product("turmeric", **OUT), a_product("chilli"), org=org)
    wakes(backend, DUE, org)
    task = backend.one("tasks")
    assert task["suggested_product_ids"] == ["chilli"]
    assert task["reason"] == "Goes with it: Chilli (Miniket, 7 d)"
    assert "left_out" not in backend.one("customers")["recommendations"] or not left_out(backend)


def test_a_category_of_which_one_product_suits_is_recommended() -> None:
    backend = shop(a_product("turmeric", **OUT), a_product("chilli"))
    wakes(backend, DUE, ORG)
    assert offers(backend) == ["Miniket, 7 days: spice"]


def test_a_category_of_which_some_is_out_of_stock_and_the_rest_not_eaten_is_looked_at_again() -> None:
    backend = shop(a_product("turmeric", **OUT), a_product("chilli", **ALLERGIC), allergies=["mustard"])
    wakes(backend, DUE, ORG)
    assert (left_out(backend), due(backend)) == ([{"spice": "not_in_stock"}], DUE + DAY)


def test_products_that_the_business_does_not_keep_are_taken_to_be_there() -> None:
    backend = shop(org=BY_PRODUCT)
    assert billed(backend, lambda: wakes(backend, DUE, BY_PRODUCT)) == Billed(reads=3, writes=4)
    assert offers(backend) == ["Miniket, 7 days: turmeric"]


def test_a_call_offers_beside_its_reminder_only_what_suits() -> None:
    call = {**REMIND, "then": [{"create_task": {"task_type": "call"}}]}
    for fields, offered in (({}, "spice"), (OUT, None)):
        rules = {"spice": {**TO_SPICE, "min_days": 0, "max_days": 60}}
        org = a_cross_seller(rules, {"remind": call})
        org = org.model_copy(update={"consumption_profiles": profiles()})
        backend = shop(a_product("turmeric", **fields), org=org)
        wakes(backend, BOUGHT.replace(hour=9) + 22 * DAY, org)
        assert backend.one("tasks").get("also_offer") == offered


def profiles() -> Any:
    from functions.domain.settings.consumption import ConsumptionProfile
    from tests.unit.domain.consumption.grocers import PROFILES

    return {"rice": ConsumptionProfile.model_validate(PROFILES["rice"])}


@pytest.mark.item("S002-72")
def test_the_explanation_says_why_one_was_left_out() -> None:
    backend = shop(a_product("turmeric", **OUT))
    wakes(backend, DUE, ORG)
    (id,) = backend.all("customers")
    lines = run(a_store(backend), lambda: explain_automation(ORG, "offer", About(id), now=DUE))
    said = "By the rule spice nothing was recommended after the order pos:1 on 2026-03-08 09:00 (UTC): spice:"
    assert f"{said} it is out of stock." in lines


def computed(backend_org: Org, *names: tuple[str, str]) -> Org:
    rules = {
        f"pair_{trigger}": RecommendationRule.model_validate(
            {
                "trigger": {"category": trigger},
                "recommend": {"category": other},
                "min_days": 7,
                "max_days": 20,
            }
        )
        for trigger, other in names
    }
    return backend_org.model_copy(update={"computed_rules": rules})


@pytest.mark.item("S002-41")
def test_a_computed_pair_recommends_where_no_rule_speaks() -> None:
    org = computed(a_cross_seller({}), ("rice", "oil"))
    backend = shop(org=org)
    wakes(backend, DUE, org)
    assert (offers(backend), made(backend)) == (["Miniket, 7 days: oil"], {"pair_rice": ("made", None)})
    buys(backend, {"product_id": "soya", "category": "oil"}, number="2", at=DUE + DAY, org=org)
    assert made(backend) == {"pair_rice": ("met", "pos:2")}


@pytest.mark.parametrize("trigger", [{"category": "Rice"}, {"product_id": "miniket"}])
@pytest.mark.parametrize("enabled", [True, False])
def test_a_rule_that_speaks_of_what_was_bought_silences_a_computed_pair(trigger: Any, enabled: bool) -> None:
    own = {**TO_SPICE, "trigger": trigger, "enabled": enabled}
    org = computed(a_cross_seller({"spice": own}), ("rice", "oil"))
    backend = shop(org=org)
    for day in range(30):
        wakes(backend, DUE + day * DAY, org)
    assert offers(backend) == (["Miniket, 7 days: spice"] if enabled else [])


def test_a_computed_pair_comes_after_every_rule_of_the_business() -> None:
    last = {**TO_SPICE, "trigger": {"category": "flour"}, "priority": 1000}
    org = computed(a_cross_seller({"z": last}), ("rice", "oil"))
    backend = DictBackend()
    buys(backend, RICE, {"product_id": "ata", "category": "flour", "name": "Ata"}, org=org)
    wakes(backend, DUE, org)
    assert offers(backend) == ["Ata, 7 days: spice"]


@pytest.mark.item("S002-20", "S002-72")
@pytest.mark.parametrize(("fields", "customer"), [(OUT, {}), (ALLERGIC, {"allergies": ["mustard"]})])
def test_a_computed_pair_recommends_nothing_that_does_not_suit(fields: Any, customer: Any) -> None:
    org = computed(a_cross_seller({}), ("rice", "oil"))
    backend = shop(a_product("mustard oil", "oil", **fields), org=org, **customer)
    wakes(backend, DUE, org)
    assert offers(backend) == []
