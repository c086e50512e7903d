"""A name as a text greets with it: what people have written for theirs never makes a message fail."""

import unicodedata

LONGEST_NAME = 100
SHORT_NAME = 24
ELLIPSIS = "…"
_JOINER = "\u200d"
_NOT_WRITTEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BOUND = frozenset({"\u200c", _JOINER})  # of Indic and Arabic names too


def names_to_try(name: object) -> tuple[str | None, ...]:
    """A name as it may stand in a text, shorter ones after it for a place that takes no more, and none at last. One
    without a letter or digit (emoji alone) is no name: its owner is greeted neutrally.
    """
    plain = _plain(name) if isinstance(name, str) else ""
    if not any(unicodedata.category(character)[0] in "LN" for character in plain):
        return (None,)
    if len(plain) <= SHORT_NAME:
        return (plain,)
    return (*dict.fromkeys((cut(plain, LONGEST_NAME), cut(plain, SHORT_NAME))), None)


def cut(text: str, most: int) -> str:
    """A text of at most so many characters, with an ellipsis where it was longer; no character loses its marks."""
    if len(text) <= most:
        return text
    end = most - len(ELLIPSIS)
    while end > 0 and _is_bound(text, end):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def _plain(name: str) -> str:
    """On one line, without what cannot be seen."""
    spaced = "".join(" " if character.isspace() else character for character in name)
    seen = (c for c in spaced if c in _BOUND or unicodedata.category(c) not in _NOT_WRITTEN)
    return " ".join("".join(seen).split())


def _is_bound(text: str, end: int) -> bool:
    """Whether the character at `end` belongs to the one before it."""
    return unicodedata.category(text[end])[0] == "M" or text[end] in _BOUND or text[end - 1] == _JOINER
