"""Deals as staff see them: one, the columns of the board, and those that wait longest."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from functions.domain.kernel.decisions import NOTHING, Decision, Find, Get, Reading, get, get_both
from functions.domain.kernel.errors import FieldFault, Forbidden, Malformed, NotFound
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.sales.opportunities import Opportunity
from functions.domain.settings.pipelines import Outcome
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.views.lists import Shown, only
from functions.domain.views.pages import Wanted, page

_READERS = readers_of(Opportunity.collection)
SHOWN = (
    *("customer_id", "title", "description", "primary_contact_id", "brand_id", "location_id", "deal_level"),
    *(
        "pipeline",
        "stage",
        "status",
        "probability",
        "forecast_category",
        "win_probability",
        "estimated_value_minor",
        "currency",
    ),
    *("product_dimensions", "product_ids", "owner_uid", "team_uids", "close_reason", "expected_close_on"),
    *("next_action", "next_action_on", "competitors", "contract_term", "sla_requirement"),
    *(
        "source_method",
        "source_app",
        "decision_maker",
        "customer_group",
        "industry_segment",
        "territory_id",
        "stage_entered_at",
    ),
    *("sla_due_at", "closed_at", "last_activity_at", "created_at", "updated_at"),
)
_ROW = only(*SHOWN)
_ONE = only(*SHOWN, "win_reasons", "stage_history", "sla_breaches")
Order = Literal["age", "limit"]
_ORDERS: dict[Order, str] = {"age": "stage_entered_at", "limit": "sla_due_at"}
Whose = Literal["own", "team", "all"]


@dataclass(frozen=True)
class DealsWanted:
    """Which deals: the caller's, those that they help with, or all, or a member's (`owner_uid`), of a territory or
    of a customer; in a stage of a pipeline, or of an outcome. In `order` of how long they stand in their stage, or of
    their time limit, without those that have none.
    """

    whose: Whose = "own"
    owner_uid: str | None = None
    territory_id: str | None = None
    customer_id: str | None = None
    pipeline: str | None = None
    stage: str | None = None
    status: Outcome = "open"
    order: Order = "age"


def listed_deals(org: Org, uid: str, what: DealsWanted, *, wanted: Wanted) -> Decision[dict[str, Any]]:
    """A page of deals, the longest waiting first. Bills 1 read and 1 a row: a column of 25 deals bills 26.

    Raises Forbidden to those who ask for more than they read; FeatureOff; Malformed at `cursor`, and for parts of a
    question that go only by themselves.
    """
    member = yield from get(Member, uid)
    if member is None or not _READERS.may_be_read_by(member.roles):
        raise denied(member)
    require(org, "crm")
    _require_one(what)
    if _READERS.all.isdisjoint(member.roles) and not _is_theirs(what, member):
        raise Forbidden("reads assigned deals only")
    where, containing = _whose(what, uid)
    where = (*where, *_which(what))
    order_by = _ORDERS[what.order]
    query = Find(Opportunity, where, order_by, "ASCENDING", wanted.limit, containing=containing)
    return NOTHING, (yield from page(org, query, wanted, show=partial(_shown, org, _ROW)))


def deal(org: Org, uid: str, id: str) -> Decision[dict[str, Any]]:
    """A deal with its history. Bills 2 reads. Raises Forbidden to those who may not read it, NotFound, FeatureOff."""
    found = yield from _readable(org, uid, id)
    return NOTHING, _shown(org, _ONE, found)


def _shown(org: Org, show: Callable[[Opportunity], Shown], found: Opportunity) -> dict[str, Any]:
    """A deal without a currency is in the business's."""
    shown = dict(show(found) or {})
    return {**shown, "currency": shown["currency"] or org.settings.currency}


def _readable(org: Org, uid: str, id: str) -> Reading[Opportunity]:
    member, found = yield from get_both(Get(Member, uid), Get(Opportunity, id))
    if member is None or not _READERS.may_be_read_by(member.roles):
        raise denied(member)
    require(org, "crm")
    if found is None:
        raise NotFound("opportunity")
    is_read = member.may_read(_READERS, owner_uid=found.owner_uid, territory_id=found.territory_id)
    if not is_read and uid not in found.team_uids:
        raise Forbidden("is not assigned to you")
    return found


def _require_one(what: DealsWanted) -> None:
    """Malformed where a question has parts that no index serves together."""
    named = [name for name in ("owner_uid", "territory_id", "customer_id") if getattr(what, name) is not None]
    if len(named) > 1:
        raise _wrong(named[1], f"goes without {named[0]}")
    _require_stage(what)
    is_team = what.whose == "team" and not named
    if what.order == "limit" and (is_team or what.stage is not None or what.customer_id is not None):
        raise _wrong("order", "by the limit goes with status and owner_uid only")


def _require_stage(what: DealsWanted) -> None:
    if (what.pipeline is None) != (what.stage is None):
        lacking = "pipeline" if what.pipeline is None else "stage"
        raise _wrong(lacking, "is needed: a stage is one of its pipeline")
    if what.stage is not None and what.customer_id is not None:
        raise _wrong("stage", "goes without customer_id")
    if what.territory_id is not None and what.stage is None:
        raise _wrong("stage", "is needed with territory_id")


def _wrong(path: str, reason: str) -> Malformed:
    return Malformed("query", [FieldFault(path, reason)])


def _is_theirs(what: DealsWanted, member: Member) -> bool:
    """Whether who reads assigned deals alone may ask so."""
    if what.customer_id is not None:
        return False
    if what.territory_id is not None:
        return what.territory_id in member.territory_ids
    if what.owner_uid is not None:
        return what.owner_uid == member.id
    return what.whose in ("own", "team")


def _whose(what: DealsWanted, uid: str) -> tuple[tuple[tuple[str, Any], ...], tuple[str, str] | None]:
    """The condition that names whose deals are meant, and what a list of each has to hold."""
    for name in ("customer_id", "territory_id", "owner_uid"):
        if (value := getattr(what, name)) is not None:
            return ((name, value),), None
    if what.whose == "team":
        return (), ("team_uids", uid)
    return ((("owner_uid", uid),) if what.whose == "own" else ()), None


def _which(what: DealsWanted) -> tuple[tuple[str, Any], ...]:
    if what.stage is not None:
        return ("pipeline", what.pipeline), ("stage", what.stage)
    return () if what.customer_id is not None else (("status", what.status),)
