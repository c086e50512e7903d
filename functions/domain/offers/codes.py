"""Which offer a code is of: the one that all use, or one of a batch, which is a coupon of its own."""

from functions.domain.coupons.codes import in_our_signs, made_code
from functions.domain.orgs.org import Org
from functions.domain.settings.offers import Offer


def offer_of(org: Org, code: str) -> tuple[str, Offer] | None:
    """The offer whose code for all is this one, as it was folded. Bills nothing: offers come with the organisation."""
    wanted = in_our_signs(code)
    for id, offer in sorted(org.offers.items()):
        if offer.code is not None and in_our_signs(offer.code) == wanted:
            return id, offer
    return None


def code_of_batch(org: Org, batch_id: str, number: int) -> str:
    """The code of a number of a batch: always the same, and not to be guessed without the organisation's key."""
    return made_code(org.id_key, f"batch:{batch_id}:{number}")
