"""An order names two customers: they are one person, and become one customer (docs/decisions/0017)."""

import itertools
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from functions.domain.automations.refiguring import refigure_customer
from functions.domain.customers.identities import Identity, identity_id
from functions.domain.joins import moving
from functions.domain.joins.owned import OWNED
from functions.domain.orders.receipts import Receipt
from functions.domain.views.customers import customer_profile
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import Waking
from tests.builders import (
    NOON,
    OTHER_PHONE,
    PHONE,
    a_customer,
    a_message,
    an_order,
    an_org,
    give,
    problems,
    take_in,
    with_staff,
)
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org()
CARD, EMAIL = "00412", "regular@example.com"
OF_PHONE = identity_id(ORG.id_key, Identity("phone", PHONE))
OF_CARD = identity_id(ORG.id_key, Identity("card", CARD))


def buy(backend: DictBackend, number: int | str, **changes: Any) -> Receipt:
    """An order of 387.00, which earns 3 points."""
    return take_in(a_store(backend), an_order(ORG, **{"order_id": str(number)} | changes))


def wake(backend: DictBackend, id: str = OF_CARD, *, now: datetime = NOON) -> Any:
    return run(a_store(backend), lambda: WAKE_UPS["customers"].wake(ORG, Waking(id, now, None)))


def two_customers() -> DictBackend:
    """One who bought twice by card, and one who bought once by phone; nobody knows yet that they are one."""
    backend = DictBackend()
    buy(backend, 1, customer={"card": CARD, "name": "Asha"}, ordered_at="2025-01-20T10:00:00+05:30")
    buy(backend, 2, customer={"card": CARD, "name": "Asha"})
    buy(backend, 3)
    assert set(backend.all("customers")) == {OF_PHONE, OF_CARD}
    return backend


def joined() -> DictBackend:
    backend = two_customers()
    buy(backend, 4, customer={"phone": PHONE, "card": CARD})
    return backend


def ledger(backend: DictBackend) -> dict[str, int]:
    sums: dict[str, int] = {}
    for entry in backend.all("loyalty_transactions").values():
        sums[entry["customer_id"]] = sums.get(entry["customer_id"], 0) + entry["amount"]
    return sums


def figures(backend: DictBackend, id: str = OF_PHONE) -> tuple[int, int, int]:
    """Orders, points and lifetime points, the points as the ledger has them too."""
    customer = backend.all("customers")[id]
    account = customer["loyalty"]
    assert ledger(backend).get(id, 0) == account["points"]
    return customer["stats"]["orders"], account["points"], account["lifetime_points"]


def owners(backend: DictBackend, collection: str) -> set[str]:
    return {fields["customer_id"] for fields in backend.all(collection).values() if "customer_id" in fields}


@pytest.mark.item("S002-84")
def test_an_order_by_phone_and_card_makes_one_customer_of_the_two_whom_they_name() -> None:
    backend = two_customers()
    receipt = buy(backend, 4, customer={"phone": PHONE, "card": CARD})
    assert (receipt.customer_id, receipt.points_balance) == (OF_PHONE, 12)
    assert figures(backend) == (4, 12, 12)
    assert figures(backend, OF_CARD) == (0, 0, 0)
    one, other = backend.all("customers")[OF_PHONE], backend.all("customers")[OF_CARD]
    assert one["stats"]["first_order_at"] == datetime.fromisoformat("2025-01-20T10:00:00+05:30")
    assert (one["name"], one["identity_ids"]) == ("Asha", [OF_PHONE, OF_CARD])
    assert (other["joined_into"], other["joined_because"], other["joined_at"]) == (OF_PHONE, "pos:4", NOON)
    act = backend.all("interactions")[f"join:{OF_CARD}:{OF_PHONE}"]
    assert (act["interaction_type"], act["customer_id"], act["outcome"], act["automation_id"]) == (
        "customers_joined",
        OF_PHONE,
        OF_CARD,
        "customers.join",
    )


@pytest.mark.parametrize("customer", [{"phone": PHONE}, {"card": CARD}, {"card": CARD, "phone": PHONE}])
@pytest.mark.parametrize("is_moved", [False, True])
def test_a_later_order_by_either_finds_the_one(customer: dict[str, str], is_moved: bool) -> None:
    backend = joined()
    if is_moved:
        wake(backend)
    assert buy(backend, 5, customer=customer).customer_id == OF_PHONE
    assert figures(backend) == (5, 15, 15)
    assert figures(backend, OF_CARD) == (0, 0, 0)


def test_a_customer_s_documents_follow_once_they_wake_and_the_ledger_stays_as_it_was_written() -> None:
    backend = joined()
    backend.put(a_message(customer_id=OF_CARD))
    entries = backend.all("loyalty_transactions")
    assert wake(backend) is None
    for collection in ("orders", "messages", "interactions", "identities"):
        assert owners(backend, collection) == {OF_PHONE}
    orders = backend.all("orders").values()
    assert {order["counted_for"] for order in orders} == {OF_PHONE}
    assert {order["recorded_state"]["contribution"]["customer_id"] for order in orders} == {OF_PHONE}
    assert backend.all("loyalty_transactions") == entries
    other = backend.all("customers")[OF_CARD]
    assert (other["due"], other.get("wake_at")) == ({}, None)
    assert backend.all("customers")[OF_PHONE]["joins"]["moving"] == []
    assert backend.one("joins")["moved"] == [
        "orders/pos:1",
        "orders/pos:2",
        "messages/m",
    ]


def test_a_page_moves_a_hundred_documents_and_asks_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "PAGE_SIZE", 2)
    backend = joined()
    backend.put(a_message(customer_id=OF_CARD))
    assert wake(backend).has_more
    assert len(backend.all("customers")[OF_PHONE]["joins"]["moving"]) == 1
    assert wake(backend) is None
    assert [page["moved"] for page in backend.all("joins").values()] == [
        ["orders/pos:1", "orders/pos:2"],
        ["messages/m"],
    ]
    assert owners(backend, "orders") == owners(backend, "messages") == {OF_PHONE}


@pytest.mark.parametrize("is_moved", [False, True])
def test_a_refund_of_an_order_from_before_takes_its_points_from_the_one(is_moved: bool) -> None:
    backend = joined()
    if is_moved:
        wake(backend)
    refund = {"status": "refunded", "updated_at": "2025-01-25T11:00:00+05:30"}
    receipt = buy(backend, 2, customer={"card": CARD, "name": "Asha"}, **refund)
    assert (receipt.customer_id, receipt.points_balance) == (OF_PHONE, 9)
    assert figures(backend) == (3, 9, 9)
    wake(backend)
    assert figures(backend) == (3, 9, 9)


@pytest.mark.parametrize("is_moved", [False, True])
def test_the_first_and_last_order_of_the_one_are_looked_for_among_all_that_are_theirs(is_moved: bool) -> None:
    backend = joined()
    if is_moved:
        wake(backend)
    at = "2025-01-25T11:00:00+05:30"
    buy(backend, 1, status="cancelled", updated_at=at, ordered_at="2025-01-20T10:00:00+05:30")
    buy(backend, 3, status="cancelled", updated_at=at)
    buy(backend, 4, status="cancelled", updated_at=at, customer={"phone": PHONE, "card": CARD})
    stats = backend.all("customers")[OF_PHONE]["stats"]
    assert (stats["orders"], stats["first_order_at"]) == (1, backend.all("orders")["pos:2"]["ordered_at"])
    assert stats["last_order_at"] == stats["first_order_at"]


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2, 3, 4))))
def test_orders_in_any_order_come_to_one_customer_with_all_of_them(order: tuple[int, ...]) -> None:
    buyers = {
        1: {"card": CARD},
        2: {"card": CARD},
        3: {"phone": PHONE},
        4: {"phone": PHONE, "card": CARD},
    }
    backend = DictBackend()
    for number in order:
        buy(backend, number, customer=buyers[number])
        for id in list(backend.all("customers")):
            wake(backend, id)
        buy(backend, number, customer=buyers[number])
    standing = [id for id, c in backend.all("customers").items() if c.get("joined_into") is None]
    (one,) = standing
    assert figures(backend, one) == (4, 12, 12)
    assert owners(backend, "orders") == {one}


def test_figures_worked_out_again_are_the_same_before_and_after_the_move() -> None:
    backend = joined()
    for _ in range(2):
        for id in (OF_PHONE, OF_CARD):
            assert run(a_store(backend), partial(refigure_customer, ORG, id, NOON)) is None
        wake(backend)


def test_points_that_were_spent_and_owed_are_the_one_s_too() -> None:
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
    wake(backend)
    account = backend.all("customers")[OF_PHONE]["loyalty"]
    assert (account["points"], account["lifetime_points"], account["wallet_minor"]) == (8, 12, 500)
    points = [e for e in backend.all("loyalty_transactions").values() if e["unit"] == "points"]
    assert sum(e["amount"] for e in points if e["customer_id"] == OF_PHONE) == 8
    assert sum(e["amount"] for e in points if e["customer_id"] == OF_CARD) == 0
    wallet = [e for e in backend.all("loyalty_transactions").values() if e["unit"] == "wallet_minor"]
    assert {e["customer_id"]: e["amount"] for e in wallet} == {OF_CARD: -500, OF_PHONE: 500}
    assert run(a_store(backend), lambda: refigure_customer(ORG, OF_PHONE, NOON)) is None


def test_a_refusal_of_the_other_one_holds_for_the_one() -> None:
    backend = DictBackend()
    no, yes = {"whatsapp": False}, {"whatsapp": True}
    buy(backend, 1, customer={"card": CARD, "consents": no})
    buy(backend, 2, customer={"phone": PHONE, "consents": yes}, ordered_at="2025-01-25T10:00:00+05:30")
    assert backend.all("customers")[OF_PHONE]["whatsapp_opt_in"] is True
    buy(backend, 3, customer={"phone": PHONE, "card": CARD})
    one = backend.all("customers")[OF_PHONE]
    assert one["consents"]["whatsapp"]["marketing"]["granted"] is False
    assert one["whatsapp_opt_in"] is False


def test_a_tier_that_the_other_one_was_told_of_is_told_to_nobody_again() -> None:
    backend = DictBackend()
    buy(backend, 1, customer={"card": CARD}, total="6000")
    told = set(backend.all("messages"))
    assert len(told) == 1
    buy(backend, 2)
    buy(backend, 3, customer={"phone": PHONE, "card": CARD})
    assert backend.all("customers")[OF_PHONE]["loyalty"]["tier"] == "gold"
    assert set(backend.all("messages")) == told
    assert "tier_downgrade" not in {i["interaction_type"] for i in backend.all("interactions").values()}


def test_who_was_joined_is_woken_for_no_win_back_and_the_one_is_by_the_last_order_of_both() -> None:
    backend = DictBackend()
    buy(backend, 1, ordered_at="2025-01-10T10:00:00+05:30")
    buy(backend, 2, customer={"card": CARD}, ordered_at="2025-01-24T10:00:00+05:30")
    first = "2025-01-09T10:00:00+05:30"
    buy(backend, 3, customer={"phone": PHONE, "card": CARD}, ordered_at=first)
    customers = backend.all("customers")
    assert customers[OF_CARD]["due"] == {"join": NOON}
    last = datetime.fromisoformat("2025-01-24T10:00:00+05:30")
    assert customers[OF_PHONE]["due"]["auto:winback_30"] == last + timedelta(days=30)


def test_an_api_a_command_and_a_message_that_name_the_other_one_reach_the_one() -> None:
    backend = joined()
    for id, fields in with_staff().all("members").items():
        backend.client_writes(f"orgs/kopi/members/{id}", **fields)
    shown = run(a_store(backend), lambda: customer_profile(ORG, "till", OF_CARD))
    assert (shown["id"], shown["stats"]["orders"]) == (OF_PHONE, 4)
    told = {"interaction_type": "call", "interaction_source": "customer_service", "customer_id": OF_CARD}
    done = give(backend, "record_interaction", told, org=ORG)
    kept = backend.all("interactions")[done["result"]["interaction_id"]]
    assert (done["status"], kept["customer_id"]) == ("done", OF_PHONE)
    changed = give(backend, "change_customer", {"customer_id": OF_CARD, "name": "Asha R"}, org=ORG)
    assert changed["result"] == {"customer_id": OF_PHONE}
    assert backend.all("customers")[OF_PHONE]["name"] == "Asha R"


def test_a_device_of_the_other_one_is_registered_again_as_the_one_s() -> None:
    backend = with_staff(role="support")
    buy(backend, 1)
    buy(backend, 2, customer={"card": CARD})
    done = give(backend, "register_device", {"customer_id": OF_CARD, "token": "t"}, org=ORG)
    assert done["status"] == "done"
    buy(backend, 3, customer={"phone": PHONE, "card": CARD})
    assert backend.all("customers")[OF_PHONE]["push_tokens"] == ["t"]
    later = NOON + timedelta(days=2)
    give(backend, "register_device", {"customer_id": OF_CARD, "token": "t"}, org=ORG, now=later)
    assert backend.all("customers")[OF_PHONE]["push_tokens"] == ["t"]
    assert owners(backend, "devices") == {OF_PHONE}


def test_staff_who_give_a_phone_that_is_another_customer_s_are_told_so_and_join_nobody() -> None:
    backend = with_staff()
    buy(backend, 1)
    buy(backend, 2, customer={"card": CARD})
    before = backend.all("customers")
    refused = give(backend, "change_customer", {"customer_id": OF_PHONE, "card": CARD}, org=ORG)
    assert problems(refused) == {"card": "names another customer"}
    assert backend.all("customers") == before


def stays_apart(backend: DictBackend, customer: dict[str, Any], ids: tuple[str, str]) -> None:
    """An order that names both changes the figures of the first alone."""
    other = backend.all("customers")[ids[1]]
    before = figures(backend, ids[0])
    assert buy(backend, "both", customer=customer).customer_id == ids[0]
    assert figures(backend, ids[0]) == (before[0] + 1, before[1] + 3, before[2] + 3)
    assert backend.all("customers")[ids[1]] == other
    assert backend.all("joins") == {}
    assert "customers_joined" not in {i["interaction_type"] for i in backend.all("interactions").values()}


def test_a_phone_that_many_share_joins_nobody() -> None:
    backend = DictBackend()
    for number in range(21):
        buy(backend, number, customer={"phone": PHONE, "card": f"card-{number}"})
    assert backend.all("customers")[OF_PHONE]["shared_identity_ids"] == [OF_PHONE]
    buy(backend, "email", customer={"email": EMAIL})
    both = {"phone": PHONE, "email": EMAIL}
    of_email = identity_id(ORG.id_key, Identity("email", EMAIL))
    stays = figures(backend)
    assert buy(backend, "both", customer=both).customer_id == of_email
    assert figures(backend) == stays
    assert all(c.get("joined_into") is None for c in backend.all("customers").values())


def test_a_cashier_s_card_does_not_melt_the_queue_into_one_customer() -> None:
    backend = DictBackend()
    phones = [f"+120255501{number:02}" for number in range(10, 20)]
    for number, phone in enumerate(phones):
        buy(backend, number, customer={"phone": phone})
    for number, phone in enumerate(phones):
        buy(backend, f"card-{number}", customer={"phone": phone, "card": CARD})
    assert [figures(backend, id)[0] for id in backend.all("customers")] == [2] * 10


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"phone": PHONE, "app_user_id": "u1"}, {"card": CARD, "app_user_id": "u2"}),
        ({"phone": PHONE, "name": "Asha"}, {"phone": OTHER_PHONE, "card": CARD, "name": "Ravi"}),
        ({"phone": PHONE, "email": EMAIL}, {"card": CARD, "email": "other@example.com"}),
        ({"phone": PHONE, "account_id": "a"}, {"card": CARD, "account_id": "b"}),
    ],
)
def test_two_persons_who_show_one_card_stay_two(one: dict[str, str], other: dict[str, str]) -> None:
    backend = DictBackend()
    first, second = (buy(backend, n, customer=c).customer_id for n, c in enumerate((one, other)))
    stays_apart(backend, {"phone": PHONE, "card": CARD}, (str(first), str(second)))


def test_two_phones_of_one_name_that_show_one_card_are_one_customer() -> None:
    backend = DictBackend()
    buy(backend, 1, customer={"phone": PHONE, "name": "Asha"})
    buy(backend, 2, customer={"phone": OTHER_PHONE, "card": CARD, "name": "asha RAO"})
    buy(backend, 3, customer={"phone": PHONE, "card": CARD})
    assert figures(backend) == (3, 9, 9)
    assert backend.all("customers")[OF_PHONE]["phone"] == PHONE


def test_a_customer_takes_five_joins_and_no_sixth() -> None:
    backend = DictBackend()
    for number in range(6):
        buy(backend, f"c{number}", customer={"card": f"card-{number}"})
    buy(backend, "phone")
    for number in range(6):
        buy(backend, f"b{number}", customer={"phone": PHONE, "card": f"card-{number}"})
    assert figures(backend) == (1 + 5 + 6, 36, 36)
    standing = [id for id, c in backend.all("customers").items() if c.get("joined_into") is None]
    assert len(standing) == 2


def test_an_order_that_names_three_customers_makes_one_of_them() -> None:
    backend = two_customers()
    buy(backend, 4, customer={"email": EMAIL})
    receipt = buy(backend, 5, customer={"phone": PHONE, "email": EMAIL, "card": CARD})
    assert (receipt.customer_id, receipt.points_balance) == (OF_PHONE, 15)
    assert figures(backend) == (5, 15, 15)


@pytest.mark.parametrize("is_first_woken_late", [False, True])
def test_the_one_of_two_may_be_joined_into_a_third_while_documents_are_on_their_way(
    is_first_woken_late: bool,
) -> None:
    backend = DictBackend()
    of_email = identity_id(ORG.id_key, Identity("email", EMAIL))
    buy(backend, 1, customer={"card": CARD})
    buy(backend, 2, customer={"email": EMAIL})
    buy(backend, 3, customer={"email": EMAIL, "card": CARD})
    buy(backend, 4)
    buy(backend, 5, customer={"phone": PHONE, "email": EMAIL})
    assert figures(backend) == (5, 15, 15)
    assert buy(backend, 6, customer={"card": CARD}).customer_id == OF_PHONE
    ids = (of_email, OF_CARD) if is_first_woken_late else (OF_CARD, of_email)
    for hour in range(3):
        for id in ids:
            wake(backend, id, now=NOON + timedelta(hours=hour))
    assert owners(backend, "orders") == owners(backend, "identities") == {OF_PHONE}
    assert backend.all("customers")[OF_PHONE]["joins"]["moving"] == []
    assert all(not backend.all("customers")[id]["due"] for id in ids)


def test_the_one_who_was_erased_comes_back_with_the_orders_of_both() -> None:
    backend = joined()
    wake(backend)
    path = f"orgs/kopi/customers/{OF_PHONE}"
    del backend.documents[path], backend.versions[path]
    assert buy(backend, 5, customer={"card": CARD}).customer_id == OF_PHONE
    assert figures(backend) == (5, 15, 15)


def test_a_circle_that_somebody_made_by_hand_ends() -> None:
    backend = joined()
    backend.client_writes(f"orgs/kopi/customers/{OF_PHONE}", joined_into=OF_CARD)
    assert buy(backend, 5).customer_id in {OF_PHONE, OF_CARD}


def test_a_repeat_order_that_joins_nobody_costs_one_read_and_three_writes() -> None:
    backend = joined()
    wake(backend)
    store = a_store(backend)
    take_in(store, an_order(ORG, order_id="5"))
    backend.billed = Billed()
    take_in(store, an_order(ORG, order_id="6", customer={"phone": PHONE, "card": CARD}))
    assert backend.billed == Billed(reads=1, writes=3)
    backend.billed = Billed()
    take_in(store, an_order(ORG, order_id="7", customer={"card": CARD}))
    assert backend.billed == Billed(reads=2, writes=3)


def test_the_order_that_joins_bills_two_reads_and_five_writes_more() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, an_order(ORG, order_id="1", customer={"card": CARD}))
    take_in(store, an_order(ORG, order_id="2"))
    backend.billed = Billed()
    take_in(store, an_order(ORG, order_id="3", customer={"phone": PHONE, "card": CARD}))
    assert backend.billed == Billed(reads=3, writes=8)
    backend.billed = Billed()
    wake(backend)
    # The card's order moves; of the collections that hold a customer's documents the others have none of theirs.
    assert backend.billed == Billed(reads=2 + 1 + (len(OWNED) - 1), writes=3 + 1)


def test_who_was_joined_into_somebody_who_is_gone_still_hands_their_documents_over() -> None:
    backend = DictBackend()
    backend.put(a_customer(id="b", joined_into="a", joined_at=NOON, due={"join": NOON}, wake_at=NOON))
    backend.put(a_message(customer_id="b"))
    wake(backend, "b")
    assert owners(backend, "messages") == {"a"}
    assert backend.all("customers")["b"].get("wake_at") is None
