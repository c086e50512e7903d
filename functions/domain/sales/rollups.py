"""What an account has of its deals, kept by what each of them adds: no deal is looked for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import get_args

from functions.domain.customers.customer import Account, DealCounts
from functions.domain.sales.opportunities import DealShare, Opportunity, ProductDimension
from functions.domain.sales.stages import is_open, stage_of_all, status_of_all

_DIMENSIONS: tuple[ProductDimension, ...] = get_args(ProductDimension)


def share_of(opportunity: Opportunity, currency: str) -> DealShare:
    """What a deal adds. One in another currency than the organisation's adds no value: sums have one currency."""
    if not is_open(opportunity.stage):
        return DealShare(stage=opportunity.stage)
    is_ours = opportunity.currency in (None, currency)
    return DealShare(
        stage=opportunity.stage,
        value_minor=(opportunity.estimated_value_minor or 0) if is_ours else 0,
        product_dimensions=opportunity.product_dimensions,
    )


def with_shares(account: Account, shares: Iterable[DealShare], *, sign: int) -> Account:
    """The account with deals added (`sign` 1) or taken away (-1)."""
    stages, dimensions = Counter(account.deals.by_stage), Counter(account.deals.by_dimension)
    value = account.deals.value_minor
    for share in shares:
        stages[share.stage] += sign
        dimensions.update(dict.fromkeys(share.product_dimensions, sign))
        value += sign * share.value_minor
    return with_deals(account, stages, dimensions, value_minor=value)


def with_deals(
    account: Account, stages: Mapping[str, int], dimensions: Mapping[str, int], *, value_minor: int
) -> Account:
    """The account with so many deals in each stage and dimension, and what follows from them."""
    by_stage = {stage: count for stage, count in stages.items() if count > 0}
    by_dimension = {name: count for name, count in dimensions.items() if count > 0}
    value = max(0, value_minor)
    return account.with_changes(
        deals=DealCounts(by_stage=by_stage, by_dimension=by_dimension, value_minor=value),
        current_stage=stage_of_all(by_stage),
        deal_status=status_of_all(by_stage),
        estimated_deal_value_minor=value,
        product_dimensions=tuple(name for name in _DIMENSIONS if name in by_dimension),
    )
