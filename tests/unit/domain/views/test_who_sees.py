"""The API shows a document to those whom the table of readers names, as the rules do."""

from typing import Any, get_args

import pytest

from functions.domain.kernel.errors import Forbidden
from functions.domain.staff.members import Member
from functions.domain.staff.roles import Role
from functions.domain.views.customers import customer_profile
from functions.domain.views.messages import message_story
from tests.builders import a_customer, a_message, an_org
from tests.memory import Billed, DictBackend, a_store, run

CUSTOMERS = {"owner", "manager", "agent", "support", "marketing", "delivery", "finance"}
VIEWS: list[tuple[Any, str, set[str]]] = [
    (customer_profile, "c", CUSTOMERS),
    (message_story, "m", CUSTOMERS - {"delivery", "finance"}),
]


def asked(view: Any, id: str, role: Role, territories: tuple[str, ...] = (), **customer: Any) -> DictBackend:
    backend = DictBackend()
    backend.put(Member(id="they", roles=(role,), territory_ids=territories))
    backend.put(a_customer(id="c", **customer))
    backend.put(a_message(id="m", customer_id="c"))
    run(a_store(backend), lambda: view(an_org(), "they", id))
    return backend


@pytest.mark.item("S004-31")
@pytest.mark.parametrize(("view", "id", "readers"), VIEWS)
@pytest.mark.parametrize("role", [role for role in get_args(Role) if role != "sales_rep"])
def test_a_role_sees_a_document_as_the_table_says(view: Any, id: str, readers: set[str], role: Role) -> None:
    if role in readers:
        assert asked(view, id, role).billed == Billed(reads=2)
    else:
        with pytest.raises(Forbidden):
            asked(view, id, role)


@pytest.mark.parametrize("role", get_args(Role))
def test_a_member_of_any_role_sees_what_is_to_them_and_nothing_else(role: Role) -> None:
    backend = DictBackend()
    backend.put(Member(id="they", roles=(role,)))
    backend.put(Member(id="former", roles=()))
    backend.put(a_message(id="m", customer_id="", member_uid="they", purpose="internal"))
    backend.put(a_message(id="former's", customer_id="", member_uid="former", purpose="internal"))
    shown = run(a_store(backend), lambda: message_story(an_org(), "they", "m"))
    assert (shown["member_uid"], shown["customer_id"]) == ("they", "")
    with pytest.raises(Forbidden):
        run(a_store(backend), lambda: message_story(an_org(), "former", "former's"))
    if role not in CUSTOMERS - {"delivery", "finance"}:
        with pytest.raises(Forbidden):
            run(a_store(backend), lambda: message_story(an_org(), "they", "former's"))


@pytest.mark.parametrize(("view", "id", "reads"), [(customer_profile, "c", 2), (message_story, "m", 3)])
def test_a_rep_sees_those_of_their_own_customers_alone(view: Any, id: str, reads: int) -> None:
    for where in ({"owner_uid": "they"}, {"owner_uid": "another", "territory_id": "north"}):
        assert asked(view, id, "sales_rep", ("north",), **where).billed == Billed(reads=reads)
    for where in ({}, {"owner_uid": "another"}, {"territory_id": "south"}):
        with pytest.raises(Forbidden, match="is not assigned to you"):
            asked(view, id, "sales_rep", ("north",), **where)
