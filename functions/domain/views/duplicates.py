"""Customers who may be one person, for those who may merge them."""

from typing import Any

from functions.domain.customers.customer import Customer
from functions.domain.joins.duplicates import Pair, pairs
from functions.domain.kernel.decisions import NOTHING, Decision, Find, find
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.permissions import permitted
from functions.domain.staff.readership import LEADERS

MOST_LOOKED_AT = 1000
MOST_SHOWN = 100
_SHOWN = ("name", "phone", "email", "created_at")


def duplicates(org: Org, uid: str) -> Decision[dict[str, Any]]:
    """Pairs with their reasons, among the thousand customers that changed last. Bills 1 read for each of these, and 1.
    Raises Forbidden to those who do not lead, FeatureOff.
    """
    yield from permitted(uid, LEADERS)
    require(org, "crm")
    looked_at = yield from find(Find(Customer, (), "updated_at", "DESCENDING", MOST_LOOKED_AT))
    found = pairs(looked_at)
    return NOTHING, {
        "items": [_shown(each) for each in found[:MOST_SHOWN]],
        "next": None,
        "looked_at": len(looked_at),
    }


def _shown(pair: Pair) -> dict[str, Any]:
    both = [
        {"id": each.id, **each.model_dump(mode="json", include=set(_SHOWN))}
        for each in (pair.one, pair.other)
    ]
    return {"customers": both, "reasons": list(pair.reasons), "into": pair.one.id, "from": pair.other.id}
