"""What is committed is what the tables say, and it fits the limits of rules."""

from pathlib import Path

import pytest

from functions.domain.commands.kinds import KINDS
from functions.domain.kernel.decisions import Document
from functions.domain.staff.readers import READERS, SERVER_ONLY
from rules.__main__ import FILES
from rules.waiting import WAITING
from tests.unit.domain.test_every_document import below


@pytest.mark.parametrize("name", FILES)
def test_the_file_that_is_committed_is_the_one_that_the_tables_make(name: str) -> None:
    assert Path(name).read_text(encoding="utf-8") == FILES[name](), "run `make rules`"


def test_each_collection_of_the_code_is_in_the_table_once() -> None:
    rows = [row.collection for row in READERS]
    placed = [*rows, *SERVER_ONLY, *(name for each in WAITING for name in each.collections), "orgs"]
    assert len(set(placed)) == len(placed)
    ours = (model for model in below(Document) if model.__module__.startswith("functions."))
    written = {
        model.collection for model in ours if hasattr(model, "collection") and "/" not in model.collection
    }
    assert written <= set(placed)
    assert not written & {name for each in WAITING for name in each.collections}, "it waits no more"


def test_each_kind_of_command_is_in_the_rules() -> None:
    text = FILES["firestore.rules"]()
    assert [kind for kind in KINDS if f"'{kind}'" not in text] == []


def test_rules_are_far_from_their_greatest_size() -> None:
    """256 KB of text; https://firebase.google.com/docs/firestore/security/rules-structure#security_rule_limits"""
    assert len(FILES["firestore.rules"]()) < 50_000
