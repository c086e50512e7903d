"""What goes with what: equal to a recount, whatever the order and the pages, and to another program's real figures."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from efficient_apriori import apriori
from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.consumption.purchases import BoughtLine
from functions.domain.recommendations import affinity
from functions.domain.recommendations.affinity import (
    LONGEST_NAME,
    MOST_PAIRED,
    Basket,
    Tallies,
    basket_of,
    chosen,
    counted,
    pair_id,
    pairs_of,
)
from functions.domain.settings.recommendations import PairSettings
from tests.examples import examples
from tests.unit.domain.recommendations.real_baskets import in_pages, real_baskets, real_tallies

NAMES = ("Rice", "Oil", "Spice", "Ghee", "Honey", "Tea")
BASKETS = some.lists(
    some.sets(some.sampled_from(NAMES)).map(lambda names: {name.casefold(): name for name in names}),
    max_size=30,
)


def wanted(**settings: Any) -> PairSettings:
    usual = {"min_orders": 1, "min_support": "0.000001", "min_confidence": "0.000001", "min_lift": "0.000001"}
    return PairSettings.model_validate(usual | settings)


def recounted(baskets: Sequence[Basket], by: PairSettings) -> dict[tuple[str, str], tuple[int, Fraction]]:
    """By the definition: of each pair in how many baskets it is, and its lift."""
    full = [set(basket.values()) for basket in baskets if basket]
    found = {}
    for one, other in permutations(NAMES, 2):
        both = sum({one, other} <= basket for basket in full)
        ones, others = (sum(name in basket for basket in full) for name in (one, other))
        if not both:
            continue
        lift = Fraction(both * len(full), ones * others)
        is_often = Fraction(both, len(full)) >= Fraction(by.min_support) and both >= by.min_orders
        if is_often and Fraction(both, ones) >= Fraction(by.min_confidence) and lift >= Fraction(by.min_lift):
            found[one, other] = both, lift
    return found


@pytest.mark.item("S002-41")
@pytest.mark.parametrize(
    ("support", "confidence", "lift", "count"),
    [("0.001", "0.05", "1", 79), ("0.001", "0.1", "1.2", 10), ("0.002", "0.01", "0.5", 408)],
)
def test_rules_on_the_real_baskets_are_those_that_another_program_finds(
    support: str, confidence: str, lift: str, count: int
) -> None:
    by = wanted(min_support=support, min_confidence=confidence, min_lift=lift)
    ours = {
        (pair.trigger, pair.recommend): (
            pair.orders,
            pair.trigger_orders,
            pair.recommend_orders,
            pair.support,
            pair.confidence,
            pair.lift,
        )
        for pair in pairs_of(real_tallies(), by)
    }
    transactions = [tuple(basket.values()) for basket in real_baskets()]
    _, rules = apriori(
        transactions, min_support=float(support), min_confidence=float(confidence), max_length=2
    )
    theirs = {
        (*rule.lhs, *rule.rhs): (
            rule.count_full,
            rule.count_lhs,
            rule.count_rhs,
            round(rule.support, 6),
            round(rule.confidence, 6),
            round(rule.lift, 6),
        )
        for rule in rules
        if rule.lift >= float(lift)
    }
    assert ours == theirs
    assert len(ours) == count


@given(BASKETS, some.randoms(use_true_random=False), some.integers(1, 7), some.data())
@settings(max_examples=examples(150), deadline=None)
def test_the_pairs_are_those_of_a_recount_in_any_order_and_in_pages_of_any_size(
    baskets: list[Basket], chance: Any, size: int, data: some.DataObject
) -> None:
    share = some.sampled_from(["0.01", "0.1", "0.25", "0.5", "1"])
    by = wanted(
        min_orders=data.draw(some.integers(1, 4)),
        min_support=data.draw(share),
        min_confidence=data.draw(share),
        min_lift=data.draw(some.sampled_from(["0.1", "1", "1.5"])),
    )
    found = pairs_of(in_pages(baskets, size), by)
    assert {(pair.trigger, pair.recommend): pair.orders for pair in found} == {
        names: both for names, (both, _) in recounted(baskets, by).items()
    }
    shuffled = list(baskets)
    chance.shuffle(shuffled)
    assert pairs_of(in_pages(shuffled, 5), by) == found


@given(BASKETS)
@settings(max_examples=examples(60), deadline=None)
def test_a_second_pass_over_the_names_that_are_bought_most_finds_the_same(baskets: list[Basket]) -> None:
    by = wanted()
    tallies, more = chosen(in_pages(baskets, 300), by)
    assert more == 0
    assert pairs_of(in_pages(baskets, 4, tallies), by) == pairs_of(in_pages(baskets, 300), by)


def test_of_too_many_names_the_pairs_of_those_bought_most_are_counted() -> None:
    many = [{f"n{n}": f"n{n}", "bread": "bread"} for n in range(MOST_PAIRED + 5)]
    baskets = [*many, *many, {"bread": "bread", "n7": "n7"}]
    first = in_pages(baskets, 50)
    assert (first.pairs, len(first.names)) == (None, MOST_PAIRED + 6)
    tallies, more = chosen(first, wanted(min_orders=2))
    assert (len(tallies.names), more, tallies.counts[0]) == (MOST_PAIRED, 6, 0)
    second = in_pages(baskets, 50, tallies)
    assert len(second.names) == MOST_PAIRED
    best = {pair.recommend: pair.orders for pair in pairs_of(second, wanted(min_orders=3))}
    assert best == {"bread": 3, "n7": 3}
    assert second.baskets == len(baskets)


def test_more_names_than_fit_leave_the_frequent_ones_in_whatever_the_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each of 40 rare names is bought once, and two names in every third basket: room is for 10."""
    monkeypatch.setattr(affinity, "MOST_NAMES", 10)
    monkeypatch.setattr(affinity, "MOST_PAIRED", 4)
    rare = [{f"r{n}": f"r{n}"} for n in range(40)]
    often: list[Basket] = [{"rice": "rice", "oil": "oil"}] * 20
    for baskets in ([*rare, *often], [*often, *rare], [*rare[:20], *often, *rare[20:]]):
        first = in_pages(baskets, 7)
        assert first.pairs is None
        tallies, _ = chosen(first, wanted(min_orders=20))
        assert {"rice", "oil"} <= set(tallies.names)
        found = pairs_of(in_pages(baskets, 7, tallies), wanted(min_orders=20))
        assert [(pair.trigger, pair.orders, pair.lift) for pair in found] == [("oil", 20, 3), ("rice", 20, 3)]


def a_line(name: str | None, **fields: Any) -> BoughtLine:
    return BoughtLine(category=name, **fields)


@pytest.mark.parametrize(
    ("lines", "basket"),
    [
        ([a_line("rice"), a_line("Rice", quantity="2"), a_line("oil")], {"rice": "Rice", "oil": "oil"}),
        ([a_line("rice", quantity="2"), a_line("rice", quantity="-2")], {}),
        ([a_line(None), a_line(" "), a_line("x" * (LONGEST_NAME + 1))], {}),
        ([a_line("মশলা")], {"মশলা": "মশলা"}),
    ],
)
def test_a_basket_has_each_category_once_and_nothing_that_was_brought_back(
    lines: list[BoughtLine], basket: Basket
) -> None:
    assert basket_of("category", lines) == basket


def test_products_are_told_apart_by_their_id() -> None:
    lines = [BoughtLine(product_id="a", category="rice"), BoughtLine(product_id="A", category="rice")]
    assert basket_of("product", lines) == {"a": "a", "A": "A"}
    assert pair_id("product", "a", "A") != pair_id("product", "A", "a")
    assert pair_id("category", "Rice", "oil") == pair_id("category", "rice", "OIL")


def test_a_basket_that_says_nothing_does_not_count() -> None:
    tallies = counted("category", Tallies(), [{}, {"rice": "rice"}, {}])
    assert (tallies.baskets, tallies.names, tallies.counts) == (1, ("rice",), (1,))


def test_what_is_exactly_at_a_threshold_goes_together() -> None:
    """In 3 of 10 baskets, which no binary fraction is."""
    both = {"rice": "rice", "oil": "oil"}
    tallies = in_pages([both, both, both, *([{"tea": "tea"}] * 7)], 300)
    assert len(pairs_of(tallies, wanted(min_support="0.3", min_confidence="1"))) == 2
    assert not pairs_of(tallies, wanted(min_support=Decimal("0.3000001")))
    assert not pairs_of(tallies, wanted(min_lift="3.34"))
