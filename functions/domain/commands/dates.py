"""Days as clients write them."""

from typing import Annotated

from pydantic import AfterValidator

from functions.domain.kernel.validation import Text, is_date


def _date(text: str) -> str:
    if not is_date(text):
        raise ValueError("is not a date like 2025-01-31")
    return text


def _birthday(text: str) -> str:
    """A day, with its year or without: 02-29 is one of every leap year."""
    if not is_date(f"2000-{text}" if len(text) == len("MM-DD") else text):
        raise ValueError("is not a birthday like 01-31 or 1990-01-31")
    return text


Date = Annotated[Text, AfterValidator(_date)]
Birthday = Annotated[Text, AfterValidator(_birthday)]
