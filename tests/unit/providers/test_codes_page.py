"""docs/channels.md says what follows from each provider's code, and says it as the code does."""

from functions.providers.error_tables import VERDICTS
from tests.provider_codes import PAGE, TABLES, table


def test_the_page_of_channels_says_what_follows_from_each_code() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    missing = [line for line in table() if line not in lines]
    assert missing == [], "docs/channels.md is out of date: run `python -m tests.provider_codes`"
    said = [
        line for line in lines if line.endswith(tuple(f"| {each.follows} |" for each in VERDICTS.values()))
    ]
    assert [line for line in said if line not in table()] == []


def test_every_code_has_a_verdict_that_the_house_knows() -> None:
    meanings = [meaning for meanings in TABLES.values() for meaning in meanings.values()]
    assert {meaning.verdict for meaning in meanings} <= set(VERDICTS)
