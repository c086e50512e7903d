"""An address is in one territory: the one with the most exact rule, whatever order they stand in."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pydantic import ValidationError

from functions.domain.settings.territories import Territory
from functions.domain.territories.matching import Place, fit_of, folded_code, folded_name, territory_of

PUNE = Place("Maharashtra", "Pune", "Kothrud", "411 038")


def a_territory(priority: int = 0, **rules: Any) -> Territory:
    return Territory.model_validate({"name": "x", "priority": priority, "rules": rules})


def found(place: Place = PUNE, id: str = "somebody", **territories: Territory) -> str | None:
    return territory_of(territories, id, place)


@pytest.mark.item("S002-28")
@pytest.mark.parametrize(
    ("exact", "vague"),
    [
        ({"customer_ids": ["somebody"]}, {"postal_prefixes": ["411038"]}),
        ({"postal_prefixes": ["41103"]}, {"postal_prefixes": ["411"]}),
        ({"postal_prefixes": ["4"]}, {"districts": ["Kothrud"]}),
        ({"districts": ["Kothrud"]}, {"cities": ["Pune"]}),
        ({"cities": ["Pune"]}, {"provinces": ["Maharashtra"]}),
    ],
)
def test_the_most_exact_rule_has_the_customer_whatever_the_priorities(
    exact: dict[str, Any], vague: dict[str, Any]
) -> None:
    assert found(a=a_territory(1000, **vague), b=a_territory(-1000, **exact)) == "b"
    assert found(b=a_territory(1000, **vague), a=a_territory(-1000, **exact)) == "a"


def test_of_equally_exact_rules_the_priority_decides_and_then_the_id() -> None:
    pune = {"cities": ["Pune"]}
    assert found(a=a_territory(1, **pune), b=a_territory(2, **pune)) == "b"
    assert found(b=a_territory(2, **pune), a=a_territory(2, **pune)) == "a"


@pytest.mark.parametrize(
    ("place", "rules"),
    [
        (Place(city="  PUNE "), {"cities": ["Pune"]}),
        (Place(city="São  Paulo"), {"cities": ["sao paulo"]}),
        (Place(district="Yogyakarta\t"), {"districts": ["YOGYAKARTA"]}),
        (Place(province="মহারাষ্ট্র"), {"provinces": ["মহারাষ্ট্র"]}),
        (Place(postal_code="sw1a 1aa"), {"postal_prefixes": ["SW1A"]}),
        (Place(postal_code="১২০৭"), {"postal_prefixes": ["120"]}),
        (Place(postal_code="411-038"), {"postal_prefixes": ["411 0"]}),
    ],
)
def test_a_name_is_one_whatever_its_case_spaces_and_accents(place: Place, rules: dict[str, Any]) -> None:
    assert found(place, north=a_territory(**rules)) == "north"


def test_vowels_of_a_script_are_no_accents() -> None:
    assert folded_name("पुणे") != folded_name("पण")


@pytest.mark.parametrize(
    "rules",
    [{}, {"cities": ["Mumbai"]}, {"postal_prefixes": ["4110389"]}, {"customer_ids": ["another"]}],
)
def test_whom_no_rule_takes_is_in_no_territory(rules: dict[str, Any]) -> None:
    assert found(north=a_territory(**rules)) is None
    assert found(Place(), north=a_territory(**rules)) is None


@pytest.mark.parametrize("rules", [{"cities": ["  "]}, {"districts": ["\u0301"]}, {"provinces": [" "]}])
def test_a_place_without_letters_does_not_take_those_whose_place_is_not_known(rules: dict[str, Any]) -> None:
    assert found(Place(), north=a_territory(**rules)) is None


@pytest.mark.parametrize(
    "content",
    [
        {"name": ""},
        {"name": "x", "priority": "1"},
        {"name": "x", "rules": {"streets": ["A"]}},
        {"name": "x", "rules": {"cities": ["Pune", "Pune"]}},
        {"name": "x", "rules": {"postal_prefixes": ["-"]}},
        {"name": "x", "member_uid": "rep", "member_uids": ["rep"]},
        {"name": "x", "member_uid": "a/b"},
    ],
)
def test_a_territory_of_another_form_is_refused(content: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Territory.model_validate(content)


_NAMES = some.sampled_from(["Pune", "pune ", "Kothrud", "Mumbai", "São Paulo", "sao paulo", ""])
_CODES = some.sampled_from(["4", "411", "411 038", "411038", "400", "x"])
_PLACES = some.builds(
    Place,
    *([some.none() | _NAMES] * 3),
    postal_code=some.none() | some.sampled_from(["411038", "400 001", ""]),
)


@some.composite
def _rules(draw: Any) -> dict[str, Any]:
    names = some.lists(_NAMES.filter(bool), max_size=2, unique=True)
    return {
        "provinces": draw(names),
        "cities": draw(names),
        "districts": draw(names),
        "postal_prefixes": draw(some.lists(_CODES, max_size=3, unique=True)),
        "customer_ids": draw(some.lists(some.sampled_from(["somebody", "another"]), max_size=2, unique=True)),
    }


_TERRITORIES = some.dictionaries(
    some.sampled_from(["a", "b", "c", "d"]),
    some.builds(lambda rules, priority: a_territory(priority, **rules), _rules(), some.integers(-1, 1)),
)


@settings(max_examples=150, deadline=None)
@given(_TERRITORIES, _PLACES, some.randoms(use_true_random=False))
def test_the_answer_is_one_of_those_who_take_the_customer_in_any_order(
    territories: dict[str, Territory], place: Place, chance: Any
) -> None:
    answer = territory_of(territories, "somebody", place)
    shuffled = list(territories.items())
    chance.shuffle(shuffled)
    assert territory_of(dict(shuffled), "somebody", place) == answer
    fits = {id: fit_of(each.rules, "somebody", place) for id, each in territories.items()}
    taking = {id for id, fit in fits.items() if fit.rule}
    assert (answer is None) == (not taking)
    if answer is not None:
        assert answer in taking
        assert all(fits[answer] >= fits[id] for id in taking)
        others = {id: each for id, each in territories.items() if id != answer}
        assert territory_of(others | {answer: territories[answer]}, "somebody", place) == answer
        gone = next(iter(others), None)
        if gone is not None:
            fewer = {id: each for id, each in territories.items() if id != gone}
            assert territory_of(fewer, "somebody", place) == answer


@settings(max_examples=100, deadline=None)
@given(some.text(max_size=20))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded_name(folded_name(text)) == folded_name(text)
    assert folded_code(folded_code(text)) == folded_code(text)
