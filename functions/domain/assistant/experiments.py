"""In which arm of each experiment a chat is, and what that changes for its answers (S003-53).

The arm follows from the conversation's id and the organisation's key alone, and is kept on the conversation: a chat
stays in its arm, also where shares are changed meanwhile. Nothing else knows of experiments: a turn sees the
organisation as it is for the arm.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from functions.domain.campaigns.assigning import PLACES, place
from functions.domain.conversations.documents import Conversation
from functions.domain.orgs.org import Org
from functions.domain.settings.experiments import Experiment, ExperimentArm
from functions.domain.settings.prompts import prompt_id


def in_arms(org: Org, conversation: Conversation, now: datetime) -> tuple[Org, Conversation]:
    """What a chat is answered with: the organisation as it is for the conversation's arms, and the conversation with
    them.
    """
    known = assigned(org, conversation, now)
    return with_arms(org, arms_now(org, known.arms, now)), known


def assigned(org: Org, conversation: Conversation, now: datetime) -> Conversation:
    """The conversation with its arm in each experiment that runs now. Where it was in one that is over stays known."""
    arms = dict(conversation.arms)
    for name, experiment in running(org, now).items():
        if arms.get(name) not in experiment.arms:
            arms[name] = arm_of(org, name, experiment, conversation_id=conversation.id)
    return conversation if arms == conversation.arms else conversation.with_changes(arms=arms)


def arms_now(org: Org, arms: Mapping[str, str], now: datetime) -> dict[str, str]:
    """Of a conversation's arms those of the experiments that run now: by these a turn is answered."""
    return {name: arms[name] for name, each in running(org, now).items() if arms.get(name) in each.arms}


def running(org: Org, now: datetime) -> Mapping[str, Experiment]:
    """The experiments that run. One that tries a version of the prompt that was rolled back does not, since all of its
    arms would be the live one.
    """
    found = org.settings.assistant.experiments
    return {name: each for name, each in found.items() if each.is_running(now) and _has_prompts(org, each)}


def _has_prompts(org: Org, experiment: Experiment) -> bool:
    versions = [arm.prompt for arm in experiment.arms.values() if arm.prompt is not None]
    return all(prompt_id(version) in org.prompts for version in versions)


def arm_of(org: Org, name: str, experiment: Experiment, *, conversation_id: str) -> str:
    """The arm of a conversation: all places of 10,000 are equally likely."""
    at, until = place(org.id_key, "experiment", name, conversation_id), 0
    *others, last = sorted(experiment.arms)  # a map that is stored keeps no order
    for arm in others:
        until += experiment.arms[arm].share * PLACES // 100
        if at < until:
            return arm
    return last


def with_arms(org: Org, arms: Mapping[str, str]) -> Org:
    """The organisation as it is for a chat in these arms: its sentences, its medium and its live prompt."""
    found = org.settings.assistant.experiments
    chosen = [found[name].arms[arm] for name, arm in arms.items() if name in found]
    if not any(arm.subjects for arm in chosen):
        return org
    assistant = org.settings.assistant.model_copy(update=_changed(org, chosen))
    prompts = [arm.prompt for arm in chosen if arm.prompt is not None]
    return org.model_copy(
        update={
            "settings": org.settings.model_copy(update={"assistant": assistant}),
            "live_prompt": prompts[-1] if prompts else org.live_prompt,
        }
    )


def _changed(org: Org, chosen: list[ExperimentArm]) -> dict[str, Any]:
    """The settings of the assistant that the arms change."""
    changed: dict[str, Any] = {}
    sentences: dict[str, Any] = {name: id for arm in chosen for name, id in arm.templates.items()}
    templates = org.settings.assistant.templates
    if sentences and templates is not None:
        changed["templates"] = templates.model_copy(update=sentences)
    media = [arm.medium for arm in chosen if arm.medium is not None]
    if media:
        changed["medium"] = media[-1]
    return changed
