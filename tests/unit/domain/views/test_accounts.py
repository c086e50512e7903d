"""What an account is made of is shown to those who read it by the table of readers, to a rep of their own alone."""

from typing import Any

import pytest

from functions.domain.accounts.brands import Brand
from functions.domain.accounts.invoices import Invoice
from functions.domain.accounts.locations import Location
from functions.domain.kernel.errors import Forbidden, NotFound
from functions.domain.staff.members import Member
from functions.domain.views.accounts import listed_of_account, one_of_account
from functions.domain.views.pages import Wanted
from tests.builders import a_customer, an_org
from tests.command_samples import a_legal_entity
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org()


def office() -> DictBackend:
    backend = DictBackend()
    for uid, role in (("boss", "owner"), ("rep", "sales_rep"), ("driver", "delivery"), ("books", "finance")):
        backend.put(Member.model_validate({"id": uid, "roles": (role,)}))
    backend.put(a_customer(owner_uid="rep"))
    backend.put(a_customer(id="another", owner_uid="x"))
    backend.put(a_legal_entity(credit_limit_minor=900, exposure_minor=400))
    backend.put(a_legal_entity(id="theirs", customer_id="another"))
    for number in range(3):
        backend.put(Brand(id=f"b{number}", customer_id="somebody", brand_name="Kopi"))
    backend.put(Location(id="unowned", location_name="North"))
    backend.put(Invoice(id="i", customer_id="another", legal_entity_id="theirs"))
    return backend


def one(backend: DictBackend, uid: str, what: str, id: str) -> Any:
    return run(a_store(backend), lambda: one_of_account(ORG, uid, id, what=what))


def listed(backend: DictBackend, uid: str, what: str, **wanted: Any) -> Any:
    page = Wanted(**wanted)
    return run(a_store(backend), lambda: listed_of_account(ORG, uid, "somebody", what=what, wanted=page))


@pytest.mark.item("S000-58", "S002-74")
def test_a_legal_entity_is_shown_with_its_limit_and_what_it_owes() -> None:
    shown = one(office(), "rep", "legal_entities", "pt")
    assert (shown["credit_limit_minor"], shown["exposure_minor"], "edits" in shown) == (900, 400, False)


def test_a_list_goes_page_by_page_and_bills_a_read_a_row() -> None:
    backend = office()
    first = listed(backend, "boss", "brands", limit=2)
    backend.billed = Billed()
    second = listed(backend, "boss", "brands", limit=2, cursor=first["next"])
    assert [each["id"] for each in (*first["items"], *second["items"])] == ["b0", "b1", "b2"]
    assert backend.billed == Billed(reads=2 + 1)


@pytest.mark.parametrize(
    ("uid", "what", "id"),
    [
        ("rep", "legal_entities", "theirs"),
        ("rep", "invoices", "i"),
        ("rep", "locations", "unowned"),
        ("driver", "legal_entities", "pt"),
        ("books", "brands", "b0"),
        ("stranger", "brands", "b0"),
    ],
)
def test_what_is_not_theirs_to_read_is_shown_to_nobody(uid: str, what: str, id: str) -> None:
    with pytest.raises(Forbidden):
        one(office(), uid, what, id)


def test_a_driver_opens_a_location_and_lists_none() -> None:
    assert one(office(), "driver", "locations", "unowned")["location_name"] == "North"
    with pytest.raises(Forbidden):
        listed(office(), "driver", "locations")


def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        one(office(), "boss", "contracts", "none")
