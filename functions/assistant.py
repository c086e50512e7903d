"""`python -m functions.assistant --org X 'message'`: prints what the assistant would answer, writes and sends nothing.

With `--version` with that version of the prompt, a draft too; with `--phase` as if the chat had come so far; with
`--conversation` as the next message of a chat that there is.
"""

import argparse
import sys
from datetime import UTC, datetime
from typing import get_args

from functions import responders
from functions.command_line import command
from functions.domain.prompts.playing import PlayedAnswer, answered
from functions.domain.prompts.previewing import TriedMessage, read_situation
from functions.domain.settings.prompts import ExamplePhase
from functions.store.firestore import store
from functions.store.orgs import orgs


@command("assistant")
def main(arguments: list[str] | None) -> int:
    """Exit status 0, or 1 with a message that names what is wrong."""
    options = _parser().parse_args(arguments)
    org = orgs().get(options.org)
    asked = TriedMessage(
        options.message,
        conversation_id=options.conversation,
        phase=options.phase,
        version=options.version,
    )
    now, model = datetime.now(UTC), responders.model_of(org)
    read = store().commit(org.id, lambda: read_situation(org, asked, now=now, model=model))
    stage, scene = read.value
    found = answered(stage, scene, (asked.message,))
    print("\n".join(_lines(found)))
    return 0


def _lines(found: PlayedAnswer) -> list[str]:
    """The answer, and below it how it came about."""
    plan, attached = found.plan, found.answer.attachment
    facts = {
        "phase": plan.chat.phase,
        "confidence": f"{plan.confidence:g}",
        "because": ", ".join(plan.triggers) or None,
        "to a person": plan.handover,
        "nothing is said": plan.nothing_because,
        "sends": f"{attached.kind} {attached.url}" if attached is not None else None,
        "prompt": plan.prompt_version or "none: the rules answer",
    }
    return [
        found.answer.text or "(no answer)",
        "",
        *(f"{name}: {value}" for name, value in facts.items() if value is not None),
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m functions.assistant", description=__doc__)
    parser.add_argument("message", help="what the customer writes")
    parser.add_argument("--org", required=True, help="the organisation's id")
    parser.add_argument("--version", help="of the prompt, a draft too; else that of the chat")
    parser.add_argument("--phase", choices=get_args(ExamplePhase), help="how far the chat has come")
    parser.add_argument("--conversation", metavar="ID", help="of a chat that there is")
    return parser


if __name__ == "__main__":
    sys.exit(main())
