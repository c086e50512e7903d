"""What a phone asks for in a row may arrive in any order: a command that names what another one is to make waits."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from functions.domain.commands.documents import NAMES_NONE, Command
from functions.domain.kernel.decisions import Get, Reading, get_all
from functions.domain.kernel.errors import FieldFault, Malformed, Terminal, TooEarly

# A command that is not settled by then has failed for a reason of ours: what names it is refused like anything else.
WAITS = timedelta(hours=1)
# What was done just now may have been written after the later command had looked for it.
JUST_NOW = timedelta(minutes=1)
_MADE = re.compile(r"command:(.+):[a-z_]+")


def require_none_on_its_way(command: Command, error: Terminal, now: datetime) -> Reading[None]:
    """Raises TooEarly where a document that a refused command names is to be made by one that is not settled yet: what
    a command makes has the command's own id, or one made of it. Bills 1 read for each that is named and not there.
    """
    named = _named(command, error.faults if isinstance(error, Malformed) else ())
    if not named:
        return
    for other in (yield from get_all(*(Get(Command, id) for id in named))):
        if other is not None and _is_on_its_way(other, now):
            raise TooEarly("what another command makes")


def _named(command: Command, faults: Sequence[FieldFault]) -> list[str]:
    """The commands that could make what is named and not there, each once."""
    missing = (fault.path for fault in faults if fault.message.startswith(NAMES_NONE))
    found = (_at(command.data, path) for path in missing if path.endswith("_id"))
    makers = (_maker(id) for id in found if id is not None)
    return [id for id in dict.fromkeys(makers) if id != command.id]


def _maker(id: str) -> str:
    """The command that makes a document of this id, if any does."""
    made = _MADE.fullmatch(id)
    return made[1] if made is not None else id


def _at(data: object, path: str) -> str | None:
    """The id at a dotted path; None for what is no document's id."""
    found: Any = data
    for name in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(name)
        elif isinstance(found, Sequence) and name.isdecimal() and int(name) < len(found):
            found = found[int(name)]
        else:
            return None
    return found if isinstance(found, str) and found and "/" not in found else None


def _is_on_its_way(other: Command, now: datetime) -> bool:
    if other.status == "refused":
        return False
    if other.is_settled:
        return _is_within(JUST_NOW, other.settled_at, now)
    return _is_within(WAITS, other.created_at, now)


def _is_within(length: timedelta, since: object, now: datetime) -> bool:
    return isinstance(since, datetime) and now - since < length
