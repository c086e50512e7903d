"""What closed deals tell of an open one is what a recount of them says, whatever became of them on the way."""

from collections import Counter
from datetime import timedelta
from math import log
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.sales.opportunities import WinShare
from functions.domain.sales.win_facts import Fact
from functions.domain.sales.win_model import (
    MOST_FACTS,
    Closed,
    WinModel,
    share_to_count,
    win_chance,
    with_share,
)
from tests.builders import NOON, a_customer, a_member, give, with_staff
from tests.memory import Billed, DictBackend

EMPTY = WinModel(id="win_model")
BEANS, SYRUP = Fact("product_ids", "beans"), Fact("product_ids", "syrup")


def office() -> DictBackend:
    account = a_customer(customer_group="b2b", segment="cafe", source_method="event", source_app="b2b_app")
    return with_staff(account, a_member(id="another-rep"), role="owner")


def change(backend: DictBackend, minutes: int, id: str = "deal", **fields: Any) -> dict[str, Any]:
    at = NOON - timedelta(days=30) + timedelta(minutes=minutes)
    data = {"opportunity_id": id, "customer_id": "somebody"} | fields
    return give(backend, "change_opportunity", data, made_at=at)


def close(backend: DictBackend, minutes: int, id: str, stage: str, **fields: Any) -> None:
    change(backend, minutes, id, stage=stage, close_reason="Price", **fields)


def deal(backend: DictBackend, id: str = "deal") -> dict[str, Any]:
    return backend.all("opportunities")[id]


def model(backend: DictBackend) -> dict[str, Any]:
    return backend.all("insights")["win_model"]


def a_model(won: int, lost: int, facts: dict[str, tuple[int, int]]) -> WinModel:
    return EMPTY.with_changes(
        won=won, lost=lost, facts={key: Closed(won=w, lost=x) for key, (w, x) in facts.items()}
    )


@pytest.mark.item("S002-24")
def test_a_deal_tells_how_likely_it_is_won_and_which_fields_raise_and_lower_that() -> None:
    backend = office()
    for number in range(20):
        close(backend, number, f"beans-{number}", "won" if number < 18 else "lost", product_ids=["beans"])
        close(backend, number, f"syrup-{number}", "won" if number < 6 else "lost", product_ids=["syrup"])
    change(backend, 50, "likely", product_ids=["beans"])
    change(backend, 51, "doubtful", product_ids=["syrup"])
    # 24 of 40 were won, a deal in its first stage as all of them: odds 18 + 6 to 2 + 4, and 6 + 6 to 14 + 4.
    assert deal(backend, "likely")["win_probability"] == 80
    assert deal(backend, "doubtful")["win_probability"] == 40
    assert deal(backend, "likely")["win_reasons"] == [
        {"field": "product_ids", "value": "beans", "points": 20}
    ]
    assert deal(backend, "doubtful")["win_reasons"] == [
        {"field": "product_ids", "value": "syrup", "points": -20}
    ]
    # The stage's own probability stands beside it.
    assert deal(backend, "likely")["probability"] == 10


@pytest.mark.parametrize("stage", ["won", "lost"])
def test_nothing_is_told_while_no_deal_was_won_or_none_lost(stage: str) -> None:
    backend = office()
    close(backend, 0, "first", stage)
    change(backend, 1)
    assert (deal(backend)["win_probability"], deal(backend)["win_reasons"]) == (None, [])


def test_a_deal_that_is_opened_again_takes_away_what_it_counted_though_it_has_changed_since() -> None:
    backend = office()
    close(backend, 0, "other", "won", product_ids=["beans"])
    before = model(backend)
    close(backend, 1, "deal", "lost", product_ids=["beans"])
    change(backend, 2, product_ids=["syrup"], owner_uid="another-rep")
    assert model(backend)["lost"] == 1
    change(backend, 3, stage="lead")
    assert model(backend) == before
    assert deal(backend)["win_counted"] is None


def test_a_customer_who_is_kept_counts_as_won_once_and_one_who_is_lost_later_as_lost() -> None:
    backend = office()
    close(backend, 0, "deal", "won")
    change(backend, 1, stage="retention")
    assert (model(backend)["won"], model(backend)["lost"]) == (1, 0)
    close(backend, 2, "deal", "lost")
    assert (model(backend)["won"], model(backend)["lost"]) == (0, 1)


def test_a_command_that_comes_twice_counts_its_deal_once() -> None:
    backend = office()
    for _ in range(2):
        close(backend, 0, "deal", "won")
    assert model(backend)["won"] == 1


def test_a_change_that_tells_nothing_of_winning_reads_and_writes_no_model() -> None:
    backend = office()
    change(backend, 0)
    backend.billed = Billed()
    change(backend, 1, next_action="Call")
    assert backend.billed == Billed(reads=1 + 2, writes=1 + 1)
    assert "win_model" not in backend.all("insights")
    backend.billed = Billed()
    close(backend, 2, "deal", "won")
    # The member, the deal, its account, the model and the owner's page; the command and the four.
    assert backend.billed == Billed(reads=1 + 4, writes=1 + 4)


def test_a_closed_deal_keeps_what_was_told_of_it_last() -> None:
    backend = office()
    close(backend, 0, "a", "won")
    close(backend, 1, "b", "lost")
    change(backend, 2)
    told = deal(backend)["win_probability"]
    close(backend, 3, "deal", "lost")
    assert told is not None
    assert deal(backend)["win_probability"] == told


def test_a_won_deal_passed_every_open_stage_and_a_lost_one_those_up_to_its_furthest() -> None:
    backend = office()
    close(backend, 0, "a", "won")
    change(backend, 1, "b", stage="discovery")
    change(backend, 2, "b", stage="qualified")
    close(backend, 3, "b", "lost")
    facts = model(backend)["facts"]
    assert facts["stage/default:discovery"] == {"won": 1, "lost": 1}
    assert facts["stage/default:proposal"] == {"won": 1, "lost": 0}
    assert "stage/default:won" not in facts


@pytest.mark.parametrize(
    ("won", "lost", "percent"), [(1, 100_000, 1), (100_000, 1, 99), (1, 1, 50)], ids=["least", "most", "even"]
)
def test_nothing_open_is_certain(won: int, lost: int, percent: int) -> None:
    assert win_chance(a_model(won, lost, {}), ()) == (percent, ())


def test_a_value_of_which_little_is_known_says_little() -> None:
    others = {"product_ids:tea": (300, 200), "product_ids:milk": (200, 300)}
    known = a_model(501, 500, {"product_ids": (501, 500), "product_ids:beans": (1, 0), **others})
    assert win_chance(known, [BEANS])[0] == 54  # of one deal alone; twelve usual ones stand beside it
    assert win_chance(known, [SYRUP]) == (50, ())


def test_a_field_whose_values_differ_as_chance_has_them_says_nothing() -> None:
    known = a_model(11, 9, {"f": (11, 9), "f:x": (6, 4), "f:y": (5, 5)})
    assert win_chance(known, [Fact("f", "x")]) == (55, ())


def test_a_full_model_counts_no_new_facts_and_takes_none_away_that_it_never_counted() -> None:
    full = a_model(9, 9, {f"product_ids:{number}": (1, 1) for number in range(MOST_FACTS - 1)})
    share = share_to_count(full, "won", [Fact("owner_uid", "till"), Fact("product_ids", "7")])
    assert share == WinShare(outcome="won", facts=("owner_uid", "product_ids:7"))
    after = with_share(full, share, sign=1)
    assert len(after.facts) == MOST_FACTS
    assert with_share(after, share, sign=-1) == full


MOVES = some.lists(
    some.tuples(
        some.sampled_from(("a", "b", "c")),
        some.sampled_from(("lead", "discovery", "proposal", "won", "lost", "retention")),
        some.sampled_from((["beans"], ["syrup"], ["beans", "syrup"], [])),
        some.integers(0, 40),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(MOVES)
def test_the_model_is_a_recount_of_the_deals_that_are_closed(
    moves: list[tuple[str, str, list[str], int]],
) -> None:
    """In any order of arrival, late and refused moves among them."""
    backend = office()
    for id, stage, products, minutes in moves:
        reason = {"close_reason": "Price"} if stage in ("won", "lost") else {}
        change(backend, minutes, id, stage=stage, product_ids=products, **reason)
    deals = backend.all("opportunities").values()
    outcome = Counter(
        "lost" if each["status"] == "lost" else "won" for each in deals if each["status"] != "open"
    )
    facts = Counter[tuple[str, str]]()
    for each in deals:
        assert (each["win_counted"] is None) == (each["status"] == "open")
        if each["win_counted"] is not None:
            facts.update((fact, each["win_counted"]["outcome"]) for fact in each["win_counted"]["facts"])
    known = backend.all("insights").get("win_model", {"won": 0, "lost": 0, "facts": {}})
    assert (known["won"], known["lost"]) == (outcome["won"], outcome["lost"])
    counted = {
        (fact, name): closed[name] for fact, closed in known["facts"].items() for name in ("won", "lost")
    }
    assert {key: count for key, count in counted.items() if count} == dict(facts)


def test_the_odds_are_the_products_of_what_each_fact_says() -> None:
    known = a_model(
        60,
        40,
        {"f": (60, 40), "f:x": (30, 10), "f:z": (30, 30), "g": (30, 20), "g:y": (3, 12), "g:z": (27, 8)},
    )
    odds = log(60 / 40) + log(36 / 14) - log(60 / 40) + log(9 / 16) - log(30 / 20)
    assert win_chance(known, [Fact("f", "x"), Fact("g", "y")])[0] == round(
        100 / (1 + 2.718281828459045**-odds)
    )
