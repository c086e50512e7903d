"""An account's order is held against its credit limit and its contract's prices: it is recorded, with warnings."""

from typing import Any

import pytest

from functions.domain.accounts.contracts import Contract
from functions.domain.accounts.legal_entities import LegalEntity
from functions.domain.kernel.decisions import Document
from functions.domain.orders.receipts import Receipt
from tests.builders import an_order, an_org, take_in
from tests.memory import Billed, DictBackend, a_store

ORG = an_org(accounts={"warns_of_credit": True, "warns_of_prices": True})


def an_entity(id: str = "pt", **changes: Any) -> LegalEntity:
    fields = {"customer_id": "somebody", "legal_name": "PT Kopi", "credit_limit_minor": 50_000}
    return LegalEntity.model_validate({"id": id} | fields | changes)


def a_contract(id: str = "c", **changes: Any) -> Contract:
    prices = [{"product_id": "latte", "price_minor": 38_000}]
    fields = {"customer_id": "somebody", "starts_on": "2025-01-01", "ends_on": "2025-12-31", "prices": prices}
    return Contract.model_validate({"id": id} | fields | changes)


def deliver(backend: DictBackend, org: Any = ORG, **changes: Any) -> Receipt:
    body = {"source": "b2b", "customer": {"app_user_id": "uid"}} | changes
    return take_in(a_store(backend), an_order(org, **body), org=org)


def with_account(*documents: Document) -> DictBackend:
    backend = DictBackend()
    deliver(backend, order_id="first", source="pos")
    ((id, _),) = backend.all("customers").items()
    for each in documents:
        owned = each.with_changes(customer_id=id) if "customer_id" in type(each).model_fields else each
        backend.put(owned)
    return backend


def warned(receipt: Receipt) -> dict[str, str]:
    return {each.path: each.message for each in receipt.warnings}


@pytest.mark.item("S002-74")
@pytest.mark.parametrize(
    ("entities", "over"),
    [
        ([an_entity(exposure_minor=11_300)], None),
        ([an_entity(exposure_minor=11_301)], "0.01"),
        ([an_entity(exposure_minor=50_000)], "387.00"),
        ([an_entity(credit_limit_minor=0)], "387.00"),
        ([an_entity(credit_limit_minor=None, exposure_minor=10**9)], None),
        ([an_entity(exposure_minor=50_000), an_entity("cv", exposure_minor=11_301)], "0.01"),
        ([an_entity(exposure_minor=50_000), an_entity("cv", credit_limit_minor=None)], None),
        ([], None),
    ],
)
def test_an_order_that_passes_what_is_left_of_the_limit_is_recorded_and_says_by_how_much(
    entities: list[LegalEntity], over: str | None
) -> None:
    backend = with_account(*entities)
    receipt = deliver(backend)
    said = f"is passed by {over} INR, with what is open of invoices"
    assert warned(receipt) == ({} if over is None else {"credit_limit": said})
    assert backend.all("orders")["b2b:1"]["total_minor"] == 38_700
    assert warned(deliver(backend)) == warned(receipt)


def test_only_orders_of_accounts_are_held_to_terms_and_only_where_the_business_wants_it() -> None:
    backend = with_account(an_entity(credit_limit_minor=0), a_contract())
    assert warned(deliver(backend, source="pos")) == {}
    assert warned(deliver(backend, status="cancelled")) == {}
    assert warned(deliver(backend, an_org(), order_id="2")) == {}


def test_a_later_state_keeps_what_was_said_of_the_limit_and_one_that_comes_to_more_is_held_against_it() -> (
    None
):
    backend = with_account(an_entity(exposure_minor=11_300))
    assert warned(deliver(backend)) == {}
    backend.client_writes("orgs/kopi/legal_entities/pt", exposure_minor=50_000)
    later = {"updated_at": "2025-01-25T11:00:00+05:30"}
    assert warned(deliver(backend, status="delivered", **later)) == {}
    more = {"total": "400.00", "updated_at": "2025-01-25T12:00:00+05:30"}
    passed = {"credit_limit": "is passed by 400.00 INR, with what is open of invoices"}
    assert warned(deliver(backend, **more)) == passed
    same = {"total": "400.00", "status": "delivered", "updated_at": "2025-01-25T13:00:00+05:30"}
    assert warned(deliver(backend, **same)) == passed


@pytest.mark.item("S002-74")
def test_a_line_at_another_price_than_the_contract_s_is_named_by_where_it_stood() -> None:
    backend = with_account(a_contract(), a_contract("over", starts_on="2024-01-01", ends_on="2024-12-31"))
    line = {"product_id": "latte", "quantity": "1"}
    lines = [{}, line | {"unit_price": "387.00"}, line | {"unit_price": "380.00"}, line]
    said = warned(deliver(backend, lines=lines))
    assert said == {"lines.1.unit_price": "is not the contract's, 380.00", "lines.3.unit_price": "is missing"}


def test_a_contact_s_order_is_held_to_the_terms_of_their_account() -> None:
    backend = with_account(an_entity(credit_limit_minor=0))
    ((account, _),) = backend.all("customers").items()
    person = {"app_user_id": "person", "account_id": account}
    assert list(warned(deliver(backend, customer=person))) == ["credit_limit"]


def test_terms_bill_one_read_a_legal_entity_and_one_a_contract() -> None:
    backend, plain = with_account(an_entity(), a_contract()), with_account()
    backend.billed, plain.billed = Billed(), Billed()
    deliver(backend)
    deliver(plain, an_org())
    assert backend.billed == Billed(plain.billed.reads + 2, plain.billed.writes)
