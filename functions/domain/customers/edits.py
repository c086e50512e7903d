"""Which change of a profile's field holds: the one that was made last, however late it arrives.

Phones change profiles while they are offline, so changes arrive in any order. Each field goes by itself; of two changes
that were made in one instant the one of the greater command id holds, so that every order of arrival ends the same.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from functions.domain.kernel.decisions import Value


class Edit(Value):
    """When a field was changed, by the clock of who changed it, and by which command."""

    at: datetime
    command: str

    def is_before(self, other: "Edit") -> bool:
        return (self.at, self.command) < (other.at, other.command)


Edits = dict[str, Edit]


def outdated(known: Mapping[str, Edit], fields: Iterable[str], edit: Edit) -> frozenset[str]:
    """The fields of which a change is known that was made after this one."""
    return frozenset(field for field in fields if field in known and edit.is_before(known[field]))
