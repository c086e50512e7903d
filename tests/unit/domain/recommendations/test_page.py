"""docs/cross-selling.md says what the code takes."""

import json
import re
from pathlib import Path

from functions.domain.customers.recommendations import (
    MOST_GOODS,
    MOST_LEFT_OUT,
    MOST_MADE,
    MOST_PURCHASES,
    BoughtGoods,
    LeftOut,
    Made,
    RecentPurchase,
    Recommendations,
)
from functions.domain.recommendations.affinity import (
    LONGEST_NAME,
    MOST_NAMES,
    MOST_PAIRED,
    MOST_PAIRS,
    Pair,
)
from functions.domain.recommendations.counting import MOST_DISMISSED, MOST_FILLED
from functions.domain.recommendations.documents import Recommendation
from functions.domain.recommendations.purchases import MOST_LOOKED_AT
from functions.domain.settings.recommendations import (
    Goods,
    PairSettings,
    RecommendationRule,
    RecommendationSettings,
)
from functions.domain.templates.samples import RECOMMENDATION_GIVES
from functions.domain.upkeep.ended_calls import BOUGHT

PAGE = Path("docs/cross-selling.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
MODELS = (
    RecommendationRule,
    Goods,
    RecommendationSettings,
    Recommendations,
    RecentPurchase,
    BoughtGoods,
    Made,
    LeftOut,
    PairSettings,
)
LEFT_OUT = {"name", "id", "odd_fields", "category"}


def test_the_example_has_every_field() -> None:
    rule = RecommendationRule.model_validate(json.loads(EXAMPLE))
    assert rule.model_fields_set == set(RecommendationRule.model_fields)


def test_every_field_and_variable_stands_on_the_page() -> None:
    text = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
    shown = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", text)))) | LEFT_OUT
    wanted = {name for model in (*MODELS, Recommendation) for name in model.model_fields}
    assert (wanted | {*RECOMMENDATION_GIVES, BOUGHT, "also_offer"}) - shown == set()


def test_the_numbers_of_the_page_are_those_of_the_code() -> None:
    settings, usual = RecommendationSettings(), RecommendationRule.model_fields
    for number in (MOST_PURCHASES, MOST_GOODS, MOST_MADE, MOST_LEFT_OUT):
        assert f"at most {number}" in PAGE
    assert f"the last {MOST_LOOKED_AT}\norders" in PAGE
    assert f"`{settings.hour}` by default" in PAGE
    assert f"; {settings.every_days} by default" in PAGE
    assert f"; {settings.met_within_days} by default" in PAGE
    assert f"{usual['min_days'].default} and {usual['max_days'].default} by default" in PAGE
    assert f"{usual['priority'].default} by default" in PAGE


def test_the_numbers_of_pairs_are_those_of_the_code() -> None:
    usual, settings = PairSettings(), RecommendationSettings()
    for words in (
        f"at most {MOST_PAIRS} `pairs`",
        f"at most {MOST_PAIRED} names",
        f"at most {MOST_NAMES:,} names",
        f"more than {LONGEST_NAME}\nbytes",
        f"the last {MOST_DISMISSED:,}",
        f"the first {MOST_FILLED} pairs",
        f"how often, and the orders of how many days: {usual.every_days} and {usual.of_days}",
        f"their least share of all: {usual.min_orders} and {usual.min_support}",
        f"the least confidence and lift: {usual.min_confidence} and {usual.min_lift}",
        f"recommends by itself: {settings.fill_min_days} and {settings.fill_max_days}",
        f"`{settings.affinity}` them to managers, by default",
    ):
        assert words in PAGE, words
    assert {"orders", "trigger_orders", "recommend_orders"} < set(Pair.model_fields)
