"""Which of the languages of a text a reader gets. It loads no template engine."""

import re
from collections.abc import Mapping

# Java and Android write the codes of before 1989; ISO 639-2 has three letters.
_PRESENT_CODES = {"in": "id", "iw": "he", "ji": "yi"} | {
    "eng": "en",
    "hin": "hi",
    "mar": "mr",
    "ben": "bn",
    "ind": "id",
    "ara": "ar",
    "urd": "ur",
    "tam": "ta",
    "tel": "te",
}


def nearest_language(texts: Mapping[str, str], locale: str, org_locale: str) -> str:
    """Of the languages that a text has: the very one, its language without the country, the organisation's,
    English, the first. However a phone or a form writes the tag (`hi_IN`, `HI-in`, an unknown country), it is that
    language.
    """
    by_tag = {plain_tag(language): language for language in texts}
    wishes = (*_wishes(locale), *_wishes(org_locale), "en")
    return next((by_tag[wish] for wish in wishes if wish in by_tag), next(iter(texts)))


def plain_tag(locale: str) -> str:
    """A language tag as tags are compared: in lower case with hyphens, without an encoding or what follows `@`, and by
    the language's present code (RFC 5646, BCP 47).
    """
    tag = re.split(r"[.@]", locale.strip(), maxsplit=1)[0].replace("_", "-").lower()
    language, hyphen, rest = tag.partition("-")
    return f"{_PRESENT_CODES.get(language, language)}{hyphen}{rest}"


def _wishes(locale: str) -> tuple[str, ...]:
    """A tag, and it without its last part again and again: zh-hant-tw, zh-hant, zh."""
    parts = plain_tag(locale).split("-")
    return tuple("-".join(parts[:end]) for end in range(len(parts), 0, -1))
