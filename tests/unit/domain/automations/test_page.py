"""docs/automations.md says what the code takes."""

import json
import re
from pathlib import Path
from typing import get_args

from functions.domain.settings.automations import AutomationSettings, Event
from functions.domain.settings.moments import DATES

PAGE = Path("docs/automations.md").read_text(encoding="utf-8")


def test_the_example_is_an_automation() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    automation = AutomationSettings.model_validate(json.loads(example))
    assert automation.on == "visit_recorded"


def test_every_field_event_and_date_stands_on_the_page() -> None:
    words = set(re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)))
    wanted = {*AutomationSettings.model_fields, *get_args(Event), *DATES} - {"name"}
    assert {each for each in wanted if not any(each in word for word in words)} == set()
