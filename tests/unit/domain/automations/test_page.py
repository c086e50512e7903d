"""docs/automations.md says what the code takes."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from functions.domain.configuration.stored import stored_form
from functions.domain.settings.automations import AutomationSettings, Event
from functions.domain.settings.moments import DATES
from tests.memory import nests_lists

PAGE = Path("docs/automations.md").read_text(encoding="utf-8")


def test_the_example_is_an_automation() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    automation = AutomationSettings.model_validate(json.loads(example))
    assert automation.on == "visit_recorded"


def test_every_field_event_and_date_stands_on_the_page() -> None:
    words = set(re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)))
    dates = {date for dates in DATES.values() for date in dates}
    wanted = {*AutomationSettings.model_fields, *get_args(Event), *DATES, *dates} - {"name"}
    assert {each for each in wanted if not any(each in word for word in words)} == set()


@pytest.mark.parametrize("logic", [{"in": [{"var": "x"}, ["a", "b"]]}, {"==": [{"var": "x"}, 1]}, True])
def test_a_condition_with_a_list_in_a_list_is_stored_as_text_and_read_again(logic: Any) -> None:
    given = AutomationSettings.model_validate({"on": "order_paid", "when": logic, "then": [{"tag": "x"}]})
    stored = stored_form(given)
    assert not nests_lists(stored)
    assert AutomationSettings.model_validate(stored) == given
    assert AutomationSettings.model_validate({**stored, "when": json.dumps(logic)}) == given
    with pytest.raises(ValueError, match="is a text, and no JSON"):
        AutomationSettings.model_validate({**stored, "when": "{"})
