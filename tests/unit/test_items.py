"""The wanted items, their states and the tests that carry their ids tell one story."""

from pathlib import Path

import pytest

from tests.items import ROOT, Item, MarkedTest, as_page, faults_of, main, marked_tests, read_items

WORKS = Item("S004-19", "cafe", "works", "A point for each full hundred of a bill")
A_TEST = MarkedTest("tests/unit/test_points.py", "test_a_bill_earns", ("S004-19",), may_skip=False)


def a_tree(root: Path, test: str, *, item: str = "S004-19\tcafe\tworks\tPoints\n") -> Path:
    """A tree with one item and one file of tests."""
    (root / "tests").mkdir()
    (root / "docs").mkdir()
    (root / "docs" / "items.tsv").write_text(f"id\tbusiness\tstate\twanted\n{item}", encoding="utf-8")
    (root / "tests" / "test_one.py").write_text(test, encoding="utf-8")
    return root


def test_every_working_item_has_a_test_that_always_runs_and_every_marker_has_its_item() -> None:
    assert faults_of(read_items(ROOT / "docs" / "items.tsv"), marked_tests(ROOT)) == []


def test_the_page_of_items_is_as_make_items_writes_it() -> None:
    page = (ROOT / "docs" / "items.md").read_text(encoding="utf-8")
    is_current = page == as_page(read_items(ROOT / "docs" / "items.tsv"), marked_tests(ROOT))
    assert is_current, "docs/items.md is out of date: run `make items`"


def test_every_id_of_339_items_is_there_once() -> None:
    ids = [item.id for item in read_items(ROOT / "docs" / "items.tsv")]
    assert (len(ids), len(set(ids))) == (339, 339)


@pytest.mark.parametrize(
    ("item", "tests", "faults"),
    [
        (WORKS, [A_TEST], []),
        (WORKS, [], ["S004-19 works, and no test that always runs carries it"]),
        (
            WORKS,
            [MarkedTest("t.py", "test_x", ("S004-19",), may_skip=True)],
            ["S004-19 works, and no test that always runs carries it"],
        ),
        (Item("S004-19", "cafe", "partly", "Points"), [], []),
        (Item("S004-19", "cafe", "partly", "Points"), [A_TEST], []),
        (Item("S004-19", "cafe", "no", "Points"), [], []),
        (
            Item("S004-19", "cafe", "no", "Points"),
            [A_TEST],
            ["S004-19 is 'no', and test_a_bill_earns carries it"],
        ),
        (
            Item("S004-18", "cafe", "no", "Points"),
            [A_TEST],
            ["tests/unit/test_points.py::test_a_bill_earns carries S004-19, which is no item"],
        ),
        (Item("S004-18", "dairy", "no", "Points"), [], ["S004-18 is not an id of dairy"]),
        (
            Item("S004-18", "cafe", "done", "Points"),
            [],
            ["S004-18 is 'done': expected one of works, partly, no"],
        ),
    ],
)
def test_a_state_that_the_tests_do_not_bear_out_is_named(
    item: Item, tests: list[MarkedTest], faults: list[str]
) -> None:
    assert faults_of([item], tests) == faults


def test_items_stand_in_the_order_of_their_numbers() -> None:
    ninth, hundredth = (Item(id, "dairy", "no", "x") for id in ("S002-99", "S002-100"))
    assert faults_of([ninth, hundredth], []) == []
    assert faults_of([hundredth, ninth], []) == ["S002-99 stands behind S002-100"]


@pytest.mark.parametrize(
    ("test", "found"),
    [
        ('@pytest.mark.item("S004-19")\ndef test_x(): ...', [("test_x", ("S004-19",), False)]),
        (
            '@pytest.mark.item("S004-19", "S004-20")\n@pytest.mark.item("S004-19")\ndef test_x(): ...',
            [("test_x", ("S004-19", "S004-20"), False)],
        ),
        (
            '@pytest.mark.parametrize("n", [pytest.param(1, marks=pytest.mark.item("S004-19"))])\n'
            "def test_x(n): ...",
            [("test_x", ("S004-19",), False)],
        ),
        (
            '@pytest.mark.item("S004-19")\n@pytest.mark.skipif(x)\ndef test_x(): ...',
            [("test_x", ("S004-19",), True)],
        ),
        (
            '@pytest.mark.item("S004-19")\ndef test_x():\n    pytest.skip("no")',
            [("test_x", ("S004-19",), True)],
        ),
        (
            'pytestmark = pytest.mark.skip("no")\n@pytest.mark.item("S004-19")\ndef test_x(): ...',
            [("test_x", ("S004-19",), True)],
        ),
        ("def test_x(): ...", []),
    ],
)
def test_ids_are_read_from_the_markers_of_a_test(
    tmp_path: Path, test: str, found: list[tuple[str, tuple[str, ...], bool]]
) -> None:
    a_tree(tmp_path, test)
    tests = marked_tests(tmp_path)
    assert [(each.name, each.ids, each.may_skip) for each in tests] == found


def test_make_items_prints_and_writes_the_table_with_its_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(a_tree(tmp_path, '@pytest.mark.item("S004-19")\ndef test_x(): ...')) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "S004-19  works    1  Points"
    assert lines[-1].split() == ["all", "1", "0", "0", "1"]
    page = (tmp_path / "docs" / "items.md").read_text(encoding="utf-8")
    assert "| S004-19 | Points | works | `test_x` |" in page.splitlines()


def test_make_items_fails_with_the_reason_if_a_marker_names_no_item(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(a_tree(tmp_path, '@pytest.mark.item("S004-19", "S9")\ndef test_x(): ...')) == 1
    assert capsys.readouterr().err == "tests/test_one.py::test_x carries S9, which is no item\n"
