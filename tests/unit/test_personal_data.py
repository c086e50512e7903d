"""The search for somebody's data in a log finds it in every form, and nothing where there is none."""

import base64
import json
from urllib.parse import urlencode

import pytest

from tests.builders import OTHER_PHONE, PHONE
from tests.personal_data import leaks

ADDRESS, NAME = "Regular@example.com", "Zoë Kestrel"
VALUES = (PHONE, ADDRESS, NAME)
LOG = "2025-01-25 INFO local.hosting: hooks answered 201\n2025-01-25 INFO deliver: message of shop-1 by sms: sent\n"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (f"sent to {PHONE}", PHONE),
        (f"chat {PHONE[1:]}@c.us", PHONE),
        (f"national ({PHONE[2:]})", PHONE),
        (urlencode({"To": PHONE}), PHONE),
        (f"to {ADDRESS.lower()}", ADDRESS),
        (f"to {ADDRESS.upper()}", ADDRESS),
        (urlencode({"to": ADDRESS}), ADDRESS),
        (json.dumps({"name": NAME}), NAME),
        (repr(NAME.encode()), NAME),
        (ascii(NAME), NAME),
        (urlencode({"name": NAME}), NAME),
        *((base64.b64encode(f"{'x' * n}{PHONE} and".encode()).decode(), PHONE) for n in range(6)),
        *((base64.urlsafe_b64encode(f"{'x' * n}{NAME}?".encode()).decode(), NAME) for n in range(6)),
    ],
)
def test_one_line_that_tells_something_is_found_among_others(line: str, value: str) -> None:
    assert leaks(LOG, VALUES) == []
    assert leaks(f"{LOG}{line}\n", VALUES) == [(3, value)]


@pytest.mark.parametrize("line", [f"sent to {OTHER_PHONE}", "other@example.com", "12025550", "", "Zo"])
def test_a_line_that_tells_nothing_of_them_is_not_found(line: str) -> None:
    assert leaks(f"{LOG}{line}\n", VALUES) == []
