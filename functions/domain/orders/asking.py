"""What an order asks to redeem, read as tills write it (docs/redeeming.md)."""

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from functions.domain.coupons.codes import folded
from functions.domain.kernel.money import to_minor
from functions.domain.kernel.validation import Faults
from functions.domain.redemptions.documents import NOTHING_ASKED, Asked

MOST_POINTS = 10**8
_MOST_DIGITS = 20


def _whole(value: object) -> object:
    """A whole number, as text in any script's digits too; a blank is none. JavaScript's 100.0 is one."""
    plain = value.strip() if isinstance(value, str) else value
    if plain in ("", None):
        return None
    if isinstance(plain, int) and not isinstance(plain, bool):
        return plain
    if isinstance(plain, float) and plain.is_integer():
        return int(plain)
    if isinstance(plain, str) and plain.isdecimal():
        return int(plain[:_MOST_DIGITS])
    raise ValueError("must be a whole number, 0 or more")


PointsAsked = Annotated[Annotated[int, Field(ge=0, le=MOST_POINTS)] | None, BeforeValidator(_whole)]
CodeAsked = Annotated[str, Field(strict=True)] | None


def asked_of(
    currency: str, warnings: Faults, *, points: int | None, code: str | None, wallet: Decimal | None
) -> Asked | None:
    """What is to be redeemed; None where nothing is. Nought and a blank code ask for nothing."""
    asked = Asked(
        points=points or 0,
        coupon_code=warnings.checked("coupon_code", lambda: folded(code or ""), "") or None,
        wallet_minor=warnings.checked("use_wallet", lambda: to_minor(wallet or Decimal(0), currency), 0),
    )
    return None if asked == NOTHING_ASKED else asked
