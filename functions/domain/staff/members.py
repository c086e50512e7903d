"""Staff of an organisation: people, and machines such as a till."""

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator

from functions.domain.kernel.decisions import Document
from functions.domain.staff.roles import ROLES, Role


def _known_roles(value: Any) -> Any:
    """The roles that there are. A word that is none gives no right, and is no reason to fail."""
    if not isinstance(value, list | tuple):
        return ()
    return tuple(role for role in ROLES if role in value)


class Member(Document):
    """A member of staff, by their Firebase uid. One without a role may give no command."""

    collection: ClassVar[str] = "members"
    roles: Annotated[tuple[Role, ...], BeforeValidator(_known_roles)] = ()
