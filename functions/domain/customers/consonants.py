"""The consonants of a word, alike in every script: how names are compared that are written without vowels, or with
others. রহমান, रहमान and Rahman are all `rhmn`.
"""

import re
import unicodedata

# The scripts of India have the same letters at the same places of their blocks of Unicode:
# https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-12/ (they follow ISCII).
_FIRST, _LAST, _BLOCK = 0x0900, 0x0D7F, 0x80
_BENGALI = 0x0980
_VOWELS = range(0x05, 0x15)
# From ka (0x15) to ha (0x39); aspirates are their plain letters, v is b, y is none.
_LETTERS = "kkggnccjjnttddnttddnnppbbmyrrlllbsssh"
_CONSONANTS = range(0x15, 0x15 + len(_LETTERS))
_NASAL, _NUKTA, _VIRAMA, _YA, _KHANDA_TA = 0x02, 0x3C, 0x4D, 0x2F, 0x4E
_FLAPS = (0x21, 0x22)  # with a dot below they are spoken as r
_ASSAMESE = {0x09F0: "r", 0x09F1: "b"}
_BENGALI_W = re.compile("ও\u09af\u09bc")
_VOWEL = "a"

# Latin letters as the same sounds, in this order.
_SOUNDS = (
    (re.compile("sch|sh"), "s"),
    (re.compile("ch"), "C"),
    (re.compile("ph|f"), "p"),
    (re.compile("([kgjtdpbsz])h"), r"\1"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("ck|c|q"), "k"),
    (re.compile("x"), "ks"),
    (re.compile("z"), "j"),
    (re.compile("w(?![aeiouy])"), ""),
    (re.compile("[vw]"), "b"),
    (re.compile("C"), "c"),
)
_LATIN_VOWELS = re.compile("[aeiouy]+")
_TWICE = re.compile(r"(.)\1+")
_LETTERS_ALONE = re.compile("[^a-z]")


def is_latin(word: str) -> bool:
    """Whether all letters of a word are Latin ones; digits are of no script."""
    return all(
        sign.isascii() or not sign.isalpha() or unicodedata.name(sign, "").startswith("LATIN")
        for sign in word
    )


def consonants(word: str) -> str:
    """The consonants of a folded word (NFKC, casefold), each once where it is doubled. A vowel at the beginning is
    `a`; what is hardly heard at the end, an h, is left out.
    """
    found = _of_indic(word) if any(_is_indic(sign) for sign in word) else _of_latin(word)
    return _TWICE.sub(r"\1", found).rstrip("h")


def _is_indic(sign: str) -> bool:
    return _FIRST <= ord(sign) <= _LAST


def _of_latin(word: str) -> str:
    """Of any script but those of India: as anyascii writes it in Latin letters."""
    if not word.isascii():
        from anyascii import anyascii

        word = anyascii(word).casefold()
    letters = _LETTERS_ALONE.sub("", word.replace("`", _VOWEL))  # ` is the Arabic letter ain
    starts_with_vowel = bool(_LATIN_VOWELS.match(letters))
    for sound, same in _SOUNDS:
        letters = sound.sub(same, letters)
    return (_VOWEL if starts_with_vowel else "") + _LATIN_VOWELS.sub("", letters)


def _of_indic(word: str) -> str:
    signs = _BENGALI_W.sub("ব", word)
    return "".join(_sound(signs, place) for place in range(len(signs)))


def _sound(signs: str, place: int) -> str:
    """What one sign adds; signs of vowels add nothing, but at the beginning."""
    code = ord(signs[place])
    if code in _ASSAMESE or not _is_indic(signs[place]):
        return _ASSAMESE.get(code, "")
    letter = code % _BLOCK
    if letter in _VOWELS:
        return _VOWEL if place == 0 else ""
    if letter in _CONSONANTS:
        return _consonant(letter, signs, place)
    if letter == _NASAL:
        return "ng" if _place_of(signs, place + 1) == _CONSONANTS[-1] else "n"
    return "t" if letter == _KHANDA_TA else ""


def _consonant(letter: int, signs: str, place: int) -> str:
    has_dot = _place_of(signs, place + 1) == _NUKTA
    if letter == _YA:
        return _ya(signs, place, has_dot=has_dot)
    if has_dot and letter in _FLAPS:
        return "r"
    return _LETTERS[letter - _CONSONANTS[0]]


def _ya(signs: str, place: int, *, has_dot: bool) -> str:
    """A half vowel; in Bangla a j, unless it has a dot or hangs on the consonant before it."""
    is_hanging = place > 0 and _place_of(signs, place - 1) == _VIRAMA
    if ord(signs[place]) - _YA == _BENGALI and not has_dot and not is_hanging:
        return "j"
    return _VOWEL if place == 0 else ""


def _place_of(signs: str, place: int) -> int | None:
    """The place in its block of a sign that may not be there."""
    return ord(signs[place]) % _BLOCK if place < len(signs) and _is_indic(signs[place]) else None
