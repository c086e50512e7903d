"""`change_member`: who works for the business, in which roles, where, when and how much; and when they are away."""

from datetime import datetime
from functools import partial
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StrictBool

from functions.domain.assignment.days import day_of, is_away
from functions.domain.assignment.pool import Pool, counted_anew
from functions.domain.commands.auditing import audited, differing
from functions.domain.commands.dates import Date
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import edited, refuse
from functions.domain.commands.requests import Request
from functions.domain.customers.addresses import normal_email, normal_phone
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.errors import Forbidden
from functions.domain.kernel.validation import DocumentId, Faults, Form, OptionalId, OptionalText, Text, Whole
from functions.domain.orgs.org import Org
from functions.domain.settings.moments import Hour
from functions.domain.settings.types import ReaderLocale, TimeZoneName
from functions.domain.settings.working_hours import Weekday
from functions.domain.staff.members import Member, OwnHours
from functions.domain.staff.roles import Role

MOST_PLACES = 200
MOST_TASKS_A_DAY = 1000
FIELDS: Final = (
    *("roles", "name", "email", "phone", "locale", "timezone", "manager_uid", "territory_ids"),
    *("districts", "is_senior", "daily_capacity", "working_hours", "absent_from", "absent_until"),
)
# A change of these changes who gets a task.
_COUNTED: Final = (
    *("roles", "districts", "is_senior", "daily_capacity", "working_hours", "absent_from", "absent_until"),
)


def _each_once(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))


Places = Annotated[tuple[Text, ...], Field(max_length=MOST_PLACES), AfterValidator(_each_once)]


class HoursForm(Form):
    """When a member works; what is absent is as the business has it."""

    days: Annotated[tuple[Weekday, ...], Field(max_length=7)] = ()
    start: Hour | None = None
    end: Hour | None = None


class MemberForm(Form):
    """Fields of a member. One that is absent stays as it is, one that is null goes."""

    member_uid: DocumentId
    roles: Annotated[tuple[Role, ...], Field(max_length=20)] = ()
    name: OptionalText = None
    email: OptionalText = None
    phone: OptionalText = None
    locale: ReaderLocale | None = None
    timezone: TimeZoneName | None = None
    manager_uid: OptionalId = None
    territory_ids: Places = ()
    districts: Places = ()
    is_senior: StrictBool = False
    daily_capacity: Annotated[Whole, Field(ge=0, le=MOST_TASKS_A_DAY)] | None = None
    working_hours: HoursForm | None = None
    absent_from: Date | None = None
    absent_until: Date | None = None


def change_member(org: Org, request: Request[MemberForm], now: datetime) -> Decision[Result]:
    """The member with these fields; a new one where an owner gives one their roles. Of a field the change that was made
    last holds.

    Bills 1 read and 2 writes (the audit); 1 read and 1 write more where who gets a task changes, whose open tasks come
    back to the pool where they are away or have no role any more; 1 read more for a manager. Forbidden at `roles` to
    those who are no owner, and to an owner who would not be one any more.
    """
    form = request.data
    known = yield from get(Member, form.member_uid)
    _require_may_set_roles(request, is_new=known is None)
    _require_hours(org, form)
    yield from _require_manager(form)
    before = known or Member(id=form.member_uid)
    hours = form.working_hours and OwnHours.model_validate(form.working_hours.model_dump())
    saved = edited(before, request, FIELDS, working_hours=hours, **_addresses(org, form))
    after = saved.document
    _require_span(after, form)
    _require_places(org, before, after)
    if after == known:
        return NOTHING, saved.result(member_uid=after.id)
    pool = yield from _pool_after(org, before, after, now=now)
    changes = yield from audited(
        Changes(put=(after, *pool)),
        request,
        "change_member",
        of=f"members/{after.id}",
        values=differing(before, after, FIELDS),
        now=now,
    )
    return changes, saved.result(member_uid=after.id)


def _require_may_set_roles(request: Request[MemberForm], *, is_new: bool) -> None:
    form, is_owner = request.data, request.giver.has_role({"owner"})
    if is_new and not (is_owner and form.roles):
        raise refuse("member_uid", "names no member of the organisation")
    if "roles" not in form.model_fields_set:
        return
    if not is_owner:
        raise Forbidden("may be changed by owners only", path="roles")
    if form.member_uid == request.giver.uid and "owner" not in form.roles:
        raise Forbidden("may be taken from an owner by another one only", path="roles")


def _require_hours(org: Org, form: MemberForm) -> None:
    """Malformed where the hours end before they start, with those of the business where one is absent."""
    own, business = form.working_hours, org.settings.assignment.hours
    if own is not None and (own.end or business.end) <= (own.start or business.start):
        raise refuse("working_hours.end", "is not after the start")


def _require_manager(form: MemberForm) -> Reading[None]:
    if form.manager_uid is None:
        return
    if form.manager_uid == form.member_uid:
        raise refuse("manager_uid", "names the member themselves")
    manager = yield from get(Member, form.manager_uid)
    if manager is None or not manager.roles:
        raise refuse("manager_uid", "names no member of the organisation")


def _addresses(org: Org, form: MemberForm) -> dict[str, str | None]:
    """Phone and email as they are kept. Malformed with both faults."""
    faults = Faults("command")
    phone, email = form.phone, form.email
    kept: dict[str, str | None] = {"phone": phone, "email": email}
    if phone is not None:
        kept["phone"] = faults.checked("phone", partial(normal_phone, phone, org.settings.country), "")
    if email is not None:
        kept["email"] = faults.checked("email", partial(normal_email, email), "")
    faults.raise_any()
    return kept


def _require_span(member: Member, form: MemberForm) -> None:
    start, end = member.absent_from, member.absent_until
    if start is not None and end is not None and end < start:
        path = "absent_until" if "absent_until" in form.model_fields_set else "absent_from"
        raise refuse(path, "is an absence that ends before it begins")


def _require_places(org: Org, before: Member, after: Member) -> None:
    """Malformed where a territory of the business's would change: its own document says who works there."""
    moved = set(before.territory_ids) ^ set(after.territory_ids)
    for id in sorted(moved & org.territories.keys()):
        raise refuse("territory_ids", f"changes with the members of the territory {id}")


def _pool_after(org: Org, before: Member, after: Member, *, now: datetime) -> Reading[tuple[Pool, ...]]:
    """The job that hands out tasks, where it has to ask again who is there."""
    pool_roles = set(org.settings.assignment.roles)
    if pool_roles.isdisjoint((*before.roles, *after.roles)) and (after.roles or not before.roles):
        return ()
    if all(getattr(before, name) == getattr(after, name) for name in _COUNTED):
        return ()
    leaves = not after.roles or _is_newly_away(org, before, after, now=now)
    return ((yield from counted_anew(now, *((after.id,) if leaves else ()))),)


def _is_newly_away(org: Org, before: Member, after: Member, *, now: datetime) -> bool:
    """Whether an absence was set that is not over."""
    span = (after.absent_from, after.absent_until)
    if span in ((None, None), (before.absent_from, before.absent_until)):
        return False
    today = day_of(org, now).on
    return is_away(after, max(today, after.absent_from or today))
