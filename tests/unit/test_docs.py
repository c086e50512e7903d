"""What the documents name is there."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^\s*(?:async )?def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_a_document_names_is_there(document: Path) -> None:
    named = re.findall(r"`(test_\w+)`", document.read_text(encoding="utf-8"))
    assert [name for name in named if name not in TESTS] == []


def anchors(document: Path) -> set[str]:
    """Of its headings, as GitHub makes them."""
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_to_a_file_and_a_heading(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)\s#]*)#?([^)\s]*)\)", document.read_text(encoding="utf-8"))
    targets = [(document.parent / path if path else document, anchor) for path, anchor in links]
    assert [target for target, _ in targets if not target.exists()] == []
    assert [
        (target.name, anchor)
        for target, anchor in targets
        if anchor and target.suffix == ".md" and anchor not in anchors(target)
    ] == []


def test_every_room_of_local_firebase_is_described_and_no_other() -> None:
    text = (ROOT / "docs" / "local.md").read_text(encoding="utf-8")
    section = text.split("## How it is made")[1].split("```")[0]
    described = set(re.findall(r"^\| `(\w+)/?`", section, re.MULTILINE))
    rooms = {path.parent.name for path in (ROOT / "local").glob("*/__init__.py")}
    assert described == rooms


def test_the_drawing_of_the_domain_has_the_floors_that_imports_are_held_to() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(
        each["layers"] for each in contracts["contracts"] if each.get("containers") == ["functions.domain"]
    )
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = text.split("subgraph domain")[1].split("\n    end\n")[0]
    floors = re.findall(r'^ *\w+\["([^"]+)"\]$', drawn, re.MULTILINE)
    assert [floor.replace("<br/>", " ").split(", ") for floor in floors] == [
        floor.split(" | ") for floor in layers
    ]
