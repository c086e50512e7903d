"""Staff of an organisation, and what they may see of its customers and messages."""

from typing import ClassVar

from functions.domain.kernel.decisions import Document


class Member(Document):
    """A member of staff, by their Firebase uid."""

    collection: ClassVar[str] = "members"
    roles: tuple[str, ...] = ()
