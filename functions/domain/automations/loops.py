"""Automations that set each other off without an end are stopped, and the business hears of it."""

from functions.domain.kernel.dead_letters import record_dead_letter
from functions.domain.kernel.decisions import Reading
from functions.domain.kernel.errors import Terminal
from functions.domain.occasions.asking import Situation, State


class AutomationLoop(Terminal):
    """What an automation did has its own condition met again."""

    code = "automation_loop"

    def __init__(self, automation_id: str) -> None:
        super().__init__(
            f"{automation_id}: what it did has its own condition met again, directly or by others"
        )


def stop_loop(asked: Situation, automation_id: str) -> Reading[State]:
    """The state as it is, and a dead letter that names the automation: one for each, that counts its attempts.

    Bills 1 read and 1 write.
    """
    subject = asked.subject
    letter, _ = yield from record_dead_letter(
        f"automation_loop:{automation_id}",
        source="automations",
        payload={"automation": automation_id, "path": f"{subject.collection}/{subject.id}"},
        error=AutomationLoop(automation_id),
        now=asked.now,
    )
    state = asked.state
    for document in letter.put:
        state = state.with_other(document)  # type: ignore[arg-type]  # a letter is put as itself
    return state
