"""A manager's team: the members who report to them, with their open deals and the tasks of their day."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from functions.domain.insights.agent_day import AgentDay, day_id
from functions.domain.kernel.decisions import BY_ID, NOTHING, Decision, Find, Get, get, get_all
from functions.domain.kernel.tallies import Tally
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.sales.opportunities import Opportunity
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.views.lists import only
from functions.domain.views.pages import Wanted, page

ROLES: Final = readers_of(Member.collection).all
_ROW = only("name", "roles", "territory_ids", "absent_from", "absent_until")
_COUNT, _VALUE, _OURS = "count", "value_minor", "ours"


def team(org: Org, uid: str, *, wanted: Wanted) -> Decision[dict[str, Any]]:
    """A page of the members who report to the caller, each with the tasks of their day. Bills 1 read, and 2 a row.

    Raises Forbidden to those who do not lead by their role, FeatureOff, and Malformed at `cursor`.
    """
    member = yield from get(Member, uid)
    if member is None or ROLES.isdisjoint(member.roles):
        raise denied(member)
    require(org, "crm")
    query = Find(Member, (("manager_uid", uid),), BY_ID, "ASCENDING", wanted.limit)
    shown = yield from page(org, query, wanted, show=_ROW)
    days = yield from get_all(*(Get(AgentDay, day_id(row["id"])) for row in shown["items"]))
    rows = [{**row, "tasks": _tasks(day)} for row, day in zip(shown["items"], days, strict=True)]
    return NOTHING, {**shown, "items": rows}


def deals_tallies(org: Org, uids: Iterable[str]) -> Mapping[str, Tally]:
    """The open deals of each member, and how many are in the business's currency and their value; a deal without a
    currency is in that. Bills 1 read for each 1,000 deals, 5 a member at the least.
    """
    found: dict[str, Tally] = {}
    for uid in uids:
        where = (("owner_uid", uid), ("status", "open"))
        found[f"{_COUNT}:{uid}"] = Tally(Opportunity, where)
        for currency in (org.settings.currency, None):
            ours = (*where, ("currency", currency))
            name = "" if currency is None else currency
            found[f"{_OURS}:{name}:{uid}"] = Tally(Opportunity, ours)
            found[f"{_VALUE}:{name}:{uid}"] = Tally(Opportunity, ours, sum_of="estimated_value_minor")
    return found


def with_deals(org: Org, shown: Mapping[str, Any], counted: Mapping[str, int]) -> dict[str, Any]:
    """The page with each member's open deals: `value_minor` is of those in `currency`, the business's;
    `other_currency` of them are in another one, and add no value.
    """
    rows = [{**row, "open_deals": _deals(org, row["id"], counted)} for row in shown["items"]]
    return {**shown, "items": rows}


def _deals(org: Org, uid: str, counted: Mapping[str, int]) -> dict[str, Any]:
    currency, count = org.settings.currency, counted[f"{_COUNT}:{uid}"]
    ours, value = (
        sum(counted[f"{each}:{name}:{uid}"] for name in (currency, "")) for each in (_OURS, _VALUE)
    )
    # The tallies are not of one instant.
    return {_COUNT: count, _VALUE: value, "currency": currency, "other_currency": max(0, count - ours)}


def _tasks(day: AgentDay | None) -> dict[str, Any]:
    """Of the day that the member's own page is of: how many are due, and how many are done."""
    if day is None:
        return {"date": None, "due": 0, "done": 0}
    return {"date": day.date or None, "due": day.counts.open, "done": day.counts.done}
