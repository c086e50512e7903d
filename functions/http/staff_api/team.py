"""`/team`: the members who report to the caller, with their open deals and the tasks of their day."""

from functions.domain.views.pages import Wanted
from functions.domain.views.teams import ROLES, deals_tallies, team, with_deals
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import ListAnswer
from functions.store.tallies import tallied


def _list(asked: Asked) -> Reply:
    wanted = Wanted.parse(asked.query)
    shown = read(asked, lambda: team(asked.org, asked.uid, wanted=wanted))
    uids = [row["id"] for row in shown["items"]]
    counted = tallied(asked.org.id, deals_tallies(asked.org, uids)) if uids else {}
    return Reply(with_deals(asked.org, shown, counted))


OPERATIONS = (
    Operation(
        "GET",
        "/team",
        "The members who report to the caller: open deals, tasks of the day",
        _list,
        ListAnswer,
        query=PageQuery,
        roles=frozenset(ROLES),
    ),
)
