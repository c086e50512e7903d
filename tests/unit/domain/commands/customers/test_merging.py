"""Staff merge two customers: all of both is with one, a dry run tells it before, and a split takes it back."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from functions.domain.commands.at_once import Wish, give_at_once
from functions.domain.customers.notes import Note
from functions.domain.joins.duplicates import pairs
from functions.domain.joins.moving import move_page
from functions.domain.joins.splitting import split_step
from functions.domain.kernel.errors import Malformed
from functions.domain.orders.parsing import parse_order
from functions.domain.orders.recording import record_order
from tests.builders import NOON, OTHER_PHONE, PHONE, a_customer, an_order_body, an_org, with_staff
from tests.memory import DictBackend, a_store, run

ORG = an_org()


def bought(backend: DictBackend, number: int, **customer: str) -> str:
    order = parse_order(ORG, an_order_body(order_id=str(number), customer=customer), NOON)
    receipt = run(a_store(backend), lambda: record_order(ORG, order, NOON))
    return str(receipt.customer_id)


def merge(backend: DictBackend, **data: Any) -> Any:
    backend.client_writes("orgs/kopi/members/lead", roles=["manager"])
    wish = Wish("merge_customers", data, "lead", "m")
    return run(a_store(backend), lambda: give_at_once(ORG, wish, NOON))


def two(backend: DictBackend) -> tuple[str, str]:
    one, other = bought(backend, 1, phone=PHONE), bought(backend, 2, phone=OTHER_PHONE)
    backend.put(Note(id="n", customer_id=other, note="Oat milk", created_by_uid="till", created_at=NOON))
    return one, other


def moved(backend: DictBackend, id: str) -> None:
    run(a_store(backend), partial(move_page, ORG, id, NOON + timedelta(hours=1)))


def sums(backend: DictBackend) -> dict[str, int]:
    found: dict[str, int] = {}
    for entry in backend.all("loyalty_transactions").values():
        found[entry["customer_id"]] = found.get(entry["customer_id"], 0) + entry["amount"]
    return found


@pytest.mark.item("S002-84")
def test_a_merge_keeps_every_document_and_the_balance_is_the_sum() -> None:
    backend = DictBackend()
    one, other = two(backend)
    assert merge(backend, **{"from": other, "into": one}) == {"customer_id": one, "from": other}
    moved(backend, other)
    customer = backend.all("customers")[one]
    assert (customer["stats"]["orders"], customer["loyalty"]["points"]) == (2, 6)
    assert sums(backend) == {one: 6, other: 0}
    for collection in ("orders", "notes", "identities"):
        assert {each["customer_id"] for each in backend.all(collection).values()} == {one}, collection
    assert bought(backend, 3, phone=OTHER_PHONE) == one
    entry = backend.one("audit")
    assert (entry["who"], entry["what"], entry["after"]) == ("lead", "merge_customers", {"from": other})


def test_a_dry_run_says_what_would_move_and_writes_nothing() -> None:
    backend = DictBackend()
    one, other = two(backend)
    backend.client_writes("orgs/kopi/members/lead", roles=["manager"])
    before = dict(backend.versions)
    found = merge(backend, **{"from": other, "into": one, "dry_run": True})
    assert found["moves"] == {"identities": 1, "orders": 1, "notes": 1}
    assert (found["points"], found["wallet_minor"]) == (3, 0)
    assert {path for path, v in backend.versions.items() if before.get(path) != v} == {
        "orgs/kopi/members/lead"
    } or (before == backend.versions)


@pytest.mark.item("S002-84")
def test_a_split_takes_a_merge_back_and_they_are_not_merged_again() -> None:
    backend = DictBackend()
    one, other = two(backend)
    merge(backend, **{"from": other, "into": one})
    step = ""
    while step != "done":
        step = run(a_store(backend), lambda: split_step(ORG, other, NOON + timedelta(days=30)))
    assert {id: c["loyalty"]["points"] for id, c in backend.all("customers").items()} == {one: 3, other: 3}
    assert backend.one("notes")["customer_id"] == other
    with pytest.raises(Malformed, match="was taken apart"):
        merge(backend, **{"from": other, "into": one})


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"from": "somebody", "into": "somebody"}, "from: is the same customer"),
        ({"from": "ghost", "into": "somebody"}, "from: names no customer"),
        ({"from": "app", "into": "ghost"}, "into: names no customer"),
        ({"from": "app", "into": "somebody"}, "from: has an app user of their own"),
        ({"from": "branch", "into": "somebody"}, "from: buys for another account"),
        ({"into": "somebody"}, "from: Field required"),
    ],
)
def test_who_cannot_be_one_is_refused_and_nothing_changes(data: dict[str, Any], reason: str) -> None:
    app = {"app_user_id": "uid", "identity_counts": {"app_user": 1}}
    backend = with_staff(
        a_customer(account_id="a", **app),
        a_customer(id="app", **app),
        a_customer(id="branch", account_id="b"),
    )
    backend.client_writes("orgs/kopi/members/lead", roles=["manager"])
    before = dict(backend.documents["orgs/kopi/customers/somebody"])
    with pytest.raises(Malformed, match=reason):
        merge(backend, **data)
    assert backend.documents["orgs/kopi/customers/somebody"] == before
    assert backend.all("audit") == {}


def test_two_merges_that_cross_make_one_customer() -> None:
    backend = DictBackend()
    one, other = two(backend)
    merge(backend, **{"from": other, "into": one})
    with pytest.raises(Malformed, match="is the same customer"):
        merge(backend, **{"from": one, "into": other})
    assert sums(backend) == {one: 6, other: 0}


def test_duplicates_are_told_with_their_reasons() -> None:
    found = pairs(
        [
            a_customer(id="a", name="Zoë Rao", phone="+919900000001", email=None),
            a_customer(id="b", name="rao zoe", phone="+449900000001", email=None),
            a_customer(id="c", name="Zoe Rao", phone=None, email="z.rao+x@a.example"),
            a_customer(id="d", name=None, phone=None, email="zrao@b.example"),
            a_customer(id="e", name="Rao Zoe", phone=None, email=None, joined_into="a"),
        ]
    )
    assert [(pair.one.id, pair.other.id, pair.reasons) for pair in found] == [
        ("a", "b", ("name", "phone_tail"))
    ]
    pair = pairs(
        [
            a_customer(id="c", name="Zoe Rao", phone=None, email="z.rao+x@a.example"),
            a_customer(id="f", name="Zoe Rao", phone=None, email="zrao@b.example"),
        ]
    )
    assert pair[0].reasons == ("email_name", "name")


def test_a_word_that_many_share_is_no_reason() -> None:
    many = [a_customer(id=str(n), name="Walk in", phone=None, email="info@a.example") for n in range(30)]
    assert pairs(many) == []
