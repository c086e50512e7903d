"""The calls that a grocer's automations make are those to which the settings give points."""

import pytest

from functions import presets
from functions.domain.settings.actions import TaskCreation
from functions.domain.settings.automations import AutomationSettings


@pytest.mark.item("S001-73", "S001-74")
def test_each_call_that_comes_by_itself_has_points_of_its_type() -> None:
    grocer = presets.load("grocer")
    found = [content for ref, content in grocer.contents.items() if ref.collection == "automations"]
    actions = [action for each in found for action in AutomationSettings.model_validate(each).then]
    made = {action.create_task.task_type for action in actions if isinstance(action, TaskCreation)}
    assert made == {"reminder_call", "winback_call", "membership_upgrade"}
    assert made <= grocer.settings.calls.worth.types.keys()
