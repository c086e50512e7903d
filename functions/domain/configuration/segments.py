"""What is wrong with a segment beside its form: a filter that asks what no customer has, or what hangs on segments."""

from collections.abc import Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from functions.domain.automations.segments import APART
from functions.domain.conditions.variables import ALL
from functions.domain.customers.customer import Customer
from functions.domain.kernel.errors import FieldFault
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import LOOKED_UP

_HIDDEN = APART | {"odd_fields"}


def segment_faults(org: Org, id: str) -> list[FieldFault]:
    """The faults of a segment of the organisation, at its `filter`: a path that is misspelt would take no customer."""
    paths = sorted(org.segments[id].rule.variables - {ALL})
    return [FieldFault("filter", reason) for path in paths if (reason := _reason_against(path)) is not None]


def _reason_against(path: str) -> str | None:
    first = path.partition(".")[0]
    if first in _HIDDEN:
        return f"asks {path}, which hangs on segments or is the server's own"
    if first in LOOKED_UP:
        return f"asks {path}, which is known only when an automation runs"
    return None if _is_there(Customer, path.split(".")) else f"asks {path}, which no customer has"


def _is_there(model: type[BaseModel], path: list[str]) -> bool:
    field = model.model_fields.get(path[0])
    if field is None:
        return False
    kinds = list(_kinds(field.annotation))
    return len(path) == 1 or any(_has(kind, path[1:]) for kind in kinds)


def _kinds(annotation: Any) -> Iterator[Any]:
    """What a field may hold: the parts of a union."""
    if get_origin(annotation) in (Union, UnionType):
        for each in get_args(annotation):
            yield from _kinds(each)
    else:
        yield annotation


def _has(kind: Any, path: list[str]) -> bool:
    """Whether there may be something at a path in it. What maps and lists hold is not known here."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _is_there(kind, path)
    return get_origin(kind) in (dict, tuple, list)
