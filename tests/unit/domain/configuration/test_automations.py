"""An automation is checked where it is saved: for whom its templates are, and which roles there are."""

from typing import Any

import pytest
from pydantic import ValidationError

from functions.domain.configuration.automations import automation_faults
from functions.domain.kernel.validation import field_faults
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.templates import TemplateSettings
from functions.domain.staff.roles import ROLES
from tests.builders import an_org

TEMPLATES = {
    purpose: TemplateSettings.model_validate({"purpose": purpose, "bodies": {"en": "x"}})
    for purpose in ("marketing", "transactional", "internal")
}
NO_ROLE = f"is no role: {', '.join(ROLES)}"


@pytest.mark.parametrize(
    ("action", "faults"),
    [
        ({"send": "marketing"}, {}),
        ({"send": "transactional"}, {}),
        ({"send": "internal"}, {"send": "names internal, which is internal: for staff, and no customer"}),
        ({"notify": "owner", "template": "internal"}, {}),
        (
            {"notify": "owner", "template": "marketing"},
            {"template": "names marketing, which is for customers: its purpose is not internal"},
        ),
        ({"notify": "owner", "template": "gone"}, {}),  # told as a name that leads nowhere
        ({"notify": {"role": "finance"}, "template": "internal"}, {}),
        ({"notify": {"role": "king"}, "template": "internal"}, {"notify.role": NO_ROLE}),
        (
            {"create_task": {"task_type": "call", "assign": {"role": "king"}}},
            {"create_task.assign.role": NO_ROLE},
        ),
        ({"tag": "x"}, {}),
    ],
)
def test_an_action_for_other_readers_than_its_template_s_is_a_fault(
    action: dict[str, Any], faults: dict[str, str]
) -> None:
    steps = [{"after": "1d", "then": [{"tag": "x"}, action]}]
    for content, place in (
        ({"then": [action]}, "then.0"),
        ({"then": [{"tag": "x"}], "steps": steps}, "steps.0.then.1"),
    ):
        automation = AutomationSettings.model_validate({"on": "order_paid", **content})
        org = an_org(templates=TEMPLATES).model_copy(update={"automations": {"a": automation}})
        found = {fault.path: fault.message for fault in automation_faults(org, "a")}
        assert found == {f"{place}.{path}": reason for path, reason in faults.items()}


NO_CUSTOMER = "products are about no customer"


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        *(
            ({"then": [action]}, {f"then.0.{name}": f"is for customers: {NO_CUSTOMER}"})
            for name, action in {
                "send": {"send": "marketing"},
                "coupon": {"coupon": {"name": "x", "percent": 5}},
                "recompute": {"recompute": "lead_score"},
                "tag": {"tag": "x"},
                "untag": {"untag": "x"},
            }.items()
        ),
        ({"group": "b2c"}, {"group": f"is one of customers: {NO_CUSTOMER}"}),
        ({"when": {"==": [{"var": "customer.name"}, "x"]}}, {"when": f"asks customer: {NO_CUSTOMER}"}),
        ({"until": {"var": "last_order.categories"}}, {"until": f"asks last_order: {NO_CUSTOMER}"}),
        ({"when": {"<": [{"var": "stock"}, 5]}}, {}),
    ],
)
def test_what_is_for_customers_is_a_fault_where_a_product_is_watched(
    content: dict[str, Any], faults: dict[str, str]
) -> None:
    told = {"on": "stock_changed", "then": [{"notify": "owner", "template": "internal"}]}
    automation = AutomationSettings.model_validate(told | content)
    org = an_org(templates=TEMPLATES).model_copy(update={"automations": {"a": automation}})
    assert {fault.path: fault.message for fault in automation_faults(org, "a")} == faults


@pytest.mark.parametrize(
    ("content", "paths"),
    [
        ({"on": "order_payed"}, {"on", "on.Monthly"}),
        ({"repeat": "twice"}, {"repeat", "repeat.Every"}),
    ],
)
def test_a_word_that_is_none_of_a_field_s_is_a_fault_of_that_field(
    content: dict[str, Any], paths: set[str]
) -> None:
    with pytest.raises(ValidationError) as refused:
        AutomationSettings.model_validate({"on": "order_paid", "then": [{"tag": "x"}]} | content)
    assert {fault.path for fault in field_faults(refused.value)} == paths
