"""A customer that a client wrote is known by phone and email from then on, or is told why not."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.commands.customers import record_customer
from functions.domain.customers.identities import Identity, identity_id
from functions.domain.kernel.client_documents import ClientCustomer, refuse
from functions.domain.kernel.errors import Damaged, Malformed
from functions.store.documents import Snapshot, to_model
from tests.builders import NOON, OTHER_PHONE, PHONE, an_order, an_org, take_in
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org()
PATH = "orgs/kopi/customers/written"


def written(backend: DictBackend, **fields: Any) -> Snapshot:
    """A client's document, as its event brings it."""
    backend.client_writes(PATH, **{"recorded": False} | fields)
    return backend.snapshot(PATH)


def record(backend: DictBackend, *known: Snapshot) -> None:
    a_store(backend).commit("kopi", lambda: record_customer(ORG, "written", NOON), known)


def test_a_phone_and_an_email_are_normalised_and_name_the_customer() -> None:
    backend = DictBackend()
    event = written(backend, phone="+1 202-555-0123", email="Regular@Example.com", favourite="latte")
    record(backend, event)
    customer = backend.documents[PATH]
    assert (customer["phone"], customer["email"]) == (PHONE, "regular@example.com")
    assert (customer["recorded"], customer["created_at"], customer["favourite"]) == (True, NOON, "latte")
    assert {link["customer_id"] for link in backend.all("identities").values()} == {"written"}
    assert backend.billed == Billed(reads=0, writes=3)


def test_an_order_by_that_phone_is_theirs() -> None:
    backend = DictBackend()
    record(backend, written(backend, phone=PHONE))
    assert take_in(a_store(backend), an_order(ORG), org=ORG).customer_id == "written"


def test_a_customer_without_phone_and_email_is_taken_in() -> None:
    backend = DictBackend()
    record(backend, written(backend, name="Walks in"))
    assert backend.documents[PATH]["recorded"] is True
    assert backend.billed == Billed(reads=0, writes=1)


def test_the_same_event_again_writes_nothing() -> None:
    backend = DictBackend()
    event = written(backend, phone=PHONE)
    record(backend, event)
    before = dict(backend.versions)
    record(backend, event)
    assert backend.versions == before


@pytest.mark.item("S002-81")
@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"phone": "123"}, "phone: is not a valid phone number"),
        ({"email": "nobody"}, "email: is not an email address"),
        ({"phone": "123", "email": "nobody"}, "phone: .*; email: "),
    ],
)
def test_a_wrong_phone_or_email_is_malformed_and_writes_nothing(fields: dict[str, Any], fault: str) -> None:
    backend = DictBackend()
    event = written(backend, **fields)
    before = dict(backend.versions)
    with pytest.raises(Malformed, match=fault):
        record(backend, event)
    assert backend.versions == before


@pytest.mark.item("S004-27")
def test_a_phone_of_another_customer_is_malformed_and_writes_nothing() -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG), org=ORG)
    event = written(backend, phone=PHONE)
    before = dict(backend.versions)
    with pytest.raises(Malformed, match="phone: names another customer"):
        record(backend, event)
    assert backend.versions == before


def test_an_email_that_an_order_named_beside_its_buyer_s_phone_stays_the_other_customer_s() -> None:
    backend = DictBackend()
    store = a_store(backend)
    email = "regular@example.com"
    take_in(store, an_order(ORG, order_id="1", customer={"email": email}), org=ORG)
    both = {"phone": PHONE, "email": email}
    take_in(store, an_order(ORG, order_id="2", customer={"phone": PHONE}), org=ORG)
    mine = str(take_in(store, an_order(ORG, order_id="3", customer=both), org=ORG).customer_id)
    assert mine == identity_id(ORG.id_key, Identity("phone", PHONE))
    backend.client_writes(f"orgs/kopi/customers/{mine}", email=email, recorded=False)
    with pytest.raises(Malformed, match="email: names another customer"):
        run(store, lambda: record_customer(ORG, mine, NOON))


def test_a_new_phone_names_the_customer_beside_the_old_one() -> None:
    backend = DictBackend()
    record(backend, written(backend, phone=PHONE))
    record(backend, written(backend, phone=OTHER_PHONE))
    store = a_store(backend)
    for number, phone in enumerate((PHONE, OTHER_PHONE)):
        order = an_order(ORG, order_id=str(number), customer={"phone": phone})
        assert take_in(store, order, org=ORG).customer_id == "written"


def test_fields_of_the_wrong_type_are_damage_and_write_nothing() -> None:
    backend = DictBackend()
    event = written(backend, name=["a", "list"])
    with pytest.raises(Damaged, match="stored customers: name"):
        record(backend, event)
    assert backend.billed.writes == 0


def refused(backend: DictBackend, event: Snapshot, now_days: int = 0) -> None:
    """What the trigger does with a customer that cannot be taken in."""
    error = Malformed("customer", [])
    now = NOON + timedelta(days=now_days)
    said = to_model(ClientCustomer, event)
    assert said is not None
    run(
        a_store(backend),
        lambda: refuse(ClientCustomer, "written", written=said.written, error=error, now=now),
    )


def test_a_refused_customer_that_is_put_right_loses_the_reason() -> None:
    backend = DictBackend()
    refused(backend, written(backend, phone="123"))
    assert backend.documents[PATH]["record_error"] == "customer: "
    record(backend, written(backend, phone=PHONE))
    assert backend.documents[PATH]["recorded"] is True
    assert backend.documents[PATH]["record_error"] is None


def test_a_correction_that_comes_before_the_refusal_is_taken_in() -> None:
    backend = DictBackend()
    wrong = written(backend, phone="123")
    right = written(backend, phone="+1 202-555-0123")
    refused(backend, wrong)
    assert backend.all("dead_letters") == {}
    record(backend, right)
    assert backend.documents[PATH]["phone"] == PHONE
    assert len(backend.all("identities")) == 1
