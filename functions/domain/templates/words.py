"""Days, counted words and figures as the readers of a locale write them, by CLDR's rules."""

from datetime import date
from typing import TYPE_CHECKING

from functions.domain.settings.types import Digits

if TYPE_CHECKING:
    from babel.core import Locale

_BENGALI = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


def day_text(value: object, locale: str) -> str:
    """A day, `2026-12-31` or the beginning of an instant, in words; any other text as it stands."""
    from babel.dates import format_date

    text = str(value)
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return format_date(day, "long", locale=_known(locale))


def in_digits(text: str, digits: Digits, locale: str) -> str:
    """A text with the figures that the business wants in a language; Babel writes Bengali with Latin ones."""
    is_bengali = digits == "bengali" and locale.replace("_", "-").partition("-")[0].lower() in ("bn", "ben")
    return text.translate(_BENGALI) if is_bengali else text


def counted_form(number: int, forms: dict[str, str], locale: str) -> str:
    """Of a word's forms by CLDR's category (`one`, `few`, `many`, ..., `other`) the one that goes with a number:
    `other` where the form of its category is not given.
    """
    return forms.get(_known(locale).plural_form(number), forms["other"])


def _known(locale: str) -> "Locale":
    """A locale that CLDR has: the language without its country where it does not know the two, else English."""
    from babel.core import Locale, UnknownLocaleError

    written = locale.replace("-", "_")
    for each in (written, written.partition("_")[0]):
        try:
            return Locale.parse(each)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")
