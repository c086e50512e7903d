"""What hangs on a business follows it into another one, counts there, and comes back when they are taken apart."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.accounts.brands import Brand
from functions.domain.accounts.contacts import Contact
from functions.domain.accounts.contracts import Contract
from functions.domain.accounts.invoices import Invoice
from functions.domain.accounts.legal_entities import LegalEntity
from functions.domain.campaigns.documents import CampaignRedemption
from functions.domain.coupons.documents import Coupon
from functions.domain.joins.owned import OWNED
from functions.domain.kernel.decisions import Document
from functions.domain.sales.opportunities import Opportunity
from functions.domain.shop.carts import Cart
from functions.domain.shop.watchers import StockNotice, Wishlist
from functions.domain.staff.members import Member
from functions.domain.tasks.documents import Task
from tests.builders import NOON, PHONE, give
from tests.memory import DictBackend
from tests.unit.domain.customers.test_joining import CARD, OF_CARD, OF_PHONE, buy, two_customers, wake
from tests.unit.domain.customers.test_splitting import split

EARLIER = NOON - timedelta(hours=1)
ACCOUNTS = {"card": OF_CARD, "phone": OF_PHONE}


def command(backend: DictBackend, kind: str, minutes: int = 0, **data: Any) -> dict[str, Any]:
    found = give(backend, kind, data, made_at=EARLIER + timedelta(minutes=minutes))
    assert found["status"] == "done", found["problems"]
    return found


def two_businesses() -> DictBackend:
    """Each with a location, an open deal, a closed one, and a primary contact."""
    backend = two_customers()
    backend.put(Member(id="till", roles=("owner",)))
    for number, (name, id) in enumerate(ACCOUNTS.items(), start=1):
        command(backend, "save_brand", brand_id=name, customer_id=id, brand_name=name)
        extension = {"kind": "cafe", "monthly_coffee_kg": 0.1 + number}
        command(
            backend,
            "save_location",
            location_id=name,
            brand_id=name,
            location_name=name,
            extension=extension,
        )
        dimensions = ["syrup"] if name == "card" else ["machine", "syrup"]
        deal: dict[str, Any] = {
            "customer_id": id,
            "estimated_value_minor": 100 * number,
            "product_dimensions": dimensions,
        }
        command(backend, "change_opportunity", opportunity_id=f"{name}-open", stage="proposal", **deal)
        lost: dict[str, Any] = {"stage": "lost", "close_reason": "Price"}
        command(backend, "change_opportunity", opportunity_id=f"{name}-lost", **lost, **deal)
        phone = f"+91990000007{number}"
        command(
            backend,
            "save_contact",
            contact_id=name,
            customer_id=id,
            name=name,
            phone=phone,
            is_primary=True,
        )
    return backend


def joined_businesses() -> DictBackend:
    backend = two_businesses()
    buy(backend, 4, customer={"phone": PHONE, "card": CARD})
    return backend


def account(backend: DictBackend, id: str) -> Any:
    return backend.all("customers")[id].get("account")


def figures_of(backend: DictBackend, id: str) -> dict[str, Any]:
    found: dict[str, Any] = account(backend, id)
    return {name: value for name, value in found.items() if not name.startswith("pic_")}


def primaries(backend: DictBackend) -> set[str]:
    return {id for id, each in backend.all("contacts").items() if each["is_primary"]}


def test_who_is_joined_brings_coffee_and_deals_at_once_and_keeps_none() -> None:
    backend = joined_businesses()
    assert figures_of(backend, OF_PHONE) == {
        "monthly_coffee_kg": 3.2,
        "place": None,
        "current_stage": "proposal",
        "deal_status": "open",
        "estimated_deal_value_minor": 300,
        "product_dimensions": ["syrup", "machine"],
        "deals": {
            "by_stage": {"proposal": 2, "lost": 2},
            "by_outcome": {"open": 2, "lost": 2},
            "by_standing": {"open:04:proposal": 2, "lost:07:lost": 2},
            "by_dimension": {"syrup": 2, "machine": 1},
            "value_minor": 300,
        },
    }
    assert account(backend, OF_CARD) is None
    assert account(backend, OF_PHONE)["pic_contact_id"] == "phone"


@pytest.mark.parametrize("is_moved", [False, True])
def test_what_changes_after_a_join_counts_for_whom_they_were_joined_into(is_moved: bool) -> None:
    backend = joined_businesses()
    if is_moved:
        wake(backend)
    command(backend, "change_opportunity", 1, opportunity_id="card-open", stage="won", close_reason="Taste")
    command(backend, "save_location", 1, location_id="card", is_active=False)
    assert figures_of(backend, OF_PHONE)["deals"]["by_stage"] == {"proposal": 1, "lost": 2, "won": 1}
    assert (account(backend, OF_PHONE)["monthly_coffee_kg"], account(backend, OF_PHONE)["deal_status"]) == (
        2.1,
        "won",
    )
    assert account(backend, OF_CARD) is None


def test_one_contact_alone_is_the_primary_one_once_all_have_moved() -> None:
    backend = joined_businesses()
    wake(backend)
    assert {each["customer_id"] for each in backend.all("contacts").values()} == {OF_PHONE}
    assert primaries(backend) == {"phone"}


@pytest.mark.parametrize("is_moved", [False, True])
def test_a_join_that_is_taken_back_leaves_both_accounts_as_they_were(is_moved: bool) -> None:
    backend = two_businesses()
    before = {id: account(backend, id) for id in ACCOUNTS.values()}
    buy(backend, 4, customer={"phone": PHONE, "card": CARD})
    if is_moved:
        wake(backend)
    split(backend)
    assert {id: account(backend, id) for id in ACCOUNTS.values()} == before
    assert primaries(backend) == {"card", "phone"}
    for collection in ("brands", "locations", "contacts"):
        owners = {id: each["customer_id"] for id, each in backend.all(collection).items()}
        assert owners == ACCOUNTS, collection


def test_a_contact_whose_person_was_joined_into_another_is_that_other() -> None:
    backend = two_businesses()
    person = command(
        backend, "save_contact", 1, contact_id="staff", customer_id=OF_PHONE, name="S", phone="+919900000055"
    )
    id = person["result"]["person_id"]
    backend.client_writes(f"orgs/kopi/customers/{id}", joined_into=OF_CARD)
    again = command(backend, "save_contact", 2, contact_id="staff", position="Barista", phone="+919900000055")
    assert again["result"]["person_id"] == OF_CARD


_OF_EACH: tuple[Document, ...] = (
    Cart(id="1", customer_id=OF_CARD),
    Wishlist(id="1", customer_id=OF_CARD),
    StockNotice(id="1", customer_id=OF_CARD),
    CampaignRedemption(id="1", customer_id=OF_CARD, campaign_id="cup"),
    Coupon(id="1", customer_id=OF_CARD, percent=10, valid_until=NOON, created_at=NOON),
    Task(id="1", task_type="call", customer_id=OF_CARD, customer_name="Asha"),
    LegalEntity(id="1", customer_id=OF_CARD),
    Brand(id="1", customer_id=OF_CARD),
    Contact(id="1", customer_id=OF_CARD),
    Contract(id="1", customer_id=OF_CARD),
    Invoice(id="1", customer_id=OF_CARD),
    Opportunity(id="1", customer_id=OF_CARD),
)


@pytest.mark.parametrize("document", _OF_EACH, ids=lambda document: document.collection)
def test_each_document_of_a_customer_moves_and_returns(document: Document) -> None:
    backend = two_customers()
    backend.put(document)
    stored = {
        name: value for name, value in backend.one(document.collection).items() if name != "customer_id"
    }
    buy(backend, 4, customer={"phone": PHONE, "card": CARD})
    wake(backend)
    assert backend.one(document.collection)["customer_id"] == OF_PHONE
    split(backend)
    assert backend.one(document.collection) == stored | {"customer_id": OF_CARD}


def test_no_collection_is_moved_twice() -> None:
    collections = [model.collection for model in OWNED]
    assert len(collections) == len(set(collections))
