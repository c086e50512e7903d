"""Texts as they are compared: without case, accents, signs and what is stretched, as words; for questions by stems.

Indonesian builds words with affixes (`bayar`, `membayar`, `pembayarannya`): a stem is what stays without them. It is no
dictionary's: both sides are folded the same way, so that it only has to be steady.
"""

import re
import unicodedata

from functions.domain.consent.keywords import plain_words

_STRETCHED = re.compile(r"([a-z])\1{2,}")
# Arabic letters that are written one for another, and the marks of vowels.
_ARABIC = str.maketrans("أإآٱىةؤئ", "اااايهوي")
_PARTICLES = ("nya", "kah", "lah", "pun")
_SUFFIXES = ("kan", "an", "in", "i")
_PREFIXES = ("mem", "men", "meng", "meny", "pem", "pen", "peng", "ber", "ter", "per", "me", "di", "pe")
_SHORTEST_STEM = 4
# `tanya2` is `tanya-tanya`; `nomor2` is the second one, and `paket2` may be both.
_NUMBERED = re.compile(r"\b(nomor|nomer|no|opsi|pilihan|option)(\d)\b")
_DOUBLED = re.compile(r"\b(?!paket)([a-z]{3,})2\b")


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text as phrases are compared with them."""
    return tuple(map(_without_particle, _folded(text).split()))


def stems_in(text: str) -> tuple[str, ...]:
    """The words of a text as questions are compared."""
    return tuple(map(_stem, words_in(text)))


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", plain_words(text))
    decomposed = _DOUBLED.sub(r"\1", _NUMBERED.sub(r"\1 \2", decomposed))
    bare = "".join(each for each in decomposed if unicodedata.category(each) not in ("Mn", "Cf"))
    return _STRETCHED.sub(r"\1", unicodedata.normalize("NFC", bare).translate(_ARABIC))


def _without_particle(word: str) -> str:
    ending = next((each for each in _PARTICLES if word.endswith(each)), "")
    return word.removesuffix(ending) if len(word) - len(ending) >= _SHORTEST_STEM - 1 else word


def _stem(word: str) -> str:
    if not word.isascii():
        return word.removeprefix("ال") if len(word) > _SHORTEST_STEM else word
    for ending in _SUFFIXES:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word.removesuffix(ending)
            break
    for beginning in sorted(_PREFIXES, key=len, reverse=True):
        if word.startswith(beginning) and len(word) - len(beginning) >= _SHORTEST_STEM:
            return word.removeprefix(beginning)
    return word


def is_nearly(word: str, wanted: str) -> bool:
    """Whether a word is another one with a slip of the keyboard: a letter more, less, other, or two exchanged."""
    if word == wanted:
        return True
    longest = max(len(word), len(wanted))
    if longest < _LEAST_FOR_SLIPS or abs(len(word) - len(wanted)) > 1 or word[0] != wanted[0]:
        return False
    start = next((i for i, (a, b) in enumerate(zip(word, wanted, strict=False)) if a != b), longest - 1)
    return _is_one_slip(word[start:], wanted[start:])


def _is_one_slip(rest: str, other: str) -> bool:
    """Whether two ends that begin with another letter differ by that slip alone."""
    return (
        rest[1:] == other[1:]
        or rest == other[1:]
        or rest[1:] == other
        or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    )


_LEAST_FOR_SLIPS = 5
