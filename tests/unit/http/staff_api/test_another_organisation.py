"""A member asks for what another organisation has, by its ids in every path and body at their own address, and at the
other's: nothing of it is read, shown or changed.
"""

import json
from typing import Any

import pytest

from tests.memory import DictBackend
from tests.staff_api import StaffApi
from tests.unit.http.staff_api.test_who_may_ask import TABLE, Row

# What stands in the café's documents and in no answer to another business.
SECRETS = ("A regular", "The owner", "Another")


@pytest.fixture
def seen(asked: StaffApi, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Of which organisations documents were read or asked for."""
    found: set[str] = set()
    for name in ("query", "tallied"):
        monkeypatch.setattr(DictBackend, name, _noting(getattr(DictBackend, name), found))
    known = DictBackend.read

    def read(self: DictBackend, paths: Any) -> Any:
        found.update(path.split("/")[1] for path in paths)
        return known(self, paths)

    monkeypatch.setattr(DictBackend, "read", read)
    return found


def _noting(known: Any, found: set[str]) -> Any:
    def noted(self: DictBackend, org_id: str, *more: Any, **how: Any) -> Any:
        found.add(org_id)
        return known(self, org_id, *more, **how)

    return noted


def of_cafe(asked: StaffApi) -> dict[str, Any]:
    return {path: fields for path, fields in asked.backend.documents.items() if "/kopi" in path}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.method} {row.path}")
def test_an_owner_of_another_business_gets_nothing_of_the_café_s(
    asked: StaffApi, seen: set[str], row: Row
) -> None:
    before, place = json.dumps(of_cafe(asked), default=str), row.place("elsewhere")
    by_id = asked.ask(row.method, f"/teh/{place}", row.body, uid="elsewhere")
    assert by_id.status_code < 500
    assert seen == {"teh"}, "another organisation's documents were asked for"
    by_address = asked.ask(row.method, place, row.body, uid="elsewhere")
    assert by_address.status_code == 403
    for answer in (by_id, by_address):
        assert not any(secret in answer.get_data(as_text=True) for secret in SECRETS)
    assert json.dumps(of_cafe(asked), default=str) == before
