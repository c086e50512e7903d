"""Names as people write them: kept as they are within bounds, and spoken only where they can be."""

import re
import unicodedata

LONGEST = 120
LONGEST_SPOKEN = 60
_ELLIPSIS = "…"
# Signs that belong to the one before them: joiners, variation selectors, skin tones.
_JOINED = re.compile("[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")


def clean_name(text: str) -> str | None:
    """The name on one line, without control and direction signs, cut to what fits; None where nothing is left."""
    one_line = " ".join("".join(" " if _is_unseen(sign) else sign for sign in text).split())
    return cut(unicodedata.normalize("NFC", one_line), LONGEST) or None


def spoken_name(name: str | None) -> str | None:
    """What a message calls the customer; None, a neutral greeting, where the name has no letter (emoji, digits)."""
    if name is None or not any(sign.isalpha() for sign in name):
        return None
    return cut(name, LONGEST_SPOKEN)


def cut(text: str, longest: int) -> str:
    """The text, or as much of it as fits with an ellipsis, never in the middle of a sign."""
    if len(text) <= longest:
        return text
    end = longest - 1
    while end > 0 and (unicodedata.combining(text[end]) or _joins(text[end - 1 : end + 1])):
        end -= 1
    return text[:end].rstrip() + _ELLIPSIS


def _joins(pair: str) -> bool:
    return bool(_JOINED.search(pair)) or unicodedata.category(pair[-1]) in ("Mn", "Mc", "Me")


def _is_unseen(sign: str) -> bool:
    """Control, direction and half signs; a joiner is part of many scripts' letters and stays."""
    return (
        unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")
        or sign in "\u200b\u200e\u200f\u2060\ufeff"
        or ("\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069")
    )
