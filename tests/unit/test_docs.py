"""What the documents name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
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


def test_every_document_is_found_by_a_question() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert [
        path.name
        for path in (ROOT / "docs").glob("*.md")
        if path.name not in {"README.md"}
        if f"{path.name}" not in index
    ] == []


@pytest.mark.parametrize(
    "document", [path for path in DOCUMENTS if path.parent.name != "decisions"], ids=lambda path: path.name
)
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    """Those with their folder: `functions/store/commit.py`. A decision may tell of files of its own day."""
    text = document.read_text(encoding="utf-8")
    named = set(
        re.findall(r"`((?!build/)(?:[a-z_][\w-]*/)+[a-z_][\w.-]*\.(?:py|md|yaml|json|toml|tsv))`", text)
    )
    tops = (
        ROOT,
        ROOT / "functions",
        ROOT / "functions" / "domain",
        ROOT / "docs",
        ROOT / "local",
        *(ROOT / "functions" / "presets").iterdir(),
    )
    assert [name for name in sorted(named) if not any((top / name).exists() for top in tops)] == []
