"""Two customers become one and part again: bonus points and wallet credit go with them, and the ledger agrees."""

from typing import Any

import pytest

from functions.domain.automations.refiguring import refigure_customer
from functions.domain.joins.splitting import split_step
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import Waking
from tests.builders import NOON, PHONE, an_order, an_org, take_in
from tests.memory import DictBackend, a_store, run
from tests.unit.domain.customers.test_joining import CARD, OF_CARD, OF_PHONE

SHOP = an_org(
    loyalty={
        "earn": {"per_amount": 100},
        "wallet": {"cashback_percent": 2},
        "frequency": {"every": 2, "points": 5},
        "expiry": {"after": "365d"},
    },
    automations={},
)


def buy(backend: DictBackend, number: int, **changes: Any) -> None:
    """An order of 387.00: 3 points, and 7.74 of credit."""
    take_in(a_store(backend), an_order(SHOP, **{"order_id": str(number)} | changes), org=SHOP)


def account(backend: DictBackend, id: str) -> dict[str, int]:
    """Their account, as the ledger has it too."""
    found = backend.all("customers")[id]["loyalty"]
    for unit in ("points", "wallet_minor"):
        entries = backend.all("loyalty_transactions").values()
        booked = [e["amount"] for e in entries if (e["customer_id"], e["unit"]) == (id, unit)]
        assert sum(booked) == found[unit]
    assert run(a_store(backend), lambda: refigure_customer(SHOP, id, NOON)) is None
    names = ("points", "bonus_points", "wallet_minor", "wallet_earned_minor", "wallet_owed_minor")
    return {name: found[name] for name in names}


def an_account(points: int, bonus: int, wallet: int) -> dict[str, int]:
    return {
        "points": points,
        "bonus_points": bonus,
        "wallet_minor": wallet,
        "wallet_earned_minor": wallet,
        "wallet_owed_minor": 0,
    }


def joined() -> DictBackend:
    """One who bought twice by card, and once by phone, and whose next order names both."""
    backend = DictBackend()
    buy(backend, 1, customer={"card": CARD})
    buy(backend, 2, customer={"card": CARD})
    buy(backend, 3)
    buy(backend, 4, customer={"phone": PHONE, "card": CARD})
    return backend


@pytest.mark.parametrize("is_moved", [False, True])
def test_who_is_joined_brings_their_bonus_and_their_credit(is_moved: bool) -> None:
    backend = joined()
    if is_moved:
        run(a_store(backend), lambda: WAKE_UPS["customers"].wake(SHOP, Waking(OF_CARD, NOON, None)))
    # The fourth order of both gives its bonus beside that of the second.
    assert account(backend, OF_PHONE) == an_account(4 * 3 + 10, 10, 4 * 774)
    assert backend.all("customers")[OF_CARD]["loyalty"]["wallet_minor"] == 0


def test_a_cancellation_after_the_join_takes_both_back() -> None:
    backend = joined()
    later = {"status": "cancelled", "updated_at": "2025-01-25T11:00:00+05:30"}
    buy(backend, 1, customer={"card": CARD}, **later)
    assert account(backend, OF_PHONE) == an_account(3 * 3 + 5, 5, 3 * 774)


def test_who_parts_takes_what_they_brought() -> None:
    backend = joined()
    while run(a_store(backend), lambda: split_step(SHOP, OF_CARD, NOON)) != "done":
        pass
    assert account(backend, OF_CARD) == an_account(2 * 3 + 5, 5, 2 * 774)
    assert account(backend, OF_PHONE) == an_account(2 * 3 + 5, 5, 2 * 774)
