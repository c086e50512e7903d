"""A contact's person is a customer of their own; an account has one primary contact at most."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import NOON, a_customer, give, problems, with_staff
from tests.command_samples import BESIDE
from tests.memory import DictBackend


def save(backend: DictBackend, minutes: int = 0, **changes: Any) -> dict[str, Any]:
    at = NOON - timedelta(minutes=60 - minutes)
    return give(backend, "save_contact", BESIDE["save_contact"] | changes, made_at=at)


def office() -> DictBackend:
    return with_staff(a_customer(customer_group="b2b"), role="sales_rep")


def untouched(backend: DictBackend) -> dict[str, int]:
    return {path: version for path, version in backend.versions.items() if "/commands/" not in path}


def account(backend: DictBackend) -> dict[str, Any]:
    found: dict[str, Any] = backend.all("customers")["somebody"]["account"]
    return found


def primaries(backend: DictBackend) -> list[str]:
    return [id for id, contact in backend.all("contacts").items() if contact["is_primary"]]


def test_a_contact_s_person_is_a_customer_of_the_account_with_proof_of_what_they_agreed_to() -> None:
    backend = office()
    person_id = save(backend)["result"]["person_id"]
    person = backend.all("customers")[person_id]
    assert (person["name"], person["phone"], person["birthday"]) == (
        "The barista",
        "+919900000077",
        "02-29",
    )
    assert (person["customer_group"], person["account_id"], person["whatsapp_opt_in"]) == (
        "b2b",
        "somebody",
        True,
    )
    consent = person["consents"]["whatsapp"]["marketing"]
    assert (consent["granted"], consent["how"], consent["by"]) == (True, "in_person", "till")
    assert [each["interaction_type"] for each in backend.all("interactions").values()] == ["opt_in"]
    contact = backend.one("contacts")
    assert (contact["customer_id"], contact["person_id"], contact["is_primary"]) == (
        "somebody",
        person_id,
        True,
    )
    assert (account(backend)["pic_id"], account(backend)["pic_contact_id"]) == (person_id, "barista")


def test_a_person_who_is_a_customer_already_stays_who_they_are() -> None:
    backend = office()
    first = save(backend)["result"]["person_id"]
    again = save(backend, 1, contact_id="again", name="Another name")["result"]["person_id"]
    assert (again, len(backend.all("customers"))) == (first, 2)
    assert backend.all("customers")[first]["name"] == "The barista"


def test_an_account_has_one_primary_contact_the_one_that_was_made_so_last() -> None:
    backend = office()
    save(backend, 10)
    save(backend, 20, contact_id="owner", phone="+919900000078", email=None)
    assert primaries(backend) == ["owner"]
    save(backend, 15, contact_id="late", phone="+919900000079", email=None)
    assert primaries(backend) == ["owner"]
    assert account(backend)["pic_contact_id"] == "owner"
    save(backend, 30, contact_id="owner", phone="+919900000078", email=None, is_primary=False)
    assert (primaries(backend), account(backend)["pic_id"]) == ([], None)


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"phone": "12"}, "phone"),
        ({"email": "barista"}, "email"),
        ({"birthday": "02-30"}, "birthday"),
        ({"influence_level": "huge"}, "influence_level"),
        ({"name": None}, "name"),
        ({"customer_id": "nobody"}, "customer_id"),
    ],
)
def test_a_wrong_contact_is_refused_by_its_path_and_nothing_is_written(
    changes: dict[str, Any], path: str
) -> None:
    backend = office()
    before = untouched(backend)
    assert list(problems(save(backend, **changes))) == [path]
    assert untouched(backend) == before
