"""What a campaign's customers redeemed of its offer: a part of its results (results.py). Loaded where it has
an offer.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from functions.domain.campaigns.documents import ArmResult, Campaign, OfferResult
from functions.domain.kernel.tallies import Tally
from functions.domain.messages.outbox import Message

Found = Mapping[str, int]
_Where = tuple[tuple[str, Any], ...]
_SUMMED: Final = ("redemptions", "discount_minor")


def offer_tallies(campaign: Campaign) -> dict[str, Tally]:
    """What is counted: 3 figures of all who were written to, and of each variant."""
    treated: _Where = (("campaign_id", campaign.id), ("arm", "treated"))
    tallies = dict(_tallies("offer", treated))
    for variant in campaign.variants:
        tallies |= _tallies(f"offer.{variant.id}", (*treated, ("variant", variant.id)))
    return tallies


def offers_of(found: Found, *, treated: ArmResult, variants: Mapping[str, ArmResult]) -> dict[str, Any]:
    """The parts of the results: of all who were written to, and of each variant."""
    return {
        "offer": _offer(found, "offer", treated),
        "variant_offers": {id: _offer(found, f"offer.{id}", arm) for id, arm in variants.items()},
    }


def _tallies(name: str, where: _Where) -> Iterator[tuple[str, Tally]]:
    field = "result.redemptions"
    yield f"{name}.redeemers", Tally(Message, where, at_least=(field, 1), having=(field,))
    for summed in _SUMMED:
        path = f"result.{summed}"
        yield f"{name}.{summed}", Tally(Message, where, having=(path,), sum_of=path)


def _offer(found: Found, name: str, arm: ArmResult) -> OfferResult:
    redeemers = found.get(f"{name}.redeemers", 0)
    return OfferResult(
        redeemers=redeemers,
        **{each: found.get(f"{name}.{each}", 0) for each in _SUMMED},
        redemption_rate=round(min(redeemers / arm.people, 1.0), 4) if arm.people else None,
    )
