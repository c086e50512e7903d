"""A territory as a business writes it: which customers are in it, and who works there."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from functions.domain.settings.types import Setting, named_once

MOST_PLACES = 1000
MOST_CUSTOMERS = 1000
MOST_MEMBERS = 50
MOST_PRIORITY = 1000

_Place = Annotated[str, Field(min_length=1, max_length=200)]
_Id = Annotated[str, Field(min_length=1, max_length=400, pattern="^[^/]+$")]
_Uid = Annotated[str, Field(min_length=1, max_length=128, pattern="^[^/]+$")]
_Places = Annotated[tuple[_Place, ...], Field(max_length=MOST_PLACES), AfterValidator(named_once("a place"))]
_Prefix = Annotated[str, Field(min_length=1, max_length=20, pattern=r"\w")]
_Prefixes = Annotated[
    tuple[_Prefix, ...], Field(max_length=MOST_PLACES), AfterValidator(named_once("a prefix"))
]
_Customers = Annotated[
    tuple[_Id, ...], Field(max_length=MOST_CUSTOMERS), AfterValidator(named_once("a customer"))
]
_Members = Annotated[tuple[_Uid, ...], Field(max_length=MOST_MEMBERS), AfterValidator(named_once("a member"))]


class TerritoryRules(Setting):
    """One that fits is enough. Which of two territories has a customer whom both take: territories/matching.py."""

    provinces: _Places = ()
    cities: _Places = ()
    districts: _Places = ()
    postal_prefixes: _Prefixes = ()
    customer_ids: _Customers = ()


class Territory(Setting):
    """`member_uid`: who gets its customers; `member_uids`: who works with them beside. `priority`: of two territories
    that take a customer by equally exact rules the one with the higher has them.
    """

    name: Annotated[str, Field(min_length=1, max_length=100)]
    member_uid: _Uid | None = None
    member_uids: _Members = ()
    rules: TerritoryRules = TerritoryRules()
    priority: Annotated[int, Field(strict=True, ge=-MOST_PRIORITY, le=MOST_PRIORITY)] = 0

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        if self.member_uid is not None and self.member_uid in self.member_uids:
            raise ValueError("member_uids: names the member_uid too")
        return self

    @property
    def uids(self) -> tuple[str, ...]:
        """Everyone who works there."""
        return (*((self.member_uid,) if self.member_uid is not None else ()), *self.member_uids)
