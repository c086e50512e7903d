"""What the store could not keep of a content, before anything else is made of it: a body may hold any JSON."""

from collections.abc import Iterator, Mapping

from functions.domain.kernel.decisions import LARGEST
from functions.domain.kernel.errors import FieldFault

# Firestore nests 20 maps; no content of ours comes near.
DEEPEST = 16


def storing_faults(content: object, path: tuple[str, ...] = ()) -> Iterator[FieldFault]:
    """Each part that is nested too deep, a number that is too large, or a text of half a character."""
    if len(path) > DEEPEST:
        yield FieldFault(".".join(path[:2]), f"is nested more than {DEEPEST} levels deep")
    elif isinstance(content, Mapping):
        for name, value in content.items():
            yield from _named_faults(str(name), value, path)
    elif isinstance(content, list | tuple):
        for index, value in enumerate(content):
            yield from storing_faults(value, (*path, str(index)))
    elif (reason := _why_not(content)) is not None:
        yield FieldFault(".".join(path) or "body", reason)


def _named_faults(name: str, value: object, path: tuple[str, ...]) -> Iterator[FieldFault]:
    if _is_half(name):
        yield FieldFault(".".join(path) or "body", "has a name with half a character")
    else:
        yield from storing_faults(value, (*path, name))


def _why_not(value: object) -> str | None:
    if isinstance(value, int) and abs(value) > LARGEST:
        return f"is a number beyond {LARGEST}"
    return "has half a character" if isinstance(value, str) and _is_half(value) else None


def _is_half(text: str) -> bool:
    """Whether it has one half of a surrogate pair, which is no Unicode."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
