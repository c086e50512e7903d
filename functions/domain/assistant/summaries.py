"""The summary that a member of staff gets with a conversation, made by rules; a model that was asked may add a
line (S003-29).
"""

from functions.domain.assistant.plans import Plan
from functions.domain.conversations.documents import Conversation

MOST_OF_A_TEXT = 300


def summary(conversation: Conversation, plan: Plan, text: str) -> str:
    """A line for each fact: the reason, the package, how far the chat has come, where it came from, the last words."""
    because = plan.handover or "payment_early"
    lines = {
        "reason": because,
        "package": conversation.package_code,
        "phase": conversation.phase,
        "campaign": conversation.campaign_code,
        "ad": conversation.ad_id,
        "language": conversation.language,
        "handovers before": len(conversation.handovers) or None,
        "last words": " / ".join(text.split("\n"))[:MOST_OF_A_TEXT] or None,
        "the model says": plan.summary,
    }
    return "\n".join(f"{name}: {value}" for name, value in lines.items() if value is not None)
