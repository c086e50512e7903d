"""What `save_brand` takes of an account's plan."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, StrictBool

from functions.domain.accounts.plans import (
    Competitor,
    Goal,
    Health,
    Influence,
    Position,
    Relationship,
    Stance,
)
from functions.domain.commands.dates import Date
from functions.domain.kernel.validation import DocumentId, Form, LongText, OptionalText, Text

MOST = 30
PLAN_FIELDS = (
    *("is_strategic", "health", "health_reason", "goals", "growth_opportunities", "competitors"),
    "relationships",
)
_Number = Annotated[float, Field(ge=-(10**12), le=10**12, allow_inf_nan=False)]


class GoalForm(Form):
    name: Text
    metric: OptionalText = None
    target: _Number | None = None
    actual: _Number | None = None
    due_on: Date | None = None
    is_reached: StrictBool = False


class CompetitorForm(Form):
    name: Text
    position: Position | None = None
    notes: LongText | None = None


class RelationshipForm(Form):
    contact_id: DocumentId
    influence: Influence | None = None
    stance: Stance | None = None
    reports_to: DocumentId | None = None


def _without_circles(map_: tuple[RelationshipForm, ...]) -> tuple[RelationshipForm, ...]:
    """A contact stands in the map once, and follows nobody who follows them."""
    above = {each.contact_id: each.reports_to for each in map_}
    if len(above) < len(map_):
        raise ValueError("names a contact twice")
    for start in above:
        passed, one = set[str](), above[start]
        while one is not None and one not in passed:
            if one == start:
                raise ValueError("has contacts who report to each other in a circle")
            passed.add(one)
            one = above.get(one)
    return map_


class PlanForm(Form):
    """Fields of the plan. A list is given whole. One that is absent stays as it is."""

    is_strategic: StrictBool = False
    health: Health | None = None
    health_reason: OptionalText = None
    goals: Annotated[tuple[GoalForm, ...], Field(max_length=MOST)] = ()
    growth_opportunities: Annotated[tuple[Text, ...], Field(max_length=MOST)] = ()
    competitors: Annotated[tuple[CompetitorForm, ...], Field(max_length=MOST)] = ()
    relationships: Annotated[
        tuple[RelationshipForm, ...], Field(max_length=MOST), AfterValidator(_without_circles)
    ] = ()


def kept_plan(form: PlanForm) -> dict[str, Any]:
    """The lists of a plan as a brand keeps them."""
    return {
        "goals": tuple(Goal(**each.model_dump()) for each in form.goals),
        "competitors": tuple(Competitor(**each.model_dump()) for each in form.competitors),
        "relationships": tuple(Relationship(**each.model_dump()) for each in form.relationships),
    }
