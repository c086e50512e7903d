"""An organisation's name and switches, changed by those who change settings."""

from typing import Any

import pytest

from functions.domain.configuration.organisation import change_organisation, shown_organisation
from functions.domain.kernel.errors import Forbidden, Malformed
from functions.domain.staff.members import Member
from tests.builders import NOON, an_org_document
from tests.memory import DictBackend, a_store, run


def changed(backend: DictBackend, body: object, uid: str = "lead") -> Any:
    return run(a_store(backend), lambda: change_organisation("kopi", uid, body, now=NOON))


def a_business() -> DictBackend:
    backend = DictBackend()
    backend.put(an_org_document())
    backend.put(Member(id="lead", roles=("owner",)))
    backend.put(Member(id="till", roles=("agent",)))
    return backend


@pytest.mark.item("S004-39")
def test_name_and_switches_change_in_one_commit_and_the_settings_before_stay() -> None:
    backend = a_business()
    shown = changed(backend, {"name": " Kopi Two ", "enable_loyalty": False})
    stored = backend.documents["orgs/kopi"]
    assert (shown["name"], shown["enable_crm"], shown["enable_loyalty"]) == ("Kopi Two", True, False)
    assert (stored["name"], stored["features"]) == ("Kopi Two", {"crm": True, "loyalty": False})
    assert (stored["settings_revision"], len(backend.all("settings_versions"))) == (1, 1)
    read = run(a_store(backend), lambda: shown_organisation("kopi", "till"))
    assert read == shown


def test_the_same_again_writes_nothing() -> None:
    backend = a_business()
    changed(backend, {"enable_loyalty": False, "name": "Two"})
    writes = backend.billed.writes
    changed(backend, {"features": {"loyalty": False}, "name": "Two"})
    assert backend.billed.writes == writes


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"enable_crm": "no"}, "enable_crm"),
        ({"enable_crm": True, "features": {"crm": False}}, "enable_crm"),
        ({"features": {"crm": 1}}, "features"),
        ({"name": "  "}, "name"),
        ([], ""),
    ],
)
def test_what_is_wrong_is_named_and_changes_nothing(body: object, path: str) -> None:
    backend = a_business()
    before = dict(backend.versions)
    with pytest.raises(Malformed) as refused:
        changed(backend, body)
    assert refused.value.faults[0].path.startswith(path)
    assert backend.versions == before


def test_who_changes_no_settings_changes_no_switch() -> None:
    with pytest.raises(Forbidden):
        changed(a_business(), {"enable_crm": False}, uid="till")
