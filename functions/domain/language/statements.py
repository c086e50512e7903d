"""What a sentence states in figures: amounts, days, seats, durations, links. Each with the words around it.

Where a figure could be of two kinds it counts as the one that is checked more strictly.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from functions.domain.language.numerals import Number, numbers_in, plain
from functions.domain.language.signals import MONTH_OF
from functions.domain.language.spelled_days import days_beside, with_figures

Kind = Literal["price", "date", "days", "seats", "link", "number"]
_WORD = re.compile(r"[^\W\d_]+")
_AROUND: Final = 4  # words to each side of a figure
_LARGE: Final = 100_000  # no bare number of this size is anything but an amount or an account
_CURRENCY = re.compile(
    r"(?:rp\.?|idr|usd|sar|us\$|\$|€|£|¥|ريال|روبيه|دولار|rupiah|dollars?|riyals?|real)\s*$"
)
_CURRENCY_AFTER = re.compile(
    r"\s*(?:rp\b|idr\b|usd\b|sar\b|\$|€|rupiah|dollars?|riyals?|ريال|روبيه|دولار|%|persen|percent)"
)
_PRICE_WORDS_LIST = """
    harga harganya hrg biaya biayanya tarif ongkos bayar membayar price prices priced cost costs fee
    total pay سعر السعر سعره ثمن تكلفه بتكلفه الدفع
"""
PRICE_WORDS: Final = frozenset(_PRICE_WORDS_LIST.split())
_SEAT_WORDS_LIST = """
    seat seats kursi kuota quota slot slots sisa tersisa tinggal spot spots kapasitas kosong remaining
    vacancies مقعد مقاعد المقاعد مقعدان متبقي متبقيه
"""
_SEAT_WORDS: Final = frozenset(_SEAT_WORDS_LIST.split())
_DAY_WORDS_LIST = """
    hari harinya malam day days night nights hr d n يوم ايام يوما ليله ليالي ليال اسبوع minggu pekan
    week weeks
"""
_DAY_WORDS: Final = frozenset(_DAY_WORDS_LIST.split())
_DEPARTURE_LIST = """
    berangkat berangkatnya keberangkatan keberangkatannya pulang kepulangan jadwal tanggal tgl depart
    departs departure departing leave leaves leaving fly flies flight return schedule date dates travel
    terbang terbangnya flying نسافر السفر المغادره تغادر نغادر الانطلاق موعد الرحله تاريخ
"""
_DEPARTURE: Final = frozenset(_DEPARTURE_LIST.split())
# Days that nothing but a clock tells.
_SOON: Final = re.compile(
    r"\b(?:besok|lusa|(?:minggu|pekan|bulan|tahun) (?:depan|ini)|hari ini|nanti malam|tomorrow|tonight|today"
    r"|(?:next|this) (?:week|month|year)|غدا|اليوم|الاسبوع القادم|الشهر القادم"
    r"|(?:se)?(?:hari|minggu|pekan|bulan|tahun) lagi|(?:awal|pertengahan|akhir) (?:bulan|tahun)"
    r"|in an? (?:week|fortnight|month|year)|(?:week|fortnight|month)s? from now|بعد (?:يوم|اسبوع|شهر|سنه)\w*)\b"
)
_MOON: Final = re.compile(
    r"\b(?:ramadh?an|puasa|lebaran|idul \w+|syawal|shawwal|rajab|sya.?ban|dzul\w+|dhul\w+|muharram|safar|رمضان|شوال|رجب"
    r"|شعبان|محرم)\b"
)
_ARABIC_MONTHS: Final = {
    "يناير": 1,
    "فبراير": 2,
    "مارس": 3,
    "ابريل": 4,
    "مايو": 5,
    "يونيو": 6,
    "يوليو": 7,
    "اغسطس": 8,
    "سبتمبر": 9,
    "اكتوبر": 10,
    "نوفمبر": 11,
    "ديسمبر": 12,
}
_MONTHS: Final[Mapping[str, int]] = {**MONTH_OF, **_ARABIC_MONTHS}
_NAMES = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_ORDINAL = r"(?:st|nd|rd|th)?(?: of)?"
_DATES: Final = (
    re.compile(r"(?<!\d)(?P<y>20\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<![\d.])(?P<d>\d{1,2})\s?[-/.]\s?(?P<m>\d{1,2})\s?[-/.]\s?(?P<y>20\d\d|\d\d)(?![\d.]*\d)"),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}}){_ORDINAL}[\s,.-]*\b(?P<name>{_NAMES})\b(?:[\s,.'-]*(?P<y>20\d\d)(?!\d))?"
    ),
    re.compile(
        rf"\b(?P<name>{_NAMES})\b\.?\s*(?P<d>\d{{1,2}})(?!\d){_ORDINAL}(?:[\s,.'-]+(?P<y>20\d\d)(?!\d))?"
    ),
    re.compile(rf"\b(?P<name>{_NAMES})\b\.?,?\s*(?P<y>20\d\d)(?!\d)"),
    re.compile(r"(?<![\d/.])(?P<d>\d{1,2})/(?P<m>\d{1,2})(?![\d/])"),
    re.compile(r"(?<![\d.,])(?P<y>20[2-4]\d)(?![\d.,]\d)(?!\d)"),
    re.compile(r"\b(?:tanggal|tgl|on the)\s*(?P<d>\d{1,2})(?!\d|[.,]\d)(?:st|nd|rd|th)?(?! floor)"),
)
_SPELLED_DAY: Final = days_beside(_NAMES)
_LONE_MONTH = re.compile(rf"\b(?P<name>{_NAMES})\b")
_NOT_LONE: Final = frozenset(
    {"may", "mar", "sep", "jan", "des", "dec", "okt", "oct", "apr", "jun", "jul", "ags", "agt"}
)
LINK: Final = re.compile(
    r"(?:https?|ftp)://\S+|\bwww\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w.])(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?|(?<!\w)@\w{3,}"
)

# One that is no link to WhatsApp, and one to who reads it: `umroh dot com`, `umroh (.) com`, `umroh . com`.
_DISGUISED: Final = re.compile(
    r"[\w-]+\s*(?:[(\[{]\s*(?:\.|dot|titik)\s*[)\]}]|\b(?:dot|titik)\b|\s\.\s|\s\.|\.\s)\s*"
    r"(?:com|net|org|info|biz|xyz|co\.id)\b"
)
_WEEKS: Final = re.compile(r"\b(?:(?P<one>seminggu|sepekan)|fortnight|اسبوعان|اسبوعين)\b")


@dataclass(frozen=True)
class Stated:
    """A figure of a sentence. `value`: an amount, a number, a link, or a day as (day, month, year), each of these None
    where it is not said. `around`: the words near it; `before`: those of them that go before.
    """

    kind: Kind
    value: object
    around: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Sentence:
    text: str
    words: tuple[tuple[str, int, int], ...]

    def near(self, start: int, end: int, most: int = _AROUND) -> tuple[list[str], list[str]]:
        """The words before and after a place."""
        before = [word for word, _, until in self.words if until <= start][-most:]
        return before, [word for word, since, _ in self.words if since >= end][:most]

    def has_any(self, words: frozenset[str]) -> bool:
        return any(word in words for word, _, _ in self.words)


def stated_in(text: str) -> tuple[Stated, ...]:
    """What a sentence states."""
    folded = with_figures(plain(text), _SPELLED_DAY)
    links = [Stated("link", match[0].rstrip(".,;:!?)»\"'")) for match in LINK.finditer(folded)]
    rest = LINK.sub(lambda match: " " * len(match[0]), folded)
    disguised = (Stated("link", match[0]) for match in _DISGUISED.finditer(rest))
    sentence = _Sentence(rest, tuple((m[0], m.start(), m.end()) for m in _WORD.finditer(rest)))
    days, spans = _days(sentence)
    told = _told(sentence, spans)
    return (*links, *disguised, *days, *_clockless(sentence), *_weeks(sentence), *told)


def _told(sentence: _Sentence, dates: list[tuple[int, int]]) -> Iterator[Stated]:
    """Its numbers, without those of its dates."""
    for number in numbers_in(sentence.text):
        if any(start <= number.start < end for start, end in dates):
            continue
        stated = _number(sentence, number)
        if not number.is_word or _counts(sentence, number, stated):
            yield stated


def _counts(sentence: _Sentence, number: Number, stated: Stated) -> bool:
    """Whether a number in words says how much: `salah satu`, `both of the two` and `setengah hari` do not."""
    if stated.kind == "days":
        return stated.value is not None
    before, after = sentence.near(number.start, number.end, most=1)
    return stated.kind != "number" or not _MEASURES.isdisjoint((*before, *after))


def _days(sentence: _Sentence) -> tuple[list[Stated], list[tuple[int, int]]]:
    found: list[Stated] = []
    spans: list[tuple[int, int]] = []
    for pattern in _DATES:
        for match in pattern.finditer(sentence.text):
            if not any(a < match.end() and match.start() < b for a, b in spans):
                spans.append(match.span())
                found.append(_with_words(sentence, "date", _day(match.groupdict()), span=match.span()))
    for match in _LONE_MONTH.finditer(sentence.text):
        if match["name"] not in _NOT_LONE and not any(a <= match.start() < b for a, b in spans):
            value = (None, _MONTHS[match["name"]], None)
            found.append(_with_words(sentence, "date", value, span=match.span()))
    return found, spans


def _day(parts: Mapping[str, str | None]) -> tuple[int | None, int | None, int | None]:
    """Day, month, year. `03/15/2025` can only be the other way round."""
    day, month, year = (int(parts.get(name) or 0) for name in ("d", "m", "y"))
    if (name := parts.get("name")) is not None:
        month = _MONTHS[name]
    elif month > 12 >= day:
        day, month = month, day
    return day or None, month or None, _whole(year)


def _whole(year: int) -> int | None:
    """A year of two figures is one of this century."""
    return (year + 2000 if 0 < year < 100 else year) or None


def _clockless(sentence: _Sentence) -> Iterator[Stated]:
    """Days that name no day, where the sentence is about a journey's."""
    if sentence.has_any(_DEPARTURE):
        for pattern in (_SOON, _MOON):
            for match in pattern.finditer(sentence.text):
                yield _with_words(sentence, "date", match[0], span=match.span())


def _weeks(sentence: _Sentence) -> Iterator[Stated]:
    for match in _WEEKS.finditer(sentence.text):
        yield _with_words(sentence, "days", Decimal(7 if match["one"] else 14), span=match.span())


def _number(sentence: _Sentence, number: Number) -> Stated:
    return _with_words(sentence, _kind_of(sentence, number), number.value, span=(number.start, number.end))


def _kind_of(sentence: _Sentence, number: Number) -> Kind:
    if _is_amount(sentence, number):
        return "price"
    before, after = sentence.near(number.start, number.end)
    unit = after[0] if after else ""
    glued = re.match(r"\s?([dnh])(?=\d|\b)", sentence.text[number.end :])
    if unit in _DAY_WORDS or glued:
        return "days"
    if unit == "left":
        return "seats"
    if {unit, *after[:2], *before} & _SEAT_WORDS and not {"roda", "wheelchair"} & {*after, *before}:
        return "seats"
    return "price" if set(before) & PRICE_WORDS and not _has_unit(unit) else "number"


def _is_amount(sentence: _Sentence, number: Number) -> bool:
    text = sentence.text
    if (
        number.is_scaled
        or _CURRENCY.search(text[: number.start])
        or _CURRENCY_AFTER.match(text[number.end :])
    ):
        return True
    return number.value is not None and number.value >= _LARGE


def _has_unit(word: str) -> bool:
    return word in _UNITS


_UNITS_LIST = """
    orang org pax person persons people jamaah jemaah m meter meters metres km kg liter litre litres
    bintang star stars kali times jam hours hour menit minutes tahun years year kamar room rooms
"""
_UNITS: Final = frozenset(_UNITS_LIST.split())
_MEASURES_LIST = "meter meters metres km kilometer kg kilo bintang star stars متر نجوم"
_MEASURES: Final = frozenset(_MEASURES_LIST.split())


def _with_words(sentence: _Sentence, kind: Kind, value: object, *, span: tuple[int, int]) -> Stated:
    before, after = sentence.near(*span)
    return Stated(kind, value, frozenset((*before, *after)), frozenset(before))


def is_day(value: object, day: date) -> bool:
    """Whether what a sentence says of a day is true of this one; a part that it does not say is."""
    if not isinstance(value, tuple):
        return False
    said = (day.day, day.month, day.year)
    return all(part is None or part == real for part, real in zip(value, said, strict=True))
