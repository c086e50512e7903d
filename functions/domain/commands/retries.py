"""`retry_dead_letter`: what could not be handled is tried again where that can be, and its letter goes with it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from functions.domain.commands.documents import Command, Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.requests import Request
from functions.domain.commands.settle import carried_out
from functions.domain.kernel.dead_letters import DeadLetter
from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.kernel.errors import CannotBeDone, Terminal
from functions.domain.kernel.json_bodies import read_json
from functions.domain.kernel.sleepers import sleeper_of
from functions.domain.kernel.validation import Form
from functions.domain.orders.parsing import parse_order
from functions.domain.orders.posts import OrderPost
from functions.domain.orders.recording import record_order
from functions.domain.orgs.org import Org

STILL = "fails as before: "


def _one_id(text: str) -> str:
    if "/" in text or text.strip(".") == "":
        raise ValueError("is not a document's id")
    return text


class RetryForm(Form):
    dead_letter_id: Annotated[str, Field(strict=True, min_length=1, max_length=1400), AfterValidator(_one_id)]


def retry_dead_letter(org: Org, request: Request[RetryForm], now: datetime) -> Decision[Result]:
    """Do again what failed, and remove its letter in the same commit. Bills 1 read, 1 delete and what is done again.

    Malformed where there is no such letter; CannotBeDone, which says why, where its kind is not tried again, or fails
    as before: the letter stays then.
    """
    letter = yield from get(DeadLetter, request.data.dead_letter_id)
    if letter is None:
        raise refuse("dead_letter_id", "names no dead letter")
    kind = letter.id.partition(":")[0]
    again = _AGAIN.get(kind)
    if again is None:
        raise CannotBeDone(_WHY_NOT.get(kind, "what failed is not tried again: it stands here to be known"))
    try:
        changes, result = yield from again(org, letter, now)
    except CannotBeDone:
        raise
    except Terminal as error:
        raise CannotBeDone(f"{STILL}{error}") from None
    return replace(changes, remove=(*changes.remove, letter)), {"dead_letter_id": letter.id, **result}


def _published_order(org: Org, letter: DeadLetter, now: datetime) -> Decision[Result]:
    body = letter.payload.get("body") if isinstance(letter.payload, Mapping) else None
    order = parse_order(org, read_json(str(body or "").encode()), now)
    changes, receipt = yield from record_order(org, order, now)
    return changes, {"order_id": receipt.order_id, "status": receipt.status}


def _command(org: Org, letter: DeadLetter, now: datetime) -> Decision[Result]:
    """A command that failed for a reason of ours was refused then; done at last, it says so."""
    payload = letter.payload if isinstance(letter.payload, Mapping) else {}
    id = str(payload.get("command_id") or letter.id.partition(":")[2])
    command = yield from get(Command, id)
    if command is None or command.status != "refused":
        raise CannotBeDone("the command is gone, or was carried out")
    changes, result = yield from carried_out(org, command, now)
    done = command.done(result, now).with_changes(problems=None)
    return replace(changes, put=(*changes.put, done)), {"command_id": id}


def _sleeper(org: Org, letter: DeadLetter, now: datetime) -> Decision[Result]:
    """A document that failed to wake is woken with the next tick."""
    _, collection, id = letter.id.split(":", 2)
    asleep = yield from get(sleeper_of(collection), id)
    if asleep is None:
        raise CannotBeDone("what failed to wake is gone")
    return Changes(put=(asleep.with_changes(wake_at=now, problems=None),)), {"wakes_at": now.isoformat()}


def _order_post(org: Org, letter: DeadLetter, now: datetime) -> Decision[Result]:
    """What the order system did not take is sent once more."""
    post = yield from get(OrderPost, letter.id.partition(":")[2])
    if post is None:
        raise CannotBeDone("what was to go out is gone")
    return Changes(put=(post.queued_again(now),)), {"order_id": post.id, "status": "queued"}


_AGAIN: Mapping[str, Callable[[Org, DeadLetter, datetime], Decision[Any]]] = {
    "pubsub": _published_order,
    "command": _command,
    "wake": _sleeper,
    "order_post": _order_post,
}
_WHY_NOT: Mapping[str, str] = {
    "deliver": "its messages are not lost: each is tried again by itself, and says itself what came of it",
    "enqueue": "its message is not lost: the tick finds it",
    "daily_budget": "the day's budget is used up: its messages wait for the next day",
    "sender_refused": "the provider refuses the business: its account has to be put right there",
    "channel_paused": "the channel goes on by itself as soon as its provider works again",
    "automation_loop": "the automations have each other's conditions met: change one of them",
    "claims": "the member is in more organisations than a token can name",
}
