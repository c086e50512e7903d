"""Staff of an organisation: people, and machines such as a till."""

from typing import Annotated, Any, ClassVar, get_args

from pydantic import BeforeValidator, Field, StrictBool

from functions.domain.kernel.decisions import Value
from functions.domain.kernel.devices import DeviceOwner
from functions.domain.kernel.edits import Edits
from functions.domain.kernel.validation import is_date
from functions.domain.settings.moments import is_hour
from functions.domain.settings.working_hours import Weekday
from functions.domain.staff.readership import Readers
from functions.domain.staff.roles import ROLES, Role


def _known_roles(value: Any) -> Any:
    """The roles that there are. Any other word gives no right, and is no reason to fail."""
    if not isinstance(value, list | tuple):
        return ()
    return tuple(role for role in ROLES if role in value)


def _texts(value: Any) -> Any:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list | tuple) else ()


def _weekdays(value: Any) -> Any:
    named = value if isinstance(value, list | tuple) else ()
    return tuple(day for day in get_args(Weekday) if day in named)


def _hour(value: Any) -> Any:
    return value if isinstance(value, str) and is_hour(value) else None


def _day(value: Any) -> Any:
    return value if isinstance(value, str) and is_date(value) else None


def _count(value: Any) -> Any:
    return value if type(value) is int and value >= 0 else None


Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
OwnHour = Annotated[str | None, BeforeValidator(_hour)]
OwnDay = Annotated[str | None, BeforeValidator(_day)]


class OwnHours(Value):
    """When a member works where that is not when the business does; what is absent is as the business has it."""

    days: Annotated[tuple[Weekday, ...], BeforeValidator(_weekdays)] = ()
    start: OwnHour = None
    end: OwnHour = None


class Member(DeviceOwner):
    """A member of staff, by their Firebase uid. One without a role may give no command, and gets no message.

    `territory_ids`: the territories whose customers they work with, beside those who are assigned to them. It follows
    who works in the territories that the business has set up (configuration/territories.py).
    `manager_uid`: the member to whom they report.

    `districts` whose customers they call, `is_senior`, `daily_capacity`, `working_hours` and the absence from
    `absent_from` to `absent_until`, both days included: by these they get tasks (domain/assignment). A value that is
    none is read as absent. `edits`: when each field was changed by a command.
    """

    collection: ClassVar[str] = "members"
    sparse: ClassVar[frozenset[str]] = frozenset(
        {"app_type", "districts", "daily_capacity", "working_hours", "absent_from", "absent_until", "edits"}
    )
    roles: Annotated[tuple[Role, ...], BeforeValidator(_known_roles)] = ()
    territory_ids: Texts = ()
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    locale: str | None = None
    timezone: str | None = None
    manager_uid: str | None = None
    districts: Texts = ()
    is_senior: StrictBool = False
    daily_capacity: Annotated[int | None, BeforeValidator(_count)] = None
    working_hours: OwnHours | None = None
    absent_from: OwnDay = None
    absent_until: OwnDay = None
    edits: Edits = Field(default_factory=dict)

    def may_read(self, row: Readers, *, owner_uid: str | None, territory_id: str | None) -> bool:
        """Whether the table lets them read a document of a customer with this owner and territory, by its id."""
        if (row.all | row.by_id).intersection(self.roles):
            return True
        is_theirs = owner_uid == self.id or territory_id in self.territory_ids
        return is_theirs and bool(row.assigned.intersection(self.roles))
