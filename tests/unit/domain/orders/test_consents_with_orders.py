"""What a buyer says with an order to being written to: kept with its proof, and never over a later word in person."""

from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from functions.domain.consent.changes import with_word
from functions.domain.consent.keywords import Keyword
from functions.domain.consent.permission import why_no_consent
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.orders.parsing import parse_order
from functions.domain.orders.receipts import Receipt
from tests.builders import NOON, PHONE, an_order_body, an_org, take_in
from tests.memory import Billed, DictBackend, a_store, run
from tests.reactions import reacted

ORG = an_org()
HOUR = timedelta(hours=1)


def buy(
    backend: DictBackend,
    order_id: str,
    at: datetime,
    consents: Any,
    *,
    now: datetime | None = None,
    **changes: Any,
) -> Receipt:
    """An order that was placed at an instant, with what the buyer said."""
    body = an_order_body(
        order_id=order_id,
        customer={"phone": PHONE, "consents": consents},
        **{"ordered_at": at.isoformat(), "updated_at": at.isoformat()} | changes,
    )
    arrival = now or max(at, NOON)
    return take_in(a_store(backend), parse_order(ORG, body, arrival), org=ORG, now=arrival)


def writes(backend: DictBackend, word: str, at: datetime) -> None:
    """The customer writes STOP or START on WhatsApp."""
    (customer_id,) = backend.all("customers")

    def decide() -> Decision[None]:
        customer = yield from get(Customer, customer_id)
        assert customer is not None
        after = with_word(customer, "whatsapp", Keyword(word == "start", word), at=at)
        return Changes(put=((yield from reacted(ORG, customer, after, at)),)), None

    run(a_store(backend), decide)


def customer(backend: DictBackend) -> Customer:
    ((id, fields),) = backend.all("customers").items()
    return Customer(id=id, **fields)


def agrees(backend: DictBackend, channel: Any = "whatsapp") -> bool:
    return why_no_consent(customer(backend), channel, "marketing") is None


def test_a_new_customer_s_yes_and_no_are_kept_with_their_proof_and_bill_nothing_more() -> None:
    backend, without = DictBackend(), DictBackend()
    buy(backend, "1", NOON, {"whatsapp": True, "sms": False, "email": True})
    buy(without, "1", NOON, None)
    assert backend.billed == without.billed == Billed(reads=4, writes=4)
    assert customer(backend).model_dump()["consents"]["whatsapp"]["marketing"] == {
        "granted": True,
        "at": NOON,
        "how": "order",
        "by": "customer",
        "detail": "order pos:1, outlet first",
    }
    assert [agrees(backend, channel) for channel in ("whatsapp", "sms", "email")] == [True, False, True]
    found = customer(backend)
    assert (found.whatsapp_opt_in, found.sms_opt_in, found.email_opt_in) == (True, False, True)


def test_a_known_customer_s_word_is_kept_in_the_commit_of_the_order() -> None:
    backend = DictBackend()
    buy(backend, "1", NOON, None)
    backend.billed = Billed()
    buy(backend, "2", NOON + HOUR, {"whatsapp": True})
    assert backend.billed == Billed(reads=1, writes=3)
    assert agrees(backend)


@pytest.mark.parametrize("again", ["replay", "refund", "stale"])
def test_a_refusal_in_person_stays_though_the_order_comes_again(again: str) -> None:
    backend = DictBackend()
    buy(backend, "1", NOON, {"whatsapp": True})
    writes(backend, "stop", NOON + HOUR)
    match again:
        case "replay":
            assert buy(backend, "1", NOON, {"whatsapp": True}).replayed
        case "refund":
            buy(
                backend,
                "1",
                NOON + 2 * HOUR,
                {"whatsapp": True},
                status="refunded",
                ordered_at=NOON.isoformat(),
            )
        case "stale":
            assert buy(backend, "1", NOON - HOUR, {"whatsapp": True}).replayed
    assert not agrees(backend)


def test_a_refusal_before_the_order_gives_way_to_the_word_at_the_till() -> None:
    backend = DictBackend()
    buy(backend, "1", NOON, None)
    writes(backend, "stop", NOON + HOUR)
    buy(backend, "2", NOON + 2 * HOUR, {"whatsapp": True})
    assert agrees(backend)


def test_of_orders_in_any_order_of_arrival_the_later_word_holds() -> None:
    said = [("1", NOON, True), ("2", NOON + HOUR, False), ("3", NOON + HOUR, True), ("4", NOON - HOUR, True)]
    for delivered in permutations(said):
        backend = DictBackend()
        for order_id, at, word in delivered:
            buy(backend, order_id, at, {"whatsapp": word}, now=NOON + 2 * HOUR)
        assert not agrees(backend)


def test_a_till_that_is_some_minutes_ahead_does_not_outlast_a_stop() -> None:
    backend = DictBackend()
    buy(backend, "1", NOON + timedelta(minutes=9), {"whatsapp": True}, now=NOON)
    writes(backend, "stop", NOON + timedelta(minutes=1))
    assert not agrees(backend)


def test_a_yes_whose_day_is_not_known_does_not_overcome_a_refusal() -> None:
    backend = DictBackend()
    buy(backend, "1", NOON, None)
    writes(backend, "stop", NOON)
    buy(backend, "2", NOON + timedelta(days=300), {"whatsapp": True}, now=NOON + HOUR)
    assert not agrees(backend)


def test_a_word_of_the_wrong_type_is_a_warning_and_says_nothing() -> None:
    backend = DictBackend()
    receipt = buy(backend, "1", NOON, {"whatsapp": "yes", "sms": 1, "email": True})
    assert [w.path for w in receipt.warnings] == ["customer.consents.whatsapp", "customer.consents.sms"]
    assert [agrees(backend, channel) for channel in ("whatsapp", "sms", "email")] == [False, False, True]
    assert set(customer(backend).consents) == {"email"}


def test_an_anonymous_sale_s_consents_are_nobody_s() -> None:
    backend = DictBackend()
    body = an_order_body(customer={"name": "Asha", "consents": {"whatsapp": True}})
    assert take_in(a_store(backend), parse_order(ORG, body, NOON), org=ORG).customer_id is None
    assert backend.all("customers") == {}


def test_a_business_that_buys_is_one_and_its_account_stands_on_the_order() -> None:
    backend = DictBackend()
    body = an_order_body(customer={"phone": PHONE, "group": "B2B", "account_id": "acme"})
    take_in(a_store(backend), parse_order(ORG, body, NOON), org=ORG)
    buy(backend, "2", NOON, None)
    assert customer(backend).customer_group == "b2b"
    assert customer(backend).account_id == "acme"
