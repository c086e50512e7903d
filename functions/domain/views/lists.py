"""Lists of an organisation's documents, in pages, for those who read all of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from functions.domain.kernel.decisions import NOTHING, Decision, Document, Find, get
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.views.pages import Wanted, page

Shown = Mapping[str, Any] | None


def only(*names: str) -> Callable[[Document], Shown]:
    """Shows these fields of a document, and its id."""
    fields = set(names)
    return lambda row: {"id": row.id, **row.model_dump(mode="json", include=fields)}


@dataclass(frozen=True)
class Listed:
    """A list: by which field it is ordered, in which direction, and what of a row is shown."""

    model: type[Document]
    order_by: str
    show: Callable[[Any], Shown]
    direction: Literal["ASCENDING", "DESCENDING"] = "DESCENDING"


def listed(
    org: Org, uid: str, what: Listed, *, wanted: Wanted, where: tuple[tuple[str, Any], ...] = ()
) -> Decision[dict[str, Any]]:
    """A page of a collection. Bills 1 read and 1 a row. Raises Forbidden to those whose role does not read all of it,
    FeatureOff, and Malformed at `cursor`.
    """
    member = yield from get(Member, uid)
    row = readers_of(what.model.collection)
    if member is None or row.all.isdisjoint(member.roles):
        raise denied(member)
    if row.feature is not None:
        require(org, row.feature)
    query = Find(what.model, where, what.order_by, what.direction, wanted.limit)
    return NOTHING, (yield from page(org, query, wanted, show=what.show))
