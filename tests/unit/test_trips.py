"""docs/architecture.md tells what one event enters, and an order's way stays short."""

from pathlib import Path

import pytest

from tests.trips import Trip, trips

PAGE = Path(__file__).resolve().parents[2] / "docs" / "architecture.md"
MOST_FILES_OF_AN_ORDER = 13
MOST_FILES_OF_AUTOMATIONS = 6
MOST_FILES_OF_A_POST = 23


@pytest.fixture(scope="module")
def found() -> list[Trip]:
    return trips()


def test_a_repeat_order_enters_at_most_13_files(found: list[Trip]) -> None:
    assert len(found[0].files) <= MOST_FILES_OF_AN_ORDER, found[0].files


def test_automations_that_wait_for_a_customer_add_at_most_6_files(found: list[Trip]) -> None:
    assert len(set(found[1].files) - set(found[0].files)) <= MOST_FILES_OF_AUTOMATIONS, found[1].files


def test_that_an_order_is_posted_adds_at_most_23_files_with_its_parsing_and_its_buyer(
    found: list[Trip],
) -> None:
    assert len(set(found[2].files) - set(found[0].files)) <= MOST_FILES_OF_A_POST, found[2].files


def test_the_page_of_the_architecture_has_what_the_trips_enter(found: list[Trip]) -> None:
    page = PAGE.read_text(encoding="utf-8").splitlines()
    missing = [trip.row for trip in found if trip.row not in page]
    assert missing == [], "docs/architecture.md is out of date: run `python -m tests.trips`"


def test_each_trip_comes_to_its_end(found: list[Trip]) -> None:
    last = {trip.name: set(trip.files) for trip in found}
    assert "domain/messages/outbox.py" in last["order → tier rises, message queued"]
    assert "cloud_tasks/enqueue.py" in last["message → Cloud Task"]
    assert "providers/sandbox/sending.py" in last["task → claimed, sent, recorded"]
    assert "domain/delivery/status_reports.py" in last["task → status recorded"]
    assert "domain/conversations/recording.py" in last["task → text in its conversation"]
    redeemed = last["third order, with a coupon → redeemed; tier and segment move"]
    assert {"orders/redeeming.py", "loyalty/tiers.py", "upkeep/segments.py"} <= below("domain/", redeemed)
    turn = last["chat: task → the assistant's turn, answer queued"]
    assert {"assistant/turns.py", "messages/outbox.py"} <= below("domain/", turn)
    assert "domain/sales/stages.py" in last["phone: command → a deal in another stage"]
    assert "domain/campaign_runs/pages.py" in last["campaign: a page of 10 recipients → queued"]
    assert "domain/imports/taking.py" in last["import: a row → a new customer"]


def below(folder: str, files: set[str]) -> set[str]:
    return {file.removeprefix(folder) for file in files if file.startswith(folder)}
