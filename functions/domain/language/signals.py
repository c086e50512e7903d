"""What a text says: the meanings of the phrases in it, the longest first, and the month for which it asks.

A phrase within a longer one of another meaning does not count: `daftar paket` asks for a list, `daftar` alone signs up.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from functions.domain.language.folding import is_nearly, words_in
from functions.domain.language.word_lists import Meaning
from functions.domain.language.words import MEANINGS, Phrase, folded, phrases_of
from functions.domain.settings.assistant import AssistantSettings

LONGEST_PHRASE: Final = 6
# Where a slip of the keyboard costs less than not being understood: `murah` is cheap and `marah` is angry.
_WITH_SLIPS: Final[tuple[Meaning, ...]] = ("payment", "details")
_SAYS_LITTLE: Final = frozenset({"greeting", "thanks", "yes", "no", "filler", "later"})
# For what thanks are said: beside these no more than thanks.
_WORDS_OF_THANKS = """
    atas buat untuk info informasi penjelasan jawaban bantuan respon respons balasan waktu pelayanan sudah udah semua
    for your the all info information help answer reply response explanation time على المعلومات
"""
_THANKED_FOR: Final = frozenset(_WORDS_OF_THANKS.split())
_MONTHS = (
    ("januari", "january", "jan", "يناير"),
    ("februari", "february", "feb", "pebruari", "فبراير"),
    ("maret", "march", "mar", "mrt", "مارس"),
    ("april", "apr", "ابريل"),
    ("mei", "may", "مايو"),
    ("juni", "june", "jun", "يونيو"),
    ("juli", "july", "jul", "يوليو"),
    ("agustus", "august", "aug", "agt", "ags", "اغسطس"),
    ("september", "sep", "sept", "سبتمبر"),
    ("oktober", "october", "okt", "oct", "اكتوبر"),
    ("november", "nov", "nopember", "نوفمبر"),
    ("desember", "december", "des", "dec", "ديسمبر"),
)
MONTH_OF = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_NO = frozenset(
    (
        "tidak",
        "tdk",
        "gak",
        "ga",
        "nggak",
        "ngga",
        "engga",
        "enggak",
        "belum",
        "blm",
        "batal",
        "not",
        "dont",
        "don",
        "ora",
        "ndak",
        "mboten",
    )
)
_AFTER_NO = frozenset(
    ("jadi", "mau", "ingin", "usah", "perlu", "bisa", "dulu", "want", "going", "to", "yet", "t")
)
# After which `may` is no month.
_AFTER_MAY = frozenset(
    ("i", "we", "you", "my", "he", "she", "they", "it", "allah", "god", "be", "have", "ask", "know")
)
_MILLION = frozenset(("juta", "jt", "jutaan", "million"))
_AMOUNT = re.compile(r"\d{1,3}")
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True)
class Signals:
    """`meanings`: what the text says; `phrases`: those that said so, by meaning. `is_little`: it says nothing beside
    greetings, thanks, yes or no. `months`, `year`: for when it asks; `millions`: amounts of money in it, in whole
    millions. `reserved`: the phrase of a topic that is for people. `is_yes`: it is a yes, and not a `ya` that only
    makes thanks friendly. `refuses_to_pay`: each of its payment phrases has a no before it, and counts as none.
    """

    words: tuple[str, ...]
    meanings: frozenset[Meaning]
    phrases: tuple[tuple[Meaning, str], ...]
    is_little: bool
    months: tuple[int, ...] = ()
    year: int | None = None
    millions: tuple[int, ...] = ()
    reserved: str | None = None
    is_yes: bool = False
    refuses_to_pay: bool = False

    def says(self, *meanings: Meaning) -> bool:
        return not self.meanings.isdisjoint(meanings)


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    meaning: Meaning

    def is_within(self, other: "_Span") -> bool:
        longer = other.end - other.start > self.end - self.start
        return longer and other.start <= self.start and self.end <= other.end


def signals_in(settings: AssistantSettings, text: str) -> Signals:
    """What a text says."""
    words = words_in(text)
    counted, is_refused = _counted(words, _meant(words, _longest(list(_spans(settings, words)))))
    months = _months_in(words)
    return Signals(
        words=words,
        meanings=frozenset(span.meaning for span in counted),
        phrases=tuple(dict.fromkeys((s.meaning, " ".join(words[s.start : s.end])) for s in counted)),
        is_little=_is_little(words, counted),
        months=months,
        year=_year_in(words) if months else None,
        millions=_millions_in(words),
        reserved=_reserved(settings, words),
        is_yes=_is_yes(settings, words, counted),
        refuses_to_pay=is_refused,
    )


def _is_little(words: tuple[str, ...], spans: list[_Span]) -> bool:
    """Whether each of the words is one of a greeting, thanks, a yes or a no."""
    said = {place for s in spans if s.meaning in _SAYS_LITTLE for place in range(s.start, s.end)}
    if any(span.meaning == "thanks" for span in spans):
        said |= {place for place, word in enumerate(words) if word in _THANKED_FOR}
    return bool(words) and len(said) == len(words)


def is_only_emoji(text: str) -> bool:
    """Whether a text has signs like 🙏 and 👍, and beside them nothing."""
    kinds = [unicodedata.category(each) for each in text if not each.isspace()]
    return "So" in kinds and all(kind in ("So", "Sk", "Cf", "Mn", "Me") for kind in kinds)


def _longest(spans: list[_Span]) -> list[_Span]:
    return [span for span in spans if not any(span.is_within(other) for other in spans)]


def _meant(words: tuple[str, ...], spans: list[_Span]) -> list[_Span]:
    """Without anger that is denied: `semoga tidak mengecewakan` is none."""
    return [span for span in spans if span.meaning != "anger" or not _is_denied(words, span.start)]


def _is_denied(words: tuple[str, ...], start: int) -> bool:
    return start > 0 and words[start - 1] in _NO


def _counted(words: tuple[str, ...], spans: list[_Span]) -> tuple[list[_Span], bool]:
    """Those that count, and whether each payment phrase among them was refused: then these do not."""
    paying = [span for span in spans if span.meaning == "payment"]
    if not paying or not all(_is_refused(words, span.start) for span in paying):
        return spans, False
    return [span for span in spans if span not in paying], True


def _is_refused(words: tuple[str, ...], start: int) -> bool:
    """Whether a no stands before a phrase, with nothing between them but words like `jadi`."""
    place = start - 1
    while place >= 0 and words[place] in _AFTER_NO:
        place -= 1
    return place >= 0 and words[place] in _NO


def _months_in(words: tuple[str, ...]) -> tuple[int, ...]:
    """The months that a text names, in its order; `may I` names none."""
    found = (
        MONTH_OF[word]
        for word, following in zip(words, (*words[1:], ""), strict=False)
        if word in MONTH_OF and not (word == "may" and following in _AFTER_MAY)
    )
    return tuple(dict.fromkeys(found))


def _millions_in(words: tuple[str, ...]) -> tuple[int, ...]:
    """The amounts of `25 juta`, in whole millions."""
    return tuple(int(word) for word, unit in pairwise(words) if unit in _MILLION and _AMOUNT.fullmatch(word))


def _year_in(words: tuple[str, ...]) -> int | None:
    return next((int(word) for word in words if _YEAR.fullmatch(word)), None)


def _is_yes(settings: AssistantSettings, words: tuple[str, ...], spans: list[_Span]) -> bool:
    """Whether it begins with a yes, or has one that is no filler."""
    filler = phrases_of(settings, "filler")
    said = [span for span in spans if span.meaning == "yes"]
    if any(words[span.start : span.end] not in filler for span in said):
        return True
    telling = [span.start for span in spans if span.meaning not in ("filler", "greeting")]
    return any(span.start == min(telling) for span in said)


def _spans(settings: AssistantSettings, words: tuple[str, ...]) -> Iterator[_Span]:
    lists = {meaning: phrases_of(settings, meaning) for meaning in MEANINGS}
    for start in range(len(words)):
        for end in range(start + 1, min(start + LONGEST_PHRASE, len(words)) + 1):
            phrase = words[start:end]
            for meaning, phrases in lists.items():
                if phrase in phrases or (meaning in _WITH_SLIPS and _is_slip(phrase, phrases, lists)):
                    yield _Span(start, end, meaning)


def _is_slip(phrase: Phrase, phrases: frozenset[Phrase], lists: dict[Meaning, frozenset[Phrase]]) -> bool:
    """Whether one word is nearly one of a list, and none of another one."""
    if len(phrase) != 1 or any(phrase in others for others in lists.values()):
        return False
    return any(len(other) == 1 and is_nearly(phrase[0], other[0]) for other in phrases)


def _reserved(settings: AssistantSettings, words: tuple[str, ...]) -> str | None:
    for phrase in sorted(folded(settings.reserved)):
        places = range(len(words) - len(phrase) + 1)
        if any(words[start : start + len(phrase)] == phrase for start in places):
            return " ".join(phrase)
    return None
