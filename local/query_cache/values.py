"""Which values the fields have that queries compare: a query is proved to find nothing, or the same as another one,
without asking the emulator.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable

from local.query_cache.comparisons import Comparison, FieldPath, Group, Question
from local.query_cache.effects import effects_of
from local.query_cache.field_index import FieldIndex, Gap, Known, may_pass
from local.query_cache.writes import Writing

_WORTH_AN_INDEX = 2
_MOST_INDEXES = 16
_MOST_COUNTED = 10_000


class Values:
    """Indexes of fields by group, and the commits that are on their way to each group."""

    def __init__(self) -> None:
        self._indexes: defaultdict[Group, dict[FieldPath, FieldIndex]] = defaultdict(dict)
        self._commits: defaultdict[Group, list[Writing]] = defaultdict(list)
        self._other_writes: Counter[Group] = Counter()
        self._uses: Counter[tuple[Group, FieldPath]] = Counter()

    def prove_empty(self, question: Question) -> bool:
        """Whether the query finds nothing, also if the commits on their way have been made already."""
        indexes = self._indexes.get(question.group, {})
        return any(
            comparison.field in indexes
            and indexes[comparison.field].proves_none(comparison)
            and not self._may_come(question.group, comparison)
            for comparison in question.comparisons
        )

    def gaps_of(self, question: Question) -> Hashable | None:
        """The same for questions that find the same, as long as nothing is written that they ask for; None where that
        cannot be told.
        """
        indexes = self._indexes.get(question.group, {})
        gaps: list[Gap | None] = []
        for comparison in question.comparisons:
            if comparison.field not in indexes:
                return None
            for bound in (comparison.low, comparison.high):
                gap = None if bound is None else indexes[comparison.field].gap_of(comparison.kind, bound)
                if bound is not None and gap is None:
                    return None
                gaps.append(gap)
        return (question.shape, *gaps) if gaps else None

    def note_use(self, question: Question) -> list[FieldIndex]:
        """Indexes would have spared the query. New ones, for the caller to fill, where that has happened before."""
        group, indexes = question.group, self._indexes[question.group]
        if len(self._uses) > _MOST_COUNTED:
            self._uses.clear()
        made = []
        for comparison in question.comparisons:
            self._uses[group, comparison.field] += 1
            is_worth_it = self._uses[group, comparison.field] >= _WORTH_AN_INDEX
            is_possible = comparison.field not in indexes and len(indexes) < _MOST_INDEXES
            if is_worth_it and is_possible and not self._other_writes[group]:
                indexes[comparison.field] = FieldIndex(comparison.field)
                made.append(indexes[comparison.field])
        return made

    def fill(self, group: Group, index: FieldIndex, read: Iterable[tuple[str, Known]] | None) -> None:
        """Fill an index with what the emulator holds, unless it has been dropped; None drops it."""
        if self._indexes[group].get(index.field) is not index:
            return
        if read is None:
            del self._indexes[group][index.field]
        else:
            index.fill(read)

    def begin_writing(self, writing: Writing) -> None:
        for group in writing.groups:
            if writing.commit is None:
                self._other_writes[group] += 1
                self._indexes.pop(group, None)
            else:
                self._commits[group].append(writing)

    def end_writing(self, writing: Writing, *, is_done: bool) -> None:
        """The writes have been made, or never will be."""
        for group in writing.groups:
            if writing.commit is None:
                self._other_writes[group] -= 1
                continue
            if is_done:
                self._learn(group, writing)
            self._commits[group].remove(writing)
            if not self._commits[group]:
                del self._commits[group]
                for index in self._indexes.get(group, {}).values():
                    index.forget_what_is_gone()

    def clear(self) -> None:
        """Forget all indexes. What is on its way stays known."""
        self._indexes.clear()

    def _learn(self, group: Group, writing: Writing) -> None:
        """A commit whose answer was lost leaves open when it was made."""
        if writing.time is None or writing.commit is None:
            self._indexes.pop(group, None)
            return
        for index in self._indexes.get(group, {}).values():
            for name, value in effects_of(writing.commit[group], index.field).items():
                index.learn(name, Known(value, writing.time))

    def _may_come(self, group: Group, comparison: Comparison) -> bool:
        return any(
            may_pass(value, comparison)
            for writing in self._commits.get(group, ())
            if writing.commit is not None
            for value in effects_of(writing.commit[group], comparison.field).values()
        )
