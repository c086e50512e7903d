"""docs/automations.md says what the code takes."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from functions.domain.configuration.stored import stored_form
from functions.domain.kernel.validation import field_faults
from functions.domain.settings.actions import Action, NewCoupon, NewTask
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.events import Event
from functions.domain.settings.moments import DATES
from functions.domain.templates.samples import ALWAYS, AUTOMATIONS_GIVE, COUPON_GIVES, DOCUMENTS_GIVE
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


def test_every_action_with_each_of_its_fields_stands_on_the_page() -> None:
    section = PAGE.split("\n## Actions\n")[1].split("\n## ")[0]
    models = [NewTask, NewCoupon, *(get_args(each)[0] for each in get_args(get_args(Action)[0]))]
    fields = {name for model in models for name in model.model_fields} - {"name"}
    assert {name for name in fields if f'"{name}"' not in section and f"`{name}`" not in section} == set()
    cells = re.findall(r"^\| (`.*?`) \| ", section, re.MULTILINE)
    examples = [json.loads(each) for cell in cells for each in re.findall(r"`(\{.*?\})`", cell)]
    assert len(examples) == len(get_args(get_args(Action)[0]))
    AutomationSettings.model_validate({"on": "order_paid", "then": examples})


def test_every_variable_of_every_collection_stands_on_the_page() -> None:
    section = PAGE.split("\n## What templates are given\n")[1].split("\n## ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", section, re.MULTILINE))
    told = {collection: set(re.findall(r"`(\w+)`", row)) for collection, row in rows.items()}
    assert told == {collection: set(given) for collection, given in DOCUMENTS_GIVE.items()}
    always = {*ALWAYS, *AUTOMATIONS_GIVE, *COUPON_GIVES} - {"unsubscribe_url"}
    assert {name for name in always if f"`{name}`" not in section} == set()


@pytest.mark.parametrize(
    ("wrong", "faults"),
    [
        ({"on": "order_payed"}, [("on", "Input should be 'customer_created', ")]),
        ({"on": {}}, [("on", "is no event, no moment ")]),
        ({"on": {"field": "birthday", "before": "7 days"}}, [("on.before", "is not a length of time ")]),
        ({"on": {"field": "birthdy"}}, [("on.field", "is not one of birthday, ")]),
        ({"on": {"every": "week"}}, [("on.every", "Input should be 'month'")]),
        ({"of": "carts"}, [("of", "the event order_paid is one of customers")]),
        ({"repeat": {"every": "1 week"}}, [("repeat.every", "is not a length of time ")]),
        ({"then": [{"sned": "x"}]}, [("then.0", "is no action: ")]),
        ({"then": []}, [("then", "Tuple should have at least 1 item ")]),
        (
            {"then": [{"create_task": {"task_type": "call", "due_in": "soon", "assign": {"rol": "x"}}}]},
            [
                ("then.0.create_task.due_in", "is not a length of time "),
                ("then.0.create_task.assign", 'is one of "owner", "manager", '),
            ],
        ),
    ],
    ids=str,
)
def test_a_mistake_is_told_once_at_the_path_where_the_business_wrote_it(
    wrong: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    with pytest.raises(ValidationError) as caught:
        AutomationSettings.model_validate({"on": "order_paid", "then": [{"tag": "x"}], **wrong})
    found = field_faults(caught.value)
    assert [fault.path for fault in found] == [path for path, _ in faults]
    for fault, (_, words) in zip(found, faults, strict=True):
        assert fault.message.startswith(words)
