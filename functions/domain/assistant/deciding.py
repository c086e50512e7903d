"""What is answered, by rules alone: the responder that needs no model (docs/assistant.md has its order drawn).

A table of rules, first one first. What must be right stands at the top: who asks for a person gets one, money is talked
about by phase, and what is not understood is said to be so.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from functions.domain.assistant.choosing import meant, sold
from functions.domain.assistant.media import asked_medium
from functions.domain.assistant.parties import is_party
from functions.domain.assistant.phases import FIRST, after_payment_phrase, begins_cycle, later
from functions.domain.assistant.plans import Chat, HandoverReason, Kind, Part, Plan
from functions.domain.assistant.reading import Turn, code_triggers, read_burst
from functions.domain.assistant.signals import is_only_emoji
from functions.domain.conversations.documents import Heard
from functions.domain.orgs.org import Org

DETAILS: Final = "details"
REGISTER: Final = "register"
SURE: Final = 0.8  # of an FAQ's score: the question is one of its own phrasings, or nearly


def decide(org: Org, chat: Chat, heard: tuple[Heard, ...], *, today: date) -> Plan:
    """What a burst of messages is answered with. `today`: by the business's clock."""
    turn = read_burst(org, chat, heard, today=today)
    plan = next(plan for rule in _RULES if (plan := rule(turn)) is not None)
    triggers = (*code_triggers(turn, chat), *plan.triggers)
    return replace(
        plan,
        chat=replace(plan.chat, is_first=False, asked=None if _ends_with_list(plan) else plan.chat.asked),
        triggers=tuple(dict.fromkeys(triggers)),
        left_out=turn.codes.left_out,
        unknown_codes=turn.codes.unknown,
    )


def _ends_with_list(plan: Plan) -> bool:
    """Whether the answer asks which package it is to be: a yes is none to what was asked before."""
    return bool(plan.parts) and plan.parts[-1].kind in ("welcome", "packages")


def _said(turn: Turn, meaning: str) -> tuple[str, ...]:
    """What said so, as triggers."""
    return tuple(f"{kind}:{phrase}" for kind, phrase in turn.signals.phrases if kind == meaning)


def _handed_over(turn: Turn, because: HandoverReason, *triggers: str, confidence: float = 1.0) -> Plan:
    kind: Kind = "handover_payment" if because == "payment" else "handover"
    chat = replace(turn.chat, asked=None, unknown_count=0)
    return Plan(chat, (Part(kind),), (because, *triggers), confidence, handover=because)


def _angry(turn: Turn) -> Plan | None:
    return _handed_over(turn, "anger", *_said(turn, "anger")) if turn.signals.says("anger") else None


def _unclear_opt_out(turn: Turn) -> Plan | None:
    """A word of STOP among others: only a person may say what it means."""
    is_unclear = any(each.is_for_person for each in turn.heard)
    return replace(_handed_over(turn, "opt_out_unclear"), parts=()) if is_unclear else None


def _asks_for_person(turn: Turn) -> Plan | None:
    return _handed_over(turn, "asked_for", *_said(turn, "human")) if turn.signals.says("human") else None


def _reserved(turn: Turn) -> Plan | None:
    topic = turn.signals.reserved
    return _handed_over(turn, "reserved_topic", f"topic:{topic}") if topic is not None else None


def _pays(turn: Turn) -> Plan | None:
    """S003-14, 44, 45: booking from `interest` on; before, the facts first, and somebody is told. A yes to the question
    with which the details end is booking too.
    """
    signs_up = turn.chat.asked == REGISTER and _is_plain_yes(turn) and not turn.is_new_package
    if not signs_up and (not turn.signals.says("payment") or _is_about_more(turn)):
        return None
    phase, said = after_payment_phrase(turn.chat.phase), ("yes",) if signs_up else _said(turn, "payment")
    if turn.chat.phase != FIRST:
        plan = _handed_over(turn, "payment", *said)
        return replace(plan, chat=replace(plan.chat, phase=phase), is_high_intent=True)
    chat = replace(turn.chat, phase=phase, asked=DETAILS, unknown_count=0)
    facts = (Part("offer"),) if turn.has_package else (_list(turn),)
    parts = (*facts, Part("payment_early"))
    return Plan(chat, parts, ("payment_early", *said), is_high_intent=True)


def _is_plain_yes(turn: Turn) -> bool:
    """Whether it says yes, and is no thanks: `ya, makasih` ends a chat as often as it goes on."""
    return turn.signals.is_little and turn.signals.is_yes and not turn.signals.says("thanks", "no")


def _is_about_more(turn: Turn) -> bool:
    """Whether an FAQ answers the question for sure, in which a payment word stands alone: which documents to register
    with is no wish to register.
    """
    phrases = [phrase for meaning, phrase in turn.signals.phrases if meaning == "payment"]
    is_sure = turn.faq is not None and turn.faq.score >= SURE
    return is_sure and all(" " not in phrase for phrase in phrases)


def _refuses_to_pay(turn: Turn) -> Plan | None:
    """`Tidak jadi daftar`, and no question beside: a person should know, and the phase stays (S003-14)."""
    if not turn.signals.refuses_to_pay or turn.signals.says("details", "price", "seats", "packages"):
        return None
    return _handed_over(turn, "low_confidence", "no_payment")


def _by_faq(turn: Turn) -> Plan | None:
    """A question that an FAQ surely answers, after the facts of a package that the same burst named."""
    faq = turn.faq
    if faq is None or faq.score < _needed(turn):
        return None
    phase = later(turn.chat.phase, "interest") if turn.signals.says("details") else turn.chat.phase
    first = (Part("welcome_code"),) if turn.is_new_package else ()
    asked = DETAILS if first else None
    chat = replace(turn.chat, phase=phase, asked=asked, unknown_count=0)
    return Plan(chat, (*first, Part("faq", (faq.id,))), (f"faq:{faq.id}",), faq.score)


def _asks_for_medium(turn: Turn) -> Plan | None:
    """A map or a film of the package that the chat is about, or that it names (S003-24); a new one is shown first."""
    if turn.is_new_package:
        return None
    named = _choice(turn)
    package = turn.org.packages.get(named.package_id or "")
    if package is None or not replace(turn, chat=named).has_package:
        return None
    medium = asked_medium(package, turn.signals.words, "location", "video")
    if medium is None:
        return None
    chat = replace(named, phase=later(named.phase, "interest"), unknown_count=0)
    return Plan(chat, (Part("medium", (medium,)),), (f"medium:{medium}",))


def _needed(turn: Turn) -> float:
    """How near an FAQ must be: nearer where what is asked has an answer of its own, the list or the details."""
    has_own = turn.signals.says("packages") or (turn.signals.says("details") and turn.has_package)
    return SURE if has_own else turn.org.settings.assistant.handover_below


def _wants_details(turn: Turn) -> Plan | None:
    """They are asked for, or a yes to whether they are wanted (S003-11, 13)."""
    is_yes = turn.chat.asked == DETAILS and turn.signals.is_little and turn.signals.is_yes
    if not (is_yes or turn.signals.says("details")):
        return None
    said = ("yes",) if is_yes else _said(turn, "details")
    named = _choice(turn)
    chat = replace(named, phase=later(named.phase, "interest"), asked=None, unknown_count=0)
    if chat.package_id is None or not replace(turn, chat=chat).has_package:
        return Plan(chat, (_list(turn),), said)
    return Plan(replace(chat, asked=REGISTER), (Part("details"),), said)


def _named_by_code(turn: Turn) -> Plan | None:
    """A valid code, and nothing that goes before it: the package (S003-05, 11)."""
    if not turn.is_new_package:
        return None
    return Plan(replace(turn.chat, asked=DETAILS), (Part("welcome_code"),))


def _code_leads_nowhere(turn: Turn) -> Plan | None:
    """S003-07: the general reply."""
    return Plan(turn.chat, (_list(turn),), ("code_unknown",)) if turn.codes.unknown else None


def _chooses(turn: Turn) -> Plan | None:
    """A month, or a package by its name; of several a list of these."""
    found = meant(turn.org.packages, turn.signals, turn.today)
    if not found and not turn.signals.months:
        return None
    chat = replace(turn.chat, unknown_count=0)
    if len(found) == 1:
        kind: Kind = "welcome_code" if turn.chat.is_first else "offer"
        chosen = replace(_with_choice(turn, chat, found[0]), asked=DETAILS)
        return Plan(chosen, (Part(kind),), (f"package:{turn.org.packages[found[0]].code}",))
    listed = Part("packages", found) if found else _list(turn)
    return Plan(chat, (listed,), tuple(f"month:{each}" for each in turn.signals.months) or ("name",))


def _asks_price_or_seats(turn: Turn) -> Plan | None:
    if not turn.signals.says("price", "seats"):
        return None
    chat, said = replace(turn.chat, unknown_count=0), (*_said(turn, "price"), *_said(turn, "seats"))
    if turn.has_package:
        return Plan(replace(chat, asked=DETAILS), (Part("offer"),), said)
    return Plan(chat, (_list(turn),), said)


def _asks_for_list(turn: Turn) -> Plan | None:
    if not turn.signals.says("packages"):
        return None
    return Plan(replace(turn.chat, unknown_count=0), (_list(turn),), _said(turn, "packages"))


def _says_how_many(turn: Turn) -> Plan | None:
    """How many will travel, which the welcome asks: the package of the chat, or which one it is to be (S003-12)."""
    if not is_party(turn.signals.words):
        return None
    chat = replace(turn.chat, unknown_count=0)
    if turn.has_package:
        return Plan(replace(chat, asked=DETAILS), (Part("offer"),), ("party",))
    return Plan(chat, (_list(turn),), ("party",))


def _greets(turn: Turn) -> Plan | None:
    """A greeting alone: the welcome, or where the chat had got to (S003-40)."""
    if not (turn.signals.is_little and turn.signals.says("greeting")):
        return None
    if turn.has_package:
        return Plan(replace(turn.chat, asked=DETAILS), (Part("offer"),), ("greeting", "returning"))
    return Plan(turn.chat, (_list(turn),), ("greeting",))


def _says_little(turn: Turn) -> Plan | None:
    """Thanks, emoji, a yes or a no to nothing: no answer is an answer too, and costs nothing."""
    texts = [each.text for each in turn.heard]
    is_little = turn.signals.is_little or all(text is not None and is_only_emoji(text) for text in texts)
    if not is_little or turn.chat.is_first:
        return None
    return Plan(turn.chat, (), ("little",), nothing_because="nothing_asked")


def _doubts(turn: Turn) -> Plan | None:
    """Something like a question that is known: too unsure to answer it, and too near to ask again (S003-41)."""
    faq = turn.faq
    if faq is None or faq.score < turn.org.settings.assistant.faq_from:
        return None
    return _handed_over(turn, "low_confidence", f"faq:{faq.id}", confidence=faq.score)


def _welcomes(turn: Turn) -> Plan | None:
    """What somebody writes first and says nothing that is known (S003-06, 12)."""
    has_text = any(each.text for each in turn.heard)
    return Plan(turn.chat, (Part("welcome"),), ("first",)) if turn.chat.is_first and has_text else None


def _is_unknown(turn: Turn) -> Plan:
    """S003-04: asked again once, then a person takes over."""
    count = turn.chat.unknown_count + 1
    media = tuple(
        f"media:{kind}" for each in turn.heard if not each.text for kind in each.media or (each.kind,)
    )
    if count >= turn.org.settings.assistant.unknown_most:
        return _handed_over(turn, "unknown_twice", *media, confidence=0.0)
    chat = replace(turn.chat, unknown_count=count, asked=None)
    return Plan(chat, (Part("unknown"),), ("unknown", *media), 0.0)


def _choice(turn: Turn) -> Chat:
    """The chat about the one package that a text means; of one that is about none yet the only one that there is."""
    found = meant(turn.org.packages, turn.signals, turn.today)
    if len(found) != 1 and turn.chat.package_id is None:
        found = sold(turn.org.packages, turn.today)
    return _with_choice(turn, turn.chat, found[0]) if len(found) == 1 else turn.chat


def _with_choice(turn: Turn, chat: Chat, package_id: str) -> Chat:
    """The chat about a package that was chosen by name: no code, so the campaign stays what it was, and where the
    journey before is settled it is a new cycle all the same.
    """
    if not begins_cycle(chat.phase, chat.package_id, package_id):
        return replace(chat, package_id=package_id)
    return replace(chat, package_id=package_id, phase=FIRST, cycle=chat.cycle + 1, campaign_code=None)


def _list(turn: Turn) -> Part:
    return Part("welcome" if turn.chat.is_first else "packages")


_RULES: Final[tuple[Callable[[Turn], Plan | None], ...]] = (
    _unclear_opt_out,
    _angry,
    _asks_for_person,
    _reserved,
    _pays,
    _refuses_to_pay,
    _asks_for_medium,
    _by_faq,
    _wants_details,
    _named_by_code,
    _code_leads_nowhere,
    _chooses,
    _asks_price_or_seats,
    _asks_for_list,
    _says_how_many,
    _greets,
    _says_little,
    _doubts,
    _welcomes,
    _is_unknown,
)
