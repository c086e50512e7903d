"""What a chat tells of the customer and to them, gathered turn by turn for the person who takes over (summaries.py)."""

from datetime import date
from typing import Final

from functions.domain.conversations.documents import Conversation, Gathered, Heard
from functions.domain.language.choosing import sold
from functions.domain.language.parties import travellers_in
from functions.domain.language.signals import Signals, is_only_emoji, signals_in
from functions.domain.orgs.org import Org
from functions.domain.replies.plans import Part, Plan
from functions.domain.replies.sentences import price_text

MOST_OF_A_QUESTION: Final = 200
MOST_FILES: Final = 10
MOST_READ: Final = 6000
_OF_ONE: Final = frozenset({"welcome_code", "offer", "details"})
_LISTS: Final = frozenset({"welcome", "packages"})
NOTHING: Final = Gathered()


def gathered(
    org: Org, conversation: Conversation, plan: Plan, *, language: str | None, today: date
) -> Gathered | None:
    """What is known after a turn, whose messages still wait in `conversation`; None of nothing. A later word holds."""
    known, heard = conversation.gathered or NOTHING, conversation.waiting
    signals = signals_in(org.settings.assistant, _text(heard)[-MOST_READ:])
    files = [kind for each in heard for kind in each.media]
    after = known.with_changes(
        travellers=travellers_in(signals.words) or known.travellers,
        months=signals.months or known.months,
        prices=known.prices | _prices(org, plan, language=language or org.settings.locale, today=today),
        media=(*known.media, *files)[-MOST_FILES:],
    )
    after = _with_question(after, plan, signals, heard=heard)
    return None if after == NOTHING else after


def asks_something(org: Org, heard: tuple[Heard, ...]) -> bool:
    """Whether messages want an answer: thanks and emoji alone want none."""
    if any(each.media for each in heard):
        return True
    texts = [each.text for each in heard if each.text]
    if texts and all(map(is_only_emoji, texts)):
        return False
    signals = signals_in(org.settings.assistant, _text(heard)[-MOST_READ:])
    return not (signals.is_little and signals.says("thanks") and not signals.says("no"))


def _with_question(known: Gathered, plan: Plan, signals: Signals, *, heard: tuple[Heard, ...]) -> Gathered:
    """With what was asked, where this turn answers it."""
    text = _text(heard)
    if not text or signals.is_little or not plan.parts or plan.handover is not None:
        return known
    question = " / ".join(text.split("\n"))[:MOST_OF_A_QUESTION]
    return known.with_changes(question=question, answered_by=tuple(map(_name, plan.parts)))


def _text(heard: tuple[Heard, ...]) -> str:
    return "\n".join(each.text for each in heard if each.text)


def _prices(org: Org, plan: Plan, *, language: str, today: date) -> dict[str, str]:
    """The prices that an answer tells, by the code of their package."""
    ids = dict.fromkeys(id for part in plan.parts for id in _told(org, plan, part, today=today))
    told = [org.packages[id] for id in ids if id in org.packages]
    return {each.code: price_text(each.price_minor, org.settings.currency, language) for each in told}


def _told(org: Org, plan: Plan, part: Part, *, today: date) -> tuple[str, ...]:
    if part.kind in _OF_ONE:
        return (plan.chat.package_id,) if plan.chat.package_id else ()
    if part.kind in _LISTS:
        return (part.about or sold(org.packages, today))[: org.settings.assistant.most_listed]
    return ()


def _name(part: Part) -> str:
    return f"faq:{part.about[0]}" if part.kind == "faq" else part.kind
