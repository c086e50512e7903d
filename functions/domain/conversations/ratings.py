"""How content a customer is with a chat that has ended: they are asked once, and a number is the answer (S003-34)."""

import unicodedata
from datetime import datetime, timedelta
from typing import Final

from functions.domain.consent.keywords import plain_words
from functions.domain.conversations.documents import Conversation
from functions.domain.providers.events import InboundMessage

BEST: Final = 5
ANSWERED_WITHIN: Final = timedelta(hours=48)
_STARS = frozenset("⭐★🌟")
_BETWEEN_STARS = frozenset(" \ufe0f\u200d\n")
_WORDS = {
    "id": ("satu", "dua", "tiga", "empat", "lima"),
    "en": ("one", "two", "three", "four", "five"),
    "ar": ("واحد", "اثنان", "ثلاثة", "أربعة", "خمسة"),
}
_VALUES = {plain_words(word): value for words in _WORDS.values() for value, word in enumerate(words, start=1)}
# What people write around the number.
_AROUND = frozenset(
    (
        *(
            "bintang",
            "nilai",
            "nilainya",
            "skor",
            "rating",
            "kak",
            "pak",
            "bu",
            "min",
            "ya",
            "saya",
            "kasih",
            "beri",
        ),
        *("star", "stars", "score", "i", "give", "you", "a", "please", "thanks", "makasih", "terima"),
    )
)


def rating_in(text: str | None) -> int | None:
    """The rating that a text is, with nothing beside it: `5`, `4/5`, `⭐⭐⭐⭐`, `empat`, `four stars`; else None."""
    if text is None:
        return None
    stars = _stars_in(text)
    if stars:
        return stars if stars <= BEST else None
    values = _values_in(text)
    is_of_best = len(values) == 2 and "/" in text and values[1] == BEST
    return values[0] if len(values) == 1 or is_of_best else None


def _values_in(text: str) -> list[int | None]:
    words = plain_words(text.replace("/", " / ")).split()
    return [_value(word) for word in words if word not in _AROUND]


def _stars_in(text: str) -> int:
    """How many stars a text is; 0 where it is something else."""
    signs = [each for each in text if each not in _BETWEEN_STARS]
    return len(signs) if _STARS.issuperset(signs) else 0


def _value(word: str) -> int | None:
    """A word's number; `٤` is one too."""
    number = _VALUES.get(word)
    if number is None and len(word) == 1:
        number = unicodedata.digit(word, 0)
    return number if number is not None and 1 <= number <= BEST else None


def rated(conversation: Conversation, item: InboundMessage, now: datetime) -> Conversation | None:
    """The conversation with the rating that a message is, which the first one settles; None where it is none: nobody
    was asked, something was said since, or it is too late.
    """
    cycle = conversation.rates_cycle
    journey = conversation.journeys.get(str(cycle)) if cycle is not None else None
    if cycle is None or journey is None or journey.rating_asked_at is None or conversation.waiting:
        return None
    rating = rating_in(item.text)
    if rating is None or now - journey.rating_asked_at > ANSWERED_WITHIN or item.kind != "text":
        return None
    if journey.rating is not None:
        return conversation
    return conversation.with_journey(cycle, journey.with_changes(rating=rating, rated_at=now))
