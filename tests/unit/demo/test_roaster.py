"""The roaster's deals, and what the demo reckons from them: twice, by decisions and from the file."""

import io
import json
from collections import Counter
from datetime import date, datetime
from math import log
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from demo.check import differences, read_figures
from demo.lengths import read_deal_rows
from demo.roaster.days import by_day
from demo.roaster.deals import CLOSES, ZONE, Deal, read_deals
from demo.roaster.expected import expected
from demo.roaster.figures import calibration, figures_of, forecast_of, log_loss
from demo.roaster.report import show, worth
from functions import presets
from functions.domain.settings.pipelines import Pipeline
from tests.builders import a_customer, a_member, an_org, give, with_staff

MOST = 150
PIPELINES = {
    ref.id: each for ref, each in presets.load("roaster").contents.items() if isinstance(each, Pipeline)
}
ORG = an_org(timezone="Asia/Jakarta").model_copy(update={"pipelines": PIPELINES})


def test_the_full_length_has_every_deal_of_the_file() -> None:
    deals = read_deals("full")
    assert Counter(deal.result for deal in deals) == {
        "won": 4238,
        "lost": 2473,
        "qualified": 1589,
        "lead": 500,
    }
    assert len({deal.id for deal in deals}) == len(deals) == 8_800
    assert len({deal.agent for deal in deals}) == 30
    assert [deal.at for deal in deals] == sorted(deal.at for deal in deals)


def test_of_the_first_deals_alone_those_are_open_that_were_closed_later() -> None:
    rows = read_deal_rows("default", 40)
    end = max(row["engaged_on"] for row in rows)
    assert all(row["closed_on"] <= end for row in rows)
    assert Counter(row["stage"] for row in rows) == {"Won": 2, "Lost": 1, "Engaging": 37}


def replayed(deals: list[Deal]) -> dict[str, Any]:
    """The figures of these deals where every command is settled at once, a day's new deals before its closings."""
    agents = sorted({deal.agent for deal in deals})
    account = a_customer(customer_group="b2b")
    backend = with_staff(account, *(a_member(id=uid, roles=("sales_rep",)) for uid in agents), role="manager")
    opened, closed = by_day(deals, "opened_on"), by_day(deals, "closed_on")
    overdue = set()
    for on in sorted(opened.keys() | closed.keys()):
        for deal in opened[on]:
            give(backend, "change_opportunity", deal.opening("somebody"), org=ORG, made_at=deal.at)
        at = datetime.combine(on, CLOSES, ZONE)
        for deal in closed[on]:
            is_over = backend.all("opportunities")[deal.id]["sla_due_at"] < at
            overdue |= {deal.id} if is_over else set()
            data = deal.closing() | {"customer_id": "somebody"}
            assert give(backend, "change_opportunity", data, org=ORG, made_at=at)["status"] == "done"
    end = datetime.combine(max(opened.keys() | closed.keys()), CLOSES, ZONE)
    found = [each | {"id": id} for id, each in backend.all("opportunities").items()]
    overdue |= {each["id"] for each in found if each["status"] == "open" and each["sla_due_at"] < end}
    pages = [each | {"id": id} for id, each in backend.all("insights").items()]
    return figures_of(found, sla_breaches=len(overdue)) | {"forecast": forecast_of(pages)}


@pytest.mark.item("S002-24")
def test_the_figures_of_the_deals_are_those_that_a_few_lines_work_out_from_the_file() -> None:
    """Win rates, days to close, the weighted forecast and what was foretold of each deal among them."""
    figures = replayed(list(read_deals("default", MOST)))
    assert figures["foretold"] > 20
    assert len(figures["win_rate_by_agent"]) > 10
    figures |= {"length": "default", "preset": "roaster", "replay": {"changed": 0}, "dead_letters": 0}
    assert differences(figures, MOST) == []


def test_deals_without_any_that_was_closed_have_no_rates() -> None:
    figures = replayed(list(read_deals("default", 5)))
    assert figures["opportunities"] == {"won": 0, "lost": 0, "open": 5}
    assert (figures["win_rate"], figures["mean_days_to_close"], figures["log_loss"]["learned"]) == (
        None,
        None,
        None,
    )
    assert worth(figures).startswith("No deal began")


def test_log_loss_is_the_mean_surprise_and_tenths_are_by_probability() -> None:
    assert log_loss([(0.5, True), (0.8, False)]) == round(-(log(0.5) + log(0.2)) / 2, 4)
    foretold = [(number / 100, number > 50) for number in range(1, 100)]
    tenths = calibration(foretold)
    assert [tenth["deals"] for tenth in tenths] == [9, *[10] * 9]
    assert [tenth["won"] for tenth in tenths] == [0, 0, 0, 0, 0, 0.9, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("learned", "base", "says"),
    [(0.6, 0.65, "tell something"), (0.65, 0.65, "tell nothing")],
    ids=["more", "no more"],
)
def test_the_report_says_what_the_probability_is_worth(learned: float, base: float, says: str) -> None:
    assert says in worth({"foretold": 9, "log_loss": {"learned": learned, "base_rate": base}})


def test_the_report_shows_a_run_without_a_closed_deal() -> None:
    figures = replayed(list(read_deals("default", 5)))
    figures |= {
        "accounts": 1,
        "board": {"shown": 5, "reads": 5},
        "forecast_page": {"reads": 1.0},
        "replay": {"posts": 0, "changed": 0},
        "seconds": 1,
    }
    figures |= {"billed": {}, "changes_per_second": 1, "first_on": "2017-09-01", "last_on": "2017-09-02"}
    console = Console(file=io.StringIO(), width=100)
    show(console, figures, Path("demo.json"))
    said = console.file.getvalue()  # type: ignore[attr-defined]  # it is the StringIO of above
    assert "none was closed" in said
    assert "in the file's money" in said


def test_the_check_of_a_roaster_names_what_differs_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "demo.json"
    figures = {"preset": "roaster", "length": "default", "opportunities": {"won": 1}}
    path.write_text(json.dumps(figures), encoding="utf-8")
    found = differences(read_figures(path))
    wanted = expected("default")
    assert f"opportunities.won: 1, expected {wanted['opportunities.won']}" in found
    assert len(found) == len(wanted)


def test_a_deal_that_is_still_prospected_begins_on_the_last_day_as_a_lead() -> None:
    (*_, last) = read_deals("default")
    assert (last.result, last.first_stage, last.opened_on) == ("lead", "lead", date(2017, 12, 31))
