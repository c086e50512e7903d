"""A module that passes 300 lines holds two ideas, a function that passes 40 too (docs/house-style.md)."""

from tests.house_figures import ROOT, files_of, length_of, read

MOST_LINES_OF_A_MODULE = 300
MOST_LINES_OF_A_FUNCTION = 40
PLACES = ("functions", "local", "demo", "bench", "clients", "rules")
SOURCES = [read(ROOT / "main.py"), *(file for place in PLACES for file in files_of(place))]


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {str(file.path.relative_to(ROOT)): file.lines for file in SOURCES}
    assert {path: count for path, count in lengths.items() if count > MOST_LINES_OF_A_MODULE} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    too_long = {
        f"{file.path.relative_to(ROOT)} {one.name}": length_of(one)
        for file in SOURCES
        for one in file.functions
        if length_of(one) > MOST_LINES_OF_A_FUNCTION
    }
    assert too_long == {}
