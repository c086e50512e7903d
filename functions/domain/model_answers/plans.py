"""From a model's answer to a plan: checked, since nothing that a model says is taken as it is.

What it may decide is the words of an answer, which of the package's media goes along, whether a person is needed, and
that a chat has come to `interest`. Codes, packages, payment, booking and the recipient are the rules' alone.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from functions.domain.language.choosing import sold
from functions.domain.language.codes import is_sold
from functions.domain.language.languages import language_of
from functions.domain.model_answers.answer_checks import OF_FACTS, Checked, checked
from functions.domain.model_answers.questions import ModelAnswer, Question
from functions.domain.replies.deciding import decide
from functions.domain.replies.phases import Phase, later
from functions.domain.replies.plans import Chat, HandoverReason, Part, Plan
from functions.domain.replies.reading import DETAILS

MOST_FACTS: Final = 2  # packages whose facts stand in for what was left out: each costs a read
MOST_TEXT: Final = 4000
MOST_SUMMARY: Final = 400
_MAY_SUGGEST: Final = frozenset[Phase]({"leads", "interest"})
_SENTENCE_END = re.compile(r"[.!?؟\n](?=\s|$)")
_INTENT = re.compile(r"[^a-z0-9_]+")


def plan_of(question: Question, answer: ModelAnswer) -> Plan:
    """The plan of a turn that a model answered. What cannot be said is left out, and where that was of a package its
    facts take the place; `checks` says what for. A text in another language gives way to the rules' answer.
    """
    ruled = decide(question.org, question.chat, question.heard, today=question.today)
    phase, marks = _phase(ruled.chat, answer)
    chat = replace(ruled.chat, phase=phase, asked=None, unknown_count=0, is_first=False)
    triggers = (*_kept_triggers(ruled), "model", *_intent(answer))
    confidence = _confidence(answer)
    base = replace(
        ruled, chat=chat, triggers=triggers, confidence=confidence, handover=None, nothing_because=None
    )
    if (because := _why_handed_over(question, answer, confidence)) is not None:
        return _handed_over(base, because, answer)
    if not speaks(question, answer.text):
        return replace(ruled, triggers=(*ruled.triggers, "model"), checks=("language", *marks))
    media = tuple(_media(question, chat, answer))
    text = answer.text[:MOST_TEXT].strip()
    short = _shortened(text, _longest(question))
    found = checked(question, chat.package_id, short)
    marks += ("length",) if short != text else ()
    marks += ("media",) if len(media) < len(answer.media_ids) else ()
    return _answered(question, base, found, media=media, marks=(*marks, *found.marks), ruled=ruled)


def speaks(question: Question, text: str) -> bool:
    """Whether a text is in the language in which the question is to be answered, by its script and small words."""
    letters = [each for each in text if each.isalpha()]
    arabic = sum("\u0600" <= each <= "\u06ff" for each in letters)
    if question.language.partition("-")[0].lower() == "ar":
        return arabic * 2 >= len(letters)
    latin = sum(each.isascii() for each in letters)
    if latin * 2 < len(letters):
        return False
    return language_of(question.org.settings.assistant, text, question.language) == question.language


def _answered(
    question: Question,
    base: Plan,
    found: Checked,
    *,
    media: tuple[str, ...],
    marks: tuple[str, ...],
    ruled: Plan,
) -> Plan:
    """The text, then the facts where a figure was wrong; the rules' answer where neither is left."""
    facts, chat = _facts(question, base.chat, found), base.chat
    said = (Part("model", media, found.text),) if found.text else ()
    checks = tuple(dict.fromkeys(marks))
    if not said and not facts:
        return replace(ruled, triggers=(*ruled.triggers, "model"), checks=checks or ("empty",))
    asked = DETAILS if facts and facts[0].kind == "offer" else None
    return replace(base, chat=replace(chat, asked=asked), parts=(*said, *facts), checks=checks)


def _facts(question: Question, chat: Chat, found: Checked) -> tuple[Part, ...]:
    """The facts of the package that the left out sentences were about, or of those that may be meant."""
    if OF_FACTS.isdisjoint(found.marks):
        return ()
    packages, today = question.org.packages, question.today
    about = tuple(id for id in found.about if is_sold(packages[id], today))
    own = chat.package_id
    if own is not None and own in packages and is_sold(packages[own], today) and set(about) <= {own}:
        return (Part("offer"),)
    listed = (about or sold(packages, today))[:MOST_FACTS]
    return (Part("packages", listed),) if listed else ()


def _why_handed_over(question: Question, answer: ModelAnswer, confidence: float) -> HandoverReason | None:
    if answer.needs_human or answer.action == "hand_over":
        return "needs_human"
    return "low_confidence" if confidence < question.org.settings.assistant.handover_below else None


def _handed_over(base: Plan, because: HandoverReason, answer: ModelAnswer) -> Plan:
    summary = " ".join((answer.summary or "").split())[:MOST_SUMMARY] or None
    triggers = (because, *base.triggers)
    return replace(base, parts=(Part("handover"),), triggers=triggers, handover=because, summary=summary)


def _phase(chat: Chat, answer: ModelAnswer) -> tuple[Phase, tuple[str, ...]]:
    """Forward, to `interest` at the most: booking and payment are rules."""
    wanted = answer.phase
    if wanted is None or wanted == chat.phase:
        return chat.phase, ()
    if wanted not in _MAY_SUGGEST:
        return chat.phase, ("phase",)
    return later(chat.phase, wanted), ()


def _confidence(answer: ModelAnswer) -> float:
    """What is no share counts as none."""
    return answer.confidence if 0 <= answer.confidence <= 1 else 0.0


def _kept_triggers(ruled: Plan) -> tuple[str, ...]:
    """What the rules found in the burst, without what they would have done."""
    return tuple(each for each in ruled.triggers if ":" in each and not each.startswith(("faq:", "media:")))


def _intent(answer: ModelAnswer) -> Iterator[str]:
    folded = _INTENT.sub("_", (answer.intent or "").lower()).strip("_")[:40]
    if folded:
        yield f"intent:{folded}"


def _media(question: Question, chat: Chat, answer: ModelAnswer) -> Iterator[str]:
    """Those of the package of the chat that can be sent as files."""
    package = question.org.packages.get(chat.package_id or "")
    known = package.all_media if package is not None else {}
    for id in answer.media_ids:
        if id in known and known[id].url is not None:
            yield id


def _longest(question: Question) -> int:
    model = question.org.settings.assistant.model
    return model.longest_answer if model is not None else MOST_TEXT


def _shortened(text: str, most: int) -> str:
    """The sentences that fit; of a single long one its first words."""
    if len(text) <= most:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text[:most])]
    return text[: ends[-1]].strip() if ends else text[:most].rsplit(None, 1)[0]
