"""A burst of messages as the rules see it: its codes, what it says, what it chooses, and the FAQ that it is likeliest
about.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from functions.domain.conversations.documents import Heard
from functions.domain.language.choosing import is_pointed_at, meant, sold
from functions.domain.language.codes import Codes, codes_in, is_sold
from functions.domain.language.faqs import FaqMatch, best_faq
from functions.domain.language.picks import line_of, pick_in
from functions.domain.language.signals import Signals, signals_in
from functions.domain.language.words import phrases_of
from functions.domain.orgs.org import Org
from functions.domain.replies.phases import FIRST, begins_cycle
from functions.domain.replies.plans import Chat, Part, Plan

# What an answer asks last: whether details are wanted, whether they register, or which package of a list it is to be:
# then `packages:` or `welcome:` and the ids of its lines.
DETAILS: Final = "details"
REGISTER: Final = "register"
_LISTS: Final = ("packages", "welcome")
_BY_AD: Final = "ad"
MOST_READ: Final = 6000  # characters of a burst, its last ones: 30 long messages would take seconds


@dataclass(frozen=True)
class Turn:
    """A burst of messages as the rules see it. `chat`: with what its codes, and its first choice, changed;
    `is_new_package`: whether a code or an ad named one; `choice`: the packages that its words may mean; `pick`: the
    number of a line that it picks; `faq`: the likeliest.
    """

    org: Org
    heard: tuple[Heard, ...]
    chat: Chat
    codes: Codes
    signals: Signals
    faq: FaqMatch | None
    today: date
    is_new_package: bool
    choice: tuple[str, ...] = ()
    pick: int | None = None

    @property
    def has_package(self) -> bool:
        package = self.org.packages.get(self.chat.package_id or "")
        return package is not None and is_sold(package, self.today)

    @property
    def sold(self) -> tuple[str, ...]:
        return sold(self.org.packages, self.today)


def read_burst(org: Org, chat: Chat, heard: tuple[Heard, ...], *, today: date) -> Turn:
    """What a burst says, and the chat with what its codes changed."""
    text = "\n".join(each.text for each in heard if each.text)[-MOST_READ:]
    codes = codes_in(org.packages, text, today)
    plain = codes.removed_from(org.packages, text)
    signals = signals_in(org.settings.assistant, plain)
    by_code = codes.package_id or (None if codes.has_any else _by_ad(org, heard, today))
    pick = _pick(org, chat, signals) if by_code is None else None
    turn = Turn(
        org,
        heard,
        _with_package(org, chat, by_code) if by_code is not None else chat,
        codes,
        signals,
        None if signals.is_little else best_faq(org.faqs, plain),
        today,
        by_code is not None,
        pick=pick,
    )
    return _with_choice_of(turn)


def _with_choice_of(turn: Turn) -> Turn:
    """The turn with what its words choose. A line that is picked holds at once, and so does `yang april`; another
    month or a name only where the chat is about no package yet: `saya bayar bulan april` changes none.
    """
    if turn.pick is None:
        choice = meant(turn.org.packages, turn.signals, turn.today)
        is_open = turn.chat.package_id is None or (
            not turn.is_new_package and is_pointed_at(turn.signals.words)
        )
        is_settled = len(choice) == 1 and is_open
    else:
        picked = line_of(_listed_before(turn), turn.pick) or None
        choice, is_settled = (() if picked is None else (picked,)), picked is not None
    chat = with_choice(turn.chat, choice[0]) if is_settled else turn.chat
    return replace(turn, chat=chat, choice=choice)


def _pick(org: Org, chat: Chat, signals: Signals) -> int | None:
    filler = {word for phrase in phrases_of(org.settings.assistant, "filler") for word in phrase}
    return pick_in(signals.words, filler, has_list=(chat.asked or "").startswith(f"{_LISTS[0]}:"))


def _listed_before(turn: Turn) -> Sequence[str]:
    """The packages of the list that was asked about, as far as they are sold; else of the list as it would be now."""
    kind, _, ids = (turn.chat.asked or "").partition(":")
    if kind in _LISTS:
        return [id if id in turn.sold else "" for id in ids.split(",")]
    return turn.sold[: turn.org.settings.assistant.most_listed]


def asked_about(turn: Turn, plan: Plan) -> str | None:
    """Of an answer that ends with a list what it asks about: which of these packages it is to be."""
    last = plan.parts[-1] if plan.parts else None
    if last is None or last.kind not in _LISTS:
        return None
    ids = (last.about or turn.sold)[: turn.org.settings.assistant.most_listed]
    return f"{last.kind}:{','.join(ids)}"


def list_of(turn: Turn) -> Part:
    """The packages: with the welcome, where it is the first answer."""
    return Part("welcome" if turn.chat.is_first else "packages")


def with_choice(chat: Chat, package_id: str) -> Chat:
    """The chat about a package that was chosen by name: no code, so the campaign stays what it was, and where the
    journey before is settled it is a new cycle all the same.
    """
    if not begins_cycle(chat.phase, chat.package_id, package_id):
        return replace(chat, package_id=package_id)
    return replace(chat, package_id=package_id, phase=FIRST, cycle=chat.cycle + 1, campaign_code=None)


def _by_ad(org: Org, heard: tuple[Heard, ...], today: date) -> str | None:
    ads = {each.ad_id for each in heard} - {None}
    found = [id for id, package in sorted(org.packages.items()) if not ads.isdisjoint(package.ad_ids)]
    return next((id for id in found if is_sold(org.packages[id], today)), None)


def _with_package(org: Org, chat: Chat, package_id: str) -> Chat:
    """The chat after a valid code: about its package, in a new cycle where the one before is settled."""
    named = replace(chat, package_id=package_id, campaign_code=org.packages[package_id].code, unknown_count=0)
    if not begins_cycle(chat.phase, chat.package_id, package_id):
        return named
    return replace(named, phase=FIRST, cycle=chat.cycle + 1, asked=None)


def code_triggers(turn: Turn, before: Chat) -> tuple[str, ...]:
    """What its codes, its ad and a new cycle are called among the triggers."""
    code = (f"code:{turn.codes.code}",) if turn.codes.code else ()
    ad = (_BY_AD,) if turn.is_new_package and not turn.codes.code else ()
    cycle = ("new_cycle",) if turn.chat.cycle != before.cycle else ()
    return (*code, *ad, *(f"code_unknown:{each}" for each in turn.codes.unknown), *cycle)
