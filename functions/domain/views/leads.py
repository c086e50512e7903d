"""Leads as staff see them, the best first, and what was said to one and about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from functions.domain.customers.interactions import Interaction
from functions.domain.customers.notes import Note
from functions.domain.kernel.decisions import NOTHING, Decision, Find, Get, Reading, get, get_both
from functions.domain.kernel.errors import Forbidden, NotFound
from functions.domain.leads.documents import Lead, LeadStatus
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.views.lists import Listed, only
from functions.domain.views.of_customer import LISTS as LISTS_OF_CUSTOMER
from functions.domain.views.pages import Wanted, page

SHOWN = only(
    *("status", "source", "source_method", "source_app", "campaign_id", "contact", "company", "posts"),
    *("interest_product_ids", "estimated_value_minor", "currency", "nurturing_stage", "stage_entered_at"),
    *("conversion_probability", "score", "score_reasons", "is_qualified", "assigned_uid", "opportunity_id"),
    *("converted_to", "converted_at", "converted_by", "converted_because", "closed_at", "close_reason"),
    *("last_contact_at", "created_at", "created_by", "updated_at", "conversation_id", "ai_confidence"),
)
LEADS = Listed(Lead, "score", SHOWN)
LISTS: Mapping[str, Listed] = {name: LISTS_OF_CUSTOMER[name] for name in ("interactions", "notes")}
_MODELS: Mapping[str, type[Interaction | Note]] = {"interactions": Interaction, "notes": Note}


@dataclass(frozen=True)
class LeadsWanted:
    """Which leads: of a member (None: of all), with a status, and where it is given in a stage."""

    of_uid: str | None
    status: LeadStatus = "open"
    stage: str | None = None


def listed_leads(org: Org, uid: str, what: LeadsWanted, *, wanted: Wanted) -> Decision[dict[str, Any]]:
    """A page of leads, the highest score first. Bills 1 read and 1 a row. Raises Forbidden to those who ask for others'
    leads and read their own alone; FeatureOff; Malformed at `cursor`.
    """
    member = yield from get(Member, uid)
    if member is None or not member.roles:
        raise denied(member)
    if what.of_uid != uid and readers_of(Lead.collection).all.isdisjoint(member.roles):
        raise Forbidden("reads their own leads only")
    require(org, "crm")
    own = () if what.of_uid is None else (("assigned_uid", what.of_uid),)
    stage = () if what.stage is None else (("nurturing_stage", what.stage),)
    where = (*own, *stage, ("status", what.status))
    query = Find(Lead, where, LEADS.order_by, LEADS.direction, wanted.limit)
    return NOTHING, (yield from page(org, query, wanted, show=LEADS.show))


def lead_shown(org: Org, uid: str, id: str) -> Decision[dict[str, Any]]:
    """A lead. Bills 2 reads. Raises Forbidden, FeatureOff, NotFound."""
    lead = yield from _readable(org, uid, id)
    return NOTHING, dict(SHOWN(lead) or {})


def listed_of_lead(org: Org, uid: str, id: str, *, what: str, wanted: Wanted) -> Decision[dict[str, Any]]:
    """A page of what was said to a lead, or about them, the newest first. Bills 2 reads and 1 a row. Raises as
    `lead_shown` does, and Malformed at `cursor`.
    """
    lead = yield from _readable(org, uid, id)
    listed = LISTS[what]
    query = Find(_MODELS[what], (("lead_id", lead.id),), listed.order_by, "DESCENDING", wanted.limit)
    return NOTHING, (yield from page(org, query, wanted, show=listed.show))


def _readable(org: Org, uid: str, id: str) -> Reading[Lead]:
    member, lead = yield from get_both(Get(Member, uid), Get(Lead, id))
    if member is None or not member.roles:
        raise denied(member)
    require(org, "crm")
    reads_all = not readers_of(Lead.collection).all.isdisjoint(member.roles)
    if lead is None and reads_all:
        raise NotFound("lead")
    if lead is None or not (reads_all or lead.assigned_uid == uid):
        raise Forbidden("is not assigned to you")
    return lead
