"""`save_outlet`: where the business sells, and who leads it."""

from datetime import datetime

from functions.domain.commands.documents import Result
from functions.domain.commands.editing import edited, refuse
from functions.domain.commands.requests import Request
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.kernel.validation import DocumentId, Form, OptionalId, OptionalText
from functions.domain.orgs.org import Org
from functions.domain.shop.outlets import Outlet
from functions.domain.staff.members import Member

FIELDS = ("name", "city", "manager_uid")


class OutletForm(Form):
    """Fields of an outlet. One that is absent stays as it is, one that is null goes."""

    outlet_id: DocumentId
    name: OptionalText = None
    city: OptionalText = None
    manager_uid: OptionalId = None


def save_outlet(org: Org, request: Request[OutletForm], now: datetime) -> Decision[Result]:
    """The outlet with these fields. Bills 1 read and 1 write, 1 read more for who leads it; the reads alone where all
    of it is late. Of a field the change that was made last holds. Malformed at `manager_uid` where it names no member.
    """
    form = request.data
    known = yield from get(Outlet, form.outlet_id)
    if form.manager_uid is not None:
        member = yield from get(Member, form.manager_uid)
        if member is None or not member.roles:
            raise refuse("manager_uid", "names no member of the organisation")
    saved = edited(known or Outlet(id=form.outlet_id), request, FIELDS)
    if saved.document == known:
        return NOTHING, saved.result(outlet_id=form.outlet_id)
    outlet = saved.document.with_changes(updated_at=now)
    return Changes(put=(outlet,)), saved.result(outlet_id=form.outlet_id)
