"""A join is taken back: the shop joined two persons, or a card changed hands (docs/decisions/0017)."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.automations.refiguring import refigure_customer
from functions.domain.joins import moving
from functions.domain.joins.splitting import split_step
from functions.domain.kernel.errors import Malformed, NotFound
from tests.builders import NOON, PHONE, a_message, an_order, an_org, take_in
from tests.memory import DictBackend, a_store, run
from tests.unit.domain.customers.test_joining import (
    CARD,
    EMAIL,
    OF_CARD,
    OF_PHONE,
    buy,
    figures,
    joined,
    owners,
    two_customers,
    wake,
)

ORG = an_org()
LATER = NOON + timedelta(hours=2)


def step(backend: DictBackend, id: str = OF_CARD) -> str:
    return run(a_store(backend), lambda: split_step(ORG, id, LATER))


def split(backend: DictBackend, id: str = OF_CARD) -> list[str]:
    steps = [step(backend, id)]
    while steps[-1] != "done":
        steps.append(step(backend, id))
    return steps


def owner_of(backend: DictBackend) -> dict[str, str]:
    return {id: order["customer_id"] for id, order in backend.all("orders").items()}


@pytest.mark.parametrize("is_moved", [False, True])
def test_a_join_that_is_taken_back_leaves_both_as_they_were_before_it(is_moved: bool) -> None:
    backend = two_customers()
    before = backend.all("customers")
    buy(backend, 4, customer={"phone": PHONE, "card": CARD})
    if is_moved:
        wake(backend)
    assert split(backend)[-2:] == ["returned", "done"]
    assert figures(backend) == (2, 6, 6)
    assert figures(backend, OF_CARD) == (2, 6, 6)
    assert owner_of(backend) == {"pos:1": OF_CARD, "pos:2": OF_CARD, "pos:3": OF_PHONE, "pos:4": OF_PHONE}
    after = backend.all("customers")
    for name in ("name", "phone", "identity_ids", "identity_counts", "stats", "due"):
        assert after[OF_CARD][name] == before[OF_CARD][name], name
    assert (after[OF_PHONE]["name"], after[OF_PHONE]["identity_ids"]) == (None, [OF_PHONE])
    assert after[OF_PHONE]["stats"]["first_order_at"] == before[OF_PHONE]["stats"]["first_order_at"]
    assert "joined_into" not in after[OF_CARD]
    assert "brought" not in after[OF_CARD]
    links = {id: link["customer_id"] for id, link in backend.all("identities").items()}
    assert links == {OF_CARD: OF_CARD, OF_PHONE: OF_PHONE}
    for id in (OF_PHONE, OF_CARD):
        assert run(a_store(backend), lambda id=id: refigure_customer(ORG, id, NOON)) is None  # type: ignore[misc]


def test_who_was_taken_apart_is_not_joined_again_by_the_next_order_that_names_both() -> None:
    backend = joined()
    split(backend)
    receipt = buy(backend, 5, customer={"phone": PHONE, "card": CARD})
    assert (receipt.customer_id, figures(backend), figures(backend, OF_CARD)) == (
        OF_PHONE,
        (3, 9, 9),
        (2, 6, 6),
    )
    assert buy(backend, 6, customer={"card": CARD}).customer_id == OF_CARD
    assert figures(backend, OF_CARD) == (3, 9, 9)


def test_what_came_after_the_join_stays_with_the_one_and_so_does_what_was_spent() -> None:
    backend = joined()
    wake(backend)
    buy(backend, 5, customer={"card": CARD})
    path = f"orgs/kopi/customers/{OF_PHONE}"
    account = backend.documents[path]["loyalty"]
    entry = {
        "customer_id": OF_PHONE,
        "unit": "points",
        "kind": "redeem",
        "amount": -12,
        "cause": "x",
        "at": NOON,
    }
    backend.client_writes("orgs/kopi/loyalty_transactions/x", **entry)
    backend.client_writes(path, loyalty=account | {"points": 3})
    split(backend)
    assert owner_of(backend)["pos:5"] == OF_PHONE
    assert figures(backend, OF_CARD) == (2, 6, 6)
    assert figures(backend) == (3, 0, 9)
    assert backend.all("customers")[OF_PHONE]["loyalty"]["points_owed"] == 3


def test_a_refund_after_the_join_is_still_one_of_the_order_that_returns() -> None:
    backend = joined()
    wake(backend)
    refund = {"status": "refunded", "updated_at": "2025-01-25T11:00:00+05:30"}
    buy(backend, 2, customer={"card": CARD, "name": "Asha"}, **refund)
    split(backend)
    assert figures(backend, OF_CARD) == (1, 3, 3)
    assert figures(backend) == (2, 6, 6)


def test_points_spent_before_the_join_stay_spent_and_a_wallet_returns() -> None:
    backend = two_customers()
    path = f"orgs/kopi/customers/{OF_CARD}"
    account = backend.documents[path]["loyalty"]
    spent = {
        "customer_id": OF_CARD,
        "unit": "points",
        "kind": "redeem",
        "amount": -4,
        "cause": "x",
        "at": NOON,
    }
    backend.client_writes("orgs/kopi/loyalty_transactions/x", **spent)
    backend.client_writes(path, loyalty=account | {"points": 2, "wallet_minor": 500})
    buy(backend, 4, customer={"phone": PHONE, "card": CARD})
    split(backend)
    customers = backend.all("customers")
    points = {id: c["loyalty"]["points"] for id, c in customers.items()}
    wallets = {id: c["loyalty"]["wallet_minor"] for id, c in customers.items()}
    assert points == {OF_CARD: 2, OF_PHONE: 6}
    assert wallets == {OF_CARD: 500, OF_PHONE: 0}


def test_who_parts_with_a_customer_who_had_spent_their_points_owes_nothing_for_it() -> None:
    backend = two_customers()
    for id, points in ((OF_CARD, 6), (OF_PHONE, 3)):
        path = f"orgs/kopi/customers/{id}"
        spent = {
            "customer_id": id,
            "unit": "points",
            "kind": "redeem",
            "amount": -points,
            "cause": "x",
            "at": NOON,
        }
        backend.client_writes(f"orgs/kopi/loyalty_transactions/x:{id}", **spent)
        backend.client_writes(path, loyalty=backend.documents[path]["loyalty"] | {"points": 0})
    buy(backend, 4, customer={"phone": PHONE, "card": CARD})
    wake(backend)
    split(backend)
    loyalty = {id: customer["loyalty"] for id, customer in backend.all("customers").items()}
    assert {id: (each["points"], each["points_owed"]) for id, each in loyalty.items()} == {
        OF_CARD: (0, 0),
        OF_PHONE: (3, 0),
    }
    for id in (OF_PHONE, OF_CARD):
        assert run(a_store(backend), lambda id=id: refigure_customer(ORG, id, NOON)) is None  # type: ignore[misc]


def stopped_after(backend: DictBackend, steps: int) -> list[str]:
    """The steps of a split, the last of which never came."""
    return [step(backend) for _ in range(steps)]


@pytest.mark.parametrize("steps", range(6))
@pytest.mark.parametrize("buyer", [{"card": CARD}, {"phone": PHONE}])
def test_an_order_of_either_that_comes_between_any_two_steps_counts_once(
    steps: int, buyer: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "PAGE_SIZE", 1)
    backend = joined()
    backend.put(a_message(customer_id=OF_CARD))
    while wake(backend):
        pass
    stopped_after(backend, steps)
    at = "2025-01-25T11:00:00+05:30"
    name = {"name": "Asha"}
    buy(backend, 2, customer={"card": CARD} | name, status="refunded", updated_at=at)
    number = 5 if "card" in buyer else 6
    buy(backend, number, customer=buyer)
    if backend.all("customers")[OF_CARD].get("brought"):
        split(backend)
    total = [figures(backend, id) for id in (OF_PHONE, OF_CARD)]
    assert tuple(map(sum, zip(*total, strict=True))) == (4, 12, 12)
    assert owner_of(backend)["pos:1"] == owner_of(backend)["pos:2"] == OF_CARD
    assert owner_of(backend)["pos:3"] == owner_of(backend)["pos:4"] == OF_PHONE
    assert owners(backend, "messages") == {OF_CARD}


def test_a_split_that_is_repeated_at_any_step_goes_on_and_says_when_there_is_nothing_left() -> None:
    backend = joined()
    assert split(backend) == ["moved", "parted", "returned", "done"]
    documents = dict(backend.documents)
    with pytest.raises(Malformed, match="was joined into no customer"):
        step(backend)
    with pytest.raises(NotFound):
        step(backend, "nobody")
    assert backend.documents == documents


def test_the_last_join_is_the_first_to_be_taken_back() -> None:
    backend = joined()
    wake(backend)
    buy(backend, 5, customer={"email": EMAIL})
    buy(backend, 6, customer={"email": EMAIL, "phone": PHONE})
    (of_email,) = (id for id in backend.all("customers") if id not in (OF_PHONE, OF_CARD))
    first = backend.all("customers")[of_email].get("joined_into")
    assert first == OF_PHONE
    split(backend, of_email)
    split(backend)
    assert [figures(backend, id)[0] for id in (OF_PHONE, OF_CARD, of_email)] == [3, 2, 1]


def test_who_was_joined_into_one_who_was_joined_since_waits_for_that_one() -> None:
    backend = DictBackend()
    buy(backend, 1, customer={"card": CARD})
    buy(backend, 2, customer={"email": EMAIL})
    buy(backend, 3, customer={"email": EMAIL, "card": CARD})
    wake(backend)
    buy(backend, 4)
    buy(backend, 5, customer={"phone": PHONE, "email": EMAIL})
    (of_email,) = (id for id in backend.all("customers") if id not in (OF_PHONE, OF_CARD))
    with pytest.raises(Malformed, match="was joined into"):
        step(backend)
    split(backend, of_email)
    assert figures(backend) == (2, 6, 6)
    assert figures(backend, of_email) == (3, 9, 9)
    split(backend)
    assert figures(backend, of_email) == (2, 6, 6)
    assert figures(backend, OF_CARD) == (1, 3, 3)


def test_a_no_of_the_other_one_stays_and_a_yes_returns_with_them() -> None:
    backend = DictBackend()
    said = {"whatsapp": True, "sms": False}
    take_in(a_store(backend), an_order(ORG, order_id="1", customer={"card": CARD, "consents": said}))
    buy(backend, 2)
    buy(backend, 3, customer={"phone": PHONE, "card": CARD})
    assert backend.all("customers")[OF_PHONE]["consents"]["whatsapp"]["marketing"]["granted"] is True
    split(backend)
    one, other = backend.all("customers")[OF_PHONE], backend.all("customers")[OF_CARD]
    assert one["consents"]["sms"]["marketing"]["granted"] is False
    assert one["consents"]["whatsapp"] == {}
    assert other["consents"]["whatsapp"]["marketing"]["granted"] is True
