"""An opportunity: a deal with an account, from its first mention to its end."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field
from typing_extensions import TypedDict  # pydantic takes the one of `typing` from Python 3.12 on

from functions.domain.customers.edits import Edits
from functions.domain.kernel.decisions import Value
from functions.domain.kernel.subjects import Subject
from functions.domain.settings.pipelines import Forecast, Outcome

DealLevel = Literal["brand", "location"]
ProductDimension = Literal["coffee_beans", "syrup", "powder", "machine", "tools", "training", "maintenance"]
MOST_MOVES = 500  # that a deal remembers, the last ones

# Of a move, its stages, the giver's instant and uid, and how many whole days the deal had been in the former stage.
StageMove = TypedDict("StageMove", {"from": str, "to": str, "at": datetime, "by": str, "days": int})


class DealShare(Value):
    """What an account's figures have of a deal; an open one alone has a value and dimensions there. `place`: how far
    its stage was in its pipeline, from 1.
    """

    stage: str
    outcome: Outcome = "open"
    place: int = 0
    value_minor: int = 0
    product_dimensions: tuple[ProductDimension, ...] = ()


class WinShare(Value):
    """What the model of win probability has of a closed deal: its outcome, and its facts as they were counted."""

    outcome: Literal["won", "lost"]
    facts: tuple[str, ...] = ()


class WinReason(Value):
    """A field of a deal that raises its win probability by so many points, or lowers it."""

    field: str
    value: str
    points: int


class Opportunity(Subject):
    """See docs/contracts.md, Collections. The customer's `customer_group`, segment and territory are the deal's. A deal
    is read by `owner_uid`, `team_uids` and those of its territory. `status`: what its stage means to figures, of which
    `probability` is the stage's too; it may stand there until `sla_due_at`. `counted`: what its account's figures have
    of it. `win_probability`: in percent, as closed deals tell it, with the reasons; a closed deal keeps what was told
    of it last. `win_counted`: what the model has of it.
    """

    collection: ClassVar[str] = "opportunities"
    # A list by the time limit reads those that have one.
    sparse: ClassVar[frozenset[str]] = Subject.sparse | {"sla_due_at"}
    title: str | None = None
    description: str | None = None
    primary_contact_id: str | None = None
    brand_id: str | None = None
    location_id: str | None = None
    deal_level: DealLevel | None = None
    pipeline: str | None = None
    stage: str = ""
    status: Outcome = "open"
    probability: int | None = None
    forecast_category: Forecast | None = None
    win_probability: int | None = None
    win_reasons: tuple[WinReason, ...] = ()
    win_counted: WinShare | None = None
    estimated_value_minor: int | None = None
    currency: str | None = None
    product_dimensions: tuple[ProductDimension, ...] = ()
    product_ids: tuple[str, ...] = ()
    owner_uid: str | None = None
    team_uids: tuple[str, ...] = ()
    close_reason: str | None = None
    expected_close_on: str | None = None
    next_action: str | None = None
    next_action_on: str | None = None
    competitors: tuple[str, ...] = ()
    contract_term: str | None = None
    sla_requirement: str | None = None
    decision_maker: str | None = None
    customer_group: str | None = None
    industry_segment: str | None = None
    territory_id: str | None = None
    source_method: str | None = None
    source_app: str | None = None
    stage_entered_at: datetime | None = None
    stage_history: tuple[StageMove, ...] = ()
    sla_due_at: datetime | None = None
    sla_breaches: tuple[datetime, ...] = ()
    closed_at: datetime | None = None
    last_activity_at: datetime | None = None
    counted: DealShare | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    edits: Edits = Field(default_factory=dict)


def moved(opportunity: Opportunity, to: str, *, outcome: Outcome, at: datetime, by: str) -> Opportunity:
    """The deal in another stage, with the move in its history."""
    entered = opportunity.stage_entered_at or at
    move: StageMove = {
        "from": opportunity.stage,
        "to": to,
        "at": at,
        "by": by,
        "days": max(0, (at - entered).days),
    }
    history = (*opportunity.stage_history, move)[-MOST_MOVES:]
    entering = entered_stage(opportunity, to, outcome=outcome, at=at)
    return entering.with_changes(stage_history=history, sla_breaches=_breaches(opportunity, at))


def _breaches(opportunity: Opportunity, at: datetime) -> tuple[datetime, ...]:
    """The time limits that had passed when the deal moved on, with that of the stage it leaves."""
    limit = opportunity.sla_due_at
    missed = (limit,) if limit is not None and limit < at else ()
    return (*opportunity.sla_breaches, *missed)[-MOST_MOVES:]


def entered_stage(opportunity: Opportunity, stage: str, *, outcome: Outcome, at: datetime) -> Opportunity:
    """The deal in a stage since an instant. What is won or lost is closed then, and stays so while it is kept."""
    closed_at = at if outcome in ("won", "lost") else opportunity.closed_at if outcome == "kept" else None
    return opportunity.with_changes(stage=stage, status=outcome, stage_entered_at=at, closed_at=closed_at)
