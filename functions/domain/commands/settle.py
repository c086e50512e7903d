"""A command is settled: carried out and marked `done`, or marked `refused` with its problems, in one commit."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from functions.domain.commands.acts import Act, Kind
from functions.domain.commands.documents import NAMES_NONE, Command, Problem, Result, Status
from functions.domain.commands.kinds import KINDS
from functions.domain.commands.requests import CommandForm, Giver, request_of, written_fields
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from functions.domain.kernel.dead_letters import record_dead_letter
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.errors import Forbidden, Malformed, Terminal
from functions.domain.kernel.validation import Faults, read_form
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member

LONGEST_ID = 200  # ids of what a command leaves are made of its own
MOST_PROBLEMS = 100
LONGEST_PATH = 400
INTERNAL_ERROR = "internal error, kept as a dead letter"
WHAT = "command"
_MOVES = "change_opportunity"


def settle_command(org: Org, id: str, now: datetime) -> Decision[Status | None]:
    """Carry a command out, or refuse it; its status, None where it was settled before or is gone: nothing changes.

    The commit's guard on the command's own document makes it take effect once, delivered twice, two at once, or tried
    again after a crash at any line. The member is read each time, so that a right that was taken away is gone at once.

    Bills 1 write, 1 read for the member (2 where a customer gives it) and what its kind bills; 1 write alone where its
    fields are wrong. The command itself comes with the event that brought it. Raises TooEarly where it names what
    another command has yet to make (domain/commands/awaiting.py).
    """
    command = yield from get(Command, id)
    if command is None or command.is_settled:
        return NOTHING, None
    days = org.settings.retention.commands_days
    try:
        changes, result = yield from carried_out(org, command, now)
    except Terminal as error:
        yield from _require_order(command, error, now)
        problems = [_in_words(org, problem) for problem in problems_of(error)]
        return Changes(put=(command.refused(problems, now).kept_for(days),)), "refused"
    return replace(changes, put=(*changes.put, command.done(result, now).kept_for(days))), "done"


def refuse_command(id: str, problems: Sequence[Problem], now: datetime) -> Decision[Status | None]:
    """Refuse a command that was not settled yet. Bills 1 write."""
    command = yield from get(Command, id)
    if command is None or command.is_settled:
        return NOTHING, None
    return Changes(put=(command.refused(problems, now),)), "refused"


def give_up_command(id: str, error: Exception, now: datetime) -> Decision[Status | None]:
    """Refuse a command that failed for a reason of ours, and keep the error with its path as a dead letter. What was
    asked for stays on the command. Bills 1 read and 2 writes.
    """
    changes, status = yield from refuse_command(id, [Problem(path="", message=INTERNAL_ERROR)], now)
    if status is None:
        return changes, None
    letter, _ = yield from record_dead_letter(
        f"command:{id[:LONGEST_ID]}", source="commands", payload={"command_id": id}, error=error, now=now
    )
    return Changes(put=(*changes.put, *letter.put)), status


def problems_of(error: Terminal) -> list[Problem]:
    """Why a command is refused, in words and by field where the error knows it. Of very many the first, so that they
    fit the document.
    """
    if isinstance(error, Malformed):
        first = error.faults[:MOST_PROBLEMS]
        return [Problem(path=fault.path[:LONGEST_PATH], message=fault.message) for fault in first]
    return [Problem(path=error.path if isinstance(error, Forbidden) else "", message=str(error))]


def _require_order(command: Command, error: Terminal, now: datetime) -> Reading[None]:
    """Raises TooEarly as `require_none_on_its_way` and `require_earlier_changes` do, which are imported with the first
    refusal that could.
    """
    if any(problem.message.startswith(NAMES_NONE) for problem in problems_of(error)):
        from functions.domain.commands.awaiting import require_none_on_its_way

        yield from require_none_on_its_way(command, error, now)
    if command.kind == _MOVES:
        from functions.domain.commands.sales.move_order import require_earlier_changes

        yield from require_earlier_changes(command, error, now)


def _in_words(org: Org, problem: Problem) -> Problem:
    """The problem in the business's language. The table of words is imported with the first refusal that needs it."""
    if org.settings.locale.startswith("en"):
        return problem
    from functions.domain.commands.refusals import in_language

    return problem.with_changes(message=in_language(problem.message, org.settings.locale))


def carried_out(org: Org, command: Command, now: datetime, *, giver: Giver | None = None) -> Decision[Result]:
    """What a command changes, and its answer. Bills 1 read for the member and what its kind bills. Raises Malformed
    with every wrong field, Forbidden, FeatureOff and what the kind raises. `giver`: who gives it by a right of their
    own (an import), and is not looked up.
    """
    form, kind, act, data = _understood(org, command, now)
    if giver is None:
        giver = yield from _permitted(org, kind, form)
    if kind.feature is not None:
        require(org, kind.feature)
    request = request_of(form, command.id, data, giver=giver, now=now)
    return (yield from act.decide(org, request, now))


def _understood(org: Org, command: Command, now: datetime) -> tuple[CommandForm, Kind, Act[Any], Any]:
    """A command's own fields, its kind with its act, and its data as that reads it. Malformed with all faults."""
    faults = Faults(WHAT)
    if len(command.id) > LONGEST_ID:
        faults.add("id", f"has more than {LONGEST_ID} characters")
    form = faults.gathered(lambda: read_form(CommandForm, written_fields(command), WHAT))
    kind = KINDS.get(command.kind) if isinstance(command.kind, str) else None
    if isinstance(command.kind, str) and kind is None:
        faults.add("kind", "is not a kind of command")
    act = kind.act() if kind is not None else None
    data = _data(org, command, act, now=now, faults=faults)
    faults.raise_any()
    if form is None or kind is None or act is None:
        raise AssertionError("what cannot be read is a fault")
    return form, kind, act, data


def _data(org: Org, command: Command, act: Act[Any] | None, *, now: datetime, faults: Faults) -> Any:
    data = command.data
    if act is None or not isinstance(data, Mapping):
        return None
    return faults.gathered(lambda: act.parse(org, data, now))


def _permitted(org: Org, kind: Kind, form: CommandForm) -> Reading[Giver]:
    """Who gives the command. Forbidden where they are neither staff in one of its roles, nor a customer or a member of
    any role who may give it about themselves.
    """
    uid, is_own = form.by_uid, kind.is_about_member(form.data)
    member = yield from get(Member, uid)
    if member is not None and (member.roles if is_own else kind.roles.intersection(member.roles)):
        return Giver(uid, member=member)
    if kind.by_customers:
        customer = yield from get(KnownIdentity, identity_id(org.id_key, Identity("app_user", uid)))
        if customer is not None and customer.customer_id is not None:
            return Giver(uid, customer.customer_id)
    if member is not None:
        raise Forbidden("has no role that may give this command", path="by_uid")
    raise Forbidden(
        "names no member of the organisation, and no customer who may give this command", path="by_uid"
    )
