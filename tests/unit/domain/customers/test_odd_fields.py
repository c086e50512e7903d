"""A profile field that somebody made wrong in Firebase's console is left out, left alone, and in nobody's way."""

from typing import Any

import pytest

from functions.domain.customers.customer import Customer
from functions.store.documents import to_model
from functions.store.snapshots import Snapshot
from tests.builders import NOON, PHONE, an_order, an_org, give, take_in, with_staff
from tests.memory import DictBackend, a_store

ORG = an_org()
PATH = "orgs/kopi/customers/somebody"


def read(**fields: Any) -> Customer | None:
    return to_model(Customer, Snapshot(PATH, fields, 1))


@pytest.mark.parametrize(
    ("name", "wrong", "instead"),
    [
        ("name", ["a"], None),
        ("phone", 12025550123, None),
        ("email", {"is": "a"}, None),
        ("tags", "vip", ()),
        ("push_tokens", [7], ()),
        ("custom", ["a"], {}),
        ("has_app", "no", False),
        ("whatsapp_opt_in", "true", False),
        ("sms_opt_in", 1, False),
        ("email_opt_in", [True], False),
        ("customer_group", "vip", "b2c"),
        ("preferred_channel", 7, None),
        ("timezone", 7, None),
        ("locale", 7, None),
        ("birthday", NOON, None),
        ("created_at", "yesterday", None),
        ("updated_at", [], None),
    ],
)
def test_a_wrong_profile_field_is_read_as_absent(name: str, wrong: Any, instead: Any) -> None:
    customer = read(**{name: wrong})
    assert getattr(customer, name) == instead


@pytest.mark.parametrize("name", ["stats", "loyalty", "consents", "due", "wake_at", "suppressed"])
def test_what_the_server_alone_writes_and_cannot_be_read_is_absent_and_known_to_be_odd(name: str) -> None:
    customer, plain = read(**{name: "wrong"}), read()
    assert customer is not None
    assert getattr(customer, name) == getattr(plain, name)
    assert name in customer.odd_fields


def test_a_part_that_is_right_stays_beside_one_that_is_wrong() -> None:
    customer = read(
        tags=["vip", 7, "regular"],
        stats={"orders": 3, "spend_minor": "much"},
        windows={"whatsapp": "?", "sms": NOON},
    )
    assert customer is not None
    assert (customer.tags, customer.stats.orders, customer.windows) == (("vip", "regular"), 3, {"sms": NOON})


def test_an_order_of_a_customer_with_wrong_fields_counts_and_leaves_them_as_they_are() -> None:
    backend = DictBackend()
    store = a_store(backend)
    id = take_in(store, an_order(ORG), org=ORG).customer_id
    path = f"orgs/kopi/customers/{id}"
    backend.client_writes(path, tags="vip", birthday=7, custom=["a"])
    assert take_in(store, an_order(ORG, order_id="2"), org=ORG).points_balance == 6
    stored = backend.documents[path]
    assert (stored["tags"], stored["birthday"], stored["custom"]) == ("vip", 7, ["a"])
    assert [problem["path"] for problem in stored["problems"]] == ["birthday", "tags", "custom"]


def test_a_problem_goes_from_the_document_when_its_field_is_right_again() -> None:
    backend = DictBackend()
    store = a_store(backend)
    path = f"orgs/kopi/customers/{take_in(store, an_order(ORG), org=ORG).customer_id}"
    backend.client_writes(path, tags="vip")
    take_in(store, an_order(ORG, order_id="2"), org=ORG)
    assert backend.documents[path]["problems"] != []
    backend.client_writes(path, tags=["vip"])
    take_in(store, an_order(ORG, order_id="3"), org=ORG)
    assert "problems" not in backend.documents[path]


def test_a_command_puts_a_wrong_field_right() -> None:
    backend = with_staff()
    backend.client_writes(PATH, tags="vip", phone=PHONE)
    give(backend, "change_customer", {"customer_id": "somebody", "tags": ["regular"]})
    assert backend.documents[PATH]["tags"] == ["regular"]
