"""The codes of coupons that automations issue."""

import hashlib
import hmac
from typing import Any

from functions.domain.orgs.org import Org
from functions.domain.settings.actions import NewCoupon

CODE_LENGTH = 10
# Crockford's base 32: no letter is taken for a figure or for another letter. https://www.crockford.com/base32.html
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def benefit_of(coupon: NewCoupon) -> dict[str, Any]:
    """The fields of a coupon that say what it gives."""
    if coupon.percent is not None:
        return {"kind": "percent", "percent": coupon.percent}
    if coupon.amount_minor is not None:
        return {"kind": "amount", "amount_minor": coupon.amount_minor}
    return {"kind": "free_item", "item": coupon.free_item}


def code_of(org: Org, place: str) -> str:
    """The code of what an occurrence issues: always the same, and not to be guessed without the organisation's key."""
    number = int.from_bytes(hmac.new(org.id_key, f"coupon:{place}".encode(), hashlib.sha256).digest())
    return "".join(_ALPHABET[(number >> 5 * index) & 31] for index in range(CODE_LENGTH))
