"""docs/architecture.md draws the floors of the import contracts, and names each package of the domain."""

import re

from tests.floors import PAGE, written

TEXT = PAGE.read_text(encoding="utf-8")
MOST_WORDS = 1500  # five minutes


def test_the_page_has_the_floors_of_the_contracts_and_each_package_of_the_domain() -> None:
    assert written(TEXT) == TEXT, "docs/architecture.md is out of date: run `python -m tests.floors`"
    assert re.search(r"^  floor0\[", TEXT, re.MULTILINE)
    assert re.search(r"^\| 1 \| `kernel` \|", TEXT, re.MULTILINE)


def test_the_page_is_read_in_five_minutes() -> None:
    text = re.sub(r"```.*?```|^\|.*?$", "", TEXT, flags=re.DOTALL | re.MULTILINE)
    assert len(text.split()) < MOST_WORDS
