"""`save_outlet`: where the business sells, and who leads it."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field, StrictBool

from functions.domain.commands.documents import Result
from functions.domain.commands.editing import edited, refuse
from functions.domain.commands.requests import Request
from functions.domain.customers.addresses import normal_phone
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.kernel.validation import DocumentId, Faults, Form, OptionalId, OptionalText, Text
from functions.domain.orgs.org import Org
from functions.domain.settings.moments import is_hour
from functions.domain.settings.working_hours import Weekday
from functions.domain.shop.outlets import OpenHours, Outlet
from functions.domain.staff.members import Member

FIELDS = ("name", "address", "city", "phone", "hours", "is_closed", "manager_uid")
MOST_HOURS = 14
DAYS_OF_A_WEEK = 7


def _of_the_day(text: str) -> str:
    if not is_hour(text):
        raise ValueError("is not an hour of the day like 09:00")
    return text


HourOfDay = Annotated[Text, AfterValidator(_of_the_day)]


class OpenHoursForm(Form):
    days: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=DAYS_OF_A_WEEK)]
    opens: HourOfDay
    closes: HourOfDay


class OutletForm(Form):
    """Fields of an outlet. One that is absent stays as it is, one that is null goes."""

    outlet_id: DocumentId
    name: OptionalText = None
    address: OptionalText = None
    city: OptionalText = None
    phone: OptionalText = None
    hours: Annotated[tuple[OpenHoursForm, ...], Field(max_length=MOST_HOURS)] = ()
    is_closed: StrictBool = False
    manager_uid: OptionalId = None


def save_outlet(org: Org, request: Request[OutletForm], now: datetime) -> Decision[Result]:
    """The outlet with these fields. Bills 1 read and 1 write, 1 read more for who leads it; the reads alone where all
    of it is late. Of a field the change that was made last holds. Malformed at `phone` where it is none, and at
    `manager_uid` where it names no member.
    """
    form = request.data
    phone = _phone(org, form.phone)
    known = yield from get(Outlet, form.outlet_id)
    if form.manager_uid is not None:
        member = yield from get(Member, form.manager_uid)
        if member is None or not member.roles:
            raise refuse("manager_uid", "names no member of the organisation")
    hours = tuple(OpenHours(**dict(each)) for each in form.hours)
    saved = edited(known or Outlet(id=form.outlet_id), request, FIELDS, phone=phone, hours=hours)
    if saved.document == known:
        return NOTHING, saved.result(outlet_id=form.outlet_id)
    outlet = saved.document.with_changes(updated_at=now)
    return Changes(put=(outlet,)), saved.result(outlet_id=form.outlet_id)


def _phone(org: Org, text: str | None) -> str | None:
    faults = Faults("command")
    if text is None:
        return None
    phone = faults.checked("phone", lambda: normal_phone(text, org.settings.country), None)
    faults.raise_any()
    return phone
