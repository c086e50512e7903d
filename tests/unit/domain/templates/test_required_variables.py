"""What a template must have is looked for when a message is composed, by name and without rendering anything."""

import subprocess
import sys
from typing import Any

import pytest

from functions.domain.messages.composing import Composed, compose
from functions.domain.messages.explanations import reasons
from tests.builders import NOON, a_customer, an_org


def composed(declared: dict[str, Any], **given: Any) -> Composed:
    template = {"purpose": "marketing", "bodies": {"en": "{{ coupon }}"}, "variables": declared}
    org = an_org(templates={"t": template})
    return compose(
        org, a_customer(), id="m", cause="c", rule="r", template="t", variables=given, now=NOON, batch_id=None
    )


@pytest.mark.item("S001-84")
@pytest.mark.parametrize(
    ("declared", "given", "missing"),
    [
        ({"coupon": {}}, {}, "coupon"),
        ({"coupon": {}}, {"coupon": None}, "coupon"),
        ({"coupon": {"sample": "X"}}, {}, "coupon"),
        ({"product": {"default": "x"}, "coupon": {}}, {}, "coupon"),
        ({"coupon": {}}, {"coupon": "X"}, None),
        ({"coupon": {}}, {"coupon": 0}, None),
        ({"coupon": {"default": "X"}}, {}, None),
        ({"coupon": {"is_required": False}}, {}, None),
        ({"name": {}}, {}, "name"),
        ({"business": {}}, {}, None),
        ({}, {}, None),
    ],
)
def test_a_message_that_lacks_what_its_template_must_have_is_suppressed_with_its_name(
    declared: dict[str, Any], given: dict[str, Any], missing: str | None
) -> None:
    message, customer = composed(declared, **given).message, composed(declared, **given).customer
    if missing is None:
        assert (message.status, message.channel, message.reason) == ("queued", "push", None)
        return
    assert (message.status, message.channel) == ("suppressed", None)
    assert message.reason == f"missing_variable:{missing}"
    assert [(step.status, step.detail) for step in message.history] == [("suppressed", message.reason)]
    assert (message.wake_at, message.send_at) == (None, None)
    assert customer == a_customer()
    assert reasons(message) == [f"It was not sent: its template asks for {missing}, which it does not have."]


def test_taking_in_orders_loads_no_template_engine() -> None:
    imports = "sys, functions.domain.orders.recording, functions.domain.automations.wake"
    code = f"import {imports}; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
