"""Step 4: deals that were stored before pipelines were configured say their stage and not what it means.

Without `status` a deal that was won is read as open, and no query by status finds it; its account and its owner's
figures have it in the wrong place.
"""

from datetime import datetime
from functools import partial
from typing import ClassVar

from functions.domain.commands.following import joined_changes, with_customer
from functions.domain.commands.sales.deal_chances import with_chance
from functions.domain.customers.account import Account
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.reactions import Facts
from functions.domain.insights.forecasts import deal_pages
from functions.domain.kernel.decisions import NOTHING, Changes, Document, Get, Reading, get_both
from functions.domain.orgs.org import Org
from functions.domain.sales.opportunities import DealShare, Opportunity, WinReason, WinShare
from functions.domain.sales.rollups import share_of, with_shares
from functions.domain.sales.stages import (
    Placed,
    category_of,
    named_pipeline,
    outcome_of,
    pipeline_of,
    probability_of,
    stage_in,
)
from functions.domain.settings.pipelines import DEFAULT_PIPELINE, Forecast, Outcome


class FormerDeal(Document):
    """The fields of a deal that this step writes."""

    collection: ClassVar[str] = Opportunity.collection
    is_part: ClassVar[bool] = True
    pipeline: str | None = None
    status: Outcome | None = None
    probability: int | None = None
    forecast_category: Forecast | None = None
    win_probability: int | None = None
    win_reasons: tuple[WinReason, ...] = ()
    win_counted: WinShare | None = None
    counted: DealShare | None = None


def migrate(org: Org, id: str, now: datetime) -> Reading[Changes]:
    """The deal with what its stage means, in its account's figures, its owner's and the learned win probability. Quiet
    as an import: it sets no automation off, and no time limit, which the next move does.

    Bills 1 read a deal; where it is of the former form 3 reads and 4 writes more, and of the first one of each owner 1
    read for each of their deals.
    """
    former, deal = yield from get_both(Get(FormerDeal, id), Get(Opportunity, id))
    if former is None or deal is None or former.status is not None:
        return NOTHING
    placed = _pipeline_of(org, deal)
    meant = deal.with_changes(
        pipeline=placed.id,
        status=outcome_of(placed.pipeline, deal.stage),
        probability=probability_of(placed.pipeline, deal.stage),
        forecast_category=category_of(stage_in(placed.pipeline, deal.stage)),
        counted=share_of(deal, placed.pipeline, currency=org.settings.currency),
    )
    account = yield from standing_customer(deal.customer_id or "-")
    learned = NOTHING
    if account is not None:
        meant, learned = yield from with_chance(org, None, meant, customer=account)
    pages = yield from deal_pages(org, deal, meant, now=now)
    written = former.with_changes(**{name: getattr(meant, name) for name in _WRITTEN})
    changes = joined_changes(Changes(put=(written, *pages)), learned)
    if account is None:
        return changes
    counted = partial(_with_share, before=deal.counted, after=meant.counted)
    facts = Facts("customer_changed", Opportunity.collection, f"{id}:{now:%Y%m%dT%H%M%S}", now)
    quiet = org.model_copy(update={"is_quiet": True})
    return (yield from with_customer(changes, quiet, account, change=counted, facts=facts, now=now))


def _pipeline_of(org: Org, deal: Opportunity) -> Placed:
    """Where it stands today: in the built-in pipeline, whose stages it had, where another one lacks its stage."""
    placed = pipeline_of(org, deal.pipeline, deal.customer_group)
    built_in = named_pipeline(org, DEFAULT_PIPELINE)
    is_known = stage_in(placed.pipeline, deal.stage) is not None
    return placed if is_known or built_in is None else built_in


def _with_share(customer: Customer, *, before: DealShare | None, after: DealShare | None) -> Customer:
    """The customer with the deal counted by what its stage means, and no more by the stage alone."""
    account = customer.account or Account()
    for share, sign in ((before, -1), (after, 1)):
        account = with_shares(account, (share,), sign=sign) if share is not None else account
    return customer.with_changes(account=account)


_WRITTEN = tuple(name for name in FormerDeal.model_fields if name not in ("id", "odd_fields"))
