"""What is known of a deal that may tell whether it is won: pairs of a field and a value."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from functions.domain.customers.customer import Customer
from functions.domain.sales.opportunities import Opportunity
from functions.domain.sales.stages import outcome_of, place_of
from functions.domain.settings.pipelines import Pipeline

STAGE: Final = "stage"
LONGEST: Final = (
    100  # characters of a value: what is longer is a text, and no value that deals have in common
)
OF_DEAL: Final = ("deal_level", "customer_group", "industry_segment", "territory_id", "owner_uid")
OF_CUSTOMER: Final = ("source_method", "source_app")
LISTS: Final = ("product_dimensions", "product_ids")


class Fact(NamedTuple):
    """A field and a value of it. A stage is one of its pipeline: its field is `stage/{pipeline}`."""

    field: str
    value: str


def facts_of_deal(deal: Opportunity, customer: Customer) -> tuple[Fact, ...]:
    """The facts of a deal without its stage, in a fixed order, each once."""
    found = [Fact(name, getattr(deal, name) or "") for name in OF_DEAL]
    found += [Fact(name, getattr(customer, name) or "") for name in OF_CUSTOMER]
    found += [Fact(name, value) for name in LISTS for value in getattr(deal, name)]
    return tuple(dict.fromkeys(fact for fact in found if 0 < len(fact.value) <= LONGEST))


def stage_reached(deal: Opportunity, pipeline: Pipeline) -> tuple[Fact, ...]:
    """The furthest open stage in which the deal has been since it was last opened; none where its pipeline has none of
    them any more.
    """
    furthest = max(_open_places(deal, pipeline), default=0)
    return _stages(deal, pipeline, up_to=furthest)[-1:]


def stages_passed(deal: Opportunity, pipeline: Pipeline) -> tuple[Fact, ...]:
    """The open stages that a closed deal counts for: a won one passed all, a lost one those up to the furthest."""
    if outcome_of(pipeline, deal.stage) in ("won", "kept"):
        return _stages(deal, pipeline, up_to=len(pipeline.stages))
    return _stages(deal, pipeline, up_to=max(_open_places(deal, pipeline), default=0))


def _open_places(deal: Opportunity, pipeline: Pipeline) -> Iterable[int]:
    """How far the stages are in which the deal has been open, the present one and those before, back to a closing."""
    been = [deal.stage] if outcome_of(pipeline, deal.stage) == "open" else []
    for move in reversed(deal.stage_history):
        is_open = outcome_of(pipeline, move["from"]) == "open"
        if not is_open and been:
            break
        been += [move["from"]] if is_open else []
    return [place_of(pipeline, stage) for stage in been]


def _stages(deal: Opportunity, pipeline: Pipeline, *, up_to: int) -> tuple[Fact, ...]:
    field = f"{STAGE}/{deal.pipeline}"
    return tuple(Fact(field, stage.id) for stage in pipeline.stages[:up_to] if stage.outcome == "open")
