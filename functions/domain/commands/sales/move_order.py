"""Changes of one deal that a phone asked for in a row: a move that needs what an earlier one does waits for that."""

from collections.abc import Mapping
from datetime import datetime

from functions.domain.commands.awaiting import require_none_given
from functions.domain.commands.documents import Command
from functions.domain.commands.sales.deal_stages import MOVED
from functions.domain.kernel.decisions import Reading, get
from functions.domain.kernel.errors import Malformed, Terminal
from functions.domain.sales.opportunities import Opportunity

KIND = "change_opportunity"
# How the reasons begin that another move, or another field, could put right (deal_stages.py).
_NO_SUCH_MOVE, _NEEDED = "may not follow ", "is needed in the stage "


def require_earlier_changes(command: Command, error: Terminal, now: datetime) -> Reading[None]:
    """Raises TooEarly where a move was refused for where its deal stands, or for a field that it lacks, and its giver
    asked before that for a change of just this which is not settled, or was not seen yet. Bills what
    `require_none_given` does; nothing for any other refusal.
    """
    fields = _refused_for(error)
    id = command.data.get("opportunity_id") if isinstance(command.data, Mapping) else None
    if command.kind != KIND or not fields or not isinstance(id, str):
        return
    deal = yield from get(Opportunity, id)

    def is_awaited(other: Command) -> bool:
        data = other.data if other.kind == KIND and isinstance(other.data, Mapping) else {}
        is_its = other.id != command.id and id in (data.get("opportunity_id"), other.id)
        return is_its and _is_before(other, command) and _is_unseen(other, deal, fields & data.keys())

    yield from require_none_given(command.by_uid, is_awaited, now)


def _refused_for(error: Terminal) -> set[str]:
    """The fields that another change could have put right."""
    faults = error.faults if isinstance(error, Malformed) else ()
    fields = {fault.path for fault in faults if fault.message.startswith(_NEEDED)}
    if any(fault.path in MOVED and fault.message.startswith(_NO_SUCH_MOVE) for fault in faults):
        fields.update(MOVED)
    return fields


def _is_before(other: Command, command: Command) -> bool:
    """One of two at the same instant is the later one, so that they do not wait for each other."""
    first, then = _made_at(other), _made_at(command)
    return first is not None and then is not None and (first, other.id) < (then, command.id)


def _made_at(command: Command) -> datetime | None:
    at = command.made_at or command.created_at
    return at if isinstance(at, datetime) else None


def _is_unseen(other: Command, deal: Opportunity | None, fields: set[str]) -> bool:
    """Whether the deal was read without what a command writes to these fields."""
    if not fields:
        return False
    if not other.is_settled or deal is None:
        return True
    edits, at = [deal.edits.get(name) for name in fields], _made_at(other)
    return at is not None and any(edit is None or edit.at < at for edit in edits)
