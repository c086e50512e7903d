"""The prompt that a model is asked with: five texts of one version."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from functions.domain.orgs.org import Org

PromptType = Literal["base", "company", "packages", "rules", "escalation"]


@dataclass(frozen=True)
class PromptInUse:
    """`version`: as it is kept on the turns that used it. `texts`: by type. `arm`: of an experiment, if one chose it."""

    version: str
    texts: Mapping[PromptType, str]
    arm: str | None = None


OURS: Final = PromptInUse(
    "ours",
    MappingProxyType(
        {
            "base": "You answer the customers of a travel agency on WhatsApp, politely and briefly.",
            "company": "",
            "packages": "Name prices, days and seats only as the tools give them.",
            "rules": "Answer in the customer's language. Promise nothing that the facts do not say.",
            "escalation": "Where you are not sure, say that a person is needed.",
        }
    ),
)


def prompt_of(org: Org, conversation_id: str) -> PromptInUse:
    """The prompt of a conversation: the live version, or the arm of an experiment, the same one each time."""
    return OURS
