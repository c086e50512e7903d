"""Days of a month in words, as figures: `tanggal dua puluh`, `the twentieth of March`, `يوم عشرين مارس`.

Where nothing beside it says that a number is a day it stays as it is.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

_ONES: Final = "satu dua tiga empat lima enam tujuh delapan sembilan"
_CARDINALS: Final = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
"""
_ORDINALS: Final = """
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth
"""
_ARABIC: Final = ("واحد", "اثنين", "ثلاثه", "اربعه", "خمسه", "سته", "سبعه", "ثمانيه", "تسعه")
_ARABIC_TEENS: Final = ("عشره", "احد عشر", "اثني عشر", *(f"{each} عشر" for each in _ARABIC[2:]))
_ARABIC_TENS: Final = {20: ("عشرين", "عشرون"), 30: ("ثلاثين", "ثلاثون")}
_LAST: Final = 31
_BEFORE: Final = r"(?P<before>\b(?:tanggal|tgl)\s+)"
_ON_THE: Final = r"(?P<on>\bon the\s+)"
_NO_MORE: Final = r"(?=\s*(?:[.,!?;]|$|and\b|or\b))"  # `on the first floor` is no day


def _indonesian() -> Iterator[tuple[str, int]]:
    names = _ONES.split()
    yield from zip((*names, "sepuluh", "sebelas"), range(1, 12), strict=True)
    for ones, name in enumerate(names, start=1):
        yield f"{name} belas", 10 + ones
        yield f"dua puluh {name}", 20 + ones
        yield f"tiga puluh {name}", 30 + ones
    yield from (("dua puluh", 20), ("tiga puluh", 30))


def _english() -> Iterator[tuple[str, int]]:
    for names in (_CARDINALS.split(), _ORDINALS.split()):
        yield from zip(names, range(1, 20), strict=True)
        for ones, name in enumerate(names[:9], start=1):
            yield f"twenty {name}", 20 + ones
            yield f"thirty {name}", 30 + ones
    yield from (("twenty", 20), ("thirty", 30), ("twentieth", 20), ("thirtieth", 30))


def _arabic() -> Iterator[tuple[str, int]]:
    yield from zip((*_ARABIC, *_ARABIC_TEENS), range(1, 20), strict=True)
    for tens, names in _ARABIC_TENS.items():
        for name in names:
            yield name, tens
            yield from ((f"{each} و{name}", tens + ones) for ones, each in enumerate(_ARABIC, start=1))


def _days() -> Mapping[str, int]:
    found = (pair for names in (_indonesian(), _english(), _arabic()) for pair in names)
    return {name: day for name, day in found if day <= _LAST}


_DAYS: Final = _days()
_SPELLED: Final = "|".join(
    ("" if name.isascii() else r"(?:ال)?") + name.replace(" ", r"[\s-]+")
    for name in sorted(_DAYS, key=len, reverse=True)
)


def days_beside(months: str) -> re.Pattern[str]:
    """What finds a day in words before or after one of these names of months, or after a word as `tanggal`."""
    day, of = rf"\b(?:{_SPELLED})\b", r"(?:\s+(?:of|من))?"
    return re.compile(
        rf"{_BEFORE}(?P<a>{day})|{_ON_THE}(?P<d>{day}){_NO_MORE}|(?P<b>{day})(?={of}\s+(?:{months})\b)|(?P<month>\b(?:{months})\s+(?:the\s+)?)(?P<c>{day})"
    )


def with_figures(text: str, pattern: re.Pattern[str]) -> str:
    """A plain text with these days in figures."""
    return pattern.sub(_figure, text)


def _figure(match: re.Match[str]) -> str:
    said = match["a"] or match["b"] or match["c"] or match["d"]
    day = _DAYS[re.sub(r"[\s-]+", " ", said.removeprefix("ال"))]
    return f"{match['before'] or match['on'] or match['month'] or ''}{day}"
