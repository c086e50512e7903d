"""What waited is asked once more whether its cause still stands."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.customers.customer import LoyaltyAccount, Stats
from functions.domain.delivery.causes import CAUSES
from functions.domain.delivery.claims import claim_message
from functions.domain.messages.explanations import why
from functions.domain.messages.outbox import Message
from tests.builders import NOON, a_customer, a_message, an_org
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org()
MORNING = NOON + timedelta(hours=16)


def claimed(message: Message, customer: Any = None, order: dict[str, Any] | None = None) -> DictBackend:
    backend = DictBackend()
    backend.put(message)
    backend.put(customer or a_customer())
    if order is not None:
        backend.client_writes("orgs/kopi/orders/pos:1", **order)
    backend.billed = Billed()
    run(a_store(backend), lambda: claim_message(ORG, message.id, "somebody", lease_id="mine", now=MORNING))
    return backend


def outcome(backend: DictBackend) -> tuple[str, str | None]:
    message = backend.one("messages")
    return message["status"], message["reason"]


def bought(at: datetime) -> Any:
    return a_customer(stats=Stats(orders=2, last_order_at=at))


SILENCE = {
    "rule": "automation:winback_30",
    "cause": f"somebody:automation:winback_30:{NOON - timedelta(days=30):%Y%m%dT%H%M%S}",
}
SENT, OVER = ("sending", None), ("suppressed", "cause_over")


@pytest.mark.parametrize(
    ("last_order_at", "became"),
    [
        (NOON - timedelta(days=30) + timedelta(milliseconds=300), SENT),
        (NOON - timedelta(days=300), SENT),  # the order that ended the silence was cancelled since
        (MORNING - timedelta(hours=1), OVER),
        (NOON - timedelta(days=3), OVER),  # a till that was offline tells of it now
    ],
)
def test_a_winback_that_waited_for_the_morning_does_not_go_to_who_has_bought_since(
    last_order_at: datetime, became: tuple[str, str | None]
) -> None:
    backend = claimed(a_message(send_at=MORNING, **SILENCE), bought(last_order_at))
    assert outcome(backend) == became
    assert backend.billed == Billed(reads=2, writes=1)


def test_a_message_whose_cause_is_over_says_so_in_words_and_is_not_woken_again() -> None:
    backend = claimed(a_message(send_at=MORNING, **SILENCE), bought(MORNING))
    message = Message.model_validate({**backend.one("messages"), "id": "m"})
    assert (message.wake_at, message.send_at, message.attempts) == (None, None, 0)
    assert (
        why(message) == "what caused it had ended before it was sent, such as a silence that a purchase ended"
    )


@pytest.mark.parametrize(("tier", "became"), [("gold", SENT), ("platinum", OVER), ("silver", OVER)])
def test_nobody_is_told_of_a_tier_that_they_have_left(tier: str, became: tuple[str, str | None]) -> None:
    upgrade = a_message(
        rule="automation:tier_upgrade",
        template="tier_upgrade",
        purpose="transactional",
        variables={"tier": "gold"},
    )
    backend = claimed(upgrade, a_customer(loyalty=LoyaltyAccount(tier=tier)))
    assert outcome(backend) == became
    assert backend.billed.reads == 2


@pytest.mark.parametrize(
    ("order", "became"),
    [
        ({"status": "delivered"}, SENT),
        ({"status": "paid"}, SENT),
        ({"status": "cancelled"}, OVER),
        ({"status": "refunded"}, OVER),
        (None, OVER),
    ],
)
def test_what_an_order_caused_does_not_go_when_the_order_is_undone(
    order: dict[str, Any] | None, became: tuple[str, str | None]
) -> None:
    backend = claimed(a_message(rule="order:review", cause="pos:1"), order=order)
    assert outcome(backend) == became
    assert backend.billed == Billed(reads=3, writes=1)


def test_a_rule_that_the_table_does_not_know_goes_and_costs_no_read() -> None:
    backend = claimed(a_message(rule="offers:may"))
    assert "offers" not in CAUSES
    assert outcome(backend) == SENT
    assert backend.billed == Billed(reads=2, writes=1)
