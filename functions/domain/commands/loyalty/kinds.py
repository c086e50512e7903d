"""Commands about points and wallet credit: a part of the table in commands/kinds.py."""

from collections.abc import Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form


def _redeem_points() -> Act[Any]:
    from functions.domain.commands.loyalty.points import RedemptionForm, redeem_points

    return by_form(RedemptionForm, redeem_points)


def _adjust_points() -> Act[Any]:
    from functions.domain.commands.loyalty.points import AdjustmentForm, adjust_points

    return by_form(AdjustmentForm, adjust_points)


LOYALTY_KINDS: Mapping[str, Kind] = {
    # Those at a desk, and who speaks with customers.
    "redeem_points": Kind(
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support"}),
        by_customers=False,
        act=_redeem_points,
        late="it takes what is there when it arrives; refused where the balance is smaller by then",
        feature="loyalty",
    ),
    # It makes points of nothing, so it is for those who answer for the business.
    "adjust_points": Kind(
        roles=frozenset({"owner", "manager"}),
        by_customers=False,
        act=_adjust_points,
        late="it moves what is there when it arrives; refused where the balance would fall below zero by then",
        feature="loyalty",
    ),
}
