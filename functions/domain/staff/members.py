"""Staff of an organisation: people, and machines such as a till."""

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator

from functions.domain.kernel.devices import DeviceOwner
from functions.domain.staff.readers import Readers
from functions.domain.staff.roles import ROLES, Role


def _known_roles(value: Any) -> Any:
    """The roles that there are. A word that is none gives no right, and is no reason to fail."""
    if not isinstance(value, list | tuple):
        return ()
    return tuple(role for role in ROLES if role in value)


def _texts(value: Any) -> Any:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list | tuple) else ()


class Member(DeviceOwner):
    """A member of staff, by their Firebase uid. One without a role may give no command, and gets no message.

    `territory_ids`: the territories whose customers they work with, beside those who are assigned to them.
    `manager_uid`: the member to whom they report.
    """

    collection: ClassVar[str] = "members"
    roles: Annotated[tuple[Role, ...], BeforeValidator(_known_roles)] = ()
    territory_ids: Annotated[tuple[str, ...], BeforeValidator(_texts)] = ()
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    locale: str | None = None
    timezone: str | None = None
    manager_uid: str | None = None

    def may_read(self, row: Readers, *, owner_uid: str | None, territory_id: str | None) -> bool:
        """Whether the table lets them read a document of a customer with this owner and territory, by its id."""
        if (row.all | row.by_id).intersection(self.roles):
            return True
        is_theirs = owner_uid == self.id or territory_id in self.territory_ids
        return is_theirs and bool(row.assigned.intersection(self.roles))
