"""JSON as machines send it: exact, and refused where it is none."""

from decimal import Decimal
from typing import Any

import pytest

from functions.domain.kernel.json_bodies import NotJson, read_json


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"total": 387.10}', {"total": Decimal("387.10")}),
        (b'{"total": 0.1}', {"total": Decimal("0.1")}),
        (b'{"total": 387}', {"total": 387}),
        (b'{"total": 1.7976931348623157e308}', {"total": Decimal("1.7976931348623157e308")}),
        (b'{"total": 5e-324}', {"total": Decimal("5e-324")}),
        (b'{"total": 0.000}', {"total": Decimal("0.000")}),
        ('{"name": "आशा"}'.encode(), {"name": "आशा"}),
        (b"null", None),
        (b"[]", []),
    ],
)
def test_numbers_are_exact_and_text_is_utf8(body: bytes, value: Any) -> None:
    assert read_json(body) == value


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"order",
        b'{"total": NaN}',
        b'{"total": Infinity}',
        b'{"total": -Infinity}',
        b'{"name": "\xff"}',
        "{}".encode("utf-16"),
        b"[" * 200_000,
        b"1" * 10_000,
        b'{"total": 1e9999999999999999999}',
        b'{"total": 1e999999999}',  # written out it has a gigabyte
        b'{"total": -1e-999999999}',
        b'{"total": 0e999999999}',
        b'{"total": 1e401}',
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(NotJson, match=r"^body: body: is not JSON$"):
        read_json(body)


def test_a_byte_order_mark_is_no_reason_to_refuse() -> None:
    assert read_json(b'\xef\xbb\xbf{"total": "1"}') == {"total": "1"}
