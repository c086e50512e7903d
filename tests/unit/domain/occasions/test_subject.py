"""What conditions see of a customer: every field as a stored document has it, with lists where JSON has lists."""

from datetime import timedelta
from typing import Any

from functions.domain.customers.customer import Customer
from functions.domain.occasions.events import subject_of
from tests.builders import NOON


def _with_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_lists(each) for name, each in value.items()}
    return [_with_lists(each) for each in value] if isinstance(value, list | tuple) else value


def test_the_subject_has_every_field_as_pydantic_dumps_it_and_lists_for_tuples() -> None:
    stored = {
        "id": "a",
        "name": "Ani",
        "tags": ["regular", "oat milk"],
        "custom": {"beans": ["Gayo", {"grams": 250}], "none": None, "since": NOON},
        "stats": {"orders": 3, "last_order_at": NOON - timedelta(days=3)},
        "loyalty": {"tier": "gold", "points": 40},
        "devices": [{"kind": "fid", "value": "f", "last_seen_at": NOON}, {"value": "t"}],
        "windows": {"whatsapp": NOON},
        "joins": {"ids": ["b", "c"], "moving": ["c"]},
        "brought": {"filled": ["phone"]},
        "runs": {"welcome": {"occurrence": "a", "at": NOON}},
        "due": {"auto:winback_30": NOON},
    }
    for customer in (Customer(id="b"), Customer.model_validate(stored)):
        subject = subject_of(customer)
        assert subject == _with_lists(customer.model_dump(exclude={"edits", "runs"}))
    assert customer == Customer.model_validate(stored)
    assert isinstance(subject["joins"]["ids"], list)
    assert isinstance(subject["custom"]["beans"], list)
