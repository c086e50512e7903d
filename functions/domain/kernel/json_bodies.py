"""JSON as it is sent to us: exact numbers, no NaN, and no way to exhaust the parser."""

import json
from decimal import Decimal
from typing import Any, NoReturn

from functions.domain.kernel.errors import FieldFault, Malformed


class NotJson(Malformed):
    code = "not_json"

    def __init__(self) -> None:
        super().__init__("body", [FieldFault("body", "is not JSON")])


def read_json(body: bytes) -> Any:
    """The value that a body says, its fractions as Decimal, with or without a byte order mark. Raises NotJson."""
    try:
        return json.loads(body.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError, ArithmeticError):
        raise NotJson from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
