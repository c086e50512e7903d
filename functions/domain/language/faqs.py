"""The FAQ that a question is about: by the words that they share, rare ones counting more (S003-20)."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from functions.domain.language.folding import is_nearly, stems_in
from functions.domain.settings.packages import Faq

# Words that any question may have, as stems below.
_WORDS_OF_QUESTIONS = """
    apa apakah berapa brp bagaimana gimana gmn kapan dimana mana yang dan di ke dari untuk buat saya aku kami kita bisa
    mau ingin ada tidak gak nggak sudah dengan itu ini kalau ya kak pak bu min dong sih nih tolong mohon tanya bertanya
    info umroh umrah paket boleh saja aja perlu dapat dapet kalo klo ga punya ikut bawa dibawa ajak pakai umur usia
    tahun bulan hari orang belum dulu masih juga lagi jadi nanti harus wajib siapa mas mbak travel
    opo nopo menopo piye pripun kepriye pinten piro pira pirang endi pundi wonten ono iso saged kudu sing ingkang karo
    kalih kaliyan kulo dalem badhe arep nggih inggih yo wae mawon sampun dereng wis durung mlebet mlebu angsal entuk ora
    the a an is are do does did what which how when where who why can could i we you my your it to for of with and or
    there this that in on at be please about any me our us bring come along take go get have has much many no not yet
    will would may am so if from by
    ما هو هي هل كم كيف متى اين في من على عن الى مع
"""
EMPTY = frozenset(stems_in(_WORDS_OF_QUESTIONS))
_LEAST_FOR_SLIPS = 6  # `bagus` is no slip of `bagas(i)`
_JAVANESE_ENDINGS = ("ipun", "ne", "e")


@dataclass(frozen=True)
class FaqMatch:
    """`score`: from 0 to 1, how much of the question and of the FAQ's phrasing the two share. `stems`: of that
    phrasing, as stems_in has them.
    """

    id: str
    score: float
    stems: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True)
class _Phrasing:
    id: str
    stems: frozenset[str]


def best_faq(faqs: Mapping[str, Faq], text: str) -> FaqMatch | None:
    """The FAQ that shares most with a text; of two alike the first by id. None where none shares a word."""
    wanted = frozenset(stems_in(text)) - EMPTY
    phrasings = tuple(
        _Phrasing(id, frozenset(_content(question)))
        for id, faq in sorted(faqs.items())
        if faq.enabled
        for questions in faq.questions.values()
        for question in questions
    )
    if not wanted or not phrasings:
        return None
    weights = _weights(phrasings)
    wanted = frozenset(_known_as(stem, weights) for stem in wanted)
    scored = [(_shared(wanted, each.stems, weights), each) for each in phrasings]
    score, best = max(scored, key=lambda each: each[0])
    return FaqMatch(best.id, round(score, 3), best.stems) if score > 0 else None


@lru_cache(maxsize=2048)
def _content(question: str) -> tuple[str, ...]:
    return tuple(stem for stem in stems_in(question) if stem not in EMPTY)


def _known_as(stem: str, known: Mapping[str, float]) -> str:
    """The stem of an FAQ that a customer means: with the endings of Javanese (`paspore`), or with a slip."""
    if stem in known:
        return stem
    bare = (stem.removesuffix(ending) for ending in _JAVANESE_ENDINGS if stem.endswith(ending))
    plain = next((each for each in bare if each in known), None)
    is_long = len(stem) >= _LEAST_FOR_SLIPS
    return plain or next((each for each in sorted(known) if is_long and is_nearly(stem, each)), stem)


def _weights(phrasings: tuple[_Phrasing, ...]) -> Mapping[str, float]:
    """Of each stem how much it tells: the fewer FAQs have it, the more."""
    by_faq = Counter(stem for _, stem in {(each.id, stem) for each in phrasings for stem in each.stems})
    count = len({each.id for each in phrasings})
    return {stem: 1 + math.log((1 + count) / (1 + number)) for stem, number in by_faq.items()}


def _shared(wanted: frozenset[str], stems: frozenset[str], weights: Mapping[str, float]) -> float:
    """Twice what is shared over what both have (Dice), weighted; a word that no FAQ has weighs one."""
    if not stems:
        return 0.0
    shared = sum(weights[stem] for stem in wanted & stems)
    of_question = sum(weights.get(stem, 1.0) for stem in wanted)
    return 2 * shared / (of_question + sum(weights[stem] for stem in stems))


def answer_in(faq: Faq, language: str, usual: str) -> str:
    """The answer in a language, else in the usual one, else in the first that it has."""
    plain = {tag.partition("-")[0].lower(): text for tag, text in faq.answer.items()}
    wishes = (language.partition("-")[0].lower(), usual.partition("-")[0].lower())
    return next((plain[tag] for tag in wishes if tag in plain), next(iter(faq.answer.values())))
