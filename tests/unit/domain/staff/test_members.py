"""What staff may see: only members, and nothing that is the server's own."""

from typing import Any

import pytest

from functions.domain.kernel.errors import Forbidden, NotFound
from functions.domain.staff.members import Member
from functions.domain.views.customers import customer_profile
from tests.builders import PHONE, a_customer, an_org
from tests.memory import Billed, DictBackend, a_store, run


def a_team(*, org_id: str = "kopi") -> DictBackend:
    backend = DictBackend()
    backend.put(a_customer(identity_ids=["a"], name="Regular"), org_id)
    backend.put(Member(id="cashier", roles=("agent",)), org_id)
    return backend


def profile(
    backend: DictBackend, uid: str, customer_id: str = "somebody", org_id: str = "kopi"
) -> dict[str, Any]:
    return run(a_store(backend), lambda: customer_profile(an_org(), uid, customer_id), org_id)


@pytest.mark.item("S004-31")
def test_a_member_sees_a_customer_without_what_is_the_server_s() -> None:
    backend = a_team()
    seen = profile(backend, "cashier")
    assert (seen["id"], seen["name"], seen["phone"]) == ("somebody", "Regular", PHONE)
    assert (seen["stats"]["orders"], seen["loyalty"]["points"]) == (0, 0)
    assert not {"identity_ids", "push_tokens"} & set(seen)
    assert backend.billed == Billed(reads=2, writes=0)


@pytest.mark.parametrize("customer_id", ["somebody", "nobody"])
def test_a_stranger_is_told_the_same_whether_the_customer_is_there_or_not(customer_id: str) -> None:
    with pytest.raises(Forbidden, match=r"^only members of the organisation may ask this$"):
        profile(a_team(), "stranger", customer_id)


def test_a_member_of_another_organisation_is_a_stranger() -> None:
    backend = a_team()
    backend.put(a_customer(), "teh")
    with pytest.raises(Forbidden):
        profile(backend, "cashier", org_id="teh")


def test_a_member_who_asks_for_nobody_hears_so() -> None:
    with pytest.raises(NotFound, match="there is no such customer"):
        profile(a_team(), "cashier", "nobody")
