"""JSON as it is sent to us: exact numbers, no NaN, and no way to exhaust the parser."""

import json
from decimal import Decimal
from typing import Any, NoReturn

from functions.domain.kernel.errors import FieldFault, Malformed

# More than a double has. Written out, 1e999999999 takes a gigabyte.
MOST_ZEROS = 400


class NotJson(Malformed):
    code = "not_json"

    def __init__(self) -> None:
        super().__init__("body", [FieldFault("body", "is not JSON")])


def read_json(body: bytes) -> Any:
    """The value that a body says, its fractions as Decimal, with or without a byte order mark. Raises NotJson."""
    try:
        return json.loads(body.decode("utf-8-sig"), parse_float=_decimal, parse_constant=_refuse)
    except (ValueError, RecursionError, ArithmeticError):
        raise NotJson from None


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if abs(number.adjusted()) > MOST_ZEROS:
        raise ValueError("is too large, or too close to zero")
    return number


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
