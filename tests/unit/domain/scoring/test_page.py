"""docs/scores.md says what the code takes."""

import json
import re
from pathlib import Path
from typing import get_args

from functions.domain.customers.customer import Engagement
from functions.domain.settings.loyalty import Metric
from functions.domain.settings.messages import Temperature
from functions.domain.settings.scoring import (
    CustomerType,
    CustomerTypes,
    Known,
    Lifecycle,
    LifecycleStage,
    PerFigure,
    Recency,
    ScoringSettings,
    Since,
    WhenKnown,
    WhenTrue,
)

PAGE = (Path(__file__).parents[4] / "docs" / "scores.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
MODELS = (ScoringSettings, Lifecycle, CustomerTypes, Recency, PerFigure, WhenKnown, WhenTrue)
WORDS = (Since, Known, Metric, Temperature, LifecycleStage, CustomerType)


def test_the_example_has_a_rule_of_each_kind_and_every_setting() -> None:
    scoring = ScoringSettings.model_validate(json.loads(EXAMPLE))
    assert {type(rule) for rule in scoring.rules} == {Recency, PerFigure, WhenKnown, WhenTrue}
    assert scoring.model_fields_set == set(ScoringSettings.model_fields)


def test_every_setting_field_and_word_stands_on_the_page() -> None:
    shown = set(
        re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", PAGE.replace("```json", "").replace("```", ""))))
    )
    shown |= set(re.findall(r'"(\w+)"', EXAMPLE))
    wanted = {name for model in MODELS for name in model.model_fields} | set(Engagement.model_fields)
    wanted |= {word for words in WORDS for word in get_args(words)}
    assert wanted - shown == set()
