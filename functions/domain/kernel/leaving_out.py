"""What is wrong in a map is left out of it, as deep inside as it can be."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Place = Sequence[int | str]


def without(body: Any, places: Iterable[Place], *, keeps_numbers: bool = False) -> Any:
    """The body without what lies at the places: of each, the deepest part that is there. None where that is the whole.

    With `keeps_numbers` an item of a list gives way to an empty one, so that those after it keep their numbers.
    """
    whole = body
    for place in sorted(places, key=_from_the_end):
        if not _is_there(whole, place[:1]):
            return None
        if _is_there(body, place[:1]):  # else another wrong part has taken it along
            body = _dropped(body, place, keeps_numbers=keeps_numbers)
    return body


def holds(body: Any, place: Place) -> bool:
    """Whether a place is there, with all that it lies in."""
    return not place or (_is_there(body, place[:1]) and holds(body[place[0]], place[1:]))


def _from_the_end(place: Place) -> list[tuple[int, str]]:
    """Later items first, so that those before them keep their numbers."""
    return [(-step, "") if isinstance(step, int) else (0, step) for step in place]


def _is_there(body: Any, place: Place) -> bool:
    if not place:
        return False
    if isinstance(body, Mapping):
        return place[0] in body
    return isinstance(body, list | tuple) and isinstance(place[0], int) and place[0] < len(body)


def _dropped(body: Any, place: Place, *, keeps_numbers: bool) -> Any:
    step, rest = place[0], place[1:]
    inner: list[Any] = []
    if _is_there(body[step], rest):
        inner.append(_dropped(body[step], rest, keeps_numbers=keeps_numbers))
    if isinstance(body, Mapping):
        others = {name: value for name, value in body.items() if name != step}
        return {**others, step: inner[0]} if inner else others
    number = int(step)
    return [*body[:number], *(inner or ([{}] if keeps_numbers else [])), *body[number + 1 :]]
