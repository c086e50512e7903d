"""The prompt that a model is asked with: five texts of one version, and what stands in them (docs/assistant.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from functions.domain.orgs.org import Org
from functions.domain.replies.plans import Chat
from functions.domain.settings.prompts import PROMPT_TYPES, VARIABLE, Prompt, prompt_id
from functions.domain.settings.prompts import PromptType as PromptType

NONE: Final = "-"


@dataclass(frozen=True)
class PromptInUse:
    """`version`: as it is kept on the turns that used it. `texts`: by type, their variables not filled in yet."""

    version: str
    texts: Mapping[PromptType, str]


OURS: Final = PromptInUse(
    "ours",
    MappingProxyType(
        {
            "base": "You answer the customers of {{company_name}}, a travel agency, on WhatsApp: politely and briefly.",
            "company": "",
            "packages": "Name prices, days and seats only as the tools give them.",
            "rules": "Answer in the customer's language. Promise nothing that the facts do not say.",
            "escalation": "Where you are not sure, say that a person is needed.",
        }
    ),
)


def prompt_of(org: Org, conversation_id: str) -> PromptInUse:
    """The prompt of a conversation: the live version, ours where there is none. Of a chat that is in an experiment its
    turn sees the organisation with the arm's version as the live one (assistant/experiments.py), each time the same.
    """
    live = org.prompts.get(prompt_id(org.live_prompt)) if org.live_prompt is not None else None
    return in_use(live) if live is not None else OURS


def in_use(prompt: Prompt) -> PromptInUse:
    return PromptInUse(prompt.version, MappingProxyType(prompt.texts))


def variables_of(org: Org, chat: Chat, *, language: str, today: date) -> Mapping[str, str]:
    """What each variable of a prompt becomes (settings/prompts.py, VARIABLES): facts of the business and of the chat,
    and nothing that a customer wrote.
    """
    package = org.packages.get(chat.package_id or "")
    return {
        "company_name": org.name,
        "today": today.isoformat(),
        "language": language,
        "languages": ", ".join(org.settings.assistant.languages),
        "currency": org.settings.currency,
        "phase": chat.phase,
        "package": package.name if package is not None else NONE,
    }


def filled(prompt: PromptInUse, variables: Mapping[str, str]) -> dict[PromptType, str]:
    """The texts as a model reads them, by type: base, company, packages, rules, escalation, in this order (S003-21),
    without those that say nothing. What is filled in is not filled in again.
    """
    texts = {name: prompt.texts.get(name, "").strip() for name in PROMPT_TYPES}
    return {
        name: VARIABLE.sub(lambda found: variables.get(found[1], NONE), text)
        for name, text in texts.items()
        if text
    }
