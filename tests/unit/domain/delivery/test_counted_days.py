"""A message that goes on another day than it was planned for takes its place in that day's cap."""

from datetime import timedelta

import pytest

from functions.domain.customers.customer import Customer
from functions.domain.customers.touches import MarketingTouch
from functions.domain.delivery.claims import claim_message
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.store.documents import to_model
from tests.builders import NOON, a_customer, a_message, an_org
from tests.memory import DictBackend, a_store, run

BEFORE_MIDNIGHT = NOON + timedelta(hours=6, minutes=27)  # 23:57 in Kolkata
AFTER_MIDNIGHT = BEFORE_MIDNIGHT + timedelta(minutes=6)
ONE_A_DAY = an_org(messages={"caps": {"overall": {"day": 1}}})


def claimed(
    org: Org, message: Message, *marketing_touches: MarketingTouch
) -> tuple[DictBackend, Customer, str]:
    """What is stored after a message that was planned before midnight is claimed after it."""
    backend = DictBackend()
    backend.put(a_customer(marketing_touches=marketing_touches))
    backend.put(message)
    claim = run(
        a_store(backend),
        lambda: claim_message(org, message.id, "somebody", lease_id="mine", now=AFTER_MIDNIGHT),
    )
    customer = to_model(Customer, backend.snapshot("orgs/kopi/customers/somebody"))
    assert customer is not None
    return backend, customer, claim.state


def planned(message_id: str, minutes: int = 0) -> MarketingTouch:
    at = BEFORE_MIDNIGHT + timedelta(minutes=minutes)
    return MarketingTouch(message_id=message_id, channel="push", at=at)


def test_a_message_that_is_late_into_the_next_day_counts_there_and_not_on_the_day_before() -> None:
    _, customer, state = claimed(ONE_A_DAY, a_message(created_at=BEFORE_MIDNIGHT), planned("m"))
    assert state == "sending"
    assert customer.marketing_touches == (MarketingTouch(message_id="m", channel="push", at=AFTER_MIDNIGHT),)


def test_a_message_that_is_late_into_a_day_that_is_full_does_not_go() -> None:
    message = a_message(created_at=BEFORE_MIDNIGHT)
    backend, customer, state = claimed(ONE_A_DAY, message, planned("m"), planned("other", minutes=4))
    assert state == "over"
    assert backend.one("messages")["reason"] == "frequency_cap"
    assert len(customer.marketing_touches) == 2


@pytest.mark.parametrize(
    ("org", "message", "marketing_touches"),
    [
        (ONE_A_DAY, a_message(created_at=BEFORE_MIDNIGHT), (planned("m", minutes=4),)),
        (an_org(messages={}), a_message(created_at=BEFORE_MIDNIGHT), ()),
        (
            ONE_A_DAY,
            a_message(created_at=BEFORE_MIDNIGHT, purpose="transactional", template="tier_upgrade"),
            (),
        ),
    ],
    ids=["counted on that day", "no caps", "transactional"],
)
def test_a_claim_writes_nothing_else_where_nothing_is_to_be_counted(
    org: Org, message: Message, marketing_touches: tuple[MarketingTouch, ...]
) -> None:
    backend, customer, state = claimed(org, message, *marketing_touches)
    assert state == "sending"
    assert customer.marketing_touches == marketing_touches
    assert backend.billed.writes == 1
