"""docs/architecture.md draws the floors of the import contracts, and names each package of the domain."""

import re
from pathlib import Path

from tests.floors import drawing, rows

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "architecture.md").read_text(encoding="utf-8")
MOST_WORDS = 1500  # five minutes


def test_the_drawing_has_the_floors_of_the_contract() -> None:
    drawn = re.findall(r'^  floor\d+\[".*"\]$', PAGE, re.MULTILINE)
    assert drawn == drawing(), "docs/architecture.md is out of date: run `python -m tests.floors`"


def test_the_table_has_each_package_of_the_domain_on_its_floor() -> None:
    written = re.findall(r"^\| \d+ \| `\w+` \| .* \|$", PAGE, re.MULTILINE)
    assert written == rows(), "docs/architecture.md is out of date: run `python -m tests.floors`"


def test_the_page_is_read_in_five_minutes() -> None:
    text = re.sub(r"```.*?```|^\|.*$", "", PAGE, flags=re.DOTALL | re.MULTILINE)
    assert len(text.split()) < MOST_WORDS
