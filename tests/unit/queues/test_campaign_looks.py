"""How a campaign stands is asked at most every two seconds, and a pause is seen within that time."""

from datetime import timedelta

import pytest

from functions.queues.campaign_looks import CampaignLooks
from tests.builders import NOON
from tests.campaigns import a_campaign
from tests.memory import Billed, DictBackend, a_store


def looked(backend: DictBackend, looks: CampaignLooks, seconds: float) -> str | None:
    found = looks.look(a_store(backend), "kopi", "rain", now=NOON + timedelta(seconds=seconds))
    return found.status if found is not None else None


@pytest.mark.parametrize(
    ("seconds", "status"), [(0, "running"), (2, "running"), (2.001, "paused"), (-1, "paused")]
)
def test_a_pause_is_seen_after_two_seconds_or_where_the_clock_went_back(seconds: float, status: str) -> None:
    backend, looks = DictBackend(), CampaignLooks()
    backend.put(a_campaign(status="running"))
    assert looked(backend, looks, 0) == "running"
    backend.put(a_campaign(status="paused"))
    assert looked(backend, looks, seconds) == status


def test_eighty_claims_a_second_for_ten_seconds_bill_five_reads() -> None:
    backend, looks = DictBackend(), CampaignLooks()
    backend.put(a_campaign(status="running"))
    backend.billed = Billed()
    for number in range(800):
        looked(backend, looks, number / 80)
    assert backend.billed == Billed(reads=5)


def test_a_campaign_that_is_gone_is_asked_for_no_more_often() -> None:
    backend, looks = DictBackend(), CampaignLooks()
    for _ in range(3):
        assert looked(backend, looks, 0) is None
    assert backend.billed == Billed(reads=1)
