"""What the Dart merge is tested by is what the engine does."""

import pytest

from tests.unit.clients.merge_vectors import CASES, FILE, as_text, vectors


@pytest.mark.item("S002-99")
def test_the_merge_of_the_dart_package_is_tested_by_what_the_engine_does() -> None:
    assert FILE.read_text(encoding="utf-8") == as_text(), "run `python -m tests.unit.clients.merge_vectors`"


def test_the_cases_have_these_ends() -> None:
    """By hand, so that a mistake of the engine is not copied."""
    ends = {vector["name"]: vector["profile"] for vector in vectors()}
    shown = [(ends[case.name]["name"], ends[case.name]["custom"]) for case in CASES]
    as_before = {"seat": 4, "milk": "oat"}
    assert shown == [
        ("A friend", {"seat": 4, "sugar": 2}),
        ("Later", as_before),
        ("Of the desk", {"seat": 9, "milk": "soy"}),
        ("Of the desk", as_before),
        ("Of the phone", as_before),
        ("A friend", as_before),
        ("A regular", as_before),
    ]
    assert [end["birthday"] for end in ends.values()] == [None] + ["01-31"] * 6
    assert [end["tags"] for end in ends.values()] == [[], ["a"], ["new"], [], [], [], []]
