"""A lead becomes a customer once, and all that hung on it is the customer's."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.customers.customer import Customer
from functions.domain.customers.notes import Note
from functions.domain.leads import moving
from functions.domain.staff.members import Member
from functions.domain.staff.roles import Role
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import Waking
from tests.builders import NOON, PHONE, a_customer, an_order, an_org, give, problems, take_in
from tests.memory import Billed, DictBackend, a_store
from tests.unit.domain.leads.test_capturing import EMAIL, post

ORG = an_org()


def office(role: Role = "owner") -> DictBackend:
    backend = DictBackend()
    backend.put(Member(id="till", roles=(role,)))
    backend.put(Member(id="rep", roles=("sales_rep",)))
    return backend


def a_lead(backend: DictBackend, **changes: Any) -> str:
    return post(backend, **changes).captured.lead_id


def wake(backend: DictBackend, id: str, minutes: int = 1) -> Any:
    """The customer wakes; what wants a task of its own."""
    now = NOON + timedelta(minutes=minutes)
    waking = Waking(id, now, None)
    return a_store(backend).commit("kopi", lambda: WAKE_UPS["customers"].wake(ORG, waking)).value


def convert(backend: DictBackend, lead_id: str, **changes: Any) -> dict[str, Any]:
    command = give(backend, "convert_lead", {"lead_id": lead_id} | changes, org=ORG)
    assert command["status"] == "done", command
    result: dict[str, Any] = command["result"]
    return result


def hung_on(backend: DictBackend, lead_id: str) -> None:
    """What staff keep of a lead."""
    call = {"interaction_type": "call", "interaction_source": "b2b_sales", "lead_id": lead_id}
    give(backend, "record_interaction", call, org=ORG)
    give(backend, "add_note", {"lead_id": lead_id, "note": "Takes oat milk."}, org=ORG)
    give(backend, "create_task", {"lead_id": lead_id, "task_type": "visit"}, org=ORG)


@pytest.mark.item("S002-03", "S002-29")
def test_a_lead_becomes_a_customer_with_a_deal_and_everything_moves_along() -> None:
    backend = office()
    lead_id = a_lead(backend, consents={"whatsapp": True}, estimated_value_minor=900_000)
    hung_on(backend, lead_id)
    result = convert(backend, lead_id)
    ((id, customer),) = backend.all("customers").items()
    assert result == {"lead_id": lead_id, "customer_id": id, "opportunity_id": f"lead:{lead_id}"}
    assert (customer["phone"], customer["name"], customer["customer_group"]) == (PHONE, "Kopi Bar", "b2b")
    assert (customer["segment"], customer["city"], customer["whatsapp_opt_in"]) == ("cafe", "Pune", True)
    assert customer["consents"]["whatsapp"]["marketing"]["how"] == "web"
    deal = backend.one("opportunities")
    assert (deal["customer_id"], deal["stage"], deal["estimated_value_minor"]) == (id, "lead", 900_000)
    assert customer["account"]["estimated_deal_value_minor"] == 900_000
    lead = backend.one("leads")
    assert (lead["status"], lead["converted_to"], lead["converted_by"]) == ("converted", id, "till")
    assert wake(backend, id) is None
    for collection in ("interactions", "notes", "tasks"):
        found = backend.all(collection).values()
        assert found, collection
        assert {(each["customer_id"], each["lead_id"]) for each in found} == {(id, lead_id)}
    after = backend.one("customers")
    assert "lead_ids" not in after
    assert "leads" not in after["due"]


def test_a_conversion_bills_what_its_docstring_says() -> None:
    backend = office()
    lead_id = a_lead(backend)
    backend.billed = Billed()
    convert(backend, lead_id)
    # The member, the lead, the customer, the identity, two complaints of the phone; the command, the lead, the
    # customer, the identity, the deal, the interaction. With the business's first deal its owner's page, their deals
    # and the month's forecast; and both pages.
    assert backend.billed == Billed(reads=1 + 5 + 3, writes=1 + 5 + 2)


@pytest.mark.item("S002-29")
def test_a_second_conversion_answers_as_the_first_and_changes_nothing() -> None:
    backend = office()
    lead_id = a_lead(backend)
    first = convert(backend, lead_id)
    before = {path: version for path, version in backend.versions.items() if "/commands/" not in path}
    assert convert(backend, lead_id) == first
    after = {path: version for path, version in backend.versions.items() if "/commands/" not in path}
    assert after == before


def test_an_order_of_the_lead_s_phone_converts_it_without_a_deal() -> None:
    backend = office()
    lead_id = a_lead(backend, consents={"email": True})
    hung_on(backend, lead_id)
    take_in(a_store(backend), an_order(ORG), org=ORG)
    ((id, customer),) = backend.all("customers").items()
    assert customer["lead_ids"] == [lead_id]
    assert customer["wake_at"] == NOON
    wake(backend, id)
    lead, customer = backend.one("leads"), backend.one("customers")
    assert (lead["status"], lead["converted_to"], lead["converted_because"]) == ("converted", id, "customer")
    assert backend.all("opportunities") == {}
    assert {each["customer_id"] for each in backend.all("interactions").values()} == {id}
    assert customer["email_opt_in"] is True
    assert customer["stats"]["orders"] == 1


def test_a_customer_whom_staff_enter_with_the_lead_s_phone_gets_its_deal() -> None:
    backend = office()
    lead_id = a_lead(backend)
    give(backend, "change_customer", {"phone": PHONE, "name": "The bar"}, org=ORG)
    (id,) = backend.all("customers")
    wake(backend, id)
    assert backend.one("opportunities")["customer_id"] == id
    assert backend.one("leads")["opportunity_id"] == f"lead:{lead_id}"
    assert backend.one("customers")["name"] == "The bar"


def test_a_conversion_between_the_order_and_the_wake_up_is_the_only_one() -> None:
    backend = office()
    lead_id = a_lead(backend)
    take_in(a_store(backend), an_order(ORG), org=ORG)
    result = convert(backend, lead_id)
    (id,) = backend.all("customers")
    wake(backend, id)
    lead = backend.one("leads")
    assert (result["customer_id"], lead["converted_because"]) == (id, "command")
    assert backend.one("customers")["account"]["deals"]["by_stage"] == {"lead": 1}


def test_a_large_lead_moves_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "PAGE_SIZE", 2)
    backend = office()
    lead_id = a_lead(backend)
    for number in range(5):
        backend.put(Note(id=f"n{number}", lead_id=lead_id, note="x"))
    result = convert(backend, lead_id)
    pages = 0
    while wake(backend, result["customer_id"]) is not None:
        pages += 1
    assert pages == 3
    assert {each["customer_id"] for each in backend.all("notes").values()} == {result["customer_id"]}


def test_a_lead_without_phone_and_email_becomes_a_new_customer_once() -> None:
    backend = office()
    give(backend, "save_lead", {"lead_id": "l", "company": {"name": "Kopi Bar"}}, org=ORG)
    assert convert(backend, "l") == convert(backend, "l")
    assert backend.one("customers")["name"] == "Kopi Bar"


def test_a_lead_may_be_converted_to_a_customer_who_is_named() -> None:
    backend = office()
    backend.put(a_customer(id="somebody", phone=None, email=None))
    lead_id = a_lead(backend)
    assert convert(backend, lead_id, customer_id="somebody", begins_deal=False) == {
        "lead_id": lead_id,
        "customer_id": "somebody",
    }
    assert backend.one("customers")["phone"] == PHONE
    assert backend.one("identities")["customer_id"] == "somebody"


def test_what_is_said_of_a_converted_lead_is_said_of_its_customer() -> None:
    backend = office()
    lead_id = a_lead(backend)
    id = convert(backend, lead_id)["customer_id"]
    hung_on(backend, lead_id)
    assert {each["customer_id"] for each in backend.all("notes").values()} == {id}
    assert backend.one("customers")["stats"]["last_interaction_at"] == NOON


def test_a_task_of_a_lead_that_is_done_is_its_last_contact_and_its_next_one_is_the_lead_s() -> None:
    backend = office()
    lead_id = a_lead(backend)
    (task_id,) = backend.all("tasks")
    done = {"task_id": task_id, "outcome": "no_answer", "done_at": NOON + timedelta(minutes=5)}
    give(backend, "complete_task", done, org=ORG, now=NOON + timedelta(minutes=6))
    assert backend.one("leads")["last_contact_at"] == NOON + timedelta(minutes=5)
    assert {each["lead_id"] for each in backend.all("tasks").values()} == {lead_id}
    assert {each["customer_phone"] for each in backend.all("tasks").values()} == {PHONE}


def test_a_closed_lead_is_not_converted_and_a_converted_one_not_closed() -> None:
    backend = office()
    lead_id = a_lead(backend)
    give(backend, "close_lead", {"lead_id": lead_id, "reason": "Price"}, org=ORG)
    refused = give(backend, "convert_lead", {"lead_id": lead_id}, org=ORG)
    assert problems(refused) == {"lead_id": "was closed"}
    assert backend.all("customers") == {}
    other = a_lead(backend, lead_id="form-2", contact={"email": EMAIL})
    convert(backend, other)
    refused = give(backend, "close_lead", {"lead_id": other, "reason": "Price"}, org=ORG)
    assert problems(refused) == {"lead_id": "became a customer"}


def test_a_rep_converts_a_lead_of_theirs_and_no_other_one() -> None:
    backend = office(role="sales_rep")
    lead_id = a_lead(backend)
    refused = give(backend, "convert_lead", {"lead_id": lead_id}, org=ORG)
    assert problems(refused) == {"lead_id": "is assigned to another member"}
    own = give(backend, "save_lead", {"contact": {"email": EMAIL}}, org=ORG)["result"]["lead_id"]
    assert backend.all("leads")[own]["assigned_uid"] == "till"
    id = convert(backend, own)["customer_id"]
    assert backend.all("customers")[id]["owner_uid"] == "till"


def test_a_customer_who_was_joined_into_another_before_the_page_has_it_moved_to_that_one() -> None:
    backend = office()
    lead_id = a_lead(backend)
    take_in(a_store(backend), an_order(ORG), org=ORG)
    (id,) = backend.all("customers")
    backend.put(a_customer(id="other", phone=None, email=None))
    known = backend.documents[f"orgs/kopi/customers/{id}"]
    backend.put(Customer(id=id, **{**known, "joined_into": "other"}))
    wake(backend, id)
    assert backend.all("leads")[lead_id]["converted_to"] == "other"
    assert {each["customer_id"] for each in backend.all("tasks").values()} == {"other"}
