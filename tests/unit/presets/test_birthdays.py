"""A birthday brings its voucher once a year, however often a customer says that it is another day."""

from datetime import timedelta
from typing import Any

import pytest

from functions import presets
from functions.domain.automations.wake import wake_customer
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.templates import TemplateSettings
from tests.builders import NOON, a_customer, an_org, give, with_staff
from tests.memory import DictBackend, a_store, run

DAY = timedelta(days=1)


def roaster(id: str) -> Org:
    """An organisation with one of the roaster's automations, and the templates."""
    contents = presets.load("roaster").contents
    found: dict[str, dict[str, Any]] = {"automations": {}, "templates": {}, "pipelines": {}}
    for ref, content in contents.items():
        found[ref.collection][ref.id] = content
    templates = {id: TemplateSettings.model_validate(each) for id, each in found["templates"].items()}
    automation = AutomationSettings.model_validate(found["automations"][id])
    return an_org().model_copy(update={"templates": templates, "automations": {id: automation}})


def says_birthday(backend: DictBackend, org: Org, day: int) -> None:
    """That it is the day after that one of ours, and a day passes."""
    now = NOON + day * DAY
    birthday = f"{now + DAY:%m-%d}"
    data = {"customer_id": "somebody", "birthday": birthday}
    give(backend, "change_customer", data, org=org, made_at=now, now=now)
    for hours in (22, 24):
        run(
            a_store(backend),
            lambda hours=hours: wake_customer(org, "somebody", now + timedelta(hours=hours)),  # type: ignore[misc]
        )


@pytest.mark.item("S000-37")
def test_a_birthday_that_moves_each_day_brings_one_voucher_a_year() -> None:
    org, backend = roaster("birthday"), with_staff(a_customer())
    for day in (0, 1, 2, 40):
        says_birthday(backend, org, day)
    assert len(backend.all("coupons")) == 1
    says_birthday(backend, org, 365)
    assert len(backend.all("coupons")) == 2
