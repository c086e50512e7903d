"""A segment as a business writes it: which customers it takes (docs/segments.md)."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from functions.domain.settings.automations import Condition
from functions.domain.settings.consumption import Named
from functions.domain.settings.types import Setting

if TYPE_CHECKING:
    from functions.domain.conditions.rules import Rule

SegmentType = Literal["behavior", "value", "product_preference", "geography"]
# live: who fulfils the filter at this moment; snapshot: who did when it was taken (docs/decisions/0063).
Membership = Literal["live", "snapshot"]
# What may be known of a campaign's recipient (rebuilds/recipient_words.py).
RecipientWord = Literal[
    "sent",
    "received",
    "opened",
    "failed",
    "suppressed",
    "held_out",
    "clicked",
    "replied",
    "opted_out",
    "bought",
]
FORMER_NAME = "filterJson"  # as the café's requirements call it


def _not_empty(logic: Any) -> Any:
    """Raises ValueError for what is no condition: `{}` could mean every customer, or none."""
    if logic is not True and (not isinstance(logic, Mapping) or not logic):
        raise ValueError("is no condition: JsonLogic over a customer, or true for every customer")
    return logic


class CampaignLog(Setting):
    """The recipients of a campaign of whom all words of `did` are true, and none of `did_not`."""

    campaign_id: Annotated[str, Field(min_length=1, max_length=200, pattern="^[^/]+$")]
    did: Annotated[tuple[RecipientWord, ...], Field(max_length=10)] = ()
    did_not: Annotated[tuple[RecipientWord, ...], Field(max_length=10)] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if both := sorted(set(self.did).intersection(self.did_not)):
            raise ValueError(f"did_not: {both[0]} is in did too")
        return self


class SegmentSettings(Setting):
    """`filter`: JsonLogic over the customer (docs/conditions.md); `true` takes every customer. It may come as
    `filterJson`, and as the text of its JSON. `messages`: of a snapshot, the recipients among whom the filter is asked.
    """

    name: Named
    description: Annotated[str, Field(max_length=1000)] = ""
    segment_type: SegmentType = "behavior"
    membership: Membership = "live"
    filter: Annotated[Condition, AfterValidator(_not_empty)]
    messages: CampaignLog | None = None

    @model_validator(mode="before")
    @classmethod
    def _by_one_name(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        if FORMER_NAME in given:
            if "filter" in given:
                raise ValueError(f"filter: is given twice, as {FORMER_NAME} too")
            rest = {name: value for name, value in given.items() if name != FORMER_NAME}
            given = {**rest, "filter": given[FORMER_NAME]}
        return given if given.get("messages") is None else {"filter": True, **given}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.messages is not None and self.membership != "snapshot":
            raise ValueError("messages: are asked of a snapshot alone; a filter may ask `campaigns`")
        return self

    @property
    def is_snapshot(self) -> bool:
        return self.membership == "snapshot"

    @cached_property
    def rule(self) -> "Rule":
        """Its own filter alone, without the segments that it names (segment_rules.py)."""
        from functions.domain.conditions.rules import compile_rule

        return compile_rule(self.filter)
