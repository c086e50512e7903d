"""A model's text, sentence by sentence: one that states what is not so, or promises what is forbidden, is left out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from functions.domain.language.choosing import sold
from functions.domain.language.codes import codes_in
from functions.domain.language.folding import words_in
from functions.domain.language.numerals import plain
from functions.domain.language.statements import LINK, stated_in
from functions.domain.language.words import folded
from functions.domain.model_answers.prompts import PromptType
from functions.domain.model_answers.questions import Question
from functions.domain.model_answers.told_facts import Known, known_of
from functions.domain.settings.packages import Package

_MOST_FEW: Final = 10  # seats that may be called few
LEAST_LEAKED: Final = 8  # words in a row of a prompt that is no text for customers
# Whose facts take the place of what was left out.
OF_FACTS: Final = frozenset({"price", "date", "days", "seats", "link", "code"})
_END = re.compile(r"(?<=[.!?؟])(?<!rp\.)(?<!no\.)(?<!jl\.)\s+(?!(?-i:com|net|org)\b)|\n+", re.IGNORECASE)
_LIST_NUMBER = re.compile(r"^\s*[\[(]?\d{1,2}[.)\]]\s+")
_FULL = re.compile(r"\b(?:penuh|habis|sold out|fully booked|no (?:more )?(?:seats|places)|ممتلي\w*|نفدت)\b")
_FREE = re.compile(r"\b(?:tersedia|masih ada|masih banyak|available|plenty|متاح\w*|متوفر\w*)\b")
_FEW = re.compile(r"\b(?:sedikit|beberapa|few|قليل\w*)\b")
_ABOUT_SEATS = re.compile(
    r"\b(?:seats?|(?:kursi|kuota|tempat)(?:nya)?|quota|slots?|places?|مقعد|مقاعد|المقاعد)\b"
)
_GENERIC = frozenset(words_in("paket umroh umrah haji package program the plus with and dan dengan"))
_SECRET_TYPES: Final[tuple[PromptType, ...]] = ("base", "rules", "escalation")


@dataclass(frozen=True)
class Checked:
    """What is left of a text, what for sentences went, and the packages that these were about."""

    text: str
    marks: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


def checked(question: Question, package_id: str | None, text: str) -> Checked:
    """The text without the sentences that cannot be said. `package_id`: the package of the chat."""
    kept, marks, about = [], list[str](), list[str]()
    subject = package_id
    for sentence, gap in _sentences(text):
        named = _named(question, _unlinked(sentence), has_subject=subject is not None)
        subject = named[0] if len(named) == 1 else subject
        faults = tuple(_faults(question, sentence, named=named, subject=subject))
        if faults:
            marks += faults
            about += named or ((subject,) if subject else ())
        else:
            kept.append(sentence + gap)
    left = "".join(kept).strip()
    return Checked(left if words_in(left) else "", tuple(dict.fromkeys(marks)), tuple(dict.fromkeys(about)))


def speaks_of_seats(text: str) -> bool:
    """Whether it says how many seats there are, or whether there are any: then they are read once more."""
    return _ABOUT_SEATS.search(plain(text)) is not None or any(
        each.kind == "seats" for each in stated_in(text)
    )


def _unlinked(sentence: str) -> str:
    """The sentence without its links, whose paths may hold codes and figures."""
    return LINK.sub(" ", sentence)


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """Each sentence, or line, with the space behind it."""
    start = 0
    for match in _END.finditer(text):
        yield text[start : match.start()], match[0]
        start = match.end()
    yield text[start:], ""


def _faults(question: Question, sentence: str, *, named: Sequence[str], subject: str | None) -> Iterator[str]:
    unlinked = _unlinked(sentence)
    plainly = _without_names(question, unlinked, named)
    links = (each for each in stated_in(sentence) if each.kind == "link")
    stated = (*links, *stated_in(_LIST_NUMBER.sub("", plainly)))
    if codes_in(question.org.packages, unlinked, question.today).unknown:
        yield "code"
    known = known_of(question, subject)
    # Of two packages in a sentence nobody can tell whose figure it is.
    is_mixed = len(named) > 1
    for each in stated:
        if (each.kind != "number" and is_mixed) or not known.allows(each):
            yield each.kind
    yield from _seat_words(plain(sentence), known)
    yield from _forbidden(question, sentence)


def _seat_words(sentence: str, known: Known) -> Iterator[str]:
    """Full, or not, or nearly, as it is."""
    if not _ABOUT_SEATS.search(sentence):
        return
    if (_FULL.search(sentence) and known.seats != 0) or (_FREE.search(sentence) and not known.seats):
        yield "seats"
    if _FEW.search(sentence) and not 0 < (known.seats or 0) <= _MOST_FEW:
        yield "seats"


def _forbidden(question: Question, sentence: str) -> Iterator[str]:
    words = words_in(sentence)
    model = question.org.settings.assistant.model
    if model is not None and any(_has(words, phrase) for phrase in folded(model.forbidden)):
        yield "promise"
    if any(_has_shingle(words, question.prompt.texts.get(kind, "")) for kind in _SECRET_TYPES):
        yield "prompt"


def _has(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    size = len(phrase)
    return any(words[start : start + size] == phrase for start in range(len(words) - size + 1))


def _has_shingle(words: tuple[str, ...], prompt: str) -> bool:
    """Whether they hold a long piece of a prompt, or all of a short one."""
    secret = _words_of(prompt)
    size = min(LEAST_LEAKED, len(secret))
    if size < LEAST_LEAKED // 2:
        return False
    pieces = {secret[start : start + size] for start in range(len(secret) - size + 1)}
    return any(words[start : start + size] in pieces for start in range(len(words) - size + 1))


@lru_cache(maxsize=64)
def _words_of(prompt: str) -> tuple[str, ...]:
    return words_in(prompt)


def _named(question: Question, sentence: str, *, has_subject: bool) -> tuple[str, ...]:
    """The packages that a sentence names: by their code, or by all that their name has beside `paket umroh`. Where
    nothing tells of which one the text is, by a word that no other one's name has.
    """
    coded, words = _coded(question, sentence), words_in(sentence)
    on_sale = sold(question.org.packages, question.today)
    named = [id for id in on_sale if _is_called(question.org.packages[id], words)]
    if coded or named or has_subject:
        return tuple(dict.fromkeys((*coded, *named)))
    return _hinted({id: _name_words(question.org.packages[id]) for id in on_sale}, frozenset(words))


def _is_called(package: Package, words: tuple[str, ...]) -> bool:
    """Whether they have a package's name: each word that tells it, or where that is one alone all of the name in a row,
    since `lebih hemat` names no package called `Umroh Hemat`.
    """
    telling = any(len(name) > 1 and name <= frozenset(words) for name in _name_words(package))
    return telling or any(_has(words, words_in(name)) for name in (package.name, *package.called.values()))


def _coded(question: Question, sentence: str) -> tuple[str, ...]:
    codes = codes_in(question.org.packages, sentence, question.today)
    said = {codes.code, *codes.left_out, *codes.unknown}
    return tuple(id for id, package in question.org.packages.items() if package.code in said)


def _hinted(names: Mapping[str, tuple[frozenset[str], ...]], words: frozenset[str]) -> tuple[str, ...]:
    """Those of which a text has a word that no other one's name has."""
    alone = {id: frozenset[str]().union(*each) for id, each in names.items()}
    return tuple(id for id, own in alone.items() if (own - _of_others(alone, id)) & words)


def _of_others(names: dict[str, frozenset[str]], id: str) -> frozenset[str]:
    return frozenset[str]().union(*(words for other, words in names.items() if other != id))


def _name_words(package: Package) -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset(word for word in words_in(name) if not word.isdigit()) - _GENERIC
        for name in (package.name, *package.called.values())
    )


def _without_names(question: Question, sentence: str, named: Sequence[str]) -> str:
    """The sentence without the names and codes of the packages in it, whose years and months are no statement."""
    codes = codes_in(question.org.packages, sentence, question.today)
    rest = codes.removed_from(question.org.packages, sentence)
    for id in named:
        package = question.org.packages[id]
        for name in sorted((package.name, *package.called.values()), key=len, reverse=True):
            rest = re.sub(re.escape(name), " ", rest, flags=re.IGNORECASE)
    return rest
