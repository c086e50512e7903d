"""docs/reminders.md says what the code takes."""

import json
import re
from pathlib import Path

from functions.domain.consumption.lasting import consumption_days, reminder_days
from functions.domain.consumption.purchases import MOST_LOOKED_AT
from functions.domain.customers.consumption import (
    MOST_BOUGHT,
    MOST_PRODUCTS,
    Bought,
    Consumed,
    Consumption,
    Reminder,
)
from functions.domain.kernel.units import amount_of
from functions.domain.settings.consumption import ConsumptionProfile, Reference, ReminderSettings, Rhythm
from functions.domain.templates.samples import REMINDER_GIVES
from functions.domain.upkeep.ended_calls import BOUGHT

PAGE = Path("docs/reminders.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
MODELS = (ConsumptionProfile, Reference, ReminderSettings, Rhythm, Bought, Consumed, Consumption, Reminder)


def test_the_example_has_every_field_and_lasts_as_the_page_says() -> None:
    rice = ConsumptionProfile.model_validate(json.loads(EXAMPLE))
    assert rice.model_fields_set == set(ConsumptionProfile.model_fields)
    assert [reminder_days(rice, amount_of(each, "kg")) for each in ("5", "10")] == [22, 47]
    assert consumption_days(rice, amount_of("2", "5kg")) == 50


def test_every_field_and_variable_stands_on_the_page() -> None:
    text = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
    shown = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", text)))) | {"name"}
    wanted = {name for model in MODELS for name in model.model_fields} | {*REMINDER_GIVES, BOUGHT}
    assert wanted - shown == set()


def test_the_numbers_of_the_page_are_those_of_the_code() -> None:
    settings, usual = ReminderSettings(), ConsumptionProfile.model_fields
    assert f"at most {MOST_PRODUCTS}" in PAGE
    assert f"the last {MOST_BOUGHT} purchases" in PAGE
    assert f"the last {MOST_LOOKED_AT} orders" in PAGE
    assert f"`{settings.hour}` by default" in PAGE
    assert f"{settings.gather_days} by default" in PAGE
    assert f"`{settings.late_by}` by default" in PAGE
    assert f"; {usual['buffer_days'].default} by default" in PAGE
    assert f"{usual['min_days'].default} and {usual['max_days'].default} by default" in PAGE
