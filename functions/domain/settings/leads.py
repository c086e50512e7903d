"""How a business sees people who may become customers: what their score adds up from, and how far they have come.

No business of ours names a number (S002-07, S002-22): every default is ours, and each of them is a setting.
"""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from functions.domain.settings.moments import Duration
from functions.domain.settings.types import Setting, named_once

Word = Annotated[str, Field(min_length=1, max_length=200)]
# What of a lead may bring points: of lists and of `posts` the number counts.
LeadField = Literal[
    "source",
    "source_method",
    "source_app",
    "campaign_id",
    "contact.phone",
    "contact.email",
    "company.name",
    "company.segment",
    "company.size",
    "company.city",
    "company.district",
    "interest_product_ids",
    "estimated_value_minor",
    "nurturing_stage",
    "posts",
]


class LeadPoints(Setting):
    """Points for a lead whose `field` is known, or is `one_of` these words, or counts `at_least` so much. `name`: the
    reason that stands on the lead.
    """

    name: Word
    field: LeadField
    points: Annotated[int, Field(ge=-100, le=100)]
    one_of: Annotated[tuple[Word, ...], Field(max_length=100)] = ()
    at_least: Annotated[int, Field(ge=0, le=10**12)] | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        if self.one_of and self.at_least is not None:
            raise ValueError("at_least: goes without `one_of`")
        return self


def _by_name(rules: tuple[LeadPoints, ...]) -> tuple[LeadPoints, ...]:
    named_once("a rule")(tuple(rule.name for rule in rules))
    return rules


class LeadScoring(Setting):
    """The score of a lead: the points of all `rules` that it meets, from 0 to 100. `qualifies_at`: from which score on
    it is qualified.
    """

    rules: Annotated[tuple[LeadPoints, ...], Field(max_length=50), AfterValidator(_by_name)] = (
        LeadPoints(name="phone", field="contact.phone", points=20),
        LeadPoints(name="email", field="contact.email", points=10),
        LeadPoints(name="company", field="company.name", points=20),
        LeadPoints(name="interest", field="interest_product_ids", points=20),
        LeadPoints(name="value", field="estimated_value_minor", points=20),
        LeadPoints(name="asked_again", field="posts", at_least=2, points=10),
    )
    qualifies_at: Annotated[int, Field(ge=0, le=100)] = 50


class NurturingStage(Setting):
    """How far a lead has come, and how many of a hundred become customers from there."""

    id: Annotated[str, Field(pattern="^[a-z0-9_]{1,40}$")]
    probability_percent: Annotated[int, Field(ge=0, le=100)]


class FirstContact(Setting):
    """The task that a new lead is for the pool: its type, and by when it is to be done."""

    task_type: Word = "lead_contact"
    due_in: Duration = "1d"
    priority: Literal["low", "normal", "high", "urgent"] = "high"


def _once(stages: tuple[NurturingStage, ...]) -> tuple[NurturingStage, ...]:
    named_once("a stage")(tuple(stage.id for stage in stages))
    return stages


class LeadSettings(Setting):
    """`nurturing_stages`: in their order, a new lead is in the first. `first_contact`: without it a new lead makes no
    task, and is assigned by leaders alone.
    """

    nurturing_stages: Annotated[
        tuple[NurturingStage, ...], Field(min_length=1, max_length=20), AfterValidator(_once)
    ] = (
        NurturingStage(id="new", probability_percent=5),
        NurturingStage(id="contacted", probability_percent=15),
        NurturingStage(id="interested", probability_percent=35),
        NurturingStage(id="ready", probability_percent=60),
    )
    first_contact: FirstContact | None = FirstContact()
