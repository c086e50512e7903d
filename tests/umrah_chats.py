"""The scripted chats of a travel agency (tests/data/umrah_chats.yaml): each turn held against what has to come of it.

`python -m tests.umrah_chats` prints the table, with what was answered where a turn went otherwise.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from functions.domain.assistant import turns
from functions.domain.assistant.handovers import given_back
from functions.domain.conversations.documents import Conversation
from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.replies import deciding
from functions.domain.replies.plans import Plan
from tests.chats import Chats
from tests.memory import a_store, run

SCRIPTS = Path(__file__).with_name("data") / "umrah_chats.yaml"
EXPECTED = ("phase", "package", "handover", "answer", "language", "cycle")
VOICE: dict[str, Any] = {"kind": "media", "media": [{"kind": "audio"}]}
IMAGE: dict[str, Any] = {"kind": "media", "media": [{"kind": "image"}]}


@dataclass(frozen=True)
class Miss:
    """A turn that went otherwise."""

    chat: str
    turn: int
    what: str
    wanted: Any
    got: Any


@cache
def scripts() -> tuple[dict[str, Any], ...]:
    return tuple(yaml.safe_load(SCRIPTS.read_text(encoding="utf-8")))


def played(script: dict[str, Any]) -> Iterator[Miss]:
    """What of a script went otherwise than it says."""
    chats = Chats()
    for number, wanted in enumerate(script["turns"], start=1):
        if "given_back" in wanted:
            _give_back(chats, wanted["given_back"])
        plan, turn = _played(chats, wanted)
        got = {
            "phase": turn["phase_after"],
            "package": (turn.get("package_code") or "_").split("_")[1] or None,
            "handover": turn.get("handover"),
            "answer": [part.kind for part in plan.parts],
            "language": turn["language"],
            "cycle": turn["cycle"],
        }
        for name in EXPECTED:
            if name in wanted and wanted[name] != got[name]:
                yield Miss(script["id"], number, name, wanted[name], got[name])


def _played(chats: Chats, wanted: dict[str, Any]) -> tuple[Plan, dict[str, Any]]:
    plans: list[Plan] = []
    usual = deciding.decide

    def noted(*given: Any, **named: Any) -> Plan:
        plans.append(usual(*given, **named))
        return plans[-1]

    said = wanted.get("says", [])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(turns, "decide", noted)
        if wanted.get("voice"):
            chats.says(None, **VOICE)
        if "caption" in wanted:
            chats.says(wanted["caption"], **IMAGE)
        turn = chats.asks(*([said] if isinstance(said, str) else said))
    return plans[-1], turn


def _give_back(chats: Chats, phase: Any) -> None:
    def decide() -> Decision[None]:
        conversation = yield from get(Conversation, chats.place)
        assert conversation is not None
        return Changes(put=(given_back(conversation, phase=phase, now=chats.now),)), None

    run(a_store(chats.backend), decide)


def main() -> int:
    """The table: how many turns of all went as they have to, by what was expected."""
    misses = [miss for script in scripts() for miss in played(script)]
    wanted = Counter(
        name for script in scripts() for turn in script["turns"] for name in EXPECTED if name in turn
    )
    missed = Counter(miss.what for miss in misses)
    print(f"{len(scripts())} chats, {sum(len(each['turns']) for each in scripts())} turns")
    for name in EXPECTED:
        print(f"{name:<10} {wanted[name] - missed[name]:>4} of {wanted[name]:>4}")
    for miss in misses:
        print(f"  {miss.chat}, turn {miss.turn}: {miss.what} is {miss.got}, not {miss.wanted}")
    return 1 if misses else 0


if __name__ == "__main__":
    raise SystemExit(main())
