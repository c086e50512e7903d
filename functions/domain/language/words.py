"""The phrases by which a text's meanings are told: the business's lists, or ours."""

from functools import lru_cache
from typing import get_args

from functions.domain.language.folding import words_in
from functions.domain.language.word_lists import OURS, Meaning
from functions.domain.settings.assistant import AssistantSettings, WordLists

MEANINGS: tuple[Meaning, ...] = get_args(Meaning)
Phrase = tuple[str, ...]


@lru_cache(maxsize=64)
def folded(phrases: tuple[str, ...]) -> frozenset[Phrase]:
    """Phrases as the words that they are compared by. One that has only signs matches nothing."""
    return frozenset(map(words_in, phrases)) - {()}


def phrases_of(settings: AssistantSettings, meaning: Meaning) -> frozenset[Phrase]:
    """What says this in any language: people mix them. The business's own lists stand in the place of ours."""
    languages = (*OURS, *(language for language in settings.words if language not in OURS))
    return frozenset().union(*(folded(_list(settings, language, meaning)) for language in languages))


def phrases_in(settings: AssistantSettings, language: str, *meanings: Meaning) -> frozenset[Phrase]:
    """What says one of these in a language."""
    lists = (folded(_list(settings, language, meaning)) for meaning in meanings)
    return frozenset().union(*lists)


def _list(settings: AssistantSettings, language: str, meaning: Meaning) -> tuple[str, ...]:
    own: WordLists | None = settings.words.get(language)
    given: tuple[str, ...] | None = getattr(own, meaning) if own is not None else None
    return given if given is not None else OURS.get(language, {}).get(meaning, ())
