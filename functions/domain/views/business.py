"""The figures of the business in a month as staff see them."""

from datetime import datetime
from typing import Any

from functions.domain.insights.business_documents import BusinessPage, page_id
from functions.domain.insights.deal_counts import Basis
from functions.domain.insights.months import asked_month
from functions.domain.kernel.decisions import NOTHING, Decision, Get, get_both
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.staff.readership import Roles

_READERS = readers_of(BusinessPage.collection)
ROLES: Roles = _READERS.all | _READERS.figures
SHOWN = {"since", "until", "is_over", "figures", "products_left_out", "as_of"}


def business_figures(org: Org, uid: str, month: str | None, *, now: datetime) -> Decision[dict[str, Any]]:
    """The figures of a month, this one where none is named, as they were counted last. Bills 2 reads; nothing is
    counted. Of a month that was not counted there are none, and `as_of` is None.

    Raises Forbidden to those who neither lead, bill nor direct, FeatureOff, Malformed.
    """
    named = asked_month(month or Basis.of(org).month_of(now))
    member, kept = yield from get_both(Get(Member, uid), Get(BusinessPage, page_id(named)))
    if member is None or ROLES.isdisjoint(member.roles):
        raise denied(member)
    require(org, "crm")
    page = kept or BusinessPage(id=page_id(named))
    shown = page.model_dump(mode="json", include=SHOWN)
    return NOTHING, {**shown, "month": named}
