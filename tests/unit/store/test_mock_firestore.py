"""Flows that only get, over mock-firestore's client: what it stores is found as the models have it.

Everything that writes needs preconditions, which mock-firestore does not have: those are driven over a dict with
versions here, and over Google's emulator in the scenarios.
"""

from collections.abc import Sequence
from typing import Any

import pytest
from mockfirestore import MockFirestore

from functions.domain.kernel.decisions import Find
from functions.domain.kernel.errors import NotFound
from functions.domain.kernel.tallies import Tally
from functions.domain.staff.members import Member
from functions.domain.views.customers import customer_profile
from functions.store.commit import Memory, Store
from functions.store.documents import Write, to_fields
from functions.store.orgs import Orgs
from functions.store.snapshots import Snapshot
from tests.builders import PHONE, a_customer, an_org
from tests.unit.store.test_orgs_cache import provisioned


class GetsOnly:
    """mock-firestore as a backend for flows that read by id and write nothing."""

    def __init__(self, client: MockFirestore) -> None:
        self._client = client

    def read(self, paths: Sequence[str]) -> list[Snapshot]:
        return [Snapshot(path, self._fields(path), None) for path in paths]

    def query(self, org_id: str, query: Find[Any]) -> list[Snapshot]:
        raise AssertionError("a flow that only gets has queried")

    def tallied(self, org_id: str, tally: Tally) -> int:
        raise AssertionError("a flow that only gets has counted")

    def write(self, writes: Sequence[Write]) -> list[Any]:
        raise AssertionError("a flow that only gets has written")

    def _fields(self, path: str) -> dict[str, Any] | None:
        found = self._client.document(path).get()
        return dict(found.to_dict()) if found.exists else None


def a_client(documents: dict[str, dict[str, Any]]) -> MockFirestore:
    client = MockFirestore()
    for path, fields in documents.items():
        client.document(path).set(fields)
    return client


def test_a_member_is_shown_a_customer() -> None:
    customer = to_fields(a_customer(name="Regular"))
    member = to_fields(Member(id="cashier", roles=("agent",)))
    client = a_client({"orgs/kopi/customers/somebody": customer, "orgs/kopi/members/cashier": member})
    store = Store(GetsOnly(client), Memory())
    seen = store.commit("kopi", lambda: customer_profile(an_org(), "cashier", "somebody")).value
    assert (seen["name"], seen["phone"]) == ("Regular", PHONE)
    with pytest.raises(NotFound):
        store.commit("kopi", lambda: customer_profile(an_org(), "cashier", "nobody"))


def test_an_organisation_is_found_by_its_two_documents() -> None:
    client = a_client(provisioned().documents)
    orgs = Orgs(GetsOnly(client))
    assert orgs.get("kopi").hook_secret.get_secret_value() == "s3cret"
    assert orgs.find("nobody") is None
