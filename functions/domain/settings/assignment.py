"""How a business hands out the day's tasks: to whom, by which policies, when, and how many to each (S001-70 to 72)."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, model_validator

from functions.domain.settings.moments import Duration
from functions.domain.settings.types import Setting, named_once
from functions.domain.settings.working_hours import WorkingHours

Policy = Literal["owner", "senior", "district"]
Word = Annotated[str, Field(min_length=1, max_length=100)]
Capacity = Annotated[int, Field(ge=0, le=1000)]


Policies = Annotated[tuple[Policy, ...], AfterValidator(named_once("one"))]


class SeniorFor(Setting):
    """Customers whose tasks go to seniors: those with one of these words, or with one of these tiers or tags."""

    temperatures: tuple[Word, ...] = ("hot",)
    customer_types: tuple[Word, ...] = ("vip",)
    lifetime_values: tuple[Word, ...] = ()
    tiers: tuple[Word, ...] = ()
    tags: tuple[Word, ...] = ()


class AssignmentSettings(Setting):
    """`roles`: whose members take tasks of the pool. `policies`, in order, each narrow down who gets a task: the member
    to whom the customer is assigned, a senior for those of `senior_for`, who has the customer's district or city (by
    their own `districts`, or by `districts` here: district -> uids). Where no member whom a policy asks for is free, it
    is passed over, unless it is among `binding`: then the task waits. Of the members who are left the least busy gets
    it.

    `daily_capacity`: tasks a day, of members who have no number of their own. `hours`: when the business works. Tasks
    are handed out when it opens, and looked at again after each `every`; calls are made in them.
    """

    roles: Annotated[
        tuple[Word, ...], Field(min_length=1, max_length=10), AfterValidator(named_once("one"))
    ] = ("agent",)
    policies: Policies = get_args(Policy)
    binding: Policies = ()
    districts: Annotated[
        Mapping[Word, Annotated[tuple[Word, ...], Field(max_length=200)]], Field(max_length=500)
    ] = {}
    senior_for: SeniorFor = SeniorFor()
    daily_capacity: Capacity = 40
    hours: WorkingHours = WorkingHours()
    every: Duration = "1h"

    @model_validator(mode="after")
    def _binds_what_it_asks(self) -> Self:
        if others := [each for each in self.binding if each not in self.policies]:
            raise ValueError(f"binding: {others[0]} is not one of the policies")
        return self
