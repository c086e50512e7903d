"""What a member's tokens say follows `members`, however the writes of several organisations interleave."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.staff.claims import MOST_BYTES, OrgRoles, StaffClaims, claims_of, note_roles
from functions.domain.staff.members import Member
from functions.domain.staff.roles import ROLES, Role
from tests.builders import NOON
from tests.memory import Billed, DictBackend, a_store, run

UID = "the-manager"


def note(backend: DictBackend, org: str = "kopi") -> dict[str, Any]:
    noted = a_store(backend).commit(org, lambda: note_roles(org, UID, NOON)).value
    return dict(claims_of(noted, {}).values)


def employ(backend: DictBackend, *roles: Role, org: str = "kopi") -> None:
    backend.put(Member(id=UID, roles=roles), org)


@pytest.mark.item("S004-38")
def test_a_member_s_roles_stand_in_their_token_one_as_a_text_several_as_a_list() -> None:
    backend = DictBackend()
    employ(backend, "manager")
    assert note(backend) == {"orgs": {"kopi": "manager"}}
    employ(backend, "agent", "delivery", org="teh")
    assert note(backend, "teh") == {"orgs": {"kopi": "manager", "teh": ["agent", "delivery"]}}


def test_the_same_event_again_writes_nothing() -> None:
    backend = DictBackend()
    employ(backend, "manager")
    note(backend)
    backend.billed = Billed()
    note(backend)
    assert backend.billed == Billed(reads=2)


def test_who_was_removed_has_no_role_in_tokens_and_a_document_that_says_so() -> None:
    backend = DictBackend()
    employ(backend, "manager")
    note(backend)
    del backend.documents[f"orgs/kopi/members/{UID}"], backend.versions[f"orgs/kopi/members/{UID}"]
    assert note(backend) == {}
    assert backend.one("members")["roles"] == []
    before = dict(backend.versions)
    assert note(backend) == {}  # the event of that document
    assert backend.versions == before


def test_who_loses_their_roles_and_then_their_document_has_one_again_that_says_so() -> None:
    """Without it the rules would take a token of the last hour at its word."""
    backend = DictBackend()
    employ(backend, "manager")
    note(backend)
    employ(backend)
    note(backend)
    for _ in range(2):  # the document that says so may be removed too
        del backend.documents[f"orgs/kopi/members/{UID}"], backend.versions[f"orgs/kopi/members/{UID}"]
        assert note(backend) == {}
        assert backend.one("members")["roles"] == []


def test_a_member_who_never_had_a_role_leaves_nothing_when_they_go() -> None:
    backend = DictBackend()
    assert note(backend) == {}
    assert backend.documents == {}


def test_claims_of_others_stay() -> None:
    noted = StaffClaims(id=UID, orgs=(OrgRoles(org="kopi", roles=("owner",), since=NOON),))
    others = {"stripe": "s", "orgs": {"old": "owner"}}
    assert claims_of(noted, others).values == {"stripe": "s", "orgs": {"kopi": "owner"}}


def test_what_does_not_fit_a_token_is_left_out_the_last_joined_first() -> None:
    orgs = tuple(
        OrgRoles(org=f"organisation-{n:02}", roles=("manager",), since=NOON + timedelta(days=n))
        for n in range(60)
    )
    claims = claims_of(StaffClaims(id=UID, orgs=orgs), {"stripe": "s" * 100})
    assert len(json.dumps(dict(claims.values)).encode()) <= MOST_BYTES
    kept = list(claims.values["orgs"])
    assert kept == [each.org for each in orgs[: len(kept)]]
    assert [*kept, *claims.left_out[::-1]] == [each.org for each in orgs]
    assert claims_of(StaffClaims(id=UID, orgs=orgs[:1]), {"x": "s" * 2000}).left_out == (orgs[0].org,)


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.lists(st.sampled_from(ROLES), unique=True))))
def test_whatever_happens_the_last_word_of_each_organisation_holds(
    steps: list[tuple[str, list[Role]]],
) -> None:
    backend = DictBackend()
    last: dict[str, Any] = {}
    for org, roles in steps:
        ordered = [role for role in ROLES if role in roles]
        employ(backend, *ordered, org=org)
        last[org] = ordered[0] if len(ordered) == 1 else ordered
        note(backend, org)
    orgs = {org: roles for org, roles in last.items() if roles}
    known = run(a_store(backend), lambda: note_roles("none", UID, NOON))
    assert claims_of(known, {}).values == ({"orgs": orgs} if orgs else {})
