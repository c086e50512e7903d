"""Days and counted words as the readers of a locale write them, by CLDR's rules."""

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel.core import Locale


def day_text(value: object, locale: str) -> str:
    """A day, `2026-12-31` or the beginning of an instant, in words; a text that is none as it stands."""
    from babel.dates import format_date

    text = str(value)
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return text
    return number_text(format_date(day, "long", locale=_known(locale)), locale)


# The figure nought of each numbering system of CLDR that a language has by default; the others follow it.
_NOUGHTS = {"beng": "\u09e6", "deva": "\u0966", "arab": "\u0660", "arabext": "\u06f0", "mymr": "\u1040"}


def number_text(value: object, locale: str) -> str:
    """A number in the figures that the readers of a locale write by default: ৫ in Bengali, 5 in Hindi."""
    nought = _NOUGHTS.get(_known(locale).default_numbering_system, "0")
    return str(value).translate({ord("0") + figure: ord(nought) + figure for figure in range(10)})


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
