"""Who gets what of a campaign: held out, or one of its variants. It follows from ids and the organisation's key alone,
so that it stays the same however often it is asked, and no client can foretell or choose it.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from functions.domain.campaigns.documents import Campaign, Variant

PLACES: Final = 10_000
HeldOut = Literal["holdout", "control_group"]


@dataclass(frozen=True)
class Assigned:
    """`held_out`: why the customer gets nothing, so that they can be compared with those who do; else their template,
    and the variant where there are several.
    """

    held_out: HeldOut | None = None
    variant: str | None = None
    template: str | None = None


def place(key: bytes, *what: str) -> int:
    """Where a customer stands among 10,000 places, all equally likely; each `what` asks another, independent one."""
    digest = hmac.digest(key, "\0".join(what).encode(), hashlib.sha256)
    return int.from_bytes(digest[:8], "big") % PLACES


def assigned(key: bytes, campaign: Campaign, customer_id: str, *, control_percent: float) -> Assigned:
    """What a customer gets of a campaign. The global control group is the same for every campaign."""
    if place(key, "control", customer_id) < control_percent * PLACES / 100:
        return Assigned(held_out="control_group")
    if place(key, "holdout", campaign.id, customer_id) < campaign.holdout_percent * PLACES / 100:
        return Assigned(held_out="holdout")
    if not campaign.variants:
        return Assigned(template=campaign.template)
    chosen = _chosen(campaign.variants, place(key, "variant", campaign.id, customer_id))
    return Assigned(variant=chosen.id, template=chosen.template)


def _chosen(variants: Sequence[Variant], at: int) -> Variant:
    """The variant whose share of all places has this one."""
    total, until = sum(each.weight for each in variants), 0
    for each in variants:
        until += each.weight
        if at * total < until * PLACES:
            return each
    return variants[-1]
