"""The part of `change_opportunity` that moves a deal: its pipeline and stage, and what these ask of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from functions.domain.commands.editing import refuse
from functions.domain.commands.requests import Giver
from functions.domain.customers.edits import Edit, outdated
from functions.domain.kernel.errors import FieldFault, Forbidden, Malformed
from functions.domain.orgs.org import Org
from functions.domain.sales.opportunities import Opportunity, entered_stage, moved
from functions.domain.sales.stages import (
    REASON,
    Placed,
    category_of,
    first_stage,
    follows,
    may_begin,
    may_move,
    named_pipeline,
    outcome_of,
    pipeline_of,
    probability_of,
    required_in,
    sla_due_at,
    stage_in,
)
from functions.domain.settings.pipelines import StageSettings

MOVED = ("pipeline", "stage")  # changed together: a stage belongs to a pipeline


@dataclass(frozen=True)
class StageMove:
    """What a command asks of a deal's place: a stage and a pipeline, None where it names none."""

    stage: str | None
    pipeline: str | None
    edit: Edit
    giver: Giver
    is_new: bool = False

    @property
    def at(self) -> datetime:
        return self.edit.at

    def is_any(self, written: frozenset[str]) -> bool:
        """Whether a command that writes these fields moves the deal, or begins it."""
        return self.is_new or not written.isdisjoint(MOVED)

    def is_late(self, opportunity: Opportunity) -> bool:
        """Whether a move is known that was made after this one."""
        return bool(outdated(opportunity.edits, MOVED, self.edit))


def require_stage(written: frozenset[str], move: StageMove) -> None:
    """Malformed where a command empties the stage."""
    if "stage" in written and move.stage is None:
        raise refuse("stage", "is needed")


def moved_on(org: Org, deal: Opportunity, move: StageMove, *, customer_group: str | None) -> Opportunity:
    """The deal in the stage and pipeline that a command writes, a new one in the first stage where it names none. One
    that is opened again loses its reason.

    Malformed at `stage` for a move that there is not, and for a stage that the pipeline has not; at `pipeline` for one
    that there is not, or that is for another group's customers. Forbidden at `stage` where the giver may not move it.
    """
    if move.is_new:
        return _begun(org, deal, move, customer_group=customer_group)
    former = pipeline_of(org, deal.pipeline, customer_group)
    asked = move.pipeline
    placed = former if asked in (None, former.id) else _pipeline_asked(org, asked, customer_group)
    if placed.id == former.id and move.stage in (None, deal.stage):
        return _placed(org, deal, placed, stage=stage_in(placed.pipeline, deal.stage), edit=move.edit)
    stage = _stage_asked(placed, move.stage or deal.stage)
    before = outcome_of(former.pipeline, deal.stage)
    if not _may_go(deal, stage, former=former, placed=placed):
        raise refuse("stage", f"may not follow {deal.stage}")
    _require_mover(move, stage)
    after = moved(deal, stage.id, outcome=stage.outcome, at=move.at, by=move.giver.uid)
    if stage.outcome == "open" and before != "open":
        after = after.with_changes(close_reason=None, edits={**after.edits, REASON: move.edit})
    return _placed(org, after, placed, stage=stage, edit=move.edit)


def _begun(org: Org, deal: Opportunity, move: StageMove, *, customer_group: str | None) -> Opportunity:
    """A new deal in its stage; without one, in the first of its pipeline."""
    placed = _pipeline_asked(org, move.pipeline, customer_group)
    stage = _stage_asked(placed, move.stage) if move.stage is not None else first_stage(placed.pipeline)
    if not may_begin(placed.pipeline, stage):
        raise refuse("stage", "may not follow nothing: a new deal is in none that comes after another")
    _require_mover(move, stage)
    begun = entered_stage(deal, stage.id, outcome=stage.outcome, at=move.at)
    return _placed(org, begun, placed, stage=stage, edit=move.edit)


def require_fields(org: Org, deal: Opportunity, *, written: frozenset[str], is_moved: bool) -> None:
    """Malformed at each field that the deal's stage requires and that is empty: of a move at all, else at those that
    the command writes, so that a stage that asks for more today keeps no older deal from being changed.
    """
    stage = stage_in(pipeline_of(org, deal.pipeline, deal.customer_group).pipeline, deal.stage)
    asked = required_in(stage) if stage is not None else ()
    missing = [
        name for name in asked if (is_moved or name in written) and getattr(deal, name) in (None, "", ())
    ]
    if missing:
        faults = [FieldFault(name, f"is needed in the stage {deal.stage}") for name in missing]
        raise Malformed("command", faults)


def _may_go(deal: Opportunity, stage: StageSettings, *, former: Placed, placed: Placed) -> bool:
    """Whether a deal may go to a stage; of another pipeline, whose stages name none of this one's, by its outcome."""
    if placed.id == former.id:
        return may_move(placed.pipeline, deal.stage, stage)
    before = outcome_of(former.pipeline, deal.stage)
    return before == stage.outcome or follows(before, stage.outcome)


def _pipeline_asked(org: Org, id: str | None, customer_group: str | None) -> Placed:
    if id is None:
        return pipeline_of(org, None, customer_group)
    placed = named_pipeline(org, id)
    if placed is None:
        raise refuse("pipeline", "names no pipeline")
    group = placed.pipeline.customer_group
    if group is not None and group != customer_group:
        raise refuse("pipeline", f"is for {group} customers")
    return placed


def _stage_asked(placed: Placed, id: str) -> StageSettings:
    stage = stage_in(placed.pipeline, id)
    return stage if stage is not None else _refuse_stage(placed)


def _refuse_stage(placed: Placed) -> NoReturn:
    ids = ", ".join(stage.id for stage in placed.pipeline.stages)
    raise refuse("stage", f"is not a stage of the pipeline {placed.id}: {ids}")


def _require_mover(move: StageMove, stage: StageSettings) -> None:
    member = move.giver.member
    roles: set[str] = set(member.roles) if member is not None else set()
    if stage.movers is not None and roles.isdisjoint(stage.movers):
        raise Forbidden(f"may be moved to {stage.id} by {', '.join(stage.movers)} only", path="stage")


def _placed(
    org: Org, deal: Opportunity, placed: Placed, *, stage: StageSettings | None, edit: Edit
) -> Opportunity:
    """The deal with the fields of its place; a stage that its pipeline dropped has none."""
    entered = deal.stage_entered_at or edit.at
    return deal.with_changes(
        pipeline=placed.id,
        status=stage.outcome if stage is not None else "open",
        probability=probability_of(placed.pipeline, deal.stage),
        forecast_category=category_of(stage),
        sla_due_at=sla_due_at(org, stage, entered) if stage is not None else None,
        edits={**deal.edits, **dict.fromkeys(MOVED, edit)},
    )
