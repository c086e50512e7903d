"""What a customer says about being written to, at the till, with an order."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.consent.permission import why_no_consent
from functions.domain.customers.consents import Consent, with_consent
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Changes, Decision, get
from tests.builders import NOON, PHONE, an_order, an_org, take_in
from tests.memory import DictBackend, a_store, run
from tests.reactions import reacted

ORG = an_org()
ORDERED_AT = an_order(ORG).facts.ordered_at


def sale(backend: DictBackend, consents: Any, **changes: Any) -> None:
    customer = {"phone": PHONE, "consents": consents}
    take_in(a_store(backend), an_order(ORG, customer=customer, **changes), org=ORG)


def customer_of(backend: DictBackend) -> Customer:
    (id,) = backend.all("customers")
    return Customer.model_validate({**backend.one("customers"), "id": id})


def refuses(backend: DictBackend, minutes: int) -> None:
    """The customer writes STOP so many minutes after the order."""
    (id,) = backend.all("customers")

    def decide() -> Decision[None]:
        customer = yield from get(Customer, id)
        assert customer is not None
        at = ORDERED_AT + timedelta(minutes=minutes)
        no = Consent(granted=False, at=at, how="keyword", by="customer", detail="STOP")
        consents = with_consent(customer.consents, "whatsapp", no)
        said = customer.with_changes(consents=consents, whatsapp_opt_in=False)
        after = yield from reacted(ORG, customer, said, NOON)
        return Changes(put=(after,)), None

    run(a_store(backend), decide)


def test_what_is_said_at_the_till_is_kept_with_its_proof() -> None:
    backend = DictBackend()
    sale(backend, {"whatsapp": True, "sms": False})
    customer = backend.one("customers")
    assert (customer["whatsapp_opt_in"], customer["sms_opt_in"], customer["email_opt_in"]) == (
        True,
        False,
        False,
    )
    assert customer["consents"]["whatsapp"]["marketing"] == {
        "granted": True,
        "at": ORDERED_AT,
        "how": "order",
        "by": "customer",
        "detail": "order pos:1, outlet first",
    }
    assert [customer["consents"]["sms"][p]["granted"] for p in ("marketing", "transactional")] == [
        False,
        False,
    ]


def test_consents_cost_no_document_more() -> None:
    backend, silent = DictBackend(), DictBackend()
    sale(backend, {"whatsapp": True})
    sale(silent, None)
    assert backend.billed == silent.billed


@pytest.mark.parametrize(("minutes", "reason"), [(1, "opted_out"), (-1, None)])
def test_a_refusal_of_after_the_order_stands_whichever_comes_first(minutes: int, reason: str | None) -> None:
    backend = DictBackend()
    sale(backend, None, order_id="0", ordered_at="2025-01-20T10:30:00+05:30")
    refuses(backend, minutes)
    sale(backend, {"whatsapp": True})
    assert why_no_consent(customer_of(backend), "whatsapp", "marketing") == reason


def test_a_refund_that_repeats_the_yes_of_its_sale_does_not_undo_a_refusal_between_them() -> None:
    backend = DictBackend()
    sale(backend, {"whatsapp": True})
    refuses(backend, 5)
    sale(backend, {"whatsapp": True}, status="refunded", updated_at="2025-01-25T11:30:00+05:30")
    assert why_no_consent(customer_of(backend), "whatsapp", "marketing") == "opted_out"


def test_a_group_and_an_account_come_with_the_buyer() -> None:
    backend = DictBackend()
    customer = {"phone": PHONE, "group": "B2B", "account_id": "hotel-1"}
    take_in(a_store(backend), an_order(ORG, customer=customer), org=ORG)
    stored = backend.one("customers")
    assert (stored["customer_group"], stored["account_id"]) == ("b2b", "hotel-1")
