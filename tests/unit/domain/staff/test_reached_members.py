"""A member's document is written by people: what is wrong in it is left out, and what we do not know stays."""

from typing import Any

import pytest

from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.staff.members import Member
from tests.memory import DictBackend, a_store, run

PATH = "orgs/kopi/members/rep"
WHOLE: dict[str, Any] = {
    "roles": ["sales_rep"],
    "name": "Rep",
    "email": "rep@example.com",
    "phone": "+12025550123",
    "locale": "id",
    "timezone": "Asia/Jakarta",
    "manager_uid": "lead",
    "has_app": True,
    "push_tokens": ["t"],
    "devices": [{"kind": "token", "value": "t"}],
    "shoe_size": 43,
}


def without_dead(fields: dict[str, Any]) -> tuple[Member, dict[str, Any]]:
    """The member as they are read, and their document after a dead token was taken off."""
    backend = DictBackend()
    backend.client_writes(PATH, **fields)

    def decide() -> Decision[Member]:
        member = yield from get(Member, "rep")
        assert member is not None
        return Changes(put=(member.without_tokens(("t",)),)), member

    return run(a_store(backend), decide), backend.documents[PATH]


@pytest.mark.parametrize(
    "field",
    ["name", "email", "phone", "locale", "timezone", "manager_uid", "has_app", "push_tokens", "devices"],
)
def test_a_wrong_field_is_left_out_and_the_others_stand(field: str) -> None:
    member, _ = without_dead({**WHOLE, field: 7})
    assert getattr(member, field) in (None, False, ())
    assert member.roles == ("sales_rep",)


def test_fields_that_we_do_not_know_survive_a_write() -> None:
    _, stored = without_dead(WHOLE)
    assert (stored["shoe_size"], stored["push_tokens"], stored["devices"]) == (43, [], [])
    assert {name: stored[name] for name in ("name", "email", "roles")} == {
        name: WHOLE[name] for name in ("name", "email", "roles")
    }
