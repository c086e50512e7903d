"""A device is one customer's at a time, and who registers one has the app."""

from typing import Any

import pytest

from functions.domain.customers.customer import Customer
from functions.domain.customers.devices import device_id
from tests.builders import NOON, a_customer, an_org, give, problems, with_staff
from tests.memory import Billed, DictBackend

ORG = an_org()
FIRST = Customer(id="first")
SECOND = Customer(id="second")


def register(backend: DictBackend, customer_id: str = "first", token: Any = "t") -> dict[str, Any]:
    return give(backend, "register_device", {"customer_id": customer_id, "token": token})


def tokens(backend: DictBackend) -> dict[str, list[str]]:
    return {id: list(fields["push_tokens"]) for id, fields in backend.all("customers").items()}


def test_who_registers_a_device_has_the_app_and_is_reached_there() -> None:
    backend = with_staff(FIRST, role="support")
    backend.billed = Billed()
    assert register(backend)["result"] == {"customer_id": "first"}
    customer = backend.one("customers")
    assert (customer["has_app"], list(customer["push_tokens"]), customer["updated_at"]) == (True, ["t"], NOON)
    assert backend.all("devices") == {device_id(ORG, "t"): {"customer_id": "first", "registered_at": NOON}}
    assert backend.billed == Billed(reads=1 + 1, writes=1 + 2)


def test_the_same_device_again_writes_the_settling_alone() -> None:
    backend = with_staff(FIRST, role="support")
    register(backend)
    backend.billed = Billed()
    register(backend)
    assert backend.billed == Billed(reads=1 + 2, writes=1)
    assert tokens(backend) == {"first": ["t"]}


def test_a_device_moves_to_whoever_registers_it_next() -> None:
    backend = with_staff(FIRST, SECOND, role="support")
    register(backend, "first")
    register(backend, "second")
    assert tokens(backend) == {"first": [], "second": ["t"]}
    assert backend.one("devices")["customer_id"] == "second"
    register(backend, "first")
    assert tokens(backend) == {"first": ["t"], "second": []}


def test_a_device_of_a_customer_who_is_gone_moves_too() -> None:
    backend = with_staff(FIRST, SECOND, role="support")
    register(backend, "first")
    del backend.documents["orgs/kopi/customers/first"], backend.versions["orgs/kopi/customers/first"]
    register(backend, "second")
    assert tokens(backend) == {"second": ["t"]}


def test_a_token_that_the_customer_has_had_without_a_device_gets_one() -> None:
    backend = with_staff(a_customer(id="first", push_tokens=("old", "t")), role="support")
    register(backend)
    assert tokens(backend) == {"first": ["old", "t"]}
    assert list(backend.all("devices")) == [device_id(ORG, "t")]


def test_of_too_many_devices_the_oldest_go() -> None:
    backend = with_staff(FIRST, role="support")
    for number in range(12):
        register(backend, token=f"t{number}")
    assert tokens(backend) == {"first": [f"t{number}" for number in range(2, 12)]}
    register(backend, token="t0")
    assert tokens(backend)["first"][-1] == "t0"


@pytest.mark.parametrize("token", ["", "a b", "schön", None, 7, ["t"], "t" * 4097])
def test_what_is_no_token_is_a_problem_and_writes_nothing(token: Any) -> None:
    backend = with_staff(FIRST, role="support")
    assert list(problems(register(backend, token=token))) == ["token"]
    assert tokens(backend) == {"first": []}


def test_a_device_of_nobody_is_a_problem() -> None:
    backend = with_staff(role="support")
    assert problems(register(backend, "nobody")) == {"customer_id": "names no customer"}
    assert backend.all("devices") == {}
