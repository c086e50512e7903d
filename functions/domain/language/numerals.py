"""Numbers as people write them in chats, with their places: `25.000.000`, `25jt`, `31,5 juta`, `dua puluh`, `٢٥`."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

MILLION: Final = 10**6
SCALES: Final[Mapping[str, int]] = {
    **dict.fromkeys(("ribu", "rb", "thousand", "k", "الف", "الاف"), 1_000),
    **dict.fromkeys(("juta", "jt", "jutaan", "million", "mio", "mln", "مليون", "ملايين"), MILLION),
    **dict.fromkeys(("miliar", "milyar", "billion", "مليار"), 10**9),
}
_UNITS = {
    "nol": 0,
    "satu": 1,
    "dua": 2,
    "tiga": 3,
    "empat": 4,
    "lima": 5,
    "enam": 6,
    "tujuh": 7,
    "delapan": 8,
    "sembilan": 9,
    "sepuluh": 10,
    "sebelas": 11,
    "selusin": 12,
    "siji": 1,
    "loro": 2,
    "telu": 3,
    "papat": 4,
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "dozen": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "واحد": 1,
    "اثنان": 2,
    "اثنين": 2,
    "مقعدان": 2,
    "ثلاثه": 3,
    "ثلاث": 3,
    "اربعه": 4,
    "اربع": 4,
    "خمسه": 5,
    "خمس": 5,
    "سته": 6,
    "ست": 6,
    "سبعه": 7,
    "سبع": 7,
    "ثمانيه": 8,
    "ثمان": 8,
    "تسعه": 9,
    "تسع": 9,
    "عشره": 10,
    "عشر": 10,
    "عشرون": 20,
    "عشرين": 20,
    "ثلاثون": 30,
    "ثلاثين": 30,
    "اربعون": 40,
    "اربعين": 40,
    "خمسون": 50,
    "خمسين": 50,
}
# What multiplies, or adds ten to, the number before it.
_TIMES = {"puluh": 10, "ratus": 100, "hundred": 100}
_WHOLE = {
    **dict.fromkeys(("seratus", "مئه", "مائه"), 100),
    "seribu": 1_000,
    "sejuta": MILLION,
    **dict.fromkeys(("الفا", "الفان", "الفين"), 2_000),
    **dict.fromkeys(("مليونا", "مليونان", "مليونين"), 2 * MILLION),
    **dict.fromkeys(("setengah", "separuh", "separo", "half", "نصف")),
}
_MOST_DIGITS_IN_A_ROW: Final = 3  # of a number in words: more of them are a telephone's or an account's
_TEN_MORE = "belas"
_ARABIC_SIGNS = str.maketrans(
    {"٬": ".", "٫": ",", "،": ",", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه"}
)
_NUMBER = re.compile(r"\d{1,3}(?:[., '’]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?")
_WORD = re.compile(r"[^\W\d_]+")
_AFTER = re.compile(r"[\s\-]{0,2}([^\W\d_]+)")


@dataclass(frozen=True)
class Number:
    """A number, the place of its digits or words in a plain text, its scale (`juta`) included. `value`: None of one
    that cannot be told.
    """

    value: Decimal | None
    start: int
    end: int
    is_scaled: bool = False
    is_word: bool = False


def plain(text: str) -> str:
    """A text in lower case, with the digits 0 to 9 alone, without what is not seen."""
    folded = unicodedata.normalize("NFKC", text).lower()
    shown = (each for each in folded if unicodedata.category(each) not in ("Cf", "Mn", "Me"))
    digits = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in shown)
    return re.sub(r"(?<=\d)\s*([.,])\s*(?=\d{3}(?!\d))", r"\1", digits.translate(_ARABIC_SIGNS))


def numbers_in(text: str) -> tuple[Number, ...]:
    """The numbers of a plain text, in their order; a scale that no number goes before is one of an unknown value."""
    found = [*_digits(text), *_spelled(text)]
    taken = [(each.start, each.end) for each in found]
    return tuple(sorted((*found, *_loose_scales(text, taken)), key=lambda each: each.start))


def _digits(text: str) -> Iterator[Number]:
    end = 0
    for match in _NUMBER.finditer(text):
        if match.start() < end:
            continue
        scale, end = _scale_after(text, match.end())
        yield Number(_value(match[0], has_scale=scale != 1) * scale, match.start(), end, is_scaled=scale != 1)


def _value(written: str, *, has_scale: bool) -> Decimal:
    """Three digits after a sign are thousands; with a scale behind them a single such group is a fraction of it."""
    groups = re.split(r"[., '’]", written)
    is_grouped = len(groups) > 1 and all(len(each) == 3 for each in groups[1:])
    if is_grouped and not (has_scale and len(groups) == 2):
        return Decimal("".join(groups))
    if len(groups) > 1:
        return Decimal("".join(groups[:-1]) + "." + groups[-1])
    return Decimal(groups[0])


def _scale_after(text: str, place: int) -> tuple[int, int]:
    match = _AFTER.match(text, place)
    if match is None or match[1] not in SCALES:
        return 1, place
    return SCALES[match[1]], match.end()


def _spelled(text: str) -> Iterator[Number]:
    """Numbers in words; a run of them is one."""
    words = list(_WORD.finditer(text))
    place = 0
    while place < len(words):
        run = place
        while run < len(words) and _is_number_word(words[run][0], first=run == place):
            run += 1
        if run == place:
            place += 1
            continue
        said = [each[0] for each in words[place:run]]
        is_dialled = len(said) > _MOST_DIGITS_IN_A_ROW and all(_UNITS.get(each, 10) < 10 for each in said)
        value = None if is_dialled else _spelled_value(said)
        scale, end = _scale_after(text, words[run - 1].end())
        scaled = None if value is None else value * scale
        yield Number(scaled, words[place].start(), end, is_scaled=scale != 1, is_word=not is_dialled)
        place = run


def _is_number_word(word: str, *, first: bool) -> bool:
    return (
        word in _UNITS
        or word in _WHOLE
        or (not first and (word in _TIMES or word in (_TEN_MORE, "and", "و")))
    )


def _spelled_value(words: list[str]) -> Decimal | None:
    total, last = 0, 0
    for word in words:
        if word in _UNITS:
            total, last = total + last, _UNITS[word]
        elif word == _TEN_MORE:
            last += 10
        elif word in _TIMES:
            last *= _TIMES[word]
        elif (whole := _WHOLE.get(word, 0)) is None:
            return None
        else:
            total += whole
    return Decimal(total + last)


def _loose_scales(text: str, taken: list[tuple[int, int]]) -> Iterator[Number]:
    for match in _WORD.finditer(text):
        is_taken = any(start <= match.start() < end for start, end in taken)
        if not is_taken and len(match[0]) > 1 and match[0] in SCALES:
            yield Number(None, match.start(), match.end(), is_scaled=True, is_word=True)
