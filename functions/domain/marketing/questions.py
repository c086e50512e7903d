"""Common questions: what chats asked, grouped by the words that they share, with how often the assistant answered.

A group is shown only with words that three chats or more have used in it: what one customer says of themselves is
not common.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from functions.domain.assistant.asked_questions import FAQ
from functions.domain.conversations.journeys import AskedQuestion
from functions.domain.kernel.decisions import Value
from functions.domain.language.folding import stems_in

LEAST_CHATS: Final = 3
MOST_KEPT: Final = 1500  # patterns while it is counted: the document has to stay one
KEPT_AFTER: Final = 1000  # then the rarest go
ALIKE_FROM: Final = 0.5
_WORDS = "words:"
_MARK_LENGTH = 8


class QuestionTally(Value):
    """How often a pattern was asked, how often the assistant answered, and marks of the first chats that asked it."""

    asked: int = 0
    answered: int = 0
    chats: tuple[str, ...] = ()


Patterns = Mapping[str, QuestionTally]


@dataclass(frozen=True)
class Group:
    """Questions that are taken for one. `faq_id`: of an FAQ; else `words`, each of which three chats have used."""

    faq_id: str | None
    words: tuple[str, ...]
    asked: int
    answered: int


def with_questions(
    known: Patterns, chat_id: str, asked: Iterable[AskedQuestion]
) -> tuple[dict[str, QuestionTally], int]:
    """The patterns with what a chat asked, and how many of the rarest went since there are too many."""
    after, mark = dict(known), hashlib.sha256(chat_id.encode()).hexdigest()[:_MARK_LENGTH]
    for question in asked:
        name = question.pattern if question.pattern.startswith(FAQ) else f"{_WORDS}{question.pattern}"
        tally = after.get(name, QuestionTally())
        chats = tally.chats if mark in tally.chats else (*tally.chats, mark)[:LEAST_CHATS]
        after[name] = tally.with_changes(
            asked=tally.asked + 1, answered=tally.answered + int(question.is_answered), chats=chats
        )
    if len(after) <= MOST_KEPT:
        return after, 0
    often = sorted(after, key=lambda name: (not name.startswith(FAQ), -after[name].asked, name))
    return {name: after[name] for name in often[:KEPT_AFTER]}, len(often) - KEPT_AFTER


def common_questions(patterns: Patterns, most: int) -> list[Group]:
    """The groups that three chats or more asked, the most frequent first."""
    by_faq = [_of_faq(name, tally) for name, tally in patterns.items() if name.startswith(FAQ)]
    groups = [each for each in (*by_faq, *_of_words(patterns)) if each is not None]
    groups.sort(key=lambda each: (-each.asked, each.faq_id or "", each.words))
    return groups[:most]


def _of_faq(name: str, tally: QuestionTally) -> Group | None:
    if len(tally.chats) < LEAST_CHATS:
        return None
    return Group(name.removeprefix(FAQ), (), tally.asked, tally.answered)


@dataclass(frozen=True)
class _Pattern:
    words: tuple[str, ...]
    stems: tuple[str, ...]
    tally: QuestionTally


def _of_words(patterns: Patterns) -> list[Group | None]:
    """Each pattern goes to the first more frequent one that it is alike; where there is none it begins a group."""
    found = [
        _Pattern(words, tuple(map(_stem, words)), tally)
        for name, tally in patterns.items()
        if name.startswith(_WORDS) and (words := tuple(name.removeprefix(_WORDS).split()))
    ]
    found.sort(key=lambda each: (-each.tally.asked, len(each.words), each.words))
    weights = _weights(found)
    groups: list[list[_Pattern]] = []
    having: dict[str, list[int]] = {}  # by stem the groups whose first pattern has it
    for pattern in found:
        number = _nearest(pattern, groups, having, weights=weights)
        if number is not None:
            groups[number].append(pattern)
            continue
        for stem in set(pattern.stems):
            having.setdefault(stem, []).append(len(groups))
        groups.append([pattern])
    return [_group(each) for each in groups]


def _nearest(
    pattern: _Pattern,
    groups: Sequence[Sequence[_Pattern]],
    having: Mapping[str, Sequence[int]],
    *,
    weights: Mapping[str, float],
) -> int | None:
    """The group whose first pattern is most alike, of two the earlier one; None where none is alike."""
    sharing = {number for stem in pattern.stems for number in having.get(stem, ())}
    near = [(_alike(pattern, groups[number][0], weights), -number) for number in sorted(sharing)]
    score, number = max(near, default=(0.0, 0))
    return -number if score >= ALIKE_FROM else None


def _stem(word: str) -> str:
    return (*stems_in(word), word)[0]


def _weights(patterns: Sequence[_Pattern]) -> Mapping[str, float]:
    """Of each stem how much it tells: the rarer, the more."""
    count = Counter(stem for each in patterns for stem in set(each.stems))
    return {stem: 1 + math.log(len(patterns) / number) for stem, number in count.items()}


def _alike(one: _Pattern, other: _Pattern, weights: Mapping[str, float]) -> float:
    """Twice what is shared over what both have (Dice), weighted."""
    mine, theirs = set(one.stems), set(other.stems)
    weight = sum(weights[stem] for stem in sorted(mine)) + sum(weights[stem] for stem in sorted(theirs))
    return 2 * sum(weights[stem] for stem in sorted(mine & theirs)) / weight


def _group(patterns: Sequence[_Pattern]) -> Group | None:
    """The group in the words of its most frequent pattern, without those that fewer than three chats have used."""
    first, by_stem = patterns[0], dict[str, set[str]]()
    for each in patterns:
        for stem in each.stems:
            by_stem.setdefault(stem, set()).update(each.tally.chats)
    pairs = zip(first.words, first.stems, strict=True)
    words = tuple(word for word, stem in pairs if len(by_stem[stem]) >= LEAST_CHATS)
    if not words:
        return None
    asked, answered = (
        sum(each.tally.asked for each in patterns),
        sum(each.tally.answered for each in patterns),
    )
    return Group(None, words, asked, answered)
