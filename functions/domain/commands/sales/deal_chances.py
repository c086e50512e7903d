"""The part of `change_opportunity` that tells how likely a deal is won, and learns from those that close."""

from typing import Literal

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, Changes, Reading, get
from functions.domain.orgs.org import Org
from functions.domain.sales.opportunities import Opportunity
from functions.domain.sales.stages import pipeline_of
from functions.domain.sales.win_facts import Fact, facts_of_deal, stage_reached, stages_passed
from functions.domain.sales.win_model import ID, WinModel, share_to_count, win_chance, with_share
from functions.domain.settings.pipelines import Outcome, Pipeline

# What a deal's probability follows from: where none of it changes the model is not read.
_TELLING = (
    *("pipeline", "stage", "status", "deal_level", "customer_group", "industry_segment", "territory_id"),
    *("owner_uid", "product_dimensions", "product_ids"),
)


def with_chance(
    org: Org, before: Opportunity | None, after: Opportunity, *, customer: Customer
) -> Reading[tuple[Opportunity, Changes]]:
    """The deal with its win probability, and the model where the deal is closed or opened again: a change beside it.

    Bills 1 read where a field changes that the probability follows from, and 1 write where a deal is won, lost or
    opened again; nothing else.
    """
    result, counted = _result_of(after.status), after.win_counted
    was_counted = counted.outcome if counted is not None else None
    if was_counted == result and (result is not None or _tells_the_same(before, after)):
        return after, NOTHING
    model = (yield from get(WinModel, ID)) or WinModel(id=ID)
    former = with_share(model, counted, sign=-1)
    pipeline = pipeline_of(org, after.pipeline, after.customer_group).pipeline
    if result is None:
        probability, reasons = win_chance(former, _facts_of_open(after, customer, pipeline))
        deal = after.with_changes(win_probability=probability, win_reasons=reasons, win_counted=None)
        return deal, Changes(put=(former,)) if counted is not None else NOTHING
    facts = (*facts_of_deal(after, customer), *stages_passed(after, pipeline))
    share = share_to_count(former, result, facts)
    return after.with_changes(win_counted=share), Changes(put=(with_share(former, share, sign=1),))


def _tells_the_same(before: Opportunity | None, after: Opportunity) -> bool:
    return before is not None and all(getattr(before, name) == getattr(after, name) for name in _TELLING)


def _facts_of_open(deal: Opportunity, customer: Customer, pipeline: Pipeline) -> tuple[Fact, ...]:
    return (*facts_of_deal(deal, customer), *stage_reached(deal, pipeline))


def _result_of(status: Outcome) -> Literal["won", "lost"] | None:
    """What a deal counts as: a customer who is kept was won."""
    return None if status == "open" else "lost" if status == "lost" else "won"
