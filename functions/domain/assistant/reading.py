"""A burst of messages as the rules see it: its codes, what it says, and the FAQ that it is likeliest about."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from functions.domain.assistant.codes import Codes, codes_in, is_sold
from functions.domain.assistant.faqs import FaqMatch, best_faq
from functions.domain.assistant.phases import FIRST, begins_cycle
from functions.domain.assistant.plans import Chat
from functions.domain.assistant.signals import Signals, signals_in
from functions.domain.conversations.documents import Heard
from functions.domain.orgs.org import Org

_BY_AD: Final = "ad"
MOST_READ: Final = 6000  # characters of a burst, its last ones: 30 long messages would take seconds


@dataclass(frozen=True)
class Turn:
    """A burst of messages as the rules see it. `chat`: with what its codes changed; `is_new_package`: whether a code
    or an ad named one; `faq`: the likeliest.
    """

    org: Org
    heard: tuple[Heard, ...]
    chat: Chat
    codes: Codes
    signals: Signals
    faq: FaqMatch | None
    today: date
    is_new_package: bool

    @property
    def has_package(self) -> bool:
        package = self.org.packages.get(self.chat.package_id or "")
        return package is not None and is_sold(package, self.today)


def read_burst(org: Org, chat: Chat, heard: tuple[Heard, ...], *, today: date) -> Turn:
    """What a burst says, and the chat with what its codes changed."""
    text = "\n".join(each.text for each in heard if each.text)[-MOST_READ:]
    codes = codes_in(org.packages, text, today)
    plain = codes.removed_from(org.packages, text)
    signals = signals_in(org.settings.assistant, plain)
    by_code = codes.package_id or (None if codes.has_any else _by_ad(org, heard, today))
    return Turn(
        org,
        heard,
        _with_package(org, chat, by_code) if by_code is not None else chat,
        codes,
        signals,
        None if signals.is_little else best_faq(org.faqs, plain),
        today,
        by_code is not None,
    )


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
