"""An invoice's status follows from its amounts, and its legal entity's exposure is the sum of what is open."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.accounts.contracts import Contract, ContractPrice
from functions.domain.shop.products import Product
from functions.domain.staff.roles import Role
from tests.builders import NOON, a_customer, an_org, give, problems, with_staff
from tests.command_samples import BESIDE, a_legal_entity
from tests.memory import Billed, DictBackend

INVOICE = {"invoice_id": "i", "legal_entity_id": "pt", "due_on": "2025-02-10", "total_minor": 900}


def office(**entity: Any) -> DictBackend:
    return with_staff(a_customer(), a_legal_entity(**entity), role="owner")


def record(backend: DictBackend, minutes: int = 0, **changes: Any) -> dict[str, Any]:
    at = NOON - timedelta(minutes=60 - minutes)
    return give(backend, "record_invoice", INVOICE | changes, made_at=at)


def pay(backend: DictBackend, minutes: int, paid: int) -> dict[str, Any]:
    data = {"invoice_id": "i", "paid_minor": paid}
    return give(backend, "record_invoice", data, made_at=NOON - timedelta(minutes=60 - minutes))


def untouched(backend: DictBackend) -> dict[str, int]:
    return {path: version for path, version in backend.versions.items() if "/commands/" not in path}


def stands(backend: DictBackend) -> tuple[Any, ...]:
    invoice = backend.one("invoices")
    exposure = backend.one("legal_entities")["exposure_minor"]
    return invoice["status"], invoice["open_minor"], exposure


@pytest.mark.item("S000-43", "S000-65")
def test_an_invoice_goes_to_the_legal_entity_and_its_account_and_what_is_open_is_exposed() -> None:
    backend = office()
    backend.billed = Billed()
    command = record(backend)
    assert command["result"] == {"invoice_id": "i", "status": "open"}
    assert backend.billed == Billed(reads=1 + 3, writes=1 + 2)
    assert backend.one("invoices")["customer_id"] == "somebody"
    assert stands(backend) == ("open", 900, 900)


def test_payments_move_the_status_and_one_that_comes_twice_counts_once() -> None:
    backend = office()
    record(backend)
    pay(backend, 10, 400)
    assert stands(backend) == ("part_paid", 500, 500)
    pay(backend, 20, 900)
    assert stands(backend) == ("paid", 0, 0)
    assert backend.one("invoices")["paid_at"] == NOON - timedelta(minutes=40)
    pay(backend, 20, 900)
    assert stands(backend) == ("paid", 0, 0)


def test_a_payment_that_arrives_after_a_later_one_changes_nothing() -> None:
    ends = set()
    for order in permutations([(10, 100), (20, 300), (30, 900)]):
        backend = office()
        record(backend)
        for minutes, paid in order:
            pay(backend, minutes, paid)
        ends.add(stands(backend))
    assert ends == {("paid", 0, 0)}


def test_a_cancelled_invoice_is_owed_no_more() -> None:
    backend = office()
    record(backend)
    give(backend, "record_invoice", {"invoice_id": "i", "is_cancelled": True})
    assert stands(backend) == ("cancelled", 0, 0)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"total_minor": -1}, "total_minor"),
        ({"paid_minor": -1}, "paid_minor"),
        ({"paid_minor": 901}, "paid_minor"),
        ({"total_minor": 9.5}, "total_minor"),
        ({"due_on": "2025-02-30"}, "due_on"),
        ({"due_on": None}, "due_on"),
        ({"legal_entity_id": "none"}, "legal_entity_id"),
        ({"legal_entity_id": None}, "legal_entity_id"),
        ({"invoice_id": None}, "invoice_id"),
        ({"is_cancelled": "yes"}, "is_cancelled"),
    ],
)
def test_a_wrong_invoice_is_refused_by_its_path_and_nothing_is_written(
    changes: dict[str, Any], path: str
) -> None:
    backend = office()
    before = untouched(backend)
    assert list(problems(record(backend, **changes))) == [path]
    assert untouched(backend) == before


def test_a_payment_before_its_invoice_is_refused_with_what_is_missing() -> None:
    backend = office()
    assert problems(pay(backend, 1, 5)) == {"legal_entity_id": "is needed"}
    assert backend.all("invoices") == {}


def test_an_invoice_does_not_move_to_another_legal_entity() -> None:
    backend = office()
    backend.put(a_legal_entity(id="other"))
    record(backend)
    before = untouched(backend)
    assert problems(record(backend, 5, legal_entity_id="other")) == {"legal_entity_id": "may not change"}
    assert untouched(backend) == before


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    some.lists(
        some.tuples(some.sampled_from("abc"), some.integers(0, 50), some.integers(0, 9), some.booleans()),
        max_size=12,
    )
)
def test_the_exposure_is_the_sum_of_what_is_open_after_any_history(
    history: list[tuple[str, int, int, bool]],
) -> None:
    backend = office()
    for id, minutes, paid, is_cancelled in history:
        record(backend, minutes, invoice_id=id, paid_minor=paid * 100, is_cancelled=is_cancelled)
    is_open = (one["open_minor"] for one in backend.all("invoices").values())
    assert backend.one("legal_entities")["exposure_minor"] == sum(is_open)


@pytest.mark.item("S000-58")
def test_a_legal_entity_keeps_its_fields_and_its_late_changes_are_told() -> None:
    backend = with_staff(a_customer(), role="sales_rep")
    backend.billed = Billed()
    command = give(backend, "save_legal_entity", BESIDE["save_legal_entity"])
    assert command["result"] == {"legal_entity_id": "pt"}
    assert backend.billed == Billed(reads=1 + 3, writes=1 + 1)
    stored = backend.one("legal_entities")
    asked = {k: v for k, v in BESIDE["save_legal_entity"].items() if k != "legal_entity_id"}
    assert {name: stored[name] for name in asked} == asked
    late = {"legal_entity_id": "pt", "legal_name": "Older"}
    command = give(backend, "save_legal_entity", late, made_at=NOON - timedelta(days=1))
    assert command["result"] == {"legal_entity_id": "pt", "outdated": ["legal_name"]}
    assert backend.one("legal_entities")["legal_name"] == "PT Kopi"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"legal_name": None}, "legal_name"),
        ({"billing_email": "finance"}, "billing_email"),
        ({"payment_term_days": -1}, "payment_term_days"),
        ({"credit_limit_minor": -1}, "credit_limit_minor"),
        ({"customer_id": "nobody"}, "customer_id"),
    ],
)
def test_a_wrong_legal_entity_is_refused_by_its_path(changes: dict[str, Any], path: str) -> None:
    backend = with_staff(a_customer(), role="owner")
    before = untouched(backend)
    assert list(problems(give(backend, "save_legal_entity", BESIDE["save_legal_entity"] | changes))) == [path]
    assert untouched(backend) == before


def test_a_rep_changes_no_legal_entity_of_an_account_that_is_assigned_to_another() -> None:
    backend = with_staff(a_customer(owner_uid="another"), a_legal_entity(), role="sales_rep")
    asked = {"legal_entity_id": "pt", "legal_name": "Mine"}
    assert problems(give(backend, "save_legal_entity", asked)) == {
        "customer_id": "is assigned to another member"
    }


@pytest.mark.item("S000-43")
def test_a_contract_is_its_account_s_with_its_days_and_prices() -> None:
    backend = office()
    backend.billed = Billed()
    command = give(backend, "save_contract", BESIDE["save_contract"])
    assert command["result"] == {"contract_id": "beans-2025"}
    assert backend.billed == Billed(reads=1 + 4, writes=1 + 1)
    stored = backend.one("contracts")
    assert {name: stored[name] for name in BESIDE["save_contract"] if name != "contract_id"} == {
        name: value for name, value in BESIDE["save_contract"].items() if name != "contract_id"
    }
    give(backend, "save_contract", {"contract_id": "beans-2025", "ends_on": "2026-06-30"}, now=NOON)
    assert backend.one("contracts")["ends_on"] == "2026-06-30"


def test_a_contract_takes_the_account_of_its_legal_entity() -> None:
    backend = office()
    asked = {"legal_entity_id": "pt", "starts_on": "2025-01-01"}
    assert give(backend, "save_contract", asked)["result"] == {"contract_id": "c0"}
    assert backend.one("contracts")["customer_id"] == "somebody"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"ends_on": "2024-12-31"}, "ends_on"),
        ({"starts_on": None}, "starts_on"),
        ({"starts_on": "yesterday"}, "starts_on"),
        ({"renewal": "maybe"}, "renewal"),
        ({"prices": [{"product_id": "beans", "price_minor": -1}]}, "prices.0.price_minor"),
        ({"legal_entity_id": "none"}, "legal_entity_id"),
        ({"customer_id": "other"}, "legal_entity_id"),
    ],
)
def test_a_wrong_contract_is_refused_by_its_path_and_nothing_is_written(
    changes: dict[str, Any], path: str
) -> None:
    backend = office()
    backend.put(a_customer(id="other", phone=None, email=None))
    before = untouched(backend)
    assert list(problems(give(backend, "save_contract", BESIDE["save_contract"] | changes))) == [path]
    assert untouched(backend) == before


RANGES = an_org(sales={"discounts": {"sales_rep": "10", "manager": "30"}})


def _priced(role: Role) -> DictBackend:
    backend = with_staff(a_customer(), a_legal_entity(), role=role)
    backend.put(Product(id="beans", name="Beans", price_minor=40_000))
    backend.put(Product(id="gift", name="Gift"))
    backend.put(
        Contract(
            id="of-the-year",
            customer_id="somebody",
            starts_on="2025-01-01",
            prices=(ContractPrice(product_id="beans", price_minor=30_000),),
        )
    )
    return backend


def _agreed(backend: DictBackend, product: str, price_minor: int, contract: str = "new") -> dict[str, Any]:
    asked = {"contract_id": contract, "customer_id": "somebody", "starts_on": "2025-01-02"}
    prices = [{"product_id": product, "price_minor": price_minor}]
    return give(backend, "save_contract", {**asked, "prices": prices}, org=RANGES)


@pytest.mark.item("S002-60")
@pytest.mark.parametrize(
    ("role", "product", "price_minor", "refused"),
    [
        ("sales_rep", "beans", 36_000, None),
        ("sales_rep", "beans", 35_999, "is more off the price than your role may give"),
        ("sales_rep", "beans", 0, "is more off the price than your role may give"),
        ("sales_rep", "beans", 90_000, None),
        ("sales_rep", "gift", 0, "may be set by owners and managers only"),
        ("sales_rep", "not-there", 0, "may be set by owners and managers only"),
        ("manager", "not-there", 0, None),
        ("manager", "beans", 28_000, None),
        ("manager", "beans", 27_999, "is more off the price than your role may give"),
        ("manager", "gift", 0, None),
        ("owner", "beans", 0, None),
    ],
)
def test_a_contract_has_no_price_that_its_giver_could_not_give_in_a_quote(
    role: Role, product: str, price_minor: int, refused: str | None
) -> None:
    backend = _priced(role)
    before = untouched(backend)
    command = _agreed(backend, product, price_minor)
    assert (command["status"] == "done") == (refused is None)
    assert (untouched(backend) == before) == (refused is not None)
    assert refused is None or problems(command) == {"prices.0.price_minor": refused}


def test_a_rep_keeps_the_prices_that_a_leader_agreed_to() -> None:
    backend = _priced("sales_rep")
    backend.billed = Billed()
    assert _agreed(backend, "beans", 30_000, contract="of-the-year")["status"] == "done"
    assert backend.billed.reads == 1 + 2, "the member, the contract, the account, and no product"
    assert _agreed(backend, "beans", 29_999, contract="of-the-year")["status"] == "refused"


@pytest.mark.item("S002-60")
@pytest.mark.parametrize(
    ("known", "asked", "status"),
    [
        ({}, {"title": "Beans"}, "done"),
        ({"ends_on": "2025-12-31"}, {"ends_on": "2025-11-30"}, "done"),
        ({}, {"ends_on": "2025-12-31"}, "done"),
        ({}, {"starts_on": "2025-02-01"}, "done"),
        ({}, {"is_cancelled": True}, "done"),
        ({"ends_on": "2025-12-31"}, {"ends_on": "2026-12-31"}, "refused"),
        ({"ends_on": "2025-12-31"}, {"ends_on": None}, "refused"),
        ({}, {"starts_on": "2024-12-31"}, "refused"),
        ({"is_cancelled": True}, {"is_cancelled": False}, "refused"),
        ({}, {"renewal": "automatic"}, "refused"),
        ({"legal_entity_id": "pt"}, {"legal_entity_id": "cv"}, "refused"),
    ],
)
def test_prices_that_hold_for_longer_or_for_more_are_agreed_to_anew(
    known: dict[str, Any], asked: dict[str, Any], status: str
) -> None:
    backend = _priced("sales_rep")
    backend.put(a_legal_entity(id="cv"))
    backend.client_writes("orgs/kopi/contracts/of-the-year", **known)
    given = give(backend, "save_contract", {"contract_id": "of-the-year", **asked}, org=RANGES)
    assert given["status"] == status, given.get("problems")
