"""Fields of a customer that a business makes up itself: a name with a small value."""

import math
import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from functions.domain.kernel.validation import DocumentId

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
