"""In which of its languages a customer is answered: by script and by small words, steady in mixed text (S003-43).

Greetings, thanks and names say little: `Assalamualaikum` is said in every language of the agency's customers.
"""

from collections.abc import Mapping
from typing import Final

from functions.domain.language.folding import words_in
from functions.domain.language.words import Phrase, phrases_in
from functions.domain.settings.assistant import AssistantSettings

_INDONESIAN = """
    yang dan di ke dari untuk apa apakah berapa brp bagaimana gimana gmn kapan dimana mana saya aku kami kita bisa mau
    ingin ada tidak tdk gak nggak ga sudah udah belum blm dengan sama ini itu kalau klo kalo buat orang bulan hari paket
    umroh harga bayar daftar cara masih juga lagi dong sih nih pak bu kak min jadwal berangkat termasuk anak ibu bapak
    tolong mohon info iya boleh terima kasih kembali piro piye pinten menawi niki nggih monggo sing karo opo isa arep
"""  # with what is said in Java
_ENGLISH = """
    the a an is are am do does did what which how when where who why can could would will i we you my our your it to for
    of from with and or not have has there this that in on at be please want need know tell about any much many people
    person month package trip price pay book deposit thanks hello yes no more included
"""
_SMALL_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "id": frozenset(_INDONESIAN.split()),
    "en": frozenset(_ENGLISH.split()),
}
# Said in every language.
_COMMON: Final = frozenset({"info", "no", "ok", "p", "admin", "hotel", "umrah", "itinerary", "visa"})
_LEAST_TO_SWITCH: Final = 2


def language_of(settings: AssistantSettings, text: str, before: str | None) -> str:
    """The language in which a text is answered, of the organisation's: another one than before only where the text is
    plainly in it, the first of all where nothing tells one.
    """
    ours = {language.partition("-")[0].lower(): language for language in reversed(settings.languages)}
    usual = before if before in settings.languages else settings.languages[0]
    words = _telling(settings, text)
    counts = {tag: _count(tag, words) for tag in ours}
    best = max(counts, key=lambda tag: (counts[tag], ours[tag] == usual))
    known = counts[usual.partition("-")[0].lower()]
    if ours[best] == usual or counts[best] <= known:
        return usual
    if before is not None and counts[best] < max(_LEAST_TO_SWITCH, 2 * known):
        return usual
    return ours[best]


def _count(tag: str, words: tuple[str, ...]) -> int:
    if tag == "ar":
        return sum(map(_is_arabic, words))
    small = _SMALL_WORDS.get(tag, frozenset())
    return sum(word in small and word not in _COMMON for word in words)


def _is_arabic(word: str) -> bool:
    return any("\u0600" <= character <= "\u06ff" for character in word)


def _telling(settings: AssistantSettings, text: str) -> tuple[str, ...]:
    """The words without greetings and pious phrases, in which nobody's language shows."""
    words = list(words_in(text))
    said: frozenset[Phrase] = frozenset()
    for tag in ("id", "ar"):
        said |= phrases_in(settings, tag, "greeting", "thanks")
    place = 0
    while place < len(words):
        length = next((n for n in range(6, 0, -1) if tuple(words[place : place + n]) in said), 0)
        if length:
            del words[place : place + length]
        else:
            place += 1
    return tuple(words)
