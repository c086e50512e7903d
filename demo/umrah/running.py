"""The agency's demo: sixty conversations by a WhatsApp gateway's callbacks, with the assistant that needs no model."""

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from demo.bill import reading, total
from demo.offices import Office
from demo.progress import Stages
from demo.replays import SEED, TWICE_EVERY
from demo.umrah.days import IDLE_S, Days
from demo.umrah.figures import by_chat, chats_of, figures_of
from demo.umrah.gateway import Gateway
from demo.umrah.office import opened
from demo.umrah.report import closing_lines as closing_lines
from demo.umrah.report import show as show
from demo.umrah.scripts import ZONE, Script, read_scripts
from demo.umrah.transcripts import transcript
from local.client import LocalFirebase

COLLECTIONS = (
    *("commands", "customers", "identities", "conversations", "messages", "tasks", "leads", "opportunities"),
    *("bookings", "package_seats", "pilgrims", "interactions", "dead_letters"),
)


def read(length: str, most: int | None) -> Sequence[Script]:
    """The conversations of a run."""
    return read_scripts(length, most)


def live(
    firebase: LocalFirebase, scripts: Sequence[Script], stages: Stages
) -> tuple[dict[str, Any], list[Any]]:
    """The figures of a run. No answer is odd: a callback that is refused raises."""
    office = opened(firebase, COLLECTIONS)
    days = Days(firebase, Gateway(firebase), office)
    firebase.reset_meter()
    days.live(scripts, stages("chats, and the desk", sum(len(script.steps) for script in scripts)))
    meter, before = firebase.meter(), office.books()
    posts = _post_again(firebase, days.gateway, stages)
    chats = chats_of(office)
    figures = figures_of(chats, before.documents, firebase.provider_requests())
    turns = sum(len(chat.turns) for chat in chats)
    return figures | {
        "chats": by_chat(chats, {days.chat(script.id)[0]: script.id for script in scripts}),
        "seats_refused": days.refused,
        "conversation": _in_full(office, days, scripts[0]),
        "replay": {"posts": posts, "changed": office.changes_since(before)},
        "billed": {
            "total": total(meter).as_figures(),
            "per_turn": reading(meter, ["taketurn"]).each_of(turns).as_figures(),
            "per_message_in": reading(meter, ["takecallback"]).each_of(figures["inbound"]).as_figures(),
        },
    }, []


def _post_again(firebase: LocalFirebase, gateway: Gateway, stages: Stages) -> int:
    """Every callback once more, shuffled, each tenth one twice at the same time; how many posts there were."""
    events, posts = list(gateway.posted), 0
    step = stages("callbacks once more, shuffled", len(events))
    with ThreadPoolExecutor(2) as lines:
        for number, event in enumerate(random.Random(SEED).sample(events, len(events)), 1):
            times = 2 if number % TWICE_EVERY == 0 else 1
            list(lines.map(gateway.post_once_more, [event] * times))
            posts += times
            step(1)
    firebase.idle(IDLE_S)
    return posts


def _in_full(office: Office, days: Days, script: Script) -> dict[str, Any]:
    id, _ = days.chat(script.id)
    lines = [
        {"at": f"{at.astimezone(ZONE):%d %b %H:%M}", "by": by, "text": text}
        for at, by, text in transcript(office, id)
    ]
    return {"id": script.id, "lines": lines}
