"""The summary that a member of staff gets with a conversation, made by rules; a model that was asked may add a
line (S003-29).
"""

import calendar
from collections.abc import Mapping

from functions.domain.assistant.gathering import NOTHING
from functions.domain.conversations.documents import Conversation, Gathered
from functions.domain.replies.plans import Plan

MOST_OF_A_TEXT = 300
_FAQ = "faq:"


def summary(conversation: Conversation, plan: Plan, text: str) -> str:
    """A line for each fact: the reason, the package and its price as it was told, how far the chat has come, who wants
    to travel and when, where the chat came from, what was asked and answered before, the FAQ that was nearly one, the
    files, the last words.
    """
    known = conversation.gathered or NOTHING
    lines: Mapping[str, object] = {
        "reason": plan.handover or "payment_early",
        "package": conversation.package_code,
        "prices told": _prices(known, conversation.package_code),
        "phase": conversation.phase,
        "travellers": known.travellers,
        "months": ", ".join(calendar.month_name[month] for month in known.months) or None,
        "campaign": conversation.campaign_code,
        "ad": conversation.ad_id,
        "language": conversation.language,
        "handovers before": len(conversation.handovers) or None,
        "asked before": _question(known),
        "FAQ tried": _faq(plan),
        "files": ", ".join(known.media) or None,
        "last words": " / ".join(text.split("\n"))[:MOST_OF_A_TEXT] or None,
        "the model says": plan.summary,
    }
    return "\n".join(f"{name}: {value}" for name, value in lines.items() if value is not None)


def _prices(known: Gathered, code: str | None) -> str | None:
    """That of the package which the chat is about; of all that were listed where it is about none yet."""
    if code is not None:
        return known.prices.get(code)
    return ", ".join(f"{price} ({each})" for each, price in known.prices.items()) or None


def _question(known: Gathered) -> str | None:
    if known.question is None:
        return None
    return f"{known.question} (answered by {', '.join(known.answered_by)})"


def _faq(plan: Plan) -> str | None:
    """The FAQ that was too unsure to answer with."""
    tried = next((each.removeprefix(_FAQ) for each in plan.triggers if each.startswith(_FAQ)), None)
    return f"{tried} ({plan.confidence:.2f})" if tried is not None and plan.confidence < 1 else None
