"""What a phone asks for in a row may arrive in any order: a command that names what another one is to make waits."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from functions.domain.commands.documents import NAMES_NONE, Command
from functions.domain.commands.requests import Request
from functions.domain.kernel.decisions import Document, Find, Get, Reading, find, get, get_all
from functions.domain.kernel.errors import FieldFault, Malformed, Terminal, TooEarly

D = TypeVar("D", bound=Document)

# A command that is not settled by then has failed for a reason of ours: what names it is refused like anything else.
WAITS = timedelta(hours=1)
# What was done just now may have been written after the later command had looked for it.
JUST_NOW = timedelta(minutes=1)
MOST_COMMANDS = 50  # of one giver that are looked through, the last ones
_MADE = re.compile(r"command:(.+):[a-z_]+")
# Ids that are made of what a command is about: by its kind, the field that names it, and the form of the id.
_DERIVED: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("convert_lead", "lead_id", re.compile(r"lead:(.+)")),
    ("save_quote", "quote_id", re.compile(r"(.+):v[1-9]\d*")),
)


def read_named(model: type[D], id: str | None, request: Request[Any], *, now: datetime) -> Reading[D | None]:
    """The document that a command names; None where it begins that one: it names none, or one that is not there.

    What it names by its own id it is to make itself. Another that is not there may be on its way: raises TooEarly until
    the command that makes it is settled, so that no second one begins in its place. Bills 1 read where it names one,
    and what `_require_settled` does where that is not there.
    """
    if id is None:
        return (yield from get(model, request.command_id, presumed_missing=True))
    known = yield from get(model, id)
    if known is None and _maker(id) != request.command_id:
        yield from _require_settled([id], request.giver.uid, now)
    return known


def require_none_on_its_way(command: Command, error: Terminal, now: datetime) -> Reading[None]:
    """Raises TooEarly where a document that a refused command names is to be made by one that is not settled yet: what
    a command makes has the command's own id, or one made of it. Bills what `_require_settled` does.
    """
    named = _named(command, error.faults if isinstance(error, Malformed) else ())
    yield from _require_settled(named, command.by_uid, now)


def require_none_given(by_uid: Any, is_awaited: Callable[[Command], bool], now: datetime) -> Reading[None]:
    """Raises TooEarly where the giver gave a command in the last hour that is awaited and on its way. Bills 1 read for
    each that they gave, the last 50.
    """
    recent = ("created_at", now - WAITS)
    where = (("by_uid", by_uid),)
    query = Find(Command, where, recent[0], "DESCENDING", MOST_COMMANDS, at_least=recent)
    for other in (yield from find(query)):
        if is_on_its_way(other, now) and is_awaited(other):
            raise TooEarly("what another command makes")


def is_on_its_way(other: Command, now: datetime) -> bool:
    """Whether what a command does is not done yet, or was done so lately that it may not have been seen."""
    if other.status == "refused":
        return False
    if other.is_settled:
        return _is_within(JUST_NOW, other.settled_at, now)
    return _is_within(WAITS, other.created_at, now)


def _require_settled(ids: Sequence[str], by_uid: Any, now: datetime) -> Reading[None]:
    """Raises TooEarly where a document of one of these ids is on its way. Bills 1 read for each; of ids that are made
    of what a command is about also what `require_none_given` does.
    """
    if not ids:
        return
    for other in (yield from get_all(*(Get(Command, _maker(id)) for id in ids))):
        if other is not None and is_on_its_way(other, now):
            raise TooEarly("what another command makes")
    if any(form.fullmatch(id) for id in ids for _, _, form in _DERIVED):
        yield from require_none_given(by_uid, lambda other: any(_derives(other, id) for id in ids), now)


def _derives(other: Command, id: str) -> bool:
    """Whether a command makes a document whose id is made of what the command is about."""
    for kind, field, form in _DERIVED:
        made = form.fullmatch(id)
        if made is not None and other.kind == kind and isinstance(other.data, Mapping):
            # A later version may be begun by naming any one before it.
            named = other.data.get(field)
            if named == made[1] or (isinstance(named, str) and named.startswith(f"{made[1]}:v")):
                return True
    return False


def _named(command: Command, faults: Sequence[FieldFault]) -> list[str]:
    """The ids of what is named and not there, each once, without the command's own."""
    missing = (fault.path for fault in faults if fault.message.startswith(NAMES_NONE))
    found = (_at(command.data, path) for path in missing if path.endswith("_id"))
    return [id for id in dict.fromkeys(found) if id is not None and _maker(id) != command.id]


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


def _is_within(length: timedelta, since: object, now: datetime) -> bool:
    return isinstance(since, datetime) and now - since < length
