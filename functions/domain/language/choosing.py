"""The packages that are sold, and which of them a text means: by its month, and by the words that only it has."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from functions.domain.language.codes import is_sold
from functions.domain.language.folding import stems_in
from functions.domain.language.signals import MONTH_OF, Signals
from functions.domain.settings.packages import Package

MINOR_OF_MILLION: Final = 100_000_000  # of rupiah, as packages have prices


def sold(packages: Mapping[str, Package], today: date) -> tuple[str, ...]:
    """The packages that can be booked, the next departure first."""
    open_ones = [(each.departs_on, id) for id, each in packages.items() if is_sold(each, today)]
    return tuple(id for _, id in sorted(open_ones))


def meant(packages: Mapping[str, Package], signals: Signals, today: date) -> tuple[str, ...]:
    """Those that a text may mean; none where it names neither a month, a price in millions nor a word of one."""
    candidates = sold(packages, today)
    if signals.months:
        candidates = tuple(
            id
            for id in candidates
            if packages[id].departs_on.month in signals.months
            and signals.year in (None, packages[id].departs_on.year)
        )
    priced = tuple(
        id for id in candidates if packages[id].price_minor // MINOR_OF_MILLION in signals.millions
    )
    if priced:
        return priced
    named = _named(packages, candidates, frozenset(stems_in(" ".join(signals.words))))
    if named:
        return named
    return candidates if signals.months else ()


def is_pointed_at(words: Sequence[str]) -> bool:
    """Whether a text means the package of a month, `yang april`, `paket bulan mei`, and no time of its own."""
    pairs = zip(("", "", *words), ("", *words), words, strict=False)
    return any(
        word in MONTH_OF and (before in _POINTING or (before in _OF_MONTH and earlier in _POINTING))
        for earlier, before, word in pairs
    )


def _named(
    packages: Mapping[str, Package], candidates: Sequence[str], said: frozenset[str]
) -> tuple[str, ...]:
    """Those of which the text has most words that not all packages have."""
    names = {id: _words_of(packages[id]) for id in packages}
    common = Counter(word for words in names.values() for word in words)
    telling = {
        id: sum(word in said for word in names[id] if common[word] < max(len(names), 2)) for id in candidates
    }
    most = max(telling.values(), default=0)
    return tuple(id for id in candidates if telling[id] == most) if most else ()


def _words_of(package: Package) -> frozenset[str]:
    texts = (package.name, *package.called.values())
    words = {stem for text in texts for stem in stems_in(text)}
    return frozenset(word for word in words if not word.isdigit()) - _GENERIC


_POINTING = frozenset(("yang", "yg", "sing", "seng", "ingkang", "paket", "package", "the", "umroh", "umrah"))
_OF_MONTH = frozenset(("bulan", "bln", "wulan", "sasi", "month"))
# A month is no name: `may I` would choose the package of May.
_GENERIC = frozenset(
    stems_in(
        "paket umroh umrah haji package program the and plus with dan dengan to ke in di "
        + " ".join(MONTH_OF)
    )
)
