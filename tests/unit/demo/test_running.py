"""What the demo says before and while it runs."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from demo.cafe.report import closing_lines
from demo.check import expected
from demo.lengths import MONTHS, read_rows
from demo.progress import shown_on

ROOT = Path(__file__).parents[3]


def test_a_business_without_a_demo_is_said_before_anything_is_started() -> None:
    command = [sys.executable, "-m", "demo", "--preset", "bakery"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr == "demo: bakery has no demo yet; there is one of cafe, grocer, roaster, dairy, umrah\n"
    )


def test_without_a_terminal_a_line_says_every_ten_seconds_how_far_a_stage_is() -> None:
    seconds, console = [0.0], Console(file=io.StringIO(), width=80)
    with shown_on(console, clock=lambda: seconds[0]) as stages:
        step = stages("purchases", 1_000)
        for now, count in ((4.0, 100), (9.9, 100), (10.0, 100), (19.0, 100), (21.0, 100), (22.0, 500)):
            seconds[0] = now
            step(count)
    assert console.file.getvalue() == (  # type: ignore[attr-defined]  # it is the StringIO of above
        "purchases: 300 of 1,000\npurchases: 500 of 1,000\npurchases: 1,000 of 1,000\n"
    )


def test_the_default_takes_the_last_months_and_full_takes_all() -> None:
    everything, default = read_rows("full"), read_rows("default")
    assert len(everything) == 3_636
    assert default == everything[-len(default) :]
    assert len({row["date"].rpartition("/")[0] for row in default}) == MONTHS["default"]
    before = everything[-len(default) - 1]
    assert before["date"].rpartition("/")[0] != default[0]["date"].rpartition("/")[0]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file or directory"),
        ("", "Expecting value: line 1 column 1 (char 0)"),
        ("[]", "has no figures of a demo"),
        ('{"length": "week"}', "has no figures of a demo"),
    ],
)
def test_a_check_without_the_figures_of_a_run_says_so(
    content: str | None, reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "demo.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    done = checked(path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"demo.check: {path}: {reason}; `make demo` writes it\n"


def test_a_check_names_the_figures_that_differ_or_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    path.write_text(json.dumps(expected("default") | {"length": "default"}), encoding="utf-8")
    assert (checked(path).returncode, checked(path).stderr) == (0, "")
    path.write_text('{"length": "default", "orders": 1}', encoding="utf-8")
    done = checked(path)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(f"orders: 1, expected {expected('default')['orders']}\n")
    assert "tiers: missing, expected " in done.stdout


def checked(path: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "demo.check", str(path)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_last_lines_are_what_the_owner_saw_beside_what_the_purchases_say() -> None:
    seen = {"customers": 183, "new_customers": 23, "repeat_rate": 0.5738, "average_visits": 4.05}
    figures = {"dashboard": seen, "segments": {"regulars": 36}}
    assert closing_lines(figures, ["segments: {}, expected {}"]) == [
        "dashboard: 183, 23 new in 7 days, 57.4% came again, 4.05 visits each (equal to what the CSV says)",
        "segments: regulars 36 (NOT what the CSV says)",
    ]
