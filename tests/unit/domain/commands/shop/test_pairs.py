"""A proposed pair becomes one rule, or stays dismissed, however often either is said."""

from typing import Any

import pytest

from functions.domain.kernel.errors import Forbidden
from functions.domain.orgs.org import Org
from functions.domain.recommendations.counting import ID, AffinityTable
from functions.domain.settings.recommendations import RecommendationRule
from functions.domain.views.proposals import pair_proposals
from functions.store.orgs import Orgs
from tests.builders import NOON, an_org, give, problems, with_staff
from tests.command_samples import a_pair
from tests.memory import Billed, DictBackend, a_store, run
from tests.provisioning import provision
from tests.unit.domain.consumption.grocers import billed
from tests.unit.domain.recommendations.test_counting import begin, count, job, sells, shop

BACK = a_pair(id="pair_back", trigger="spice", recommend="rice", confidence=0.666667)
RULE = {"name": "rice, spice", "trigger": {"category": ["rice"]}, "recommend": {"category": ["spice"]}}


def counted(*pairs: Any, **fields: Any) -> DictBackend:
    backend = with_staff(role="marketing")
    provision(backend)
    backend.put(AffinityTable(id=ID, pairs=pairs or (a_pair(), BACK), counted_at=NOON, **fields))
    return backend


def says(backend: DictBackend, kind: str, pair_id: str = "pair_rice") -> dict[str, Any]:
    return give(backend, kind, {"pair_id": pair_id}, org=Orgs(backend).get("kopi"))


def rules(backend: DictBackend) -> dict[str, dict[str, Any]]:
    found = Orgs(backend).get("kopi").recommendation_rules
    return {id: each.model_dump(exclude_defaults=True) for id, each in found.items()}


def proposed(backend: DictBackend, org: Org | None = None, uid: str = "till") -> list[str]:
    org = org or Orgs(backend).get("kopi")
    return [each["id"] for each in look(backend, org, uid)["items"]]


def look(backend: DictBackend, org: Org, uid: str = "till") -> dict[str, Any]:
    found: dict[str, Any] = run(a_store(backend), lambda: pair_proposals(org, uid, NOON))
    return found


@pytest.mark.item("S002-41")
def test_an_accepted_pair_is_one_rule_and_is_not_proposed_any_more() -> None:
    backend = counted()
    assert proposed(backend) == ["pair_rice", "pair_back"]
    for _ in range(2):
        command = says(backend, "accept_pair")
        assert command["result"] == {"id": "pair_rice", "revision": 1}
    assert rules(backend) == {
        "pair_rice": {**RULE, "trigger": {"category": ("rice",)}, "recommend": {"category": ("spice",)}}
    }
    assert proposed(backend) == ["pair_back"]


def test_a_rule_that_was_changed_since_stays_as_it_is() -> None:
    backend = counted()
    says(backend, "accept_pair")
    content = {**RULE, "priority": 3}
    given = {"collection": "recommendation_rules", "id": "pair_rice", "content": content}
    give(backend, "save_configuration", given, org=Orgs(backend).get("kopi"))
    assert says(backend, "accept_pair")["result"] == {"id": "pair_rice", "revision": 2}
    assert rules(backend)["pair_rice"]["priority"] == 3


def test_an_accepted_pair_that_no_longer_goes_together_answers_as_before() -> None:
    backend = counted()
    says(backend, "accept_pair")
    backend.put(AffinityTable(id=ID, pairs=(BACK,)))
    assert says(backend, "accept_pair")["result"] == {"id": "pair_rice", "revision": 1}


@pytest.mark.item("S002-41")
def test_a_dismissed_pair_is_not_proposed_after_the_next_count_either() -> None:
    backend = with_staff(role="manager")
    provision(backend)
    for number in range(3):
        sells(backend, number, "rice", "oil")
    begin(backend)
    count(backend)
    first, second = proposed(backend, shop())
    for _ in range(2):
        assert says(backend, "dismiss_pair", first)["result"] == {"id": first}
    begin(backend)
    count(backend)
    assert proposed(backend, shop()) == [second]
    assert backend.documents["orgs/kopi/insights/affinity"]["dismissed"] == [first]


def test_a_dismissed_pair_fills_no_gap_any_more() -> None:
    backend = counted()
    pairs = [
        {"id": each.id, "of": "category", "trigger": each.trigger, "recommend": each.recommend}
        for each in (a_pair(), BACK)
    ]
    settings = {**backend.documents["orgs/kopi"]["settings"], "recommendations": {"affinity": "fill"}}
    backend.client_writes("orgs/kopi", computed_pairs=pairs, settings=settings)
    org = Orgs(backend).get("kopi")
    assert list(org.computed_rules) == ["pair_rice", "pair_back"]
    bill = billed(backend, lambda: says(backend, "dismiss_pair"))
    assert list(Orgs(backend).get("kopi").computed_rules) == ["pair_back"]
    assert bill.writes == 3  # the table, the organisation, the command


@pytest.mark.parametrize("kind", ["accept_pair", "dismiss_pair"])
def test_a_pair_that_is_not_in_the_table_is_refused(kind: str) -> None:
    backend = counted()
    command = says(backend, kind, "pair_x")
    assert (command["status"], problems(command)) == (
        "refused",
        {"pair_id": "names no pair that goes together"},
    )
    assert rules(backend) == {}


def test_what_a_rule_says_is_not_proposed() -> None:
    backend = counted()
    for trigger, recommend, left in (
        ("RICE", "spice", ["pair_back"]),
        ("rice", "oil", ["pair_rice", "pair_back"]),
    ):
        rule = {"trigger": {"category": [trigger, "x"]}, "recommend": {"category": [recommend]}}
        made = {"own": RecommendationRule.model_validate(rule)}
        org = an_org().model_copy(update={"recommendation_rules": made})
        assert proposed(backend, org) == left


def test_the_first_look_has_the_orders_counted_and_the_next_ones_only_read() -> None:
    backend = with_staff(role="manager")
    provision(backend)
    assert billed(backend, lambda: look(backend, shop())) == Billed(reads=3, writes=1)
    first = look(backend, shop())
    assert (first["items"], first["counted_at"], first["is_counting"]) == ([], None, True)
    assert billed(backend, lambda: look(backend, shop())) == Billed(reads=3)
    begin(backend)
    count(backend)
    assert look(backend, shop())["is_counting"] is False
    assert job(backend)["wake_at"] > NOON


def test_switched_off_a_look_starts_nothing() -> None:
    backend = with_staff(role="manager")
    assert look(backend, shop("off"))["is_counting"] is False
    assert not backend.all("rebuilds")


def test_others_are_not_shown_them() -> None:
    backend = with_staff(role="agent")
    with pytest.raises(Forbidden):
        look(backend, shop())


def test_a_pair_is_shown_with_its_figures_and_the_rule_that_it_would_be() -> None:
    (first, _) = look(counted(), an_org())["items"]
    assert first == {**a_pair().model_dump(), "rule": RULE}
