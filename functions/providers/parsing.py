"""Reading callbacks: JSON that can be kept, each part by itself; texts, ids, phones and instants.

Only an event's id, its sender and what it reports have to be right. Any other field that is odd is left out and kept
beside it, so that it costs no message (`read_leniently`).
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, PlainValidator, ValidationError

from functions.domain.customers.addresses import normal_phone
from functions.domain.kernel.json_bodies import NotJson, read_json
from functions.domain.kernel.validation import field_faults
from functions.domain.providers.events import LEFT_OUT, BrokenItem, ProviderEvent

NO_COUNTRY = "ZZ"
MOST_ODD, MOST_ODD_SIGNS = 20, 1000
M = TypeVar("M")
LAST_SECOND = 4_102_444_800  # the year 2100: a larger number is in milliseconds
ID_DIGITS = 32
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def _blank_is_none(value: object) -> object:
    return None if value == "" else value


def _none_is_empty(value: object) -> object:
    return {} if value is None else value


def _epoch_instant(value: object) -> datetime:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("must be an instant in seconds")
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        raise ValueError("must be an instant in seconds") from None
    if seconds > LAST_SECOND:
        seconds /= 1000
    if not 1 <= seconds <= LAST_SECOND:
        raise ValueError("must be an instant in seconds")
    return datetime.fromtimestamp(seconds, UTC)


Id = Annotated[str, Field(min_length=1, max_length=512)]
OptionalText = Annotated[str | None, BeforeValidator(_blank_is_none)]
EpochInstant = Annotated[datetime, PlainValidator(_epoch_instant)]
ABSENT_IS_EMPTY = BeforeValidator(_none_is_empty)  # some write null where others leave a part out


@dataclass(frozen=True)
class Odd:
    """A field of an event that is not what it must be. Its value does not print."""

    path: str
    value: Any = field(repr=False)


Read = Callable[[Any], Iterable[ProviderEvent]]


def read_leniently(validate: Callable[[Any], M], part: Any) -> tuple[M, tuple[Odd, ...]]:
    """What `validate` makes of a part, and what was odd in it and is left out. ValidationError, of all that is odd, if
    some of it has to be right.
    """
    odd: list[Odd] = []
    faults: ValidationError | None = None
    while True:
        try:
            return validate(part), tuple(odd)
        except ValidationError as error:
            faults = faults or error
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            path = _path_in(part, first["loc"])
            if not path:
                raise faults from None
            path = path if len(odd) < MOST_ODD else path[:1]
            odd.append(Odd(".".join(str(step) for step in path), _value_at(part, path)))
            part = _without(part, path)


def _value_at(part: Any, path: tuple[int | str, ...]) -> Any:
    for step in path:
        part = part[step]
    return part


def _path_in(part: Any, location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """As far into a part as a fault's location goes: to the odd value, or to the part that lacks one."""
    path: list[int | str] = []
    for step in location:
        is_there = (
            step in part if isinstance(part, Mapping) else isinstance(part, list) and isinstance(step, int)
        )
        if not is_there:
            break
        part = part[step]
        path.append(step)
    return tuple(path)


def _without(part: Any, path: tuple[int | str, ...]) -> Any:
    first, *rest = path
    if isinstance(part, list):
        inner = [_without(part[int(first)], tuple(rest))] if rest else []
        return [*part[: int(first)], *inner, *part[int(first) + 1 :]]
    if rest:
        return {**part, first: _without(part[first], tuple(rest))}
    return {name: value for name, value in part.items() if name != first}


def left_out(odd: Iterable[Odd]) -> dict[str, Any]:
    """What a message's `extra` tells about the fields that were odd: where each stood, and how it begins as JSON."""
    fields = [{"path": each.path, "value": json.dumps(each.value)[:MOST_ODD_SIGNS]} for each in odd]
    return {LEFT_OUT: fields} if fields else {}


def read_body(body: bytes) -> Any:
    """A body's JSON as it can be kept anywhere: exact fractions as text, and a sign in place of half a character, which
    JSON can say and UTF-8 cannot. Raises NotJson.
    """
    try:
        text = json.dumps(read_json(body), ensure_ascii=False, default=str)
        return json.loads(_SURROGATE.sub("\ufffd", text))
    except RecursionError:
        raise NotJson from None


def read_each(provider: str, parts: object, read: Read, *, id_field: str = "id") -> Iterator[ProviderEvent]:
    """The events of many parts. A part that cannot be read is kept as it came and the others go on; so is what should
    be many parts and is not.
    """
    if not isinstance(parts, list):
        yield broken(provider, parts, "must be a list")
        return
    for part in parts:
        id = part.get(id_field) if isinstance(part, Mapping) else None
        yield from read_one(provider, part, read, id=id)


def read_one(provider: str, part: object, read: Read, *, id: object = None) -> list[ProviderEvent]:
    """The events of one part, or the part as it came where it cannot be read. `id`: what its provider calls it."""
    try:
        return list(read(part))
    except ValidationError as error:
        reason = "; ".join(f"{fault.path}: {fault.message}" for fault in field_faults(error))
        return [broken(provider, part, reason, id=id)]
    except ValueError as error:
        return [broken(provider, part, str(error), id=id)]


def broken(provider: str, part: object, reason: str, *, id: object = None) -> BrokenItem:
    """A part that cannot be read. Its id is the same when it comes again."""
    return BrokenItem(provider=provider, id=text_of(id) or fingerprint(part), reason=reason, raw=part)


def fingerprint(value: object) -> str:
    """An id for a part that has none, the same whenever it comes again."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:ID_DIGITS]


def text_of(value: object) -> str | None:
    """A text out of an unchecked part; None if it is empty or not a text."""
    return value or None if isinstance(value, str) else None


def required_text(part: Mapping[str, Any], name: str) -> str:
    """A field's text. ValueError if there is none."""
    text = text_of(part.get(name))
    if text is None:
        raise ValueError(f"{name}: must be text")
    return text


def instant_in(part: Mapping[str, Any], name: str) -> datetime | None:
    """A field's instant: ISO 8601, in UTC if it names no zone, or seconds since 1970. None if there is none."""
    value = part.get(name)
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        at = datetime.fromisoformat(required_text(part, name))
    except (ValueError, OverflowError, OSError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def epoch_in(value: object) -> datetime | None:
    """An instant in seconds or milliseconds; None if the value is not an instant."""
    try:
        return _epoch_instant(value)
    except ValueError:
        return None


def received() -> datetime:
    """The instant of an event that names none that can be read."""
    return datetime.now(UTC)


def phone_of(text: str | None) -> str | None:
    """The phone in E.164, of its digits with or without a plus; None if it is not a valid one."""
    if not text:
        return None
    try:
        return normal_phone(text if text.startswith("+") else f"+{text}", NO_COUNTRY)
    except ValueError:
        return None
