"""The codes of coupons that automations issue."""

from typing import Any

from functions.domain.coupons.codes import made_code
from functions.domain.orgs.org import Org
from functions.domain.settings.actions import NewCoupon

LIMITS = ("minimum_minor", "max_discount_minor", "products", "categories")


def benefit_of(coupon: NewCoupon) -> dict[str, Any]:
    """The fields of a coupon that say what it gives, and for which bills."""
    if coupon.percent is not None:
        gives: dict[str, Any] = {"kind": "percent", "percent": coupon.percent}
    elif coupon.amount_minor is not None:
        gives = {"kind": "amount", "amount_minor": coupon.amount_minor}
    else:
        gives = {"kind": "free_item", "item": coupon.free_item}
    return gives | {name: getattr(coupon, name) for name in LIMITS}


def code_of(org: Org, place: str) -> str:
    """The code of what an occurrence issues: always the same, and not to be guessed without the organisation's key."""
    return made_code(org.id_key, f"coupon:{place}")
