"""What a roaster's accounts owe and do, over the real wire: invoices, activities, orders of accounts."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.client import LocalFirebase
from tests.scenarios.conftest import bound_to
from tests.scenarios.roaster import Roaster
from tests.scenarios.shop import Answer

NOON = "2025-01-25T05:00:00Z"


@pytest.fixture(scope="module")
def firebase() -> Iterator[LocalFirebase]:
    """One for these tests, whose ticks come when a test says so."""
    with LocalFirebase.start(clock=NOON) as running, bound_to(running):
        running.control("POST", "/schedules/tick/pause")
        yield running


@pytest.fixture
def roaster(firebase: LocalFirebase) -> Roaster:
    return Roaster(firebase)


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
