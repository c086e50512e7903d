"""Staff who read assigned customers alone speak of no customer who is assigned to others."""

from typing import Any

import pytest

from functions.domain.customers.customer import Customer
from functions.domain.staff.members import Member
from functions.domain.staff.roles import Role
from tests.builders import PHONE, a_customer, an_order_body, give, problems, with_staff
from tests.memory import DictBackend

DATA: dict[str, dict[str, Any]] = {
    "change_customer": {"customer_id": "c", "name": "Regular"},
    "record_interaction": {
        "customer_id": "c",
        "interaction_type": "call",
        "interaction_source": "b2b_sales",
    },
    "give_consent": {"customer_id": "c", "channel": "sms", "purposes": ["marketing"], "granted": True},
    "send_message": {"customer_id": "c", "channel": "sms", "text": "Your beans are in"},
}


def shop(*roles: Role, territories: tuple[str, ...] = (), **customer: Any) -> DictBackend:
    backend = with_staff(a_customer(id="c", sms_opt_in=True, **customer))
    backend.put(Member(id="till", roles=roles, territory_ids=territories))
    return backend


@pytest.mark.item("S002-59")
@pytest.mark.parametrize("kind", DATA)
def test_a_rep_speaks_of_no_customer_who_is_assigned_to_others(kind: str) -> None:
    for where in ({"owner_uid": "another"}, {"territory_id": "south"}):
        backend = shop("sales_rep", territories=("north",), **where)
        before = {path: v for path, v in backend.versions.items() if "/commands/" not in path}
        assert problems(give(backend, kind, DATA[kind])) == {"customer_id": "is assigned to another member"}
        assert {path: v for path, v in backend.versions.items() if "/commands/" not in path} == before


@pytest.mark.parametrize("kind", DATA)
@pytest.mark.parametrize(
    ("roles", "where"),
    [
        (("sales_rep",), {"owner_uid": "till"}),
        (("sales_rep",), {"owner_uid": "another", "territory_id": "north"}),
        (("sales_rep",), {}),
        (("agent",), {"owner_uid": "another"}),
        (("agent", "sales_rep"), {"owner_uid": "another"}),
        (("owner",), {"owner_uid": "another"}),
    ],
)
def test_they_speak_of_theirs_of_their_territory_and_of_those_who_are_nobody_s(
    kind: str, roles: tuple[Role, ...], where: dict[str, Any]
) -> None:
    backend = shop(*roles, territories=("north",), **where)
    assert give(backend, kind, DATA[kind])["status"] == "done"


def test_a_sale_to_a_customer_of_another_rep_is_recorded() -> None:
    """What was paid is recorded whoever took the money."""
    backend = shop("sales_rep", owner_uid="another", phone=PHONE)
    assert give(backend, "record_order", an_order_body())["status"] == "done"


def test_a_customer_whom_a_rep_enters_is_assigned_to_them() -> None:
    backend = with_staff(role="sales_rep")
    give(backend, "change_customer", {"name": "Regular", "phone": PHONE})
    assert backend.one("customers")["owner_uid"] == "till"
    backend = with_staff(role="agent")
    give(backend, "change_customer", {"name": "Regular", "phone": PHONE})
    assert backend.one("customers")["owner_uid"] is None


def test_a_phone_of_another_rep_s_customer_leads_to_no_change() -> None:
    backend = with_staff(role="manager")
    give(backend, "change_customer", {"name": "Regular", "phone": PHONE, "owner_uid": "another"})
    backend.put(Member(id="till", roles=("sales_rep",)))
    refused = give(backend, "change_customer", {"name": "Mine", "phone": PHONE})
    assert problems(refused) == {"customer_id": "is assigned to another member"}
    assert backend.one("customers")["name"] == "Regular"


@pytest.mark.item("S002-60")
@pytest.mark.parametrize("role", ["owner", "manager"])
def test_leaders_assign_a_customer_and_take_the_assignment_back(role: Role) -> None:
    backend = shop(role)
    assigned = {"customer_id": "c", "owner_uid": "the-rep", "territory_id": "north"}
    assert give(backend, "change_customer", assigned)["status"] == "done"
    customer = backend.one("customers")
    assert (customer["owner_uid"], customer["territory_id"]) == ("the-rep", "north")
    give(backend, "change_customer", {"customer_id": "c", "owner_uid": None})
    assert backend.one("customers")["owner_uid"] is None


@pytest.mark.parametrize("role", ["sales_rep", "agent", "support", "marketing"])
def test_nobody_else_assigns(role: Role) -> None:
    backend = shop(role)
    asked = {"customer_id": "c", "owner_uid": "till", "territory_id": "north", "name": "Other"}
    words = "may be changed by owners and managers only"
    assert problems(give(backend, "change_customer", asked)) == {"owner_uid": words, "territory_id": words}
    assert backend.one("customers")["name"] == a_customer().name


def test_the_app_user_stands_on_the_customer_and_a_second_one_takes_its_place() -> None:
    """By it the rules let the customer read."""
    backend = with_staff(a_customer(id="c"))
    give(backend, "change_customer", {"customer_id": "c", "app_user_id": "uid-1"})
    assert backend.one("customers")["app_user_id"] == "uid-1"
    give(backend, "change_customer", {"customer_id": "c", "app_user_id": "uid-2"})
    assert backend.one("customers")["app_user_id"] == "uid-2"
    give(backend, "change_customer", {"customer_id": "c", "app_user_id": None})
    assert backend.one("customers")["app_user_id"] is None


def test_an_order_from_the_app_names_its_user_on_the_customer() -> None:
    backend = with_staff()
    give(backend, "record_order", an_order_body(customer={"phone": PHONE, "app_user_id": "uid-1"}))
    assert Customer(id="c", **backend.one("customers")).app_user_id == "uid-1"


APP_USER = "may be given by those who read the customer only"


@pytest.mark.parametrize("where", [{"owner_uid": "another"}, {"territory_id": "south"}, {}])
def test_a_rep_does_not_become_the_app_user_of_a_customer_whom_they_may_not_read(
    where: dict[str, Any],
) -> None:
    """By an order, or by a change of a customer who is nobody's yet, the rep would read them as themselves."""
    backend = with_staff(role="manager")
    give(backend, "change_customer", {"name": "Regular", "phone": PHONE, **where})
    backend.put(Member(id="till", roles=("sales_rep",), territory_ids=("north",)))
    before = {path: v for path, v in backend.versions.items() if "/commands/" not in path}
    order = an_order_body(customer={"phone": PHONE, "app_user_id": "till"})
    assert problems(give(backend, "record_order", order)) == {"customer.app_user_id": APP_USER}
    if not where:
        change = {"phone": PHONE, "app_user_id": "till"}
        assert problems(give(backend, "change_customer", change)) == {"app_user_id": APP_USER}
    assert {path: v for path, v in backend.versions.items() if "/commands/" not in path} == before


def test_a_rep_enters_the_app_user_of_a_customer_of_theirs_and_of_a_new_one() -> None:
    backend = shop("sales_rep", owner_uid="till")
    change = {"customer_id": "c", "app_user_id": "uid-1"}
    assert give(backend, "change_customer", change)["status"] == "done"
    backend = with_staff(role="sales_rep")
    order = an_order_body(customer={"phone": PHONE, "app_user_id": "uid-1"})
    assert give(backend, "record_order", order)["status"] == "done"
    assert give(backend, "record_order", order | {"order_id": "2"})["status"] == "done"
    assert backend.one("customers")["app_user_id"] == "uid-1"
