"""Three ways together: what a preset brought last, what the business made of it, what the preset brings now.

A document is one whole: its texts, variables and approved template belong together. Settings go leaf by leaf; a list is
a leaf.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Path = tuple[str, ...]


class _Absent:
    def __repr__(self) -> str:
        return "nothing"


ABSENT: Final = _Absent()


@dataclass(frozen=True)
class Difference:
    """A place where the business and the preset differ. `yours` is the business's."""

    path: str
    yours: Any
    presets: Any


@dataclass(frozen=True)
class Merged:
    """What the three make together, and where the business's own stays against the preset's."""

    content: Any
    kept: tuple[Difference, ...] = ()


def merge_document(*, base: Any, mine: Any, theirs: Any) -> Merged:
    """A document: the preset's new one where the business left the last one alone, else its own. ABSENT stands for a
    document that there is not.
    """
    if mine in (base, theirs):
        return Merged(theirs)
    return Merged(mine, tuple(differences(mine, theirs)))


def merge_settings(
    *, base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], at: Path = ()
) -> Merged:
    """Settings: each leaf is the preset's new one where the business left the last one alone, else its own."""
    content: dict[str, Any] = {}
    kept: list[Difference] = []
    for name in dict.fromkeys((*theirs, *mine)):
        leaf = _merge_leaf(
            base=base.get(name, ABSENT),
            mine=mine.get(name, ABSENT),
            theirs=theirs.get(name, ABSENT),
            at=(*at, name),
        )
        kept += leaf.kept
        if leaf.content is not ABSENT:
            content[name] = leaf.content
    return Merged(content, tuple(kept))


def _merge_leaf(*, base: Any, mine: Any, theirs: Any, at: Path) -> Merged:
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        return merge_settings(base=base if isinstance(base, Mapping) else {}, mine=mine, theirs=theirs, at=at)
    if mine in (base, theirs):
        return Merged(theirs)
    return Merged(mine, (Difference(".".join(at), mine, theirs),))


def differences(mine: Any, theirs: Any, *, at: Path = ()) -> Iterator[Difference]:
    """The leaves where two contents differ."""
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        for name in dict.fromkeys((*mine, *theirs)):
            yield from differences(mine.get(name, ABSENT), theirs.get(name, ABSENT), at=(*at, name))
    elif mine != theirs:
        yield Difference(".".join(at), mine, theirs)


def with_own(content: Any, mine: Any, place: Path) -> Any:
    """A merged content with the business's own at a place, where the two sides together are not valid."""
    if not place:
        return mine
    name, *rest = place
    own = mine.get(name, ABSENT) if isinstance(mine, Mapping) else ABSENT
    inner = with_own(content.get(name, ABSENT), own, tuple(rest)) if _goes_on(content, name, rest) else own
    others = {each: value for each, value in content.items() if each != name}
    return others if inner is ABSENT else others | {name: inner}


def _goes_on(content: Mapping[str, Any], name: str, rest: Sequence[str]) -> bool:
    return bool(rest) and isinstance(content.get(name), Mapping)
