"""What the documents name is there."""

import re
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


def test_every_part_of_local_firebase_is_described_and_no_other() -> None:
    text = (ROOT / "docs" / "local.md").read_text(encoding="utf-8")
    named = {
        name
        for cell in re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE)
        for name in re.findall(r"`([\w*]+)\.py`", cell)
    }
    parts = {path.stem for path in (ROOT / "local").glob("*.py") if not path.stem.startswith("__")}
    unnamed = {part for part in parts if part not in named and not part.startswith("task_")}
    assert unnamed <= {
        "activity",
        "documents",
        "manifests",
        "processes",
        "retries",
        "running",
        "servers",
        "stack",
    }
    assert named - parts <= {"task_*"}
