"""A row is taken once, by the rules that hold everywhere, and what it brings sends nothing."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.imports.headers import mapped
from functions.domain.kernel.errors import Conflict, Forbidden, Malformed
from functions.domain.settings.automations import AutomationSettings
from tests.builders import NOON, OTHER_PHONE, PHONE, an_order, an_org, take_in, winbacks
from tests.memory import DictBackend, a_store
from tests.unit.domain.consumption.grocers import a_grocer
from tests.unit.domain.imports.sheets import CUSTOMER, ORDER, a_row, an_import, quiet, take

WELCOME = AutomationSettings.model_validate(
    {"on": "customer_created", "then": [{"send": "winback_30", "variables": {"days": 1, "percent": 10}}]}
)
THANKS = AutomationSettings.model_validate(
    {"on": "order_paid", "then": [{"send": "winback_30", "variables": {"days": 1, "percent": 10}}]}
)
LOUD = an_org(automations={"welcome": WELCOME, "thanks": THANKS, **winbacks(30, 60)})
ORG = quiet(LOUD)


@pytest.mark.item("S002-79")
def test_a_row_makes_a_customer_who_is_known_by_their_phone_and_says_what_made_them() -> None:
    backend = DictBackend()
    taken = take(a_store(backend), ORG, a_row(ORG, "customers", CUSTOMER))
    customer = backend.one("customers")
    assert taken.is_new_customer
    assert (customer["name"], customer["phone"]) == ("A regular", PHONE)
    assert customer["edits"]["name"]["command"].startswith("import:one:")
    assert take_in(a_store(backend), an_order(ORG), org=ORG).customer_id == next(
        iter(backend.all("customers"))
    )


def test_the_same_row_again_changes_nothing_whatever_staff_have_changed_since() -> None:
    backend, row = DictBackend(), a_row(ORG, "customers", CUSTOMER)
    take(a_store(backend), ORG, row)
    id = next(iter(backend.all("customers")))
    backend.client_writes(f"orgs/kopi/customers/{id}", name="Renamed")
    before = {**backend.documents}
    again = take(a_store(backend), ORG, row, now=NOON + timedelta(days=1))
    assert (again.is_known, again.is_new_customer) == (True, False)
    assert backend.documents == before


def test_a_name_alone_makes_one_customer_however_often_it_is_imported() -> None:
    backend = DictBackend()
    for _ in range(2):
        take(a_store(backend), ORG, a_row(ORG, "customers", {"name": "A regular"}))
    assert len(backend.all("customers")) == 1


def test_of_two_rows_about_one_customer_the_later_one_in_the_file_holds() -> None:
    for numbers in ((2, 3), (3, 2)):
        backend, later = DictBackend(), NOON + timedelta(seconds=1)
        for number in numbers:
            row = a_row(ORG, "customers", {**CUSTOMER, "city": f"city {number}"}, number=number)
            take(a_store(backend), ORG, row, now=later)
        assert backend.one("customers")["city"] == "city 3"


@pytest.mark.item("S002-86")
@pytest.mark.parametrize(
    ("cells", "paths"),
    [
        ({"phone": "12", "birthday": "1990-01-31"}, ["phone"]),
        ({"name": "A regular", "email": "nobody"}, ["email"]),
        ({"name": "A regular", "segment": "hotel"}, ["segment"]),
        ({"city": "Kolkata"}, ["customer_id"]),
    ],
)
def test_a_row_is_refused_by_the_rules_that_hold_everywhere_and_leaves_nothing(
    cells: dict[str, Any], paths: list[str]
) -> None:
    backend = DictBackend()
    with pytest.raises(Malformed) as refused:
        take(a_store(backend), ORG, a_row(ORG, "customers", cells))
    assert [fault.path for fault in refused.value.faults] == paths
    assert backend.documents == {}


@pytest.mark.item("S002-83")
def test_cells_that_cannot_be_read_are_named_all_at_once() -> None:
    cells = {**ORDER, "ordered_at": "31/31/2024", "total": "free", "phone": "9.19E+11"}
    with pytest.raises(Malformed) as refused:
        a_row(ORG, "orders", cells)
    assert sorted(fault.path for fault in refused.value.faults) == ["ordered_at", "phone", "total"]


@pytest.mark.parametrize("role", ["executive", "marketing", "sales_rep"])
def test_a_member_imports_what_their_role_may_enter(role: str) -> None:
    backend, row = DictBackend(), a_row(ORG, "orders", ORDER)
    backend.client_writes("orgs/kopi/members/m", roles=[role])
    opened = an_import("orders", by="m")
    if role == "sales_rep":
        take(a_store(backend), ORG, row, opened=opened)
        assert len(backend.all("orders")) == 1
        return
    with pytest.raises(Forbidden):
        take(a_store(backend), ORG, row, opened=opened)
    assert set(backend.documents) == {"orgs/kopi/members/m"}


def test_who_is_no_member_imports_nothing() -> None:
    with pytest.raises(Forbidden):
        take(a_store(), ORG, a_row(ORG, "customers", CUSTOMER), opened=an_import("customers", by="gone"))


@pytest.mark.parametrize(("org", "count"), [(ORG, 0), (LOUD, 1)])
def test_a_customer_who_is_imported_is_welcomed_only_where_that_is_asked_for(org: Any, count: int) -> None:
    backend = DictBackend()
    take(a_store(backend), org, a_row(org, "customers", CUSTOMER))
    assert len(backend.all("messages")) == len(backend.all("interactions")) == count


def test_an_order_that_is_imported_counts_and_brings_no_message_then_or_at_the_next_tick() -> None:
    """A win-back of 30 days that was due yesterday is passed over, the one of 60 days is yet to come."""
    backend, now = DictBackend(), NOON + timedelta(days=31)
    take(a_store(backend), ORG, a_row(ORG, "orders", ORDER), now=now)
    customer = backend.one("customers")
    assert (customer["stats"]["orders"], customer["loyalty"]["points"]) == (1, 3)
    assert backend.all("messages") == {}
    assert all(at > now for at in customer["due"].values())
    assert customer["due"]["auto:winback_60"] == NOON.replace(hour=5, minute=0) + timedelta(days=60)
    loud = DictBackend()
    take(a_store(loud), LOUD, a_row(LOUD, "orders", ORDER), now=now)
    assert loud.one("customers")["due"]["auto:winback_30"] < now


def test_what_was_due_before_a_row_stays_due() -> None:
    backend, now = DictBackend(), NOON + timedelta(days=31)
    take_in(a_store(backend), an_order(LOUD), org=LOUD)
    due = backend.one("customers")["due"]
    assert due["auto:winback_30"] < now
    take(a_store(backend), ORG, a_row(ORG, "customers", {**CUSTOMER, "city": "Kolkata"}), now=now)
    assert backend.one("customers")["due"] == due


def test_lines_of_one_order_are_one_and_cost_together_what_no_column_says() -> None:
    backend = DictBackend()
    own = {name: cell for name, cell in ORDER.items() if name != "total"}
    lines: list[dict[str, Any]] = [
        {**own, "line.name": "Latte", "line.unit_price": "200", "line.quantity": "2"},
        {"order_id": "7", "line.name": "Cookie", "line.unit_price": "50.5"},
    ]
    take(a_store(backend), ORG, a_row(ORG, "orders", *lines))
    order = backend.one("orders")
    assert (order["total_minor"], [line["name"] for line in order["lines"]]) == (45050, ["Latte", "Cookie"])


def test_another_content_of_an_order_that_is_known_is_refused() -> None:
    backend = DictBackend()
    take(a_store(backend), ORG, a_row(ORG, "orders", ORDER))
    before = {**backend.documents}
    with pytest.raises(Conflict):
        take(a_store(backend), ORG, a_row(ORG, "orders", {**ORDER, "total": "400"}))
    assert backend.documents == before


@pytest.mark.item("S002-80")
def test_an_order_is_left_in_the_timeline_as_an_interaction_where_that_is_asked_for() -> None:
    backend = DictBackend()
    take(a_store(backend), ORG, a_row(ORG, "orders", ORDER), as_interaction=True)
    interaction = backend.one("interactions")
    assert (interaction["interaction_type"], interaction["performed_at"]) == (
        "order_placed",
        backend.one("orders")["ordered_at"],
    )
    assert interaction["transaction"] == {
        "id": "pos:7",
        "ref_table": "orders",
        "channel": None,
        "amount_minor": 38700,
    }


def test_a_row_that_names_two_customers_is_refused_by_field() -> None:
    backend = DictBackend()
    for number, cells in enumerate([CUSTOMER, {"name": "B", "phone": OTHER_PHONE, "email": "b@example.com"}]):
        take(a_store(backend), ORG, a_row(ORG, "customers", cells, number=number))
    with pytest.raises(Malformed) as refused:
        take(a_store(backend), ORG, a_row(ORG, "customers", {"phone": PHONE, "email": "b@example.com"}))
    assert [fault.path for fault in refused.value.faults] == ["email"]


def test_a_sign_that_the_encoding_does_not_have_is_no_part_of_a_name() -> None:
    with pytest.raises(Malformed) as refused:
        a_row(ORG, "customers", {"name": "Zo\ufffd", "phone": PHONE})
    assert [fault.path for fault in refused.value.faults] == ["name"]


@pytest.mark.item("S002-86")
def test_a_field_that_the_business_requires_is_asked_of_every_row() -> None:
    a_row(ORG, "customers", CUSTOMER, needs="name phone")
    with pytest.raises(Malformed) as refused:
        a_row(ORG, "customers", CUSTOMER, needs="city email")
    assert [(fault.path, fault.message) for fault in refused.value.faults] == [
        ("city", "is needed"),
        ("email", "is needed"),
    ]


CALL = [{"create_task": {"task_type": "call", "assign": "pool"}}]


def test_an_order_that_is_imported_sets_off_nothing_of_its_own() -> None:
    """A delivery of yesterday is thanked for at once, and asked about after an hour."""
    rules: dict[str, dict[str, Any]] = {
        "thanks": {"on": "order_delivered"},
        "review": {"on": {"field": "delivered_at", "after": "1h"}},
    }
    automations = {
        id: AutomationSettings.model_validate({"of": "orders", "then": CALL, **rule})
        for id, rule in rules.items()
    }
    loud, now = an_org(automations=automations), NOON + timedelta(days=1)
    tried = {}
    for org in (loud, quiet(loud)):
        tried[org.is_quiet] = backend = DictBackend()
        take(a_store(backend), org, a_row(org, "orders", {**ORDER, "status": "delivered"}), now=now)
    assert len(tried[False].all("tasks")) == 1
    assert tried[False].one("orders")["due"]["auto:review"] < now
    assert tried[True].all("tasks") == {}
    assert tried[True].one("orders").get("due", {}) == {}


def test_a_condition_that_a_row_meets_counts_as_met_and_runs_nothing() -> None:
    rule = {"on": "condition_met", "when": {">=": [{"var": "stats.orders"}, 1]}, "then": CALL}
    loud = an_org(automations={"first": AutomationSettings.model_validate(rule)})
    backend = DictBackend()
    take(a_store(backend), quiet(loud), a_row(loud, "orders", ORDER))
    assert backend.one("customers")["met"] == ["first"]
    take_in(a_store(backend), an_order(loud, order_id="9"), org=loud)
    assert backend.all("tasks") == {}


def test_what_should_have_been_reminded_of_by_now_counts_as_reminded_of() -> None:
    """Five kilograms of rice last 25 days, less a buffer of 3: the reminder is 3 days overdue, the oil's is to come."""
    loud, now, tried = a_grocer(), NOON + timedelta(days=25), {}
    rice = {"line.product_id": "miniket", "line.category": "rice", "line.quantity": "5", "line.unit": "kg"}
    oil = {"line.product_id": "soya", "line.category": "oil", "line.quantity": "1", "line.unit": "litre"}
    later = {**ORDER, **oil, "order_id": "8", "ordered_at": "2025-02-10 10:30"}
    for org in (loud, quiet(loud)):
        tried[org.is_quiet] = backend = DictBackend()
        for cells in ({**ORDER, **rice}, later):
            take(a_store(backend), org, a_row(org, "orders", cells), now=now)
    assert tried[False].one("customers")["due"]["consumption"] < now
    assert tried[True].one("customers")["due"]["consumption"] > now


@pytest.mark.item("S002-07", "S002-22")
def test_a_row_of_leads_is_one_lead_for_a_phone_and_makes_no_task() -> None:
    backend = DictBackend()
    cells: dict[str, Any] = {
        "contact.name": "The chef",
        "contact.phone": float(PHONE.removeprefix("+")),
        "company.name": "Kopi Bar",
        "company.segment": "Cafe",
        "interest_product_ids": "beans; syrup",
        "estimated_value_minor": 5000.0,
    }
    row = a_row(ORG, "leads", cells)
    for _ in range(2):
        take(a_store(backend), ORG, row, opened=an_import("leads"))
    take(a_store(backend), ORG, a_row(ORG, "leads", {"contact.phone": PHONE}), opened=an_import("leads"))
    lead = backend.one("leads")
    assert (lead["contact"]["phone"], lead["company"]["segment"], lead["posts"]) == (PHONE, "cafe", 2)
    assert (lead["interest_product_ids"], lead["estimated_value_minor"]) == (["beans", "syrup"], 5000)
    assert backend.all("tasks") == {}


def test_a_lead_s_column_is_known_by_its_header_and_a_value_that_is_none_named() -> None:
    headers = ["Company Name", "मोबाइल", "Lead Source", "Ort"]
    assert mapped("leads", headers, {}).fields == ("company.name", "contact.phone", "source", None)
    with pytest.raises(Malformed) as refused:
        a_row(ORG, "leads", {"contact.name": "x", "estimated_value_minor": "much"})
    assert [fault.path for fault in refused.value.faults] == ["estimated_value_minor"]
