"""What always holds of a model's part in chats: one asks at a time, an answer is to its burst, and all is counted."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from functions.domain.messages.budgets import budget_day
from functions.domain.model_answers.asking import MOST_TRIES
from tests.faults.chat_models import NAME, TOKENS_IN, TOKENS_OUT, answer_to
from tests.faults.model_flows import MODELLED
from tests.faults.world import World

Fields = Mapping[str, Any]


def broken_models(world: World) -> Iterator[str]:
    """What does not hold of a world that came to rest."""
    if world.org is not MODELLED:
        return
    documents = world.backend.all("conversations")
    for key in world.model.at_once:
        yield f"two tasks asked twice at once about {key[:6]}"
    changed = sum(each.get("edited_at") is not None for each in documents.values())
    for count in Counter(each.key for each in world.model.asked).values():
        if count > MOST_TRIES * (1 + changed):
            yield f"the model was asked about one burst {count} times"
    for id, each in documents.items():
        if "/turns/" in id:
            yield from _to_its_burst(id, each)
        elif "/" not in id and _is_held_for_ever(id, each, documents):
            yield "a model is asked for ever"
    yield from _counted(world, [each for id, each in documents.items() if "/" not in id])


def _to_its_burst(id: str, turn: Fields) -> Iterator[str]:
    if turn["responder"] != NAME or turn.get("text") is None or turn.get("handover"):
        return
    if answer_to(turn["messages"][-1]["id"]) not in turn["text"]:
        yield f"turn {id[-6:]} answers another burst"


def _is_held_for_ever(id: str, conversation: Fields, documents: Mapping[str, Fields]) -> bool:
    """Whether a lease is left over. One of a task that died stays until the next burst where its own was taken back."""
    lease = (conversation.get("model_use") or {}).get("lease")
    if lease is None:
        return False
    asked = documents.get(f"{id}/messages/{lease['key']}", {})
    return bool(conversation.get("waiting")) or asked.get("revoked_at") is None


def _counted(world: World, conversations: list[Fields]) -> Iterator[str]:
    """What was paid on the last day on which the model was asked is counted."""
    uses = [each["model_use"] for each in conversations if each.get("model_use")]
    if not world.model.asked:
        return
    day = max(budget_day(world.org, each.at) for each in world.model.asked)
    paid = sum(TOKENS_IN + TOKENS_OUT for each in world.model.asked if budget_day(world.org, each.at) == day)
    counted = sum(use["tokens"] for use in uses if use["day"] == day)
    if counted < paid:
        yield f"the model used {paid} tokens and {counted} is counted"
