"""A pipeline as a business writes it: the stages that a deal goes through, and what each of them asks for."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from functions.domain.settings.actions import Word
from functions.domain.settings.types import CustomerGroup, Setting, named_once

MOST_STAGES = 30
# What a stage means to figures: still to be decided, decided, or a customer who is kept after they were won.
Outcome = Literal["open", "won", "lost", "kept"]
Forecast = Literal["pipeline", "best_case", "commit"]
# The fields of a deal that a stage may require.
DealField = Literal[
    "title",
    "description",
    "brand_id",
    "location_id",
    "deal_level",
    "estimated_value_minor",
    "product_dimensions",
    "product_ids",
    "primary_contact_id",
    "close_reason",
    "expected_close_on",
    "next_action",
    "next_action_on",
    "competitors",
    "contract_term",
    "sla_requirement",
    "decision_maker",
]
StageId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
_Name = Annotated[str, Field(min_length=1, max_length=100)]
_CHANCES: dict[Outcome, int] = {"open": 50, "won": 100, "lost": 0, "kept": 100}


class Sla(Setting):
    """How many hours a deal may stand in a stage: those of the clock, or those in which the business works."""

    hours: Annotated[int, Field(ge=1, le=24 * 366)]
    counts: Literal["always", "working_hours"] = "always"


class StageSettings(Setting):
    """`requires`: fields of the deal that may not be empty there; what is won or lost needs a reason in any case.
    `movers`: the roles that may move a deal here; none named: all who may change it. `after`: the stages that a deal
    may come from; none named: what its outcome allows (domain/sales/stages.py).
    """

    id: StageId
    name: _Name
    outcome: Outcome = "open"
    probability_percent: Annotated[int, Field(ge=0, le=100)] | None = None
    forecast: Forecast = "pipeline"
    sla: Sla | None = None
    requires: Annotated[tuple[DealField, ...], AfterValidator(named_once("a field"))] = ()
    movers: Annotated[tuple[Word, ...], Field(min_length=1)] | None = None
    after: Annotated[tuple[StageId, ...], Field(min_length=1)] | None = None

    @property
    def chance_percent(self) -> int:
        """The probability, or that of its outcome."""
        return _CHANCES[self.outcome] if self.probability_percent is None else self.probability_percent


class Pipeline(Setting):
    """The stages in their order, of the deals of a customer group; without one, of those whose group has none."""

    name: _Name
    customer_group: CustomerGroup | None = None
    stages: Annotated[tuple[StageSettings, ...], Field(min_length=2, max_length=MOST_STAGES)]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        outcomes = {stage.id: stage.outcome for stage in self.stages}
        if len(outcomes) < len(self.stages):
            raise ValueError("stages: names a stage twice")
        if self.stages[0].outcome != "open":
            raise ValueError("stages: begins with one that is not open")
        if "won" not in outcomes.values() or "lost" not in outcomes.values():
            raise ValueError("stages: has none that is won, or none that is lost")
        for stage in self.stages:
            self._check_stage(stage, outcomes)
        return self

    def _check_stage(self, stage: StageSettings, outcomes: dict[str, Outcome]) -> None:
        for former in stage.after or ():
            if former not in outcomes:
                raise ValueError(f"stages: {stage.id} is after {former}, which is not one of them")
            if stage.outcome == "kept" and outcomes[former] not in ("won", "kept"):
                raise ValueError(f"stages: {stage.id} keeps a deal after {former}, which is not won")
        if stage.outcome in ("won", "kept") and stage.probability_percent not in (None, 100):
            raise ValueError(f"stages: {stage.id} is {stage.outcome}, its probability_percent is 100")
        if stage.outcome == "lost" and stage.probability_percent not in (None, 0):
            raise ValueError(f"stages: {stage.id} is lost, its probability_percent is 0")


def _built_in(id: str, percent: int, *, outcome: Outcome, forecast: Forecast = "pipeline") -> StageSettings:
    return StageSettings(
        id=id, name=id.capitalize(), outcome=outcome, probability_percent=percent, forecast=forecast
    )


# Of an organisation that has none of its own (S000-10); the probabilities are ours.
DEFAULT_PIPELINE = "default"


def built_in_pipeline() -> Pipeline:
    """The eight stages of S000-10."""
    return Pipeline(
        name="Sales",
        stages=(
            _built_in("lead", 10, outcome="open"),
            _built_in("qualified", 20, outcome="open"),
            _built_in("discovery", 40, outcome="open"),
            _built_in("proposal", 60, outcome="open", forecast="best_case"),
            _built_in("negotiation", 80, outcome="open", forecast="commit"),
            _built_in("won", 100, outcome="won"),
            _built_in("lost", 0, outcome="lost"),
            _built_in("retention", 100, outcome="kept"),
        ),
    )
