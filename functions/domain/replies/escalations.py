"""The rules that bring a chat to a person: anger, who asks for one, reserved topics, money, what is not understood."""

from dataclasses import replace
from typing import Final

from functions.domain.language.folding import stems_in
from functions.domain.replies.phases import FIRST, after_payment_phrase
from functions.domain.replies.plans import HandoverReason, Kind, Part, Plan
from functions.domain.replies.reading import DETAILS, REGISTER, Turn, list_of

SURE: Final = 0.8  # of an FAQ's score: the question is one of its own phrasings, or nearly


def said(turn: Turn, meaning: str) -> tuple[str, ...]:
    """What said so, as triggers."""
    return tuple(f"{kind}:{phrase}" for kind, phrase in turn.signals.phrases if kind == meaning)


def is_angry(turn: Turn) -> Plan | None:
    return _handed_over(turn, "anger", *said(turn, "anger")) if turn.signals.says("anger") else None


def opts_out_unclearly(turn: Turn) -> Plan | None:
    """A word of STOP among others: only a person may say what it means."""
    is_unclear = any(each.is_for_person for each in turn.heard)
    return replace(_handed_over(turn, "opt_out_unclear"), parts=()) if is_unclear else None


def asks_for_person(turn: Turn) -> Plan | None:
    return _handed_over(turn, "asked_for", *said(turn, "human")) if turn.signals.says("human") else None


def is_reserved(turn: Turn) -> Plan | None:
    topic = turn.signals.reserved
    return _handed_over(turn, "reserved_topic", f"topic:{topic}") if topic is not None else None


def pays(turn: Turn) -> Plan | None:
    """S003-14, 44, 45: booking from `interest` on; before, the facts first, and somebody is told. A yes to the question
    with which the details end is booking too.
    """
    signs_up = turn.chat.asked == REGISTER and _is_plain_yes(turn) and not turn.is_new_package
    if not signs_up and (not turn.signals.says("payment") or _is_about_more(turn)):
        return None
    phase, words = after_payment_phrase(turn.chat.phase), ("yes",) if signs_up else said(turn, "payment")
    if turn.chat.phase != FIRST:
        plan = _handed_over(turn, "payment", *words)
        return replace(plan, chat=replace(plan.chat, phase=phase), is_high_intent=True)
    chat = replace(turn.chat, phase=phase, asked=DETAILS, unknown_count=0)
    return Plan(chat, _before_payment(turn), ("payment_early", *words), is_high_intent=True)


def _before_payment(turn: Turn) -> tuple[Part, ...]:
    """What an early payment question is answered with: the facts, and what else was asked for sure, come first."""
    facts = Part("offer") if turn.has_package else list_of(turn)
    faq = turn.faq
    answer = (Part("faq", (faq.id,)),) if faq is not None and faq.score >= SURE else ()
    return facts, *answer, Part("payment_early")


def _is_plain_yes(turn: Turn) -> bool:
    """Whether it says yes, and is no thanks: `ya, makasih` ends a chat as often as it goes on."""
    return turn.signals.is_little and turn.signals.is_yes and not turn.signals.says("thanks", "no")


def _is_about_more(turn: Turn) -> bool:
    """Whether an FAQ answers the question for sure, whose own payment word is all that there is: which documents to
    register with is no wish to register.
    """
    if turn.faq is None or turn.faq.score < SURE:
        return False
    phrases = [phrase for meaning, phrase in turn.signals.phrases if meaning == "payment"]
    return all(" " not in phrase and turn.faq.stems.issuperset(stems_in(phrase)) for phrase in phrases)


def refuses_to_pay(turn: Turn) -> Plan | None:
    """`Tidak jadi daftar`, and no question beside: a person should know, and the phase stays (S003-14)."""
    if not turn.signals.refuses_to_pay or turn.signals.says("details", "price", "seats", "packages"):
        return None
    return _handed_over(turn, "low_confidence", "no_payment")


def doubts(turn: Turn) -> Plan | None:
    """Something like a question that is known: too unsure to answer it, and too near to ask again (S003-41)."""
    faq = turn.faq
    if faq is None or faq.score < turn.org.settings.assistant.faq_from:
        return None
    return _handed_over(turn, "low_confidence", f"faq:{faq.id}", confidence=faq.score)


def is_unknown(turn: Turn) -> Plan:
    """S003-04: asked again once, then a person takes over."""
    count = turn.chat.unknown_count + 1
    media = tuple(
        f"media:{kind}" for each in turn.heard if not each.text for kind in each.media or (each.kind,)
    )
    if count >= turn.org.settings.assistant.unknown_most:
        return _handed_over(turn, "unknown_twice", *media, confidence=0.0)
    chat = replace(turn.chat, unknown_count=count, asked=None)
    return Plan(chat, (Part("unknown"),), ("unknown", *media), 0.0)


def _handed_over(turn: Turn, because: HandoverReason, *triggers: str, confidence: float = 1.0) -> Plan:
    kind: Kind = "handover_payment" if because == "payment" else "handover"
    chat = replace(turn.chat, asked=None, unknown_count=0)
    return Plan(chat, (Part(kind),), (because, *triggers), confidence, handover=because)
