"""A content that is wrong in parts: what is wrong by its model, and the rest of it, so that the rest is checked too.

A save names every fault at once: of a purpose that there is not, and of the text that does not parse.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from functions.domain.kernel.errors import FieldFault
from functions.domain.kernel.validation import field_faults

M = TypeVar("M", bound=BaseModel)
Place = Sequence[int | str]

_MOST_PASSES = 5  # a part without what it needs is wrong itself, then the part that it is in


def read_partly(
    model: type[M], written: object, *, stand_ins: Mapping[str, Any]
) -> tuple[M | None, list[FieldFault]]:
    """The content and no faults; or the faults, and the content without its wrong parts, with stand-ins at the top for
    those that it needs. None where nothing is left to check.
    """
    try:
        return model.model_validate(written), []
    except ValidationError as error:
        faults = field_faults(error)
        rest: object = written
        for _ in range(_MOST_PASSES):
            rest = {**stand_ins, **_without(rest, [each["loc"] for each in error.errors()])}
            try:
                return model.model_validate(rest), faults
            except ValidationError as again:
                error = again
        return None, faults


def _without(written: object, places: Sequence[Place]) -> dict[str, Any]:
    rest = deepcopy(written) if isinstance(written, dict) else {}
    for place in places:
        _drop(rest, place)
    return rest


def _drop(written: dict[str, Any], place: Place) -> None:
    """Take away the part at a place, or the nearest around it that is there. A list goes as a whole: without one of
    its items, the others would be told of by the wrong number.
    """
    holder: dict[Any, Any] = written
    key: object = place[0] if place else None
    inner: object = written
    for part in place:
        if not isinstance(inner, dict) or part not in inner:
            break
        holder, key, inner = inner, part, inner[part]
    holder.pop(key, None)
