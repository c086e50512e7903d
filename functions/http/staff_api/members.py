"""`/members`: who works for the business, in which roles."""

from functions.domain.staff.readership import EVERY_ROLE
from functions.domain.views.lists import listed
from functions.domain.views.members import MEMBERS, shown_member
from functions.domain.views.pages import Wanted
from functions.http.staff_api.giving import body_of, given, makes
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read, shown, tagged
from functions.http.staff_api.replies import CommandAnswer, DocumentAnswer, ListAnswer

ONE = "/members/<string(maxlength=200):id>"


def _list(asked: Asked) -> Reply:
    wanted = Wanted.parse(asked.query)
    return Reply(read(asked, lambda: listed(asked.org, asked.uid, MEMBERS, wanted=wanted)))


def _show(asked: Asked) -> Reply:
    return shown(asked, read(asked, lambda: shown_member(asked.uid, asked.path["id"])))


def _change(asked: Asked) -> Reply:
    id = asked.path["id"]
    data = body_of(asked, member_uid=id)
    committed = given(asked, "change_member", data, seen=lambda: shown_member(asked.uid, id))
    member = read(asked, lambda: shown_member(asked.uid, id), committed.known)
    return tagged(member, outdated=committed.value.get("outdated", []))


OPERATIONS = (
    Operation(
        "GET", "/members", "Who works for the business", _list, ListAnswer, query=PageQuery, reads="members"
    ),
    Operation(
        "POST",
        "/members",
        "Enter a member",
        makes("change_member", "members", "member_uid"),
        CommandAnswer,
        201,
        kind="change_member",
    ),
    Operation("GET", ONE, "A member, to leaders and to themselves", _show, DocumentAnswer, roles=EVERY_ROLE),
    Operation(
        "PATCH",
        ONE,
        "Change a member: roles, places, hours, absence",
        _change,
        DocumentAnswer,
        kind="change_member",
        given=("member_uid",),
        compares=True,
    ),
)
