"""What is wrong with an offer beside its form: a code that another one has, a tier that there is not."""

from functions.domain.coupons.codes import in_our_signs
from functions.domain.kernel.errors import FieldFault
from functions.domain.orgs.org import Org


def offer_faults(org: Org, id: str) -> list[FieldFault]:
    """The faults of an offer of the organisation. A code is another's too where only O and 0, or I, L and 1, differ."""
    offer = org.offers[id]
    codes = {
        in_our_signs(each.code): other for other, each in org.offers.items() if each.code and other != id
    }
    faults = []
    if offer.code is not None and in_our_signs(offer.code) in codes:
        faults.append(FieldFault("code", f"is the code of {codes[in_our_signs(offer.code)]} already"))
    tiers = {tier.name for tier in org.settings.loyalty.tiers}
    return faults + [
        FieldFault(f"conditions.tiers.{index}", "is no tier")
        for index, tier in enumerate(offer.conditions.tiers)
        if tier not in tiers
    ]
