"""Who of the staff something is for."""

from typing import Any

import pytest

from functions.domain.kernel.decisions import NOTHING, Decision
from functions.domain.settings.actions import OfRole, OneMember, Staff
from functions.domain.staff.finding import MOST_FOUND, members_of
from functions.domain.staff.members import Member
from tests.builders import a_member
from tests.memory import Billed, DictBackend, a_store, run

REP = a_member(id="rep", manager_uid="lead")
TEAM = (
    REP,
    a_member(id="lead", roles=("sales_rep", "manager")),
    a_member(id="another-lead", roles=("manager",)),
    a_member(id="books", roles=("finance",)),
    a_member(id="former", roles=()),
    a_member(id="loner", roles=("agent",)),
    a_member(id="orphan", roles=("agent",), manager_uid="former"),
)


def found(who: Staff, owner_uid: str | None = None, *team: Member) -> tuple[list[str], Billed]:
    backend = DictBackend()
    for member in team or TEAM:
        backend.put(member)
    backend.billed = Billed()

    def decide() -> Decision[tuple[Member, ...]]:
        return NOTHING, (yield from members_of(who, owner_uid=owner_uid))

    return [member.id for member in run(a_store(backend), decide)], backend.billed


@pytest.mark.parametrize(
    ("who", "owner_uid", "uids", "reads"),
    [
        ("owner", "rep", ["rep"], 1),
        ("owner", None, [], 0),
        ("owner", "former", [], 1),
        ("owner", "nobody", [], 1),
        ("manager", "rep", ["lead"], 2),
        # Without one to whom the owner reports, those with the role, by their uids.
        ("manager", "loner", ["another-lead", "lead"], 3),
        ("manager", "orphan", ["another-lead", "lead"], 4),
        ("manager", None, ["another-lead", "lead"], 2),
        (OfRole(role="finance"), "rep", ["books"], 1),
        (OfRole(role="marketing"), "rep", [], 1),
        (OneMember(uid="books"), None, ["books"], 1),
        (OneMember(uid="former"), None, [], 1),
        (OneMember(uid="a/b"), None, [], 0),
    ],
)
def test_the_members_who_are_meant_are_found_by_their_uids(
    who: Staff, owner_uid: str | None, uids: list[str], reads: int
) -> None:
    assert found(who, owner_uid) == (uids, Billed(reads=reads))


def test_of_very_many_with_a_role_the_first_fifty_are_found() -> None:
    team = [a_member(id=f"m{number:03}", roles=("agent",)) for number in range(70)]
    uids, billed = found(OfRole(role="agent"), None, *team)
    assert uids == [f"m{number:03}" for number in range(MOST_FOUND)]
    assert billed == Billed(reads=MOST_FOUND)


@pytest.mark.parametrize("roles", ["finance", {"finance": True}, None, 7])
def test_roles_that_are_no_list_give_no_role_and_are_not_found(roles: Any) -> None:
    backend = DictBackend()
    backend.client_writes("orgs/kopi/members/odd", roles=roles)

    def decide() -> Decision[tuple[Member, ...]]:
        return NOTHING, (yield from members_of(OfRole(role="finance"), owner_uid=None))

    assert run(a_store(backend), decide) == ()
