"""What segments take customers by, where their filters name other segments: union, intersection and difference.

A filter names a segment as `{"in": [id, {"var": "segment_ids"}]}`, at its top or below `and`, `or`, `!`, `!!` and `if`.
The filter of that segment stands in its place, so membership and the instants at which it changes are those of one
condition. In the place of a snapshot stands whether the customer is in it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from functions.domain.settings.segments import SegmentSettings

if TYPE_CHECKING:
    from functions.domain.conditions.rules import Rule

Segments = Mapping[str, SegmentSettings]
SNAPSHOTS: Final = "snapshots"  # the field of a customer: in which snapshots they are
MOST_NAMED: Final = 50
_ASKED: Final = ({"var": "segment_ids"}, {"var": ["segment_ids"]})
_OPERATORS: Final = frozenset({"and", "or", "!", "!!", "if"})


def named_segments(logic: Any) -> Iterator[str]:
    """The segments that a filter names where set operations may stand."""
    found: dict[str, None] = {}

    def note(id: str) -> bool:
        found[id] = None
        return True

    _replaced(logic, note)
    yield from found


def with_named(segments: Segments, ids: Iterable[str]) -> frozenset[str]:
    """These segments, and all that they name by way of others; of a snapshot no further ones."""
    found: set[str] = set()
    waiting = list(ids)
    while waiting:
        id = waiting.pop()
        if id in found or id not in segments:
            continue
        found.add(id)
        if not segments[id].is_snapshot:
            waiting += named_segments(segments[id].filter)
    return frozenset(found)


def has_misplaced_names(logic: Any) -> bool:
    """Whether a filter names a segment where it is no set operation: there it would be asked of another thing."""
    waiting = [_replaced(logic, lambda id: True)]
    while waiting:
        part = waiting.pop()
        if _named(part) is not None:
            return True
        if isinstance(part, Mapping):
            waiting += part.values()
        elif isinstance(part, list | tuple):
            waiting += part
    return False


def without_names(logic: Any) -> "Rule":
    """A filter without the segments that it names: what it asks itself."""
    from functions.domain.conditions.rules import compile_rule

    return compile_rule(_replaced(logic, lambda id: True))


def rules_of(segments: Segments) -> Mapping[str, "Rule"]:
    """By id, what tells whether a customer is in a segment. One that was broken by hand takes no customer."""
    from functions.domain.conditions.rules import RuleRefused, compile_rule

    def rule(id: str) -> "Rule":
        segment = segments[id]
        if not segment.is_snapshot and next(named_segments(segment.filter), None) is None:
            return segment.rule
        try:
            return compile_rule(_whole(segments, id))
        except RuleRefused:
            return compile_rule(False)

    return {id: rule(id) for id in sorted(segments)}


def own_rule(segments: Segments, id: str) -> "Rule":
    """A segment's own filter with the segments that it names: of a snapshot, by what it is taken. RuleRefused where it
    names itself by way of others, or too much.
    """
    from functions.domain.conditions.rules import compile_rule

    return compile_rule(_Whole(segments).own(id, ()))


def _whole(segments: Segments, id: str) -> Any:
    return _Whole(segments).of(id, ())


class _Whole:
    """Puts filters in the places of names, so many at the most."""

    def __init__(self, segments: Segments) -> None:
        self._segments, self._left = segments, MOST_NAMED

    def of(self, id: str, path: tuple[str, ...]) -> Any:
        segment = self._segments.get(id)
        if id in path:
            self._refuse(f"names itself: {' -> '.join((*path[path.index(id) :], id))}")
        if segment is None:
            return False
        return {"in": [id, {"var": SNAPSHOTS}]} if segment.is_snapshot else self.own(id, path)

    def own(self, id: str, path: tuple[str, ...]) -> Any:
        self._left -= 1
        if self._left < 0:
            self._refuse(f"names more than {MOST_NAMED} segments, with those that these name")
        return _replaced(self._segments[id].filter, lambda named: self.of(named, (*path, id)))

    @staticmethod
    def _refuse(reason: str) -> None:
        from functions.domain.conditions.rules import RuleRefused
        from functions.domain.kernel.errors import FieldFault

        raise RuleRefused([FieldFault("", reason)])


def _replaced(logic: Any, by: Callable[[str], Any]) -> Any:
    id = _named(logic)
    if id is not None:
        return by(id)
    if isinstance(logic, list | tuple):
        return [_replaced(each, by) for each in logic]
    if not isinstance(logic, Mapping) or len(logic) != 1:
        return logic
    ((operator, operands),) = logic.items()
    return {operator: _replaced(operands, by)} if operator in _OPERATORS else logic


def _named(logic: Any) -> str | None:
    operands = logic.get("in") if isinstance(logic, Mapping) and len(logic) == 1 else None
    if not isinstance(operands, list | tuple) or len(operands) != 2:
        return None
    id, where = operands
    return id if isinstance(id, str) and where in _ASKED else None
