"""Calls a day as dollars a month: sums worked out by hand, files that are refused, the way over the control port."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from local.billing.counters import KINDS
from local.billing.monthly_cost import price_load, read_load
from local.billing.prices import DAYS, READ_ON, find_prices
from local.client import ControlError, LocalFirebase
from tests.local.requests_to import request

FUNCTIONS = dict.fromkeys(("hooks", "tick", "on_order_written", "idle_one"))
ITEMS = [
    "reads",
    "writes",
    "deletes",
    "invocations",
    "cpu",
    "memory",
    "task_operations",
    "pubsub",
    "schedules",
]


def a_row(**counts: int) -> dict[str, int]:
    return dict.fromkeys(KINDS, 0) | counts


ROWS = {
    "hooks": a_row(invocations=10, reads=10, writes=50, task_operations=10),
    "tick": a_row(invocations=4, reads=8, deletes=1),
    "on_order_written": a_row(invocations=20, published_bytes=20_000, delivered_bytes=40_000),
    "client": a_row(reads=7),
}


def price(tmp_path: Path, load: object, schedules: int = 0) -> dict[str, Any]:
    path = tmp_path / "load.json"
    path.write_text(json.dumps(load))
    return price_load(read_load(path, ROWS, FUNCTIONS), ROWS, schedules)


def line(answer: dict[str, Any], item: str) -> dict[str, Any]:
    (found,) = [each for each in answer["lines"] if each["item"] == item]
    return dict(found)


def sums(answer: dict[str, Any], item: str) -> tuple[float, float, float, float]:
    found = line(answer, item)
    return found["quantity"], found["free"], found["billed"], found["dollars"]


def test_small_load_is_free_but_for_its_writes(tmp_path: Path) -> None:
    answer = price(tmp_path, {"events_per_day": {"hooks": 5000}, "milliseconds": {"hooks": 120}})

    assert sums(answer, "reads") == (150_000, 150_000, 0, 0)
    assert sums(answer, "writes") == (750_000, 600_000, 150_000, 0.27)
    assert sums(answer, "deletes") == (0, 0, 0, 0)
    assert sums(answer, "invocations") == (150_000, 150_000, 0, 0)
    assert sums(answer, "cpu") == (30_000, 30_000, 0, 0)
    assert sums(answer, "memory") == (7_500, 7_500, 0, 0)
    assert sums(answer, "task_operations") == (150_000, 150_000, 0, 0)
    assert answer["total_dollars"] == 0.27


def test_large_load_pays_for_everything_beyond_what_is_free(tmp_path: Path) -> None:
    load = {
        "events_per_day": {"hooks": 1_000_000},
        "milliseconds": {"hooks": 120},
        "memory_mib": 256,
        "region": "asia-southeast1",
    }
    answer = price(tmp_path, load, schedules=5)

    assert sums(answer, "reads") == (30_000_000, 1_500_000, 28_500_000, 17.1)
    assert sums(answer, "writes") == (150_000_000, 600_000, 149_400_000, 268.92)
    assert sums(answer, "invocations") == (30_000_000, 2_000_000, 28_000_000, 11.2)
    assert sums(answer, "cpu") == (6_000_000, 128_571.429, 5_871_428.571, 197.28)
    assert sums(answer, "memory") == (1_500_000, 257_142.857, 1_242_857.143, 4.35)
    assert sums(answer, "task_operations") == (30_000_000, 1_000_000, 29_000_000, 11.6)
    assert sums(answer, "schedules") == (5, 3, 2, 0.2)
    assert answer["total_dollars"] == 510.65


def test_functions_add_up_each_at_its_own_cost_a_call(tmp_path: Path) -> None:
    answer = price(tmp_path, {"events_per_day": {"hooks": 100, "tick": 24, "on_order_written": 1000}})

    assert line(answer, "reads")["quantity"] == (100 * 1 + 24 * 2) * DAYS
    assert line(answer, "deletes")["quantity"] == 24 * DAYS / 4
    assert line(answer, "invocations")["quantity"] == 1124 * DAYS
    assert line(answer, "pubsub")["quantity"] == 1000 * DAYS * 3000
    assert answer["per_call"]["tick"] == dict.fromkeys(KINDS[:3] + KINDS[4:], 0) | {
        "reads": 2,
        "deletes": 0.25,
    }


def test_pubsub_costs_40_dollars_for_each_tebibyte_beyond_ten_gibibytes(tmp_path: Path) -> None:
    calls = 1_000_000
    answer = price(tmp_path, {"events_per_day": {"on_order_written": calls}})
    quantity = calls * DAYS * 3000

    assert sums(answer, "pubsub")[:2] == (quantity, 10 * 2**30)
    assert line(answer, "pubsub")["dollars"] == round((quantity - 10 * 2**30) * 40 / 2**40, 4)


@pytest.mark.parametrize(
    ("milliseconds", "seconds"), [(0, 0), (1, 0.1), (100, 0.1), (101, 0.2), ({"hooks": 250}, 0.3)]
)
def test_time_is_billed_by_tenths_of_a_second_begun(
    tmp_path: Path, milliseconds: object, seconds: float
) -> None:
    load = {"events_per_day": {"hooks": 10}, "milliseconds": milliseconds, "memory_mib": 512, "cpu": 2}
    answer = price(tmp_path, load)

    assert line(answer, "cpu")["quantity"] == round(2 * 10 * DAYS * seconds, 3)
    assert line(answer, "memory")["quantity"] == round(0.5 * 10 * DAYS * seconds, 3)


def test_answer_says_what_it_leaves_out(tmp_path: Path) -> None:
    answer = price(tmp_path, {"events_per_day": {"hooks": 5, "tick": 1}, "milliseconds": {"tick": 50}})

    assert answer["left_out"] == {
        "on_order_written": {"invocations": 20, "published_bytes": 20_000, "delivered_bytes": 40_000},
        "client": {"reads": 7},
    }
    assert "no milliseconds given, so no compute counted: hooks" in answer["notes"]


@pytest.mark.parametrize(
    ("region", "firestore", "compute", "notes"),
    [
        ("us-west1", "us-west1", "us-west1", 0),
        ("us-central1", "nam5", "us-central1", 1),
        ("asia-southeast1", "nam5", "asia-southeast1", 1),
        ("nam5", "nam5", "us-central1", 1),
        ("moon-base1", "nam5", "us-central1", 2),
    ],
)
def test_price_that_is_not_known_is_the_defaults_and_the_answer_says_so(
    tmp_path: Path, region: str, firestore: str, compute: str, notes: int
) -> None:
    load = {"events_per_day": {"hooks": 5}, "milliseconds": 10, "region": region}
    answer = price(tmp_path, load)

    assert line(answer, "reads")["region"] == firestore
    assert line(answer, "cpu")["region"] == compute
    assert sum("is not known" in note for note in answer["notes"]) == notes


@pytest.mark.parametrize("region", ["asia-southeast1", "us-west2", "nowhere"])
def test_every_price_names_its_page_and_the_day_it_was_read(tmp_path: Path, region: str) -> None:
    answer = price(tmp_path, {"events_per_day": {"hooks": 5}, "region": region})

    assert [each["item"] for each in answer["lines"]] == ITEMS
    assert all("/" in each["source"] and each["read_on"] == READ_ON for each in answer["lines"])


def test_what_is_free_of_the_second_tier_is_worth_what_it_is_in_the_first() -> None:
    first, second = find_prices("us-central1"), find_prices("asia-southeast1")

    for item in ("cpu", "memory"):
        assert second[item].dollars > first[item].dollars
        assert second[item].free * second[item].dollars == pytest.approx(
            first[item].free * first[item].dollars
        )


@pytest.mark.parametrize("suffix", ["yaml", "yml"])
def test_load_may_be_yaml(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"load.{suffix}"
    path.write_text("events_per_day:\n  hooks: 5000\nregion: nam5\n")

    assert read_load(path, ROWS, FUNCTIONS).events_per_day == {"hooks": 5000}


def test_function_that_is_not_called_needs_no_reading(tmp_path: Path) -> None:
    answer = price(tmp_path, {"events_per_day": {"idle_one": 0, "hooks": 1}})

    assert set(answer["per_call"]) == {"hooks"}


REFUSED = {
    '{"events_per_day": {"hooks": -1}}': "events_per_day.hooks: must not be negative",
    '{"events_per_day": {"hooks": "many"}}': "events_per_day.hooks: must be a number",
    '{"events_per_day": {"hooks": true}}': "events_per_day.hooks: must be a number",
    '{"events_per_day": {"hooks": NaN}}': "events_per_day.hooks: must be a number",
    '{"events_per_day": {"nobody": 1}}': "events_per_day.nobody: no such function; there are hooks, idle_one",
    '{"events_per_day": {"idle_one": 1}}': "events_per_day.idle_one: not called since the last reset",
    '{"events_per_day": [1]}': "events_per_day: must be an object",
    "{}": "events_per_day: must be an object",
    '{"events_per_day": {}, "milliseconds": {"nobody": 1}}': "milliseconds.nobody: no such function",
    '{"events_per_day": {}, "milliseconds": -5}': "milliseconds: must not be negative",
    '{"events_per_day": {}, "memory_mib": "big"}': "memory_mib: must be a number",
    '{"events_per_day": {}, "region": 7}': "region: must be a region's name",
    '{"events_per_day": {}, "event_per_day": {}}': "event_per_day: no such field; there are events_per_day",
    "{": "load: .*is not JSON",
    "[]": "load: .*is not an object",
}


@pytest.mark.parametrize("text", REFUSED)
def test_file_that_makes_no_sense_is_refused_by_field_and_reason(tmp_path: Path, text: str) -> None:
    path = tmp_path / "load.json"
    path.write_text(text)

    with pytest.raises(ValueError, match=f"^{REFUSED[text]}"):
        read_load(path, ROWS, FUNCTIONS)


def test_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "load.yaml"
    path.write_text("events_per_day: [")

    with pytest.raises(ValueError, match=r"^load: .*is not YAML"):
        read_load(path, ROWS, FUNCTIONS)


def test_control_port_prices_what_was_metered(firebase: LocalFirebase, tmp_path: Path) -> None:
    for _ in range(2):
        request("GET", firebase.functions_url("in_threads"))
    path = tmp_path / "load.json"
    path.write_text(json.dumps({"events_per_day": {"in_threads": 100_000}, "region": "nam5"}))
    answer = firebase.price(path)

    assert sums(answer, "reads") == (12_000_000, 1_500_000, 10_500_000, 6.3)
    assert sums(answer, "invocations") == (3_000_000, 2_000_000, 1_000_000, 0.4)
    functions = firebase.status()["functions"].values()
    schedules = sum(function["trigger"]["type"] == "schedule" for function in functions)
    assert line(answer, "schedules")["quantity"] == schedules > 1
    assert answer["total_dollars"] == round(6.3 + 0.4 + 0.1 * (schedules - 3), 2)


def test_control_port_finds_a_file_beside_the_source(firebase: LocalFirebase) -> None:
    request("GET", firebase.functions_url("in_threads"))

    assert firebase.price("load.yaml")["per_call"]["in_threads"]["reads"] == 4


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("load=nowhere.json", "load: .*nowhere.json cannot be read"),
        ("load=", "load: .*cannot be read"),
        ("laod=load.yaml", "give load=FILE or nothing"),
        ("load=load.yaml", "events_per_day.in_threads: not called since the last reset"),
    ],
)
def test_control_port_refuses_with_the_reason(firebase: LocalFirebase, query: str, reason: str) -> None:
    with pytest.raises(ControlError) as refusal:
        firebase.control("GET", f"/meter?{query}")

    assert refusal.value.status == 400
    assert re.match(reason, refusal.value.reply["error"])
