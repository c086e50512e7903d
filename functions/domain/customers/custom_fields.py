"""Fields of a customer that a business makes up itself: a name with a small value."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from functions.domain.kernel.errors import FieldFault
from functions.domain.kernel.validation import DocumentId, is_date
from functions.domain.settings.custom_fields import CustomField, FieldType

MOST_FIELDS = 100
MOST_CHARACTERS = 1000
MOST_IN_A_LIST = 100
_MOST = 2**63
_SURROGATE = re.compile("[\ud800-\udfff]")


def _small_value(value: Any) -> Any:
    if isinstance(value, list | tuple) and len(value) <= MOST_IN_A_LIST and all(map(_is_text, value)):
        return list(value)
    if value is None or isinstance(value, bool) or _is_text(value) or _is_number(value):
        return value
    raise ValueError(
        f"must be a number, true or false, a text of at most {MOST_CHARACTERS} characters, or a list of "
        f"at most {MOST_IN_A_LIST} such texts"
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MOST_CHARACTERS and not _SURROGATE.search(value)


def _is_number(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, int) and -_MOST <= value < _MOST


_Name = Annotated[DocumentId, Field(max_length=60)]
_Value = Annotated[Any, AfterValidator(_small_value)]
# None takes a field away.
CustomFields = Annotated[dict[_Name, _Value], Field(max_length=MOST_FIELDS)]


def with_custom(known: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The fields after a change of some. ValueError where they become too many."""
    after = {name: value for name, value in {**known, **changes}.items() if value is not None}
    if len(after) > max(MOST_FIELDS, len(known)):
        raise ValueError(f"are more than {MOST_FIELDS} fields")
    return after


def custom_faults(defined: Iterable[CustomField], changes: Mapping[str, Any]) -> list[FieldFault]:
    """What is wrong with changes of fields that the business defined, at `custom.NAME`. What it did not define may hold
    any small value.
    """
    of = {field.name: field for field in defined}
    named = ((of[name], value) for name, value in changes.items() if name in of and value is not None)
    return [
        FieldFault(f"custom.{field.name}", reason)
        for field, value in named
        if (reason := _reason_against(field, value)) is not None
    ]


def missing_fields(defined: Iterable[CustomField], custom: Mapping[str, Any]) -> tuple[str, ...]:
    """The required fields that a customer lacks, as `custom.NAME`. A blank text and an empty list are none."""
    return tuple(
        f"custom.{field.name}" for field in defined if field.is_required and _is_blank(custom.get(field.name))
    )


def _is_blank(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _reason_against(field: CustomField, value: Any) -> str | None:
    if field.type == "choice":
        return None if value in field.choices else "is not one of the field's choices"
    if field.type == "list" and field.choices and isinstance(value, list):
        return None if set(value) <= set(field.choices) else "is not one of the field's choices"
    return None if _IS[field.type](value) else f"is not of the field's type: {field.type}"


_IS: Mapping[FieldType, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "number": lambda value: _is_number(value) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "date": lambda value: isinstance(value, str) and is_date(value),
    "list": lambda value: isinstance(value, list),
}
