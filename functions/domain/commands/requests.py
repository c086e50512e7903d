"""A command's fields beside its data, and who gives it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from functions.domain.commands.documents import Command
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.kernel.decisions import Reading
from functions.domain.kernel.errors import FieldFault, Forbidden, Malformed
from functions.domain.kernel.validation import EARLIEST_YEAR, ClockTime, DocumentId, Form, Instant, Text
from functions.domain.staff.members import Member
from functions.domain.staff.readers import readers_of
from functions.domain.staff.roles import Role

M = TypeVar("M")

AHEAD = timedelta(minutes=10)  # by which a client's clock may be ahead of ours
_CUSTOMERS = readers_of("customers")
_FIELDS = ("kind", "data", "made_at", "by_uid", "created_at")


class CommandForm(Form):
    """The client's fields of a command. `made_at` and `created_at` may be absent: the rules see to those two.

    `made_at` may be of a clock that was never set: it refuses only what counts by it.
    """

    kind: Text
    data: dict[str, Any]
    by_uid: DocumentId
    made_at: ClockTime | None = None
    created_at: Instant | None = None


@dataclass(frozen=True)
class Giver:
    """Who gives a command. `customer_id` is set where it is a customer, who may speak of themselves alone; `member`
    where it is staff: one who reads assigned customers alone may not speak of those of others.
    """

    uid: str
    customer_id: str | None = None
    member: Member | None = None

    def has_role(self, roles: Collection[Role]) -> bool:
        return self.member is not None and bool(set(roles).intersection(self.member.roles))

    def may_read(self, customer: Customer) -> bool:
        """Whether the customer is the giver, or one whom the rules let the member read."""
        return self.member is None or self.member.may_read(
            _CUSTOMERS, owner_uid=customer.owner_uid, territory_id=customer.territory_id
        )

    def require_permission(self, customer: Customer) -> None:
        """Raises Forbidden where the customer is assigned to others, and the member reads assigned ones alone."""
        is_assigned = customer.owner_uid is not None or customer.territory_id is not None
        if is_assigned and not self.may_read(customer):
            raise Forbidden("is assigned to another member", path="customer_id")

    def require_app_user(self, customer: Customer, *, path: str) -> None:
        """Raises Forbidden where the member may not read the customer: an app user's uid decides who reads them, and
        could be the member's own.
        """
        if not self.may_read(customer):
            raise Forbidden("may be given by those who read the customer only", path=path)


@dataclass(frozen=True)
class Request(Generic[M]):
    """A command that is understood and permitted. `made_at`: by the giver's clock, and never after it arrived; when it
    arrived where it is not known, as `is_clock_unset` tells.
    """

    command_id: str
    data: M
    made_at: datetime
    giver: Giver
    is_clock_unset: bool = False


def written_fields(command: Command) -> dict[str, Any]:
    """What the client wrote; an absent field and an empty one are the same."""
    return {name: value for name in _FIELDS if (value := getattr(command, name)) is not None}


def request_of(form: CommandForm, command_id: str, data: M, *, giver: Giver, now: datetime) -> Request[M]:
    """The request that a permitted command makes. It arrived at `created_at`: what a lost event or a retry adds does
    not make it later.
    """
    arrived_at = min(form.created_at or now, now)
    is_unset = form.made_at is not None and form.made_at.year < EARLIEST_YEAR
    made_at = arrived_at if form.made_at is None or is_unset else min(form.made_at, arrived_at)
    return Request(command_id, data, made_at, giver, is_unset)


def instant_of(at: datetime | None, request: Request[Any], *, path: str, now: datetime) -> datetime:
    """The instant that a command's data names at `path`, or when the command was made. One a little ahead is now.

    Malformed where it lies further ahead than a clock may be (what is said of the future would hold against what really
    comes), and where it is not named and the command's own tells nothing.
    """
    if at is not None and at > now + AHEAD:
        raise Malformed("command", [FieldFault(path, "lies in the future")])
    if at is None and request.is_clock_unset:
        raise Malformed("command", [FieldFault("made_at", f"is before the year {EARLIEST_YEAR}")])
    return min(at or request.made_at, now)


def read_customer(giver: Giver, customer_id: str | None) -> Reading[Customer]:
    """The customer whom a command is about: the giver's own where that is a customer. Bills 1 read.

    Malformed at `customer_id` where it is missing, names no customer, or another one than the giver. Forbidden where
    the customer is assigned to others.
    """
    customer = yield from named_customer(own_or_named(giver, customer_id))
    giver.require_permission(customer)
    return customer


def own_or_named(giver: Giver, customer_id: str | None) -> str | None:
    """The customer's id that a command names, or its giver's own. Malformed where a customer names another one."""
    if giver.customer_id is None:
        return customer_id
    if customer_id not in (None, giver.customer_id):
        raise _about_customer("may be the giver's own only")
    return giver.customer_id


def named_customer(id: str | None) -> Reading[Customer]:
    """The customer with this id; whether the giver may read them is not asked. Bills 1 read. Malformed as
    `read_customer` says.
    """
    if id is None:
        raise _about_customer("is needed")
    customer = yield from standing_customer(id)
    if customer is None:
        raise _about_customer("names no customer")
    return customer


def _about_customer(message: str) -> Malformed:
    return Malformed("command", [FieldFault("customer_id", message)])
