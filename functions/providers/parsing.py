"""Reading callbacks: JSON that can be kept, each part by itself; texts, ids, phones and instants."""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator, ValidationError

from functions.domain.customers.addresses import normal_phone
from functions.domain.kernel.json_bodies import NotJson, read_json
from functions.domain.kernel.validation import field_faults
from functions.domain.providers.events import BrokenItem, ProviderEvent

NO_COUNTRY = "ZZ"
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
    if not 0 < seconds <= LAST_SECOND:
        raise ValueError("must be an instant in seconds")
    return datetime.fromtimestamp(seconds, UTC)


Id = Annotated[str, Field(min_length=1, max_length=512)]
OptionalText = Annotated[str | None, BeforeValidator(_blank_is_none)]
EpochInstant = Annotated[datetime, PlainValidator(_epoch_instant)]
ABSENT_IS_EMPTY = BeforeValidator(_none_is_empty)  # some write null where others leave a part out

Read = Callable[[Any], Iterable[ProviderEvent]]


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


def required_instant(part: Mapping[str, Any], name: str) -> datetime:
    """A field's instant: ISO 8601, in UTC if it names no zone, or seconds since 1970. ValueError if there is none."""
    value = part.get(name)
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        at = datetime.fromisoformat(required_text(part, name))
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"{name}: must be an instant") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def phone_of(text: str | None) -> str | None:
    """The phone in E.164, of its digits with or without a plus; None if it is not a valid one."""
    if not text:
        return None
    try:
        return normal_phone(text if text.startswith("+") else f"+{text}", NO_COUNTRY)
    except ValueError:
        return None
