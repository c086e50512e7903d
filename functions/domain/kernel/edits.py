"""Which change of a document's field holds: the one that was made last, however late it arrives.

Phones change documents while they are offline, so changes arrive in any order. Each field goes by itself; of two
changes that were made in one instant the one of the greater command id holds, so that every order of arrival ends the
same.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from functions.domain.kernel.decisions import Value


class Edit(Value):
    """When a field was changed, by the clock of who changed it, and by which command."""

    at: datetime
    command: str

    def is_before(self, other: "Edit") -> bool:
        return _order(self) < _order(other)


Edits = dict[str, Edit]


def outdated(known: Mapping[str, Edit], fields: Iterable[str], edit: Edit) -> frozenset[str]:
    """The fields of which a change is known that was made after this one."""
    return frozenset(field for field in fields if field in known and edit.is_before(known[field]))


def with_edit(
    known: Mapping[str, Edit], fields: Iterable[str], edit: Edit, *, standing: Collection[str], most_gone: int
) -> Edits:
    """What is known with a change of these fields. Of fields that are not `standing` any more those that went last are
    remembered, `most_gone` of them: a document is not to fill up with them.
    """
    after = {**known, **dict.fromkeys(fields, edit)}
    gone = sorted((field for field in after if field not in standing), key=lambda field: _order(after[field]))
    forgotten = gone[: max(0, len(gone) - most_gone)]
    return {field: each for field, each in after.items() if field not in forgotten}


def _order(edit: Edit) -> tuple[datetime, str]:
    return edit.at, edit.command
