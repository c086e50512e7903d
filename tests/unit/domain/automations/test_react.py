"""What follows from a change of a customer, whatever changed it; and that no decision forgets to ask."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.automations.react import react
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts, Kind
from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.orgs.org import Org
from tests.builders import NOON, a_customer, an_org
from tests.memory import DictBackend, a_store, run

ORG = an_org()
LAST = NOON - timedelta(days=1)
RICH = {"orders": 20, "spend_minor": 2_000_000, "last_order_at": LAST}
POOR = {"orders": 1, "spend_minor": 100, "last_order_at": LAST}


def a_regular(stats: dict[str, Any], tier: str | None = "silver") -> Customer:
    return a_customer(stats=stats, loyalty={"tier": tier})


def facts(kind: Kind = "customer_changed") -> Facts:
    return Facts(kind, "commands", "c1", NOON)


def change(
    backend: DictBackend, after: Customer, *, because: Facts | None = None, org: Org = ORG
) -> dict[str, Any]:
    """What is stored of the customer once it has been changed to this."""

    def decide() -> Decision[None]:
        before = yield from get(Customer, after.id)
        reaction = yield from react(org, before, after, facts=because or facts(), now=NOON)
        return Changes(create=reaction.create, put=(reaction.customer,)), None

    run(a_store(backend), decide)
    return backend.one("customers")


def with_customer(customer: Customer) -> DictBackend:
    backend = DictBackend()
    backend.put(customer)
    return backend


def test_figures_that_any_cause_moved_move_the_tier_and_name_the_cause() -> None:
    backend = with_customer(a_regular(POOR))
    customer = change(backend, a_regular(RICH))
    assert (customer["loyalty"]["tier"], customer["loyalty"]["tier_since"]) == ("gold", NOON)
    assert list(backend.all("interactions")) == ["somebody:automation:tier_upgrade:gold:ran"]
    transaction = backend.one("interactions")["transaction"]
    assert (transaction["id"], transaction["ref_table"]) == ("c1", "commands")
    assert list(backend.all("messages")) == ["somebody:automation:tier_upgrade:gold"]


def test_the_same_cause_again_creates_nothing_new() -> None:
    backend = with_customer(a_regular(POOR))
    change(backend, a_regular(RICH))
    backend.put(a_regular(POOR))
    change(backend, a_regular(RICH))
    assert len(backend.all("messages")) == 1


def test_a_change_of_anything_else_leaves_the_tier_where_it_is() -> None:
    backend = with_customer(a_regular(RICH))
    assert change(backend, a_regular(RICH).with_changes(name="regular"))["loyalty"]["tier"] == "silver"
    assert backend.all("interactions") == backend.all("messages") == {}


def test_an_order_looks_at_the_ladder_again_where_the_figures_stay() -> None:
    backend = with_customer(a_regular(RICH))
    customer = change(backend, a_regular(RICH), because=facts("order_recorded"))
    assert customer["loyalty"]["tier"] == "gold"


def test_without_loyalty_the_tier_stays() -> None:
    backend = with_customer(a_regular(POOR))
    customer = change(backend, a_regular(RICH), org=an_org(features={"loyalty": False}))
    assert customer["loyalty"]["tier"] == "silver"


def test_a_new_customer_is_due_for_what_their_figures_call_for() -> None:
    customer = change(DictBackend(), a_regular(POOR))
    assert customer["due"] == {
        "auto:winback_30": LAST + timedelta(days=30),
        "auto:winback_60": LAST + timedelta(days=60),
    }
    assert customer["wake_at"] == LAST + timedelta(days=30)


def test_a_decision_that_writes_a_customer_without_a_reaction_is_caught() -> None:
    def decide() -> Decision[None]:
        before = yield from get(Customer, "somebody")
        reaction = yield from react(ORG, before, a_customer(), facts=facts(), now=NOON)
        return Changes(put=(reaction.customer.with_changes(name="regular"),)), None

    with pytest.raises(AssertionError, match="react was not asked"):
        run(a_store(), decide)
