"""Points are given away at the desk once, and a balance is put right by hand with a reason."""

from functools import partial
from typing import Any

import pytest

from functions.domain.commands.settle import settle_command
from functions.domain.loyalty.points import LedgerEntry
from tests.builders import NOON, a_command, a_customer, an_org, give, problems, with_staff
from tests.memory import Billed, DictBackend, a_store

MUG = {"id": "mug", "name": "A mug", "points": 40}
SHOP = an_org(loyalty={"rewards": [MUG]}, automations={})


def a_desk(points: int = 100, *, role: Any = "agent", **account: int) -> DictBackend:
    """A member of staff, and a customer with points that the ledger has."""
    backend = with_staff(a_customer(loyalty={"points": points} | account), role=role)
    entry = {"customer_id": "somebody", "unit": "points", "kind": "earn", "cause": "pos:1", "at": NOON}
    backend.put(LedgerEntry(id="pos:1:earn", amount=points, **entry))
    backend.billed = Billed()
    return backend


def redeem(backend: DictBackend, **data: Any) -> dict[str, Any]:
    return give(backend, "redeem_points", {"customer_id": "somebody"} | data, org=SHOP)


def adjust(backend: DictBackend, **data: Any) -> dict[str, Any]:
    given = {"customer_id": "somebody", "unit": "points", "reason": "Counted twice"} | data
    return give(backend, "adjust_points", given, org=SHOP)


def ledger(backend: DictBackend) -> dict[str, tuple[str, str, int]]:
    return {
        id: (entry["unit"], entry["kind"], entry["amount"])
        for id, entry in backend.all("loyalty_transactions").items()
    }


def untouched(backend: DictBackend) -> dict[str, int]:
    return {path: version for path, version in backend.versions.items() if "/commands/" not in path}


@pytest.mark.item("S002-51")
def test_a_reward_of_the_catalogue_takes_its_points_and_leaves_an_interaction() -> None:
    backend = a_desk()
    command = redeem(backend, reward_id="mug", reason="the blue one")
    assert command["result"] == {"customer_id": "somebody", "points": 40, "balance": 60, "reward": "mug"}
    assert backend.billed == Billed(reads=1 + 1, writes=1 + 3)
    assert ledger(backend)["command:c0:redeem"] == ("points", "redeem", -40)
    customer = backend.one("customers")
    assert customer["loyalty"]["points"] == 60
    assert customer["stats"]["last_interaction_at"] == NOON
    told = backend.one("interactions")
    assert (told["interaction_type"], told["outcome"], told["notes"]) == (
        "reward_redeemed",
        "A mug",
        "the blue one",
    )
    assert (told["customer_id"], told["performed_by"], told["transaction"]["id"]) == (
        "somebody",
        "till",
        "command:c0:redeem",
    )


@pytest.mark.item("S004-18", "S002-51")
def test_points_are_taken_for_something_at_the_desk_down_to_the_last_one() -> None:
    backend = a_desk()
    assert redeem(backend, points=100)["result"] == {"customer_id": "somebody", "points": 100, "balance": 0}
    assert problems(redeem(backend, points=1)) == {"points": "is more than the balance of 0"}
    assert backend.one("customers")["loyalty"]["points"] == 0


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        ({"points": 101}, {"points": "is more than the balance of 100"}),
        ({"points": 0}, {"points": "Input should be greater than or equal to 1"}),
        ({"points": -5}, {"points": "Input should be greater than or equal to 1"}),
        ({"points": "5"}, {"points": "Input should be a valid integer"}),
        ({}, {"points": "is needed, or `reward_id`"}),
        ({"points": 5, "reward_id": "mug"}, {"points": "goes alone, or `reward_id` does"}),
        ({"reward_id": "car"}, {"reward_id": "names no reward of the catalogue"}),
        ({"customer_id": "nobody", "points": 5}, {"customer_id": "names no customer"}),
        ({"customer_id": None, "points": 5}, {"customer_id": "is needed"}),
    ],
)
def test_a_redemption_that_may_not_be_is_refused_and_nothing_is_written(
    data: dict[str, Any], refused: dict[str, str]
) -> None:
    backend = a_desk()
    before = untouched(backend)
    assert problems(redeem(backend, **data)) == refused
    assert untouched(backend) == before


def test_a_reward_that_costs_more_than_the_balance_is_refused_at_the_points() -> None:
    backend = a_desk(39)
    before = untouched(backend)
    assert problems(redeem(backend, reward_id="mug")) == {"points": "is more than the balance of 39"}
    assert untouched(backend) == before


def test_two_desks_that_redeem_at_once_never_take_more_than_there_is() -> None:
    backend = a_desk(60)
    store, results = a_store(backend), []
    for id in ("a", "b"):
        data = {"customer_id": "somebody", "reward_id": "mug"}
        backend.client_writes(f"orgs/kopi/commands/{id}", **a_command("redeem_points", data))
    # The second desk's command is decided from what was read before the first one was settled.
    stale = [backend.snapshot("orgs/kopi/customers/somebody")]
    for id in ("a", "b"):
        known = [backend.snapshot(f"orgs/kopi/commands/{id}"), *stale]
        results.append(store.commit("kopi", partial(settle_command, SHOP, id, NOON), known).value)
    assert results == ["done", "refused"]
    assert backend.one("customers")["loyalty"]["points"] == 20
    assert sum(amount for _, _, amount in ledger(backend).values()) == 20


def test_a_redemption_that_is_delivered_twice_takes_its_points_once() -> None:
    backend = a_desk()
    give(backend, "redeem_points", {"customer_id": "somebody", "points": 30}, id="c", org=SHOP)
    known = [backend.snapshot("orgs/kopi/commands/c")]
    assert a_store(backend).commit("kopi", lambda: settle_command(SHOP, "c", NOON), known).value is None
    assert backend.one("customers")["loyalty"]["points"] == 70


def test_a_member_who_reads_assigned_customers_alone_redeems_for_no_other() -> None:
    backend = a_desk(role="sales_rep")
    backend.put(a_customer(owner_uid="another", loyalty={"points": 100}))
    assert problems(redeem(backend, points=5)) == {"customer_id": "is assigned to another member"}


@pytest.mark.parametrize(
    ("unit", "amount", "balance"),
    [("points", 25, 125), ("points", -100, 0), ("wallet_minor", 500, 800), ("wallet_minor", -300, 0)],
)
def test_an_owner_moves_a_balance_with_a_reason(unit: str, amount: int, balance: int) -> None:
    backend = a_desk(role="owner", wallet_minor=300)
    command = adjust(backend, unit=unit, amount=amount)
    assert command["result"] == {"customer_id": "somebody", "unit": unit, "balance": balance}
    assert backend.billed == Billed(reads=1 + 1, writes=1 + 4)
    assert ledger(backend)["command:c0:adjust"] == (unit, "adjust", amount)
    assert backend.one("customers")["loyalty"][unit] == balance
    assert backend.one("customers")["stats"]["last_interaction_at"] is None
    told = backend.one("interactions")
    assert (told["interaction_type"], told["notes"]) == ("points_adjusted", "Counted twice")


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        ({"amount": -101}, {"amount": "is more than the balance of 100"}),
        ({"amount": -1, "unit": "wallet_minor"}, {"amount": "is more than the balance of 0"}),
        ({"amount": 0}, {"amount": "is nothing"}),
        ({"amount": 1, "reason": None}, {"reason": "is needed"}),
        ({"amount": 1, "reason": "  "}, {"reason": "is needed"}),
        ({"amount": 1, "unit": "stars"}, {"unit": "Input should be 'points' or 'wallet_minor'"}),
    ],
)
def test_an_adjustment_that_may_not_be_is_refused_and_nothing_is_written(
    data: dict[str, Any], refused: dict[str, str]
) -> None:
    backend = a_desk(role="owner")
    before = untouched(backend)
    assert problems(adjust(backend, **data)) == refused
    assert untouched(backend) == before
