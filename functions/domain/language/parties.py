"""How many will travel: the answer to what the welcome asks (S003-12), and what a longer text says of it."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

_NUMBER = re.compile(r"\d{1,3}")
_TRAVELLER_WORDS = """
    orang org pax jamaah jemaah dewasa anak bayi person persons people adult adults child children kids
    شخص اشخاص افراد
"""
_COUNT_WORDS = """
    satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sendiri sendirian berdua bertiga berempat berlima
    berenam sekeluarga siji loro telu papat limo
    one two three four five six seven eight nine ten alone
    واحد اثنان ثلاثه اربعه خمسه سته
"""
_WORDS_AROUND = """
    orang org pax jamaah jemaah dewasa anak bayi sama dengan dan plus untuk buat sekitar total semua ada saya aku
    kami kita istri suami ibu bapak ayah orangtua keluarga rombongan kak pak bu min mas mbak ya aja saja
    person persons people adult adults child children kid kids infant with and my wife husband family for of us
    we are me just about around the a i in total
    شخص اشخاص افراد
"""
_TRAVELLERS: Final = frozenset(_TRAVELLER_WORDS.split())
_COUNTS: Final = frozenset(_COUNT_WORDS.split())
_AROUND: Final = frozenset(_WORDS_AROUND.split())
_MOST_WORDS: Final = 12


def is_party(words: Sequence[str]) -> bool:
    """Whether a text says how many people there are, and nothing beside."""
    counts = [word for word in words if _is_count(word)]
    rest = [word for word in words if word not in counts]
    return bool(counts) and len(words) <= _MOST_WORDS and all(word in _AROUND for word in rest)


def travellers_in(words: Sequence[str]) -> str | None:
    """Who will travel, in the text's own words; None where it does not say: `2 dewasa 1 anak`."""
    if is_party(words):
        return " ".join(words)
    counted = [
        f"{word} {following}"
        for word, following in pairwise(words)
        if _is_count(word) and following in _TRAVELLERS
    ]
    return " ".join(counted) or None


def _is_count(word: str) -> bool:
    return word in _COUNTS or _NUMBER.fullmatch(word) is not None
