"""Reasons of a refused command in the language of the business: staff read them on their phones.

A reason that is not here stays English, and so does what is wrong with configuration: developers read that. `{}`
stands for what a reason fills in, in order. tests/unit/domain/commands/test_refusals.py holds that none is missing.
"""

import re
from collections.abc import Mapping
from functools import cache

from functions.domain.commands.refusal_texts.campaigns import CAMPAIGNS
from functions.domain.commands.refusal_texts.customers import CUSTOMERS
from functions.domain.commands.refusal_texts.sales import SALES
from functions.domain.commands.refusal_texts.staff import STAFF
from functions.domain.commands.refusal_texts.values import VALUES

# The columns after the English one.
_LANGUAGES = ("id", "bn")
_REASONS = VALUES + CUSTOMERS + STAFF + SALES + CAMPAIGNS


def in_language(reason: str, locale: str) -> str:
    """The reason in the language of a locale, or as it is."""
    language = locale.partition("-")[0].lower()
    if language not in _LANGUAGES:
        return reason
    for pattern, words in _table(language):
        if match := pattern.fullmatch(reason):
            return words.format(*match.groups())
    return reason


@cache
def _table(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Those that fill nothing in come first: they are the more exact ones."""
    column = 1 + _LANGUAGES.index(language)
    rows = sorted(_REASONS, key=lambda row: ("{}" in row[0], -len(row[0])))
    return tuple((_pattern(row[0]), row[column]) for row in rows)


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile("(.+)".join(map(re.escape, english.split("{}"))), re.DOTALL)


def reasons() -> Mapping[str, tuple[str, str]]:
    """All of them, by the English one."""
    return {english: (indonesian, bengali) for english, indonesian, bengali in _REASONS}
