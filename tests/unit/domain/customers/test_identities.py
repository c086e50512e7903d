"""Who bought is found by any identity that they ever gave, and is new where none is known; ids tell nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from functions.domain.conversations.recording import record_inbound
from functions.domain.customers.identities import (
    ID_DIGITS,
    MOST_OF_A_KIND,
    Buyer,
    Found,
    Identity,
    KnownIdentity,
    find_or_new,
    identity_id,
)
from functions.domain.kernel.decisions import Changes, Decision
from functions.store.snapshots import Snapshot
from tests.builders import NOON, OTHER_PHONE, PHONE, an_order, an_org, take_in
from tests.memory import Billed, DictBackend, a_store, run
from tests.provider_events import an_inbound
from tests.reactions import reacted

ORG = an_org()
PHONE_OF = Identity("phone", PHONE)
EMAIL_OF = Identity("email", "regular@example.com")
CARD_OF = Identity("card", "7")


def id_of(identity: Identity) -> str:
    return identity_id(ORG.id_key, identity)


def find(backend: DictBackend, *identities: Identity, **buyer: Any) -> Found:
    """Find a buyer's customer, and keep what was found."""

    def decide() -> Decision[Found]:
        found = yield from find_or_new(ORG, Buyer(identities, **buyer), NOON)
        assert found is not None, "no identity here is shared by many"
        customer = yield from reacted(ORG, found.before, found.customer, NOON)
        return Changes(create=found.links, put=(customer,)), found

    return run(a_store(backend), decide)


@pytest.mark.item("S000-03", "S000-05", "S004-10")
def test_a_buyer_whom_nobody_knows_is_a_new_customer_named_by_the_first_identity() -> None:
    backend = DictBackend()
    found = find(backend, PHONE_OF, EMAIL_OF)
    assert found.customer.id == id_of(PHONE_OF)
    assert (found.customer.phone, found.customer.email) == (PHONE, "regular@example.com")
    assert (found.customer.created_at, found.customer.customer_group) == (NOON, "b2c")
    assert found.customer.identity_ids == (id_of(PHONE_OF), id_of(EMAIL_OF))
    assert {id: (link["customer_id"], link["kind"]) for id, link in backend.all("identities").items()} == {
        id_of(PHONE_OF): (id_of(PHONE_OF), "phone"),
        id_of(EMAIL_OF): (id_of(PHONE_OF), "email"),
    }


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_new_buyer_bills_1_read_and_1_for_each_identity(count: int) -> None:
    backend = DictBackend()
    find(backend, *(PHONE_OF, EMAIL_OF, CARD_OF)[:count])
    assert backend.billed == Billed(reads=1 + count, writes=1 + count)


@pytest.mark.item("S004-26")
def test_a_known_buyer_bills_1_read() -> None:
    backend = DictBackend()
    find(backend, PHONE_OF, EMAIL_OF)
    backend.billed = Billed()
    found = find(backend, PHONE_OF, EMAIL_OF)
    assert found.links == ()
    assert backend.billed == Billed(reads=1, writes=0)


def test_a_buyer_who_is_known_by_a_later_identity_is_that_customer() -> None:
    backend = DictBackend()
    find(backend, EMAIL_OF)
    backend.billed = Billed()
    found = find(backend, PHONE_OF, EMAIL_OF)
    assert found.customer.id == id_of(EMAIL_OF)
    assert found.customer.phone == PHONE
    assert [link.id for link in found.links] == [id_of(PHONE_OF)]
    assert backend.billed == Billed(reads=1 + 2 + 1, writes=2)
    assert find(backend, PHONE_OF).customer.id == id_of(EMAIL_OF)


def test_an_identity_that_names_somebody_else_stays_theirs() -> None:
    backend = DictBackend()
    other = find(backend, EMAIL_OF).customer
    mine = find(backend, PHONE_OF).customer
    found = find(backend, PHONE_OF, EMAIL_OF)
    assert found.customer.id == mine.id
    assert (found.links, found.customer.email) == ((), None)
    assert found.customer.identity_ids == (id_of(PHONE_OF),)
    assert found.customer.other_identity_ids == (id_of(EMAIL_OF),)
    assert backend.all("identities")[id_of(EMAIL_OF)]["customer_id"] == other.id


def test_an_identity_that_names_somebody_else_costs_a_read_once() -> None:
    backend = DictBackend()
    find(backend, EMAIL_OF)
    find(backend, PHONE_OF)
    find(backend, PHONE_OF, EMAIL_OF)
    backend.billed = Billed()
    assert find(backend, PHONE_OF, EMAIL_OF).customer.id == id_of(PHONE_OF)
    assert backend.billed == Billed(reads=1, writes=0)


def test_an_identity_that_was_linked_and_not_noted_is_the_customer_s_own() -> None:
    backend = DictBackend()
    mine = find(backend, PHONE_OF).customer
    backend.put(KnownIdentity(id=id_of(EMAIL_OF), customer_id=mine.id, kind="email", created_at=NOON))
    found = find(backend, PHONE_OF, EMAIL_OF)
    assert found.links == ()
    assert found.customer.identity_ids == (id_of(PHONE_OF), id_of(EMAIL_OF))
    assert (found.customer.other_identity_ids, found.customer.email) == ((), "regular@example.com")


def test_a_profile_keeps_the_phone_that_it_has() -> None:
    backend = DictBackend()
    find(backend, PHONE_OF, CARD_OF)
    second = Identity("phone", OTHER_PHONE)
    found = find(backend, second, CARD_OF)
    assert found.customer.id == id_of(PHONE_OF)
    assert found.customer.phone == PHONE
    assert find(backend, second).customer.id == id_of(PHONE_OF)


def test_one_identity_given_twice_is_one() -> None:
    backend = DictBackend()
    assert len(find(backend, PHONE_OF, PHONE_OF).links) == 1


def test_two_first_orders_that_share_an_identity_meet_on_one_customer() -> None:
    backend = DictBackend()
    store = a_store(backend)
    tries = 0

    def decide() -> Decision[str]:
        nonlocal tries
        found = yield from find_or_new(ORG, Buyer((PHONE_OF, CARD_OF)), NOON)
        assert found is not None
        if not tries:
            tries += 1
            find(backend, CARD_OF)  # somebody else's first order comes in between
        customer = yield from reacted(ORG, found.before, found.customer, NOON)
        return Changes(create=found.links, put=(customer,)), customer.id

    assert run(store, decide) == id_of(CARD_OF)
    assert list(backend.all("customers")) == [id_of(CARD_OF)]


def test_an_identity_of_a_customer_whose_document_is_gone_brings_them_back_under_their_id() -> None:
    backend = DictBackend()
    backend.put(KnownIdentity(id=id_of(EMAIL_OF), customer_id="gone", kind="email", created_at=NOON))
    found = find(backend, EMAIL_OF)
    assert (found.customer.id, found.before, found.is_back) == ("gone", None, True)


def test_an_id_depends_on_the_key_the_kind_and_the_value() -> None:
    phone = Identity("phone", PHONE)
    ids = {
        identity_id(b"a" * 64, phone),
        identity_id(b"b" * 64, phone),
        identity_id(b"a" * 64, Identity("card", PHONE)),
        identity_id(b"a" * 64, Identity("phone", OTHER_PHONE)),
    }
    assert len(ids) == 4
    assert {len(id) for id in ids} == {ID_DIGITS}
    assert identity_id(b"a" * 64, phone) == identity_id(b"a" * 64, Identity("phone", PHONE))


def test_an_identity_does_not_print_its_value() -> None:
    assert repr(Identity("phone", PHONE)) == "Identity(kind='phone')"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+5531987654321", "+553187654321"),
        ("+5491123456789", "+541123456789"),
        ("+5215512345678", "+525512345678"),
        ("+2290197123456", "+22997123456"),
    ],
)
def test_a_line_that_whatsapp_names_in_an_older_form_is_one_identity(one: str, other: str) -> None:
    assert id_of(Identity("phone", one)) == id_of(Identity("phone", other))


@pytest.mark.parametrize("landline", ["+553132654321", "+541123456789", "+525512345678"])
def test_what_has_no_twin_is_hashed_as_it_is(landline: str) -> None:
    assert id_of(Identity("phone", landline)) != id_of(Identity("phone", landline[:-1] + "0"))


def test_a_customer_of_brazil_is_found_by_whatsapp_s_form_and_keeps_their_own() -> None:
    backend = DictBackend()
    brazil = an_org(country="BR", currency="BRL")
    take_in(
        a_store(backend), an_order(brazil, customer={"phone": "+5531987654321"}, currency="BRL"), org=brazil
    )
    item = an_inbound(text="STOP", sender={"phone": "+553187654321"})
    run(a_store(backend), lambda: record_inbound(brazil, item, NOON))
    customer = backend.one("customers")
    assert (customer["phone"], customer["whatsapp_opt_in"]) == ("+5531987654321", False)
    assert customer["consents"]["whatsapp"]["marketing"]["granted"] is False


def test_a_walk_in_phone_with_a_new_card_at_each_order_stays_small_and_names_nobody_in_the_end() -> None:
    backend = DictBackend()
    for number in range(60):
        customer = {"phone": PHONE, "card": f"card-{number}"}
        assert take_in(a_store(backend), an_order(ORG, order_id=str(number), customer=customer), org=ORG)
    walk_in = backend.all("customers")[id_of(PHONE_OF)]
    assert walk_in["stats"]["orders"] == MOST_OF_A_KIND + 1
    assert len(walk_in["identity_ids"]) == MOST_OF_A_KIND + 1
    assert walk_in["shared_identity_ids"] == [id_of(PHONE_OF)]
    assert len(backend.all("customers")) == 60 - MOST_OF_A_KIND
    alone = take_in(a_store(backend), an_order(ORG, order_id="alone"), org=ORG)
    assert alone.customer_id is None
    card = {"phone": PHONE, "card": "card-50"}
    again = take_in(a_store(backend), an_order(ORG, order_id="again", customer=card), org=ORG)
    assert again.customer_id == id_of(Identity("card", "card-50"))


def test_who_writes_from_a_shared_phone_whose_identity_was_spoilt_overwrites_nobody() -> None:
    backend = DictBackend()
    for number in range(MOST_OF_A_KIND + 1):
        customer = {"phone": PHONE, "card": f"card-{number}"}
        take_in(a_store(backend), an_order(ORG, order_id=str(number), customer=customer), org=ORG)
    backend.client_writes(f"orgs/kopi/identities/{id_of(PHONE_OF)}", customer_id=None)
    before = backend.one("customers")
    run(a_store(backend), lambda: record_inbound(ORG, an_inbound(sender={"phone": PHONE}), NOON))
    after = backend.one("customers")
    assert (after["stats"]["orders"], after["shared_identity_ids"]) == (
        before["stats"]["orders"],
        before["shared_identity_ids"],
    )


@dataclass
class ComesBetween(DictBackend):
    """A backend in which others commit right before it is asked for an identity, once."""

    others: Callable[[], object] | None = None

    def read(self, paths: Sequence[str]) -> list[Snapshot]:
        if self.others is not None and any("/identities/" in path for path in paths):
            others, self.others = self.others, None
            others()
        return super().read(paths)


def test_a_customer_who_is_made_between_two_reads_of_an_order_keeps_their_phone() -> None:
    backend = ComesBetween()
    store = a_store(backend)
    by_email = {"email": "regular@example.com"}
    take_in(store, an_order(ORG, order_id="1", customer=by_email))
    backend.others = lambda: take_in(a_store(backend), an_order(ORG, order_id="2"))
    receipt = take_in(a_store(backend), an_order(ORG, order_id="3", customer={"phone": PHONE} | by_email))
    of_phone, of_email = id_of(PHONE_OF), id_of(EMAIL_OF)
    assert receipt.customer_id == of_phone
    owners = {id: link["customer_id"] for id, link in backend.all("identities").items()}
    assert owners == {of_phone: of_phone, of_email: of_phone}
    assert backend.all("customers")[of_phone]["stats"]["orders"] == 3
