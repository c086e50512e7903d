"""`python -m tests.floors` writes the packages into docs/architecture.md, by the import contracts and docstrings."""

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"


def layers(name: str) -> list[list[str]]:
    """The floors of the contract whose name begins so, from the top, each with its packages."""
    contracts: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
        "tool"
    ]["importlinter"]["contracts"]
    (contract,) = [each for each in contracts if each["name"].startswith(name)]
    return [floor.replace("functions.", "").split(" | ") for floor in contract["layers"]]


def sentence_of(package: str) -> str:
    """What the package says of itself."""
    text = (ROOT / "functions" / "domain" / package / "__init__.py").read_text(encoding="utf-8")
    said = (ast.get_docstring(ast.parse(text)) or "").partition("\n\n")[0].replace("\n", " ")
    return re.sub(r" \(docs/[\w/-]+(?:\.md)?\)", "", said)


def rows() -> list[str]:
    """The table of the domain's packages, the highest floor first."""
    floors = layers("rooms of the domain")
    return [
        f"| {len(floors) - place} | `{package}` | {sentence_of(package)} |"
        for place, floor in enumerate(floors)
        for package in floor
    ]


def drawing() -> list[str]:
    """The floors of `functions`, each with its packages, as lines of the drawing."""
    found = []
    for number, floor in enumerate(layers("imports point one way")):
        names = [", ".join(floor[start : start + 6]) for start in range(0, len(floor), 6)]
        found.append(f'  floor{number}["{"<br/>".join(names)}"]')
    return found


def written(page: str) -> str:
    """The page with its drawing and its table as they are now."""
    drawn = "".join(f"{line}\n" for line in drawing())
    table = "".join(f"{line}\n" for line in rows())
    page = re.sub(r"(?:^  floor\d+\[.*\]\n)+", lambda match: drawn, page, flags=re.MULTILINE)
    return re.sub(r"(?:^\| \d+ \| `\w+` \| .*\n)+", lambda match: table, page, flags=re.MULTILINE)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
