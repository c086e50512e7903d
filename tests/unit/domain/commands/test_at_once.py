"""Commands that are answered at once, and the same request again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.commands.at_once import KEPT_FOR, Wish, give_at_once
from functions.domain.customers.customer import Customer, LoyaltyAccount
from functions.domain.kernel.decisions import Reading, get
from functions.domain.kernel.errors import Changed, Forbidden, KeyReused, Malformed
from functions.store.commit import OutcomeUnknown
from functions.store.documents import Write
from tests.builders import NOON, a_customer, a_member, an_org, with_staff
from tests.memory import DictBackend, a_store, run

CALL = {"customer_id": "c", "interaction_type": "call", "interaction_source": "customer_service"}


def a_shop() -> DictBackend:
    backend = DictBackend()
    backend.put(a_customer(id="c"))
    backend.put(a_member(id="manager", roles=("manager",)))
    return backend


def give(backend: DictBackend, wish: Wish, *, after: timedelta = timedelta(0)) -> Any:
    return run(a_store(backend), lambda: give_at_once(an_org(), wish, NOON + after))


def test_the_same_request_again_has_the_same_answer_and_changes_nothing() -> None:
    backend = a_shop()
    first = give(backend, Wish("record_interaction", CALL, "manager", "1", "k"))
    before = dict(backend.documents)
    again = give(backend, Wish("record_interaction", CALL, "manager", "2", "k"), after=timedelta(hours=24))
    assert (again, backend.documents) == (first, before)
    assert len(backend.all("interactions")) == 1


def test_without_a_key_each_request_counts_and_none_is_kept() -> None:
    backend = a_shop()
    for id in "12":
        give(backend, Wish("record_interaction", CALL, "manager", id))
    assert len(backend.all("interactions")) == 2
    assert not backend.all("api_requests")


def test_a_key_of_another_request_is_refused_and_one_of_another_member_is_another_key() -> None:
    backend = a_shop()
    backend.put(a_member(id="agent", roles=("agent",)))
    give(backend, Wish("record_interaction", CALL, "manager", "1", "k"))
    before = dict(backend.documents)
    with pytest.raises(KeyReused):
        give(backend, Wish("record_interaction", {**CALL, "notes": "x"}, "manager", "2", "k"))
    assert backend.documents == before
    give(backend, Wish("record_interaction", CALL, "agent", "3", "k"))
    assert len(backend.all("interactions")) == 2


def test_a_refused_request_may_come_again_with_its_key() -> None:
    backend = a_shop()
    with pytest.raises(Malformed):
        give(backend, Wish("record_interaction", {**CALL, "customer_id": "ghost"}, "manager", "1", "k"))
    assert not backend.all("api_requests")
    give(backend, Wish("record_interaction", CALL, "manager", "2", "k"))
    assert len(backend.all("interactions")) == 1


def test_a_key_of_long_ago_is_a_new_one() -> None:
    backend = a_shop()
    for id, after in (("1", timedelta(0)), ("2", KEPT_FOR)):
        give(backend, Wish("record_interaction", CALL, "manager", id, "k"), after=after)
    assert len(backend.all("interactions")) == 2


def test_of_what_was_sent_nothing_is_kept_in_the_clear() -> None:
    backend = a_shop()
    give(backend, Wish("record_interaction", {**CALL, "notes": "allergic"}, "manager", "1", "secret-key"))
    (kept,) = backend.all("api_requests").values()
    assert "allergic" not in str(kept)
    assert "secret-key" not in str(kept)


def test_one_who_is_no_member_is_refused_with_nothing_kept() -> None:
    backend = a_shop()
    before = dict(backend.documents)
    with pytest.raises(Forbidden):
        give(backend, Wish("record_interaction", CALL, "stranger", "1", "k"))
    assert backend.documents == before


@pytest.mark.item("S002-89")
def test_what_is_given_by_the_api_is_audited_once_without_what_was_said() -> None:
    backend = with_staff(a_customer(), role="owner")
    wish = Wish("add_note", {"customer_id": "somebody", "note": "Oat milk"}, "till", "w", "key")
    for _ in range(2):
        run(a_store(backend), lambda: give_at_once(an_org(), wish, NOON))
    entry = backend.one("audit")
    assert (entry["who"], entry["what"], entry["of"]) == ("till", "add_note", "customers/somebody")
    assert (entry["by"], entry["after"]) == ("api", {"fields": ["customer_id", "note"]})


def test_a_refused_request_leaves_no_word_in_the_audit() -> None:
    backend = with_staff(a_customer(), role="executive")
    wish = Wish("add_note", {"customer_id": "somebody", "note": "Oat milk"}, "till", "w")
    with pytest.raises(Forbidden):
        run(a_store(backend), lambda: give_at_once(an_org(), wish, NOON))
    assert backend.all("audit") == {}


class _Losing(DictBackend):
    """Applies the first commit, and loses its answer."""

    is_lost = False

    def write(self, writes: Sequence[Write]) -> list[Any]:
        versions = super().write(writes)
        if not self.is_lost:
            self.is_lost = True
            raise OutcomeUnknown("DeadlineExceeded")
        return versions


NOTE = ("add_note", {"customer_id": "c", "note": "Oat milk"})


@pytest.mark.parametrize("key", [None, "k"])
@pytest.mark.parametrize(
    ("kind", "data", "collection"),
    [
        (*NOTE, "notes"),
        ("record_interaction", CALL, "interactions"),
        ("redeem_points", {"customer_id": "c", "points": 30}, "loyalty_transactions"),
        ("adjust_points", {"customer_id": "c", "amount": 30, "reason": "Forgotten"}, "loyalty_transactions"),
        ("create_task", {"task_type": "call", "customer_id": "c"}, "tasks"),
        ("change_customer", {"name": "A new one"}, "customers"),
    ],
)
def test_a_request_whose_commit_s_answer_is_lost_takes_effect_once_and_is_answered(
    kind: str, data: dict[str, Any], collection: str, key: str | None
) -> None:
    lost, kept = _Losing(), DictBackend()
    answers = []
    for backend in (lost, kept):
        points = LoyaltyAccount(points=100, lifetime_points=100)
        backend.put(a_customer(id="c", loyalty=points))
        backend.put(a_member(id="manager", roles=("manager",)))
        answers.append(give(backend, Wish(kind, data, "manager", "1", key)))
    assert lost.is_lost
    assert answers[0] == answers[1]
    assert lost.all(collection) == kept.all(collection)
    assert lost.all("customers") == kept.all("customers")
    assert len(lost.all("audit")) == 1


def test_what_was_done_is_answered_though_its_precondition_held_before_it_alone() -> None:
    backend = _Losing()
    backend.put(a_customer(id="c"))
    backend.put(a_member(id="manager", roles=("manager",)))

    def unless() -> Reading[None]:
        customer = yield from get(Customer, "c")
        if customer is None or customer.name is not None:
            raise Changed

    wish = Wish("change_customer", {"customer_id": "c", "name": "Asha"}, "manager", "1", unless=unless)
    assert give(backend, wish)["customer_id"] == "c"
    assert backend.all("customers")["c"]["name"] == "Asha"
    with pytest.raises(Changed):
        give(backend, replace(wish, id="2", data={"customer_id": "c", "name": "Other"}))
    assert backend.all("customers")["c"]["name"] == "Asha"
