"""Each file of scenarios begins at the same instant, whatever ran before it in its process."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from local.client import LocalFirebase
from tests.scenarios.conftest import START, begin
from tests.scenarios.shop import Shop

LATER = "2027-01-01T00:00:00Z"


@pytest.mark.parametrize("ticks", [True, False])
@pytest.mark.parametrize("at", [START, "2025-03-14T05:00:00Z"])
def test_a_file_begins_at_its_instant_after_one_that_went_far(
    firebase: LocalFirebase, at: str, ticks: bool
) -> None:
    shop = Shop(firebase)
    shop.post()
    firebase.control("POST", "/schedules/tick/pause")
    firebase.move_to(LATER)

    begin(firebase, at, ticks=ticks)

    assert timedelta(0) <= firebase.now() - datetime.fromisoformat(at) < timedelta(seconds=30)
    assert shop.all("orders") == {}
    before = firebase.meter()["calls"]["by_function"].get("tick", {}).get("invocations", 0)
    firebase.advance("61m")
    after = firebase.meter()["calls"]["by_function"].get("tick", {}).get("invocations", 0)
    assert after - before == (1 if ticks else 0)


def test_the_shared_one_is_the_only_one_that_files_start() -> None:
    files = Path(__file__).parent.glob("*.py")
    starting = {file.name for file in files if re.search(r"LocalFirebase\.start\(", file.read_text("utf-8"))}
    assert starting == {"conftest.py"}
