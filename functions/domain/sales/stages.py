"""The rules of a pipeline for a deal: its stages, the moves between them, and until when it may stand in one.

A deal may stand in a stage that its pipeline has no more: it counts as open, and may leave to any other.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from functions.domain.orgs.org import Org
from functions.domain.sales.working_time import after_working_hours
from functions.domain.settings.pipelines import (
    DEFAULT_PIPELINE,
    DealField,
    Forecast,
    Outcome,
    Pipeline,
    StageSettings,
    built_in_pipeline,
)

REASON: DealField = "close_reason"
# An open deal goes to any open stage, back too, or is closed. One that was lost may be opened again; one that is kept
# may be lost. `after` of a stage says otherwise.
_AFTER: Mapping[Outcome, tuple[Outcome, ...]] = {
    "open": ("open", "lost"),
    "won": ("open",),
    "lost": ("open", "kept"),
    "kept": ("won", "kept"),
}


class Placed(NamedTuple):
    """A pipeline with the id by which deals name it."""

    id: str
    pipeline: Pipeline


@cache
def _default() -> Pipeline:
    return built_in_pipeline()


def named_pipeline(org: Org, id: str) -> Placed | None:
    """The pipeline of an id; None for an id that names none. `default` is the built-in one, unless it is configured."""
    found = org.pipelines.get(id) or (_default() if id == DEFAULT_PIPELINE else None)
    return Placed(id, found) if found is not None else None


def pipeline_of(org: Org, named: str | None, customer_group: str | None) -> Placed:
    """The pipeline that a deal names, else that of its customer's group, else one of no group, else `default`."""
    found = named_pipeline(org, named) if named is not None else None
    if found is not None:
        return found
    for group in (customer_group, None):
        for id in sorted(org.pipelines):
            if org.pipelines[id].customer_group == group:
                return Placed(id, org.pipelines[id])
    return Placed(DEFAULT_PIPELINE, org.pipelines.get(DEFAULT_PIPELINE) or _default())


def stage_in(pipeline: Pipeline, id: str) -> StageSettings | None:
    """The stage of an id; None where the pipeline has it not, or no more."""
    return next((stage for stage in pipeline.stages if stage.id == id), None)


def first_stage(pipeline: Pipeline) -> StageSettings:
    """Where a new deal begins."""
    return pipeline.stages[0]


def first_with(pipeline: Pipeline, outcome: Outcome) -> StageSettings | None:
    """The first stage of an outcome: where a deal goes that is won by other means than a move."""
    return next((stage for stage in pipeline.stages if stage.outcome == outcome), None)


def outcome_of(pipeline: Pipeline, id: str) -> Outcome:
    """What a stage means to figures; one that was dropped is open."""
    stage = stage_in(pipeline, id)
    return stage.outcome if stage is not None else "open"


def place_of(pipeline: Pipeline, id: str) -> int:
    """How far a stage is in its pipeline, from 1; 0 for one that was dropped."""
    return next((place for place, stage in enumerate(pipeline.stages, start=1) if stage.id == id), 0)


def probability_of(pipeline: Pipeline, id: str) -> int:
    """The probability of a stage in percent; 0 for one that was dropped."""
    stage = stage_in(pipeline, id)
    return stage.chance_percent if stage is not None else 0


def category_of(stage: StageSettings | None) -> Forecast | None:
    """The category of the forecast in which a deal stands while it is open; of a stage that was dropped the widest."""
    if stage is None:
        return "pipeline"
    return stage.forecast if stage.outcome == "open" else None


def may_begin(pipeline: Pipeline, stage: StageSettings) -> bool:
    """Whether a new deal may be in a stage: one that was closed before too, and none that is kept, or that another
    stage has to come before.
    """
    is_later = stage.after is not None and stage is not pipeline.stages[0]
    return stage.outcome != "kept" and not is_later


def may_move(pipeline: Pipeline, before: str, to: StageSettings) -> bool:
    """Whether a deal may go from a stage to another."""
    former = stage_in(pipeline, before)
    if former is None:
        return to.outcome != "kept"
    return former.id in to.after if to.after is not None else follows(former.outcome, to.outcome)


def follows(before: Outcome, to: Outcome) -> bool:
    """Whether an outcome may come after another where the stages themselves say nothing."""
    return before in _AFTER[to]


def required_in(stage: StageSettings) -> tuple[DealField, ...]:
    """The fields that a deal must have there: what is won or lost has a reason, whatever is configured (S000-11)."""
    needs_reason = stage.outcome in ("won", "lost") and REASON not in stage.requires
    return (*stage.requires, *((REASON,) if needs_reason else ()))


def sla_due_at(org: Org, stage: StageSettings, entered_at: datetime) -> datetime | None:
    """Until when a deal may stand in a stage; None where nothing is set."""
    if stage.sla is None:
        return None
    if stage.sla.counts == "working_hours":
        return after_working_hours(org, entered_at, hours=stage.sla.hours)
    return entered_at + timedelta(hours=stage.sla.hours)
