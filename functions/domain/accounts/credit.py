"""How far an account may owe: the limits of its legal entities against what is open of their invoices."""

from collections.abc import Iterable

from functions.domain.accounts.legal_entities import LegalEntity
from functions.domain.kernel.decisions import BY_ID, Find, Reading, find

MOST_LOOKED_AT = 20


def legal_entities_of(customer_id: str) -> Reading[tuple[LegalEntity, ...]]:
    """The legal entities of an account. Bills 1 read each, 1 at the least and 20 at the most."""
    query = Find(LegalEntity, (("customer_id", customer_id),), BY_ID, "ASCENDING", MOST_LOOKED_AT)
    return (yield from find(query))


def over_limit(entities: Iterable[LegalEntity], more_minor: int) -> int:
    """By how much an account passes its limit that is to owe so much more; 0 where it does not. Several legal entities
    count together; where one of them has no limit, the account has no limit.
    """
    limits, exposure = list[int](), more_minor
    for entity in entities:
        if entity.credit_limit_minor is None:
            return 0
        limits.append(entity.credit_limit_minor)
        exposure += entity.exposure_minor
    return max(0, exposure - sum(limits)) if limits else 0
