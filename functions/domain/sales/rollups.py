"""What an account has of its deals, kept by what each of them adds: no deal is looked for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from functions.domain.customers.account import Account, DealCounts
from functions.domain.sales.opportunities import DealShare, Opportunity, ProductDimension
from functions.domain.sales.stages import outcome_of, place_of
from functions.domain.settings.pipelines import Outcome, Pipeline

_DIMENSIONS: tuple[ProductDimension, ...] = get_args(ProductDimension)
# Which deal tells where an account stands: an open one, else a customer who is kept, one who was won, one who was lost.
_FIRST: tuple[Outcome, ...] = ("open", "kept", "won", "lost")


def share_of(opportunity: Opportunity, pipeline: Pipeline, *, currency: str) -> DealShare:
    """What a deal adds. One in another currency than the organisation's adds no value: sums have one currency."""
    stage = opportunity.stage
    share = DealShare(stage=stage, outcome=outcome_of(pipeline, stage), place=place_of(pipeline, stage))
    if share.outcome != "open":
        return share
    is_ours = opportunity.currency in (None, currency)
    return share.with_changes(
        value_minor=(opportunity.estimated_value_minor or 0) if is_ours else 0,
        product_dimensions=opportunity.product_dimensions,
    )


def with_shares(account: Account, shares: Iterable[DealShare], *, sign: int) -> Account:
    """The account with deals added (`sign` 1) or taken away (-1)."""
    standing, dimensions = Counter(account.deals.by_standing), Counter(account.deals.by_dimension)
    value = account.deals.value_minor
    for share in shares:
        standing[_standing(share)] += sign
        dimensions.update(dict.fromkeys(share.product_dimensions, sign))
        value += sign * share.value_minor
    return with_deals(account, standing, dimensions, value_minor=value)


def with_deals(
    account: Account, standing: Mapping[str, int], dimensions: Mapping[str, int], *, value_minor: int
) -> Account:
    """The account with so many deals that stand so, and in each dimension, and what follows from them."""
    by_standing = {name: count for name, count in sorted(standing.items()) if count > 0}
    by_dimension = {name: count for name, count in dimensions.items() if count > 0}
    value = max(0, value_minor)
    stages, outcomes = Counter[str](), Counter[str]()
    for name, count in by_standing.items():
        outcome, _, stage = name.split(":", 2)
        stages[stage] += count
        outcomes[outcome] += count
    return account.with_changes(
        deals=DealCounts(
            by_stage=dict(stages),
            by_outcome=dict(outcomes),
            by_standing=by_standing,
            by_dimension=by_dimension,
            value_minor=value,
        ),
        current_stage=_stage_of_all(by_standing),
        deal_status=_status_of_all(outcomes),
        estimated_deal_value_minor=value,
        product_dimensions=tuple(name for name in _DIMENSIONS if name in by_dimension),
    )


def _standing(share: DealShare) -> str:
    """How a deal stands: its outcome, how far its stage is, and the stage. The furthest of an outcome sorts last."""
    return f"{share.outcome}:{share.place:02}:{share.stage}"


def _stage_of_all(by_standing: Iterable[str]) -> str | None:
    """The stage of an account: the furthest one of the first outcome of _FIRST that it has."""
    for outcome in _FIRST:
        furthest = max((name for name in by_standing if name.startswith(f"{outcome}:")), default=None)
        if furthest is not None:
            return furthest.split(":", 2)[2]
    return None


def _status_of_all(outcomes: Mapping[str, int]) -> Literal["won", "open", "lost"] | None:
    """What an account's deals come to: `won` where any was, then `open` where any is, then `lost`."""
    if outcomes.get("won") or outcomes.get("kept"):
        return "won"
    if outcomes.get("open"):
        return "open"
    return "lost" if outcomes.get("lost") else None
