"""What a business knows of a customer beside who they are: its own fields with their types, what they may not eat."""

from typing import Any

import pytest
from pydantic import ValidationError

from functions.domain.customers.described import LISTS, TEXTS
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from functions.domain.orgs.org import Org
from functions.domain.settings.business import Settings
from functions.domain.shop.products import Product
from functions.domain.staff.members import Member
from functions.domain.views.customers import customer_profile
from tests.builders import NOON, a_customer, an_order, an_org, give, problems, take_in, with_staff
from tests.memory import Billed, DictBackend, a_store, run

FIELDS = (
    {"name": "shop_number", "type": "text", "is_required": True},
    {"name": "fridges", "type": "number"},
    {"name": "has_ramp", "type": "boolean"},
    {"name": "opened_on", "type": "date"},
    {"name": "milk", "type": "choice", "choices": ("cow", "buffalo")},
    {"name": "days", "type": "list", "choices": ("mon", "tue")},
    {"name": "words", "type": "list"},
)
ORG = an_org(custom_fields=FIELDS)
RIGHT = {"shop_number": "12", "fridges": 2, "has_ramp": False, "opened_on": "2024-02-29", "milk": "cow"}


def change(backend: DictBackend, org: Org = ORG, **data: Any) -> dict[str, Any]:
    return give(backend, "change_customer", data, org=org)


def with_customer(**fields: Any) -> DictBackend:
    backend = with_staff()
    backend.put(a_customer(**fields))
    return backend


@pytest.mark.item("S002-05")
def test_every_field_that_describes_a_customer_is_kept_shown_and_taken_away() -> None:
    backend = with_customer()
    said: dict[str, Any] = {name: f"its {name}" for name in TEXTS} | {name: ["one", "two"] for name in LISTS}
    assert change(backend, an_org(), customer_id="somebody", **said)["status"] == "done"
    backend.put(Member(id="asks", roles=("agent",)))
    shown = run(a_store(backend), lambda: customer_profile(an_org(), "asks", "somebody"))
    assert {name: shown[name] for name in said} == said
    assert shown["status"] == "prospect"
    assert change(backend, an_org(), customer_id="somebody", **dict.fromkeys(said))["status"] == "done"
    assert not {*said} & {*backend.all("customers")["somebody"]}


@pytest.mark.parametrize(
    ("orders", "stage", "status"),
    [
        (0, None, "prospect"),
        (0, "churned", "prospect"),
        (1, None, "active"),
        (3, "at_risk", "active"),
        (3, "churned", "inactive"),
    ],
)
def test_a_customer_is_a_prospect_active_or_inactive(orders: int, stage: str | None, status: str) -> None:
    backend = with_customer(stats={"orders": orders}, engagement={"lifecycle_stage": stage})
    assert run(a_store(backend), lambda: customer_profile(an_org(), "till", "somebody"))["status"] == status


def test_customers_say_what_they_eat_and_only_staff_what_their_business_is() -> None:
    backend = with_customer(app_user_id="app")
    identity = identity_id(ORG.id_key, Identity("app_user", "app"))
    backend.put(KnownIdentity(id=identity, customer_id="somebody", kind="app_user", created_at=NOON))
    own = {"allergies": ["milk"], "address": "Lane 1"}
    assert give(backend, "change_customer", own, org=ORG, by_uid="app")["status"] == "done"
    wrong = give(backend, "change_customer", {"business_type": "retail"}, org=ORG, by_uid="app")
    assert problems(wrong) == {"business_type": "may be changed by staff only"}


@pytest.mark.item("S002-18")
@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("shop_number", ["x", "12"], [12, True, ["12"]]),
        ("fridges", [0, 2.5, -1], ["2", True]),
        ("has_ramp", [True, False], [1, "true"]),
        ("opened_on", ["2024-02-29"], ["2023-02-29", "29.2.2024", 20240229, ""]),
        ("milk", ["cow", "buffalo"], ["goat", "Cow", 1]),
        ("days", [["mon"], ["mon", "tue"]], [["sun"], "mon"]),
        ("words", [["any"], []], ["any", 1]),
        ("not_defined", ["x", 1, True, ["x"]], []),
    ],
)
def test_a_custom_field_holds_what_its_type_says(name: str, right: list[Any], wrong: list[Any]) -> None:
    for value in right:
        backend = with_customer(custom={"shop_number": "12"})
        assert change(backend, customer_id="somebody", custom={name: value})["status"] == "done", value
        assert backend.all("customers")["somebody"]["custom"][name] == value
    for value in wrong:
        backend = with_customer(custom={"shop_number": "12"})
        before = backend.all("customers")
        assert set(problems(change(backend, customer_id="somebody", custom={name: value}))) == {
            f"custom.{name}"
        }
        assert backend.all("customers") == before


@pytest.mark.item("S002-18", "S002-86")
@pytest.mark.parametrize("custom", [{}, {"shop_number": None}, {"shop_number": " "}, {"fridges": 2}])
def test_a_new_customer_without_a_required_field_is_refused_with_the_field_s_name(
    custom: dict[str, Any],
) -> None:
    backend = with_staff()
    refused = change(backend, name="New", custom=custom)
    assert problems(refused) == {"custom.shop_number": "is required by the business"}
    assert backend.all("customers") == {}
    assert change(backend, name="New", custom=RIGHT)["status"] == "done"


def test_a_required_field_may_not_be_taken_away_and_holds_up_no_change_where_it_never_was() -> None:
    backend = with_customer(custom={"shop_number": "12"})
    taken = change(backend, customer_id="somebody", custom={"shop_number": None})
    assert problems(taken) == {"custom.shop_number": "is required by the business"}
    backend = with_customer()
    assert change(backend, customer_id="somebody", tags=["vip"])["status"] == "done"
    shown = run(a_store(backend), lambda: customer_profile(ORG, "till", "somebody"))
    assert shown["missing"] == ["custom.shop_number"]


@pytest.mark.item("S002-86")
def test_an_order_of_a_new_customer_is_kept_and_warns_of_the_required_field_once() -> None:
    backend = with_staff()
    store = a_store(backend)
    first = take_in(store, an_order(ORG), org=ORG)
    assert [(each.path, each.message) for each in first.warnings] == [
        ("customer.custom.shop_number", "is required by the business")
    ]
    assert (first.customer_id is not None, len(backend.all("orders"))) == (True, 1)
    assert take_in(store, an_order(ORG, order_id="2"), org=ORG).warnings == ()


LINES = [
    {"product_id": "paneer", "name": "Paneer", "quantity": "1", "unit_price": "100.00"},
    {"product_id": "ghee", "name": "Ghee", "quantity": "1", "unit_price": "200.00"},
    {"product_id": "paneer", "name": "Paneer", "quantity": "1", "unit_price": "87.00"},
    {"name": "Bag", "quantity": "1", "unit_price": "0.00"},  # that it has no product is warned of anyway
]


@pytest.mark.item("S002-20")
@pytest.mark.parametrize(
    ("allergies", "places"),
    [
        (("Lactose",), {"lines.0.product_id": "lactose", "lines.2.product_id": "lactose"}),
        (("  cow’s   MILK ", "nuts"), {f"lines.{n}.product_id": "Cow’s milk" for n in (0, 1, 2)}),
        (("peanut",), {}),
    ],
)
def test_an_order_with_what_its_buyer_may_not_eat_is_kept_and_warns_at_each_line(
    allergies: tuple[str, ...], places: dict[str, str]
) -> None:
    org, backend = an_org(), with_staff()
    store = a_store(backend)
    customer_id = take_in(store, an_order(org), org=org).customer_id
    assert customer_id is not None
    listed = give(
        backend, "change_customer", {"customer_id": customer_id, "allergies": list(allergies)}, org=org
    )
    assert listed["status"] == "done"
    backend.put(Product(id="paneer", allergens=("lactose", "Cow’s milk")))
    backend.put(Product(id="ghee", allergens=("Cow’s milk",)))
    backend.billed = Billed()
    order = an_order(org, order_id="2", lines=LINES)
    receipt = take_in(store, order, org=org)
    assert {w.path: w.message for w in receipt.warnings if w.message != "is missing"} == {
        path: f"contains {name}: the customer is allergic" for path, name in places.items()
    }
    assert backend.billed.reads == 1 + 2  # the customer, and each product once
    assert receipt.points_earned == 3
    assert take_in(store, order, org=org).warnings == receipt.warnings


def test_an_order_of_who_listed_no_allergy_reads_no_product() -> None:
    org, backend = an_org(), with_staff()
    store = a_store(backend)
    take_in(store, an_order(org), org=org)
    backend.billed = Billed()
    take_in(store, an_order(org, order_id="2", lines=LINES), org=org)
    assert backend.billed.reads == 1


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ([{"name": "a"}, {"name": "a", "type": "number"}], "two have the same name"),
        ([{"name": "a", "type": "choice"}], "choices: are needed of a choice"),
        ([{"name": "a", "type": "number", "choices": ["1"]}], "choices: are of a choice or a list alone"),
        ([{"name": "a.b"}], "String should match pattern"),
        ([{"name": "a", "type": "colour"}], "Input should be"),
    ],
)
def test_a_wrong_definition_of_a_field_is_refused_where_settings_are_saved(fields: Any, path: str) -> None:
    known = an_org().settings.model_dump(mode="json")
    with pytest.raises(ValidationError, match=path):
        Settings.model_validate({**known, "custom_fields": fields})


def test_a_change_at_noon_leaves_when_it_was_made() -> None:
    backend = with_customer()
    change(backend, an_org(), customer_id="somebody", allergies=["milk"])
    assert backend.all("customers")["somebody"]["edits"]["allergies"]["at"] == NOON
