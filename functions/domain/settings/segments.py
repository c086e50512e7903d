"""A segment as a business writes it: which customers it takes (docs/segments.md)."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from functions.domain.settings.automations import Condition
from functions.domain.settings.consumption import Named
from functions.domain.settings.types import Setting

if TYPE_CHECKING:
    from functions.domain.conditions.rules import Rule

SegmentType = Literal["behavior", "value", "product_preference", "geography"]
FORMER_NAME = "filterJson"  # as the café's requirements call it


def _not_empty(logic: Any) -> Any:
    """Raises ValueError for what is no condition: `{}` could mean every customer, or none."""
    if logic is not True and (not isinstance(logic, Mapping) or not logic):
        raise ValueError("is no condition: JsonLogic over a customer, or true for every customer")
    return logic


class SegmentSettings(Setting):
    """`filter`: JsonLogic over the customer (docs/conditions.md); `true` takes every customer. It may come as
    `filterJson`, and as the text of its JSON.
    """

    name: Named
    description: Annotated[str, Field(max_length=1000)] = ""
    segment_type: SegmentType = "behavior"
    filter: Annotated[Condition, AfterValidator(_not_empty)]

    @model_validator(mode="before")
    @classmethod
    def _by_one_name(cls, given: Any) -> Any:
        if not isinstance(given, Mapping) or FORMER_NAME not in given:
            return given
        if "filter" in given:
            raise ValueError(f"filter: is given twice, as {FORMER_NAME} too")
        rest = {name: value for name, value in given.items() if name != FORMER_NAME}
        return {**rest, "filter": given[FORMER_NAME]}

    @cached_property
    def rule(self) -> "Rule":
        from functions.domain.conditions.rules import compile_rule

        return compile_rule(self.filter)
