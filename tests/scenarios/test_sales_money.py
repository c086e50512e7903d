"""What a roaster's accounts owe and do, over the real wire: invoices, activities, orders of accounts."""

import json
from typing import Any

import pytest

from tests.scenarios.roaster import NOON, Roaster
from tests.scenarios.shop import Answer

pytestmark = pytest.mark.begins(NOON, ticks=False)


def bill(roaster: Roaster, **changes: Any) -> Answer:
    """Finance posts a state of an invoice of 900,000 rupiah; `method`, `signed`, `content_type` are the request's."""
    how = {name: changes.pop(name) for name in ("method", "signed", "content_type") if name in changes}
    state = {
        "invoice_id": "INV-1",
        "legal_entity_id": "pt",
        "due_on": "2025-02-10",
        "currency": "IDR",
        "total": "900000",
        "updated_at": "2025-01-25T09:00:00+07:00",
    }
    return roaster.post_raw(json.dumps(state | changes).encode(), path=f"/{roaster.id}/invoices", **how)


def account(roaster: Roaster, **entity: Any) -> str:
    id = roaster.account()
    roaster.do("save_legal_entity", legal_entity_id="pt", customer_id=id, legal_name="PT Fox", **entity)
    return id


@pytest.mark.item("S002-74")
def test_finance_posts_invoices_and_each_request_has_its_answer(roaster: Roaster) -> None:
    account(roaster)
    assert (bill(roaster).status, bill(roaster).status) == (201, 200)
    assert bill(roaster, total="900001").json["error"]["code"] == "conflict"
    paid = bill(roaster, status="paid", updated_at="2025-01-25T10:00:00+07:00")
    assert (paid.status, paid.json["status"], bill(roaster).json["status"]) == (201, "paid", "paid")
    assert roaster.read("legal_entities/pt")["exposure_minor"] == 0
    wrong = bill(roaster, invoice_id="INV-2", total="-1", due_on="soon")
    assert (wrong.status, [each["path"] for each in wrong.json["error"]["fields"]]) == (
        400,
        ["due_on", "total"],
    )
    assert bill(roaster, signed="sha256=00").status == 401
    assert bill(roaster, method="GET").status == 405
    assert bill(roaster, content_type="text/plain").status == 415
    assert bill(roaster, number="x" * 70_000).status == 413
    assert set(roaster.all("invoices")) == {"INV-1"}


@pytest.mark.item("S000-19", "S002-31", "S002-74")
def test_an_account_s_order_leaves_an_interaction_and_warns_of_limit_and_price(roaster: Roaster) -> None:
    id = account(roaster, credit_limit_minor=100_000_000)
    prices = [{"product_id": "beans", "price_minor": 9_000_000}]
    contract: dict[str, Any] = {"starts_on": "2025-01-01", "ends_on": "2025-12-31", "prices": prices}
    roaster.do("save_contract", customer_id=id, legal_entity_id="pt", **contract)
    bill(roaster)
    at = roaster.now().isoformat()
    order = {
        "source": "b2b",
        "currency": "IDR",
        "total": "200000",
        "ordered_at": at,
        "updated_at": at,
        "customer": {"phone": roaster.read(f"customers/{id}")["phone"]},
        "lines": [{"product_id": "beans", "quantity": "2", "unit_price": "100000"}],
    }
    answer = roaster.post(**order)
    assert (answer.status, answer.json["warnings"]) == (
        201,
        [
            {"path": "credit_limit", "message": "is passed by 100000.00 IDR, with what is open of invoices"},
            {"path": "lines.0.unit_price", "message": "is not the contract's, 90000.00"},
        ],
    )
    (left,) = [each for each in roaster.all("interactions").values() if each["customer_id"] == id]
    assert (left["interaction_type"], left["transaction"]["ref_table"]) == ("order_placed", "b2b_orders")


@pytest.mark.item("S000-15", "S000-22", "S002-34")
def test_a_visit_leaves_a_follow_up_to_the_rep_and_a_word_of_no_list_is_refused(roaster: Roaster) -> None:
    id = account(roaster)
    visit = {"interaction_source": "b2b_sales", "customer_id": id, "outcome": "follow_up_needed"}
    told = roaster.do(
        "record_interaction",
        by_uid="rep",
        interaction_type="visit",
        follow_up_on=roaster.today(days=3),
        **visit,
    )
    task = roaster.read(f"tasks/{told['task_id']}")
    assert (task["task_type"], task["assignee_uid"], task["due_on"]) == (
        "follow_up",
        "rep",
        roaster.today(days=3),
    )
    refused = roaster.settled("odd", "record_interaction", visit | {"interaction_type": "chat"}, by_uid="rep")
    assert (refused["status"], [each["path"] for each in refused["problems"]]) == (
        "refused",
        ["interaction_type"],
    )
