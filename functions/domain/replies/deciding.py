"""What is answered, by rules alone: the responder that needs no model (docs/assistant.md has its order drawn).

A table of rules, first one first. What must be right stands at the top (escalations.py): who asks for a person gets
one, money is talked about by phase; and what is not understood is said to be so.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from functions.domain.conversations.documents import Heard
from functions.domain.language.closings import is_goodbye, is_postponed
from functions.domain.language.media import asked_medium
from functions.domain.language.parties import is_party
from functions.domain.language.signals import is_only_emoji
from functions.domain.orgs.org import Org
from functions.domain.replies import escalations
from functions.domain.replies.escalations import SURE, said
from functions.domain.replies.phases import later
from functions.domain.replies.plans import Chat, Kind, Part, Plan
from functions.domain.replies.reading import (
    DETAILS,
    REGISTER,
    Turn,
    asked_about,
    code_triggers,
    list_of,
    read_burst,
    with_choice,
)


def decide(org: Org, chat: Chat, heard: tuple[Heard, ...], *, today: date) -> Plan:
    """What a burst of messages is answered with. `today`: by the business's clock."""
    turn = read_burst(org, chat, heard, today=today)
    plan = next(plan for rule in _RULES if (plan := rule(turn)) is not None)
    triggers = (*code_triggers(turn, chat), *plan.triggers)
    return replace(
        plan,
        chat=replace(plan.chat, is_first=False, asked=asked_about(turn, plan) or plan.chat.asked),
        triggers=tuple(dict.fromkeys(triggers)),
        left_out=turn.codes.left_out,
        unknown_codes=turn.codes.unknown,
    )


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
    """How near an FAQ must be: nearer where the text has an answer of its own, the list, the offer or the details."""
    return SURE if _has_own_answer(turn) else turn.org.settings.assistant.handover_below


def _has_own_answer(turn: Turn) -> bool:
    if turn.choice or turn.codes.unknown or is_party(turn.signals.words):
        return True
    is_about_package = turn.signals.says("details") and turn.has_package
    return is_about_package or turn.signals.says("packages", "price", "seats", "departure")


def _wants_details(turn: Turn) -> Plan | None:
    """They are asked for, or a yes to whether they are wanted (S003-11, 13). Where no package is chosen the list comes
    first, and the phase stays: nothing was told yet that could interest.
    """
    is_yes = turn.chat.asked == DETAILS and turn.signals.is_little and turn.signals.is_yes
    if not (is_yes or turn.signals.says("details")):
        return None
    words = ("yes",) if is_yes else said(turn, "details")
    chat = replace(_choice(turn), asked=None, unknown_count=0)
    if not replace(turn, chat=chat).has_package:
        return Plan(chat, (list_of(turn),), words)
    chat = replace(chat, phase=later(chat.phase, "interest"), asked=REGISTER)
    return Plan(chat, (Part("details"),), words)


def _named_by_code(turn: Turn) -> Plan | None:
    """A valid code, and nothing that goes before it: the package (S003-05, 11)."""
    if not turn.is_new_package:
        return None
    return Plan(replace(turn.chat, asked=DETAILS), (Part("welcome_code"),))


def _code_leads_nowhere(turn: Turn) -> Plan | None:
    """S003-07: the general reply."""
    return Plan(turn.chat, (list_of(turn),), ("code_unknown",)) if turn.codes.unknown else None


def _chooses(turn: Turn) -> Plan | None:
    """A month, a package by its name, or a line of the list; of several a list of these."""
    found = turn.choice
    if not found and not turn.signals.months and turn.pick is None:
        return None
    chat = replace(turn.chat, unknown_count=0)
    if len(found) == 1:
        kind: Kind = "welcome_code" if turn.chat.is_first else "offer"
        chosen = replace(with_choice(chat, found[0]), asked=DETAILS)
        return Plan(chosen, (Part(kind),), (f"package:{turn.org.packages[found[0]].code}",))
    listed = Part("packages", found) if found else list_of(turn)
    return Plan(chat, (listed,), tuple(f"month:{each}" for each in turn.signals.months) or ("name",))


def _asks_facts(turn: Turn) -> Plan | None:
    """The price, the seats, when it leaves and for how long: each offer has them all."""
    if not turn.signals.says("price", "seats", "departure"):
        return None
    chat = replace(turn.chat, unknown_count=0)
    words = (*said(turn, "price"), *said(turn, "seats"), *said(turn, "departure"))
    if turn.has_package:
        return Plan(replace(chat, asked=DETAILS), (Part("offer"),), words)
    return Plan(chat, (list_of(turn),), words)


def _asks_for_list(turn: Turn) -> Plan | None:
    if not turn.signals.says("packages"):
        return None
    return Plan(replace(turn.chat, unknown_count=0), (list_of(turn),), said(turn, "packages"))


def _says_how_many(turn: Turn) -> Plan | None:
    """How many will travel, which the welcome asks: the package of the chat, or which one it is to be (S003-12)."""
    if not is_party(turn.signals.words):
        return None
    chat = replace(turn.chat, unknown_count=0)
    if turn.has_package:
        return Plan(replace(chat, asked=DETAILS), (Part("offer"),), ("party",))
    return Plan(chat, (list_of(turn),), ("party",))


def _greets(turn: Turn) -> Plan | None:
    """A greeting alone: the welcome, or where the chat had got to (S003-40)."""
    if not (turn.signals.is_little and turn.signals.says("greeting")) or _comes_back(turn):
        return None
    if turn.has_package:
        return Plan(replace(turn.chat, asked=DETAILS), (Part("offer"),), ("greeting", "returning"))
    return Plan(turn.chat, (list_of(turn),), ("greeting",))


def _says_little(turn: Turn) -> Plan | None:
    """Thanks, emoji, a yes or a no to nothing, `I ask my wife first`: no answer is an answer too, and costs nothing."""
    texts = [each.text for each in turn.heard]
    is_emoji = all(text is not None and is_only_emoji(text) for text in texts)
    if turn.chat.is_first or not (turn.signals.is_little or is_emoji or _comes_back(turn)):
        return None
    return Plan(turn.chat, (), ("little",), nothing_because="nothing_asked")


def _comes_back(turn: Turn) -> bool:
    words = turn.signals.words
    is_later = turn.signals.says("later") or is_postponed(words) or is_goodbye(words)
    return is_later and not any("?" in (each.text or "") for each in turn.heard)


def _welcomes(turn: Turn) -> Plan | None:
    """What somebody writes or shows first and says nothing that is known (S003-06, 12); no voice note."""
    is_shown = any(each.text or (each.media and "audio" not in each.media) for each in turn.heard)
    return Plan(turn.chat, (Part("welcome"),), ("first",)) if turn.chat.is_first and is_shown else None


def _choice(turn: Turn) -> Chat:
    """The chat about the one package that a text means; of one that is about none yet the only one that there is."""
    found = turn.choice
    if len(found) != 1 and turn.chat.package_id is None:
        found = turn.sold
    return with_choice(turn.chat, found[0]) if len(found) == 1 else turn.chat


_RULES: Final[tuple[Callable[[Turn], Plan | None], ...]] = (
    escalations.opts_out_unclearly,
    escalations.is_angry,
    escalations.is_reserved,
    escalations.asks_for_person,
    escalations.pays,
    escalations.refuses_to_pay,
    _asks_for_medium,
    _by_faq,
    _wants_details,
    _named_by_code,
    _chooses,
    _code_leads_nowhere,
    _asks_facts,
    _asks_for_list,
    _says_how_many,
    _greets,
    _says_little,
    escalations.doubts,
    _welcomes,
    escalations.is_unknown,
)
