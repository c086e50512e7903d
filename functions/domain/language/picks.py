"""Which line of a list a text picks: `nomor 2`, `yang kedua`, `the last one`; a number alone after a list.

A list numbers its packages, so customers answer with the number. `2 orang` and `9 hari` are no lines.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

LAST: Final = -1
_CARDINALS: Final[Mapping[int, str]] = {
    1: "1 satu siji setunggal one واحد",
    2: "2 dua loro kalih two اثنان اثنين",
    3: "3 tiga telu tigo three ثلاثه",
    4: "4 empat papat sekawan four اربعه",
    5: "5 lima limo gangsal five خمسه",
    6: "6 enam nem enem six",
    7: "7 tujuh pitu seven",
    8: "8 delapan wolu eight",
    9: "9 sembilan songo nine",
    10: "10 sepuluh ten",
}
_ORDINALS: Final[Mapping[int, str]] = {
    1: "pertama kesatu kepisan ke1 first 1st الاول الاولى الاولي",
    2: "kedua kepindo ke2 second 2nd الثاني الثانيه",
    3: "ketiga ketelu ke3 third 3rd الثالث الثالثه",
    4: "keempat ke4 fourth 4th الرابع الرابعه",
    5: "kelima ke5 fifth 5th الخامس الخامسه",
    LAST: "terakhir akhir last الاخير الاخيره",
}


def _of_words(words: Mapping[int, str]) -> dict[str, int]:
    return {word: number for number, line in words.items() for word in line.split()}


_CARDINAL_OF, _ORDINAL_OF = _of_words(_CARDINALS), _of_words(_ORDINALS)
_NUMBER = re.compile(r"\d{1,2}")
_WORDS_BEFORE_CARDINALS = "nomor nomer nomo nmr no number num opsi option pilihan pilih paket package رقم ke"
_WORDS_BEFORE_ORDINALS = """
    yang yg sing seng ingkang the paket pilihan pilih opsi nomor nomer package option ambil ke الباقه
"""
_WORDS_OF_COUNTS = """
    orang org pax jamaah jemaah dewasa anak hari malam kamar kursi seat juta jt rb ribu tahun bulan kali kg kilo bintang
    tiyang wong person persons people adults children days nights rooms seats million time times
"""
_WORDS_BESIDE = """
    yang yg sing aja saja mawon wae mau ambil pilih deh one please paket itu kalau klo kalo gimana the option
"""
_BEFORE_CARDINALS = frozenset(_WORDS_BEFORE_CARDINALS.split())
_BEFORE_ORDINALS = frozenset(_WORDS_BEFORE_ORDINALS.split())
_COUNTED = frozenset(_WORDS_OF_COUNTS.split())  # after a number: it counts something, or is a time
_BESIDE = frozenset(_WORDS_BESIDE.split())  # beside a number that is the whole answer


def pick_in(words: Sequence[str], filler: Iterable[str], *, has_list: bool) -> int | None:
    """The number of the line that is picked, `LAST` for the last one; None where none is. `has_list`: whether the
    answer before asked for one of a list, so that a number alone is one of its lines.
    """
    following = [*words[1:], ""]
    for before, word, after in zip(["", *words], words, following, strict=False):
        if after in _COUNTED:
            continue
        if before in _BEFORE_CARDINALS and (number := _cardinal(word)) is not None:
            return number
        if before in _BEFORE_ORDINALS and word in _ORDINAL_OF:
            return _ORDINAL_OF[word]
    beside = _BESIDE.union(filler) - _ORDINAL_OF.keys()
    return _alone([word for word in words if word not in beside], has_list=has_list)


def _alone(words: Sequence[str], *, has_list: bool) -> int | None:
    """A number that is all that is said."""
    if len(words) != 1:
        return None
    if words[0] in _ORDINAL_OF:
        return _ORDINAL_OF[words[0]]
    return _cardinal(words[0]) if has_list else None


def _cardinal(word: str) -> int | None:
    return int(word) if _NUMBER.fullmatch(word) else _CARDINAL_OF.get(word)


def line_of(ids: Sequence[str], number: int) -> str | None:
    """What stands in a list's line; None past its end."""
    if number == LAST:
        return ids[-1] if ids else None
    return ids[number - 1] if 0 < number <= len(ids) else None
