"""Fields of a customer that a business defines itself: what each holds, and whether it must be there."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from functions.domain.settings.types import Setting

FieldType = Literal["text", "number", "boolean", "date", "list", "choice"]
MOST_DEFINED = 100
_Choice = Annotated[str, Field(min_length=1, max_length=200)]


class CustomField(Setting):
    """`type`: what a value must be; `date` is a day like 2025-01-31, `choice` one of `choices`, `list` several texts,
    of `choices` where there are any. `is_required`: see docs/decisions/0036.
    """

    name: Annotated[str, Field(pattern=r"^[^/.`*~\[\]\x00-\x1f\x7f]{1,60}$")]
    label: Annotated[str, Field(max_length=200)] = ""
    type: FieldType = "text"
    choices: Annotated[tuple[_Choice, ...], Field(max_length=100)] = ()
    is_required: bool = False

    @model_validator(mode="after")
    def _has_choices(self) -> Self:
        if self.type == "choice" and not self.choices:
            raise ValueError("choices: are needed of a choice")
        if self.choices and self.type not in ("choice", "list"):
            raise ValueError("choices: are of a choice or a list alone")
        return self
