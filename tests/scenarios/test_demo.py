"""The demos on their first purchases: their figures are those that the purchases themselves lead to."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from demo.check import EXPECTED, differences, expected
from tests.scenarios.test_readme import ROOT

PURCHASES, BASKETS, DEALS, SALES, CHATS = 30, 20, 20, 12, 14


def test_the_demos_figures_are_what_the_purchases_say(tmp_path: Path) -> None:
    figures = figures_of_a_run("cafe", PURCHASES, tmp_path)
    assert differences(figures, PURCHASES) == []
    assert figures["billed"]["per_repeat_order"] == {"reads": 1, "writes": 3, "deletes": 0}
    assert figures["billed"]["per_message"] == {"reads": 1, "writes": 3, "deletes": 0}


def test_the_grocers_figures_are_what_the_baskets_say(tmp_path: Path) -> None:
    figures = figures_of_a_run("grocer", BASKETS, tmp_path)
    assert differences(figures, BASKETS) == []
    assert figures["reminders"]["due"] > 0
    offers = figures["offers"]
    assert offers["launched"] == {"new_product-2015": "2015-09-11"}
    assert offers["campaigns"]["new_product-2015"]["recipients"] > 0
    assert (offers["sent_twice"], offers["wrong"]) == (0, [])
    assert offers["not_launched"]["ramadan_pack"] == "not in this time"
    assert figures["billed"]["per_message"] == {"reads": 1, "writes": 3, "deletes": 0}


@pytest.mark.item("S002-24")
def test_the_roasters_figures_are_what_the_deals_say(tmp_path: Path) -> None:
    figures = figures_of_a_run("roaster", DEALS, tmp_path)
    assert differences(figures, DEALS) == []
    assert figures["opportunities"] == {"won": 1, "lost": 1, "open": 18}
    assert figures["sla_breaches"] > 0
    # A column of a board bills what it shows.
    assert (figures["board"]["shown"], figures["board"]["reads"]) == (18, 18)
    assert (figures["forecast_page"]["reads"], figures["forecast"]["open"]) == (
        1,
        figures["opportunities"]["open"],
    )


@pytest.mark.item("S002-04", "S002-25", "S002-26", "S002-28", "S002-57")
def test_the_dairys_figures_are_what_the_sales_say(tmp_path: Path) -> None:
    figures = figures_of_a_run("dairy", SALES, tmp_path)
    assert differences(figures, SALES) == []
    assert figures["quotes"]["approved_by_manager"] == figures["quotes"]["refused"] == 1
    assert figures["quotes"]["accepted"] == 3
    assert figures["answered_by_link"] == 2
    assert figures["offline_refused"] == 1


@pytest.mark.item("S003-02", "S003-03", "S003-10", "S003-42", "S003-45")
def test_the_agencys_figures_are_what_the_scripts_say(tmp_path: Path) -> None:
    figures = figures_of_a_run("umrah", CHATS, tmp_path)
    assert differences(figures, CHATS) == []
    assert (figures["conversations"], figures["answered_twice"], figures["unanswered"]) == (CHATS, 0, 0)
    assert figures["funnel"]["leads"] > figures["funnel"]["booking"] > 0
    assert figures["median_answer_s"] <= 3
    assert figures["billed"]["per_turn"]["reads"] <= 6


def test_an_agencys_figure_that_is_not_of_its_scripts_is_named() -> None:
    figures = {"preset": "umrah", "length": "default", **EXPECTED["umrah"]("default", CHATS)}
    assert f"conversations: {CHATS + 1}, expected {CHATS}" in differences(
        figures | {"conversations": CHATS + 1}, CHATS
    )


def figures_of_a_run(preset: str, purchases: int, folder: Path) -> dict[str, Any]:
    out = folder / "demo.json"
    command = [sys.executable, "-m", "demo", "--preset", preset]
    command += ["--purchases", str(purchases), "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    source = "the scripts say" if preset == "umrah" else "the CSV says"
    assert done.stdout.splitlines()[-1].endswith(f"equal to what {source}" + ")" * (preset == "cafe"))
    figures: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return figures


def test_the_default_run_leads_to_what_the_readme_shows() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    wanted = expected("default")
    for figure in ("orders", "customers", "points_issued", "winbacks"):
        assert f"{wanted[figure]:,}" in readme, figure
    for counts in (wanted["tiers"], wanted["messages"], wanted["suppressed"]):
        assert ", ".join(f"{name} {count:,}" for name, count in counts.items()) in readme
    assert f"{wanted['replay']['posts']:,} times: 0 changes" in readme


def test_the_readme_tells_what_a_dairys_run_leads_to() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    wanted = EXPECTED["dairy"]("default", None)
    assert f"They become {wanted['orders']:,} orders." in readme


def test_the_readme_tells_how_long_a_grocers_run_is() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    wanted = EXPECTED["grocer"]("default", None)
    assert f"{wanted['baskets']:,} baskets of {wanted['members']:,} members" in readme
