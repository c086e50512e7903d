"""Staff change what their business is set to by commands, and hear of every fault by its place in the data."""

from typing import Any

import pytest

from functions.domain.staff.members import Member
from functions.domain.staff.roles import Role
from functions.store.orgs import Orgs
from tests.builders import a_customer, an_org, give, problems
from tests.memory import DictBackend
from tests.provisioning import provision

NEWS = {"purpose": "marketing", "bodies": {"en": "News"}}


def a_cafe(role: Role = "manager") -> DictBackend:
    backend = DictBackend()
    provision(backend)
    backend.put(Member(id="till", roles=(role,)))
    return backend


def save(backend: DictBackend, content: Any, **more: Any) -> dict[str, Any]:
    data = {"collection": "templates", "id": "news", "content": content} | more
    return give(backend, "save_configuration", data)


def test_a_document_is_saved_changed_and_removed_in_the_command_s_own_commit() -> None:
    backend = a_cafe("marketing")
    assert save(backend, NEWS)["result"] == {"id": "news", "revision": 1}
    assert save(backend, NEWS | {"bodies": {"en": "More"}}, revision=1)["result"] == {
        "id": "news",
        "revision": 2,
    }
    assert backend.documents["orgs/kopi/templates/news"]["updated_by"] == "till"
    removed = give(backend, "remove_configuration", {"collection": "templates", "id": "news", "revision": 2})
    assert (removed["status"], removed["result"]) == ("done", {"id": "news", "revision": 2})
    assert "orgs/kopi/templates/news" not in backend.documents


def test_what_is_wrong_is_told_by_its_place_and_changes_nothing() -> None:
    backend = a_cafe()
    before = dict(backend.versions)
    wrong = save(backend, {"purpose": "spam", "bodies": {"en": "{{ name }"}})
    assert problems(wrong) == {
        "content.purpose": "Input should be 'marketing', 'transactional' or 'internal'",
        "content.bodies.en": "unexpected '}'",
    }
    named = give(backend, "remove_configuration", {"collection": "templates", "id": "winback_30"})
    assert problems(named) == {"automations.winback_30.then.0.send": "names winback_30, which it needs"}
    changes = {"timezone": "Pune", "winback": {"steps": []}}
    assert problems(give(backend, "change_settings", {"changes": changes})) == {
        "changes.timezone": "is not a time zone (IANA, like Asia/Kolkata)",
        "changes.winback": "Extra inputs are not permitted",
    }
    assert {path: version for path, version in backend.versions.items() if "/commands/" not in path} == before


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        ({"collection": "prompts", "id": "x", "content": {}}, ["collection"]),
        ({"collection": "templates", "id": "a/b", "content": {}}, ["id"]),
        ({"collection": "templates", "id": "News", "content": NEWS}, ["id"]),
        (
            {"collection": 7, "id": 7, "content": 7, "revision": "one"},
            ["collection", "id", "content", "revision"],
        ),
    ],
)
def test_what_the_command_itself_lacks_is_told(data: dict[str, Any], paths: list[str]) -> None:
    assert list(problems(give(a_cafe(), "save_configuration", data))) == paths


def test_an_edit_of_what_another_has_changed_meanwhile_is_refused() -> None:
    backend = a_cafe()
    save(backend, NEWS)
    late = save(backend, NEWS | {"bodies": {"en": "Late"}}, revision=0)
    assert problems(late) == {"": "templates.news has changed: it is at revision 1"}


def test_settings_are_changed_and_in_effect() -> None:
    backend = a_cafe("owner")
    done = give(backend, "change_settings", {"changes": {"channels": ["sms"]}, "revision": 1})
    assert (done["status"], done["result"]) == ("done", {"revision": 2})
    assert Orgs(backend).get("kopi").settings.channels == ("sms",)


@pytest.mark.item("S004-39")
@pytest.mark.parametrize(
    ("kind", "data", "is_done"),
    [
        ("change_customer", {"customer_id": "somebody", "name": "Regular"}, False),
        ("register_device", {"customer_id": "somebody", "token": "new"}, False),
        (
            "record_interaction",
            {
                "interaction_type": "call",
                "interaction_source": "customer_service",
                "performed_at": "2025-01-25T10:00:00+00:00",
            },
            False,
        ),
        (
            "give_consent",
            {
                "customer_id": "somebody",
                "channel": "whatsapp",
                "purposes": ["marketing"],
                "granted": False,
            },
            True,
        ),
        ("change_settings", {"changes": {"features": {"crm": True}}}, True),
    ],
)
def test_with_the_crm_off_a_no_is_taken_and_what_is_the_crm_s_is_refused(
    kind: str, data: dict[str, Any], is_done: bool
) -> None:
    backend = a_cafe()
    backend.put(a_customer())
    command = give(backend, kind, data, org=an_org(features={"crm": False}))
    if is_done:
        assert command["status"] == "done"
    else:
        assert problems(command) == {"": "crm is switched off for this business"}


def test_of_very_many_problems_the_first_are_told_so_that_they_fit_the_document() -> None:
    found = give(a_cafe(), "change_settings", {"changes": {"loyalty": {"tiers": [{}] * 5000}}})
    assert (found["status"], len(found["problems"])) == ("refused", 100)
    assert found["problems"][0] == {"path": "changes.loyalty.tiers.0.name", "message": "Field required"}
