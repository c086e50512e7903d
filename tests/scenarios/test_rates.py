"""A provider's limit holds in every second, nothing fails for it, and no other channel waits for it."""

from datetime import timedelta

import pytest

from tests.builders import NOON
from tests.rates import LIMIT, SECOND, measure, most_within
from tests.scenarios.shop import Shop


@pytest.mark.timeout(300)
def test_hundreds_of_whatsapp_messages_never_go_faster_than_80_in_any_second_and_emails_do_not_wait(
    shop: Shop,
) -> None:
    figures = measure(shop, whatsapp=300, emails=30)
    assert figures.sent == {"whatsapp": 300, "email": 30}
    assert figures.attempts == {1}
    assert 1 < figures.most_in_a_second <= LIMIT
    assert figures.before_last_email < 150


@pytest.mark.parametrize(
    ("milliseconds", "most"),
    [
        ([], 0),
        ([0], 1),
        ([0, 999], 2),
        ([0, 1000], 1),
        ([0, 500, 1000, 1400], 3),
        ([900, 0, 1899, 1000, 5000], 3),
        ([0] * 81, 81),
    ],
)
def test_the_fullest_second_is_found_wherever_it_begins(milliseconds: list[int], most: int) -> None:
    instants = [NOON + timedelta(milliseconds=each) for each in milliseconds]
    assert most_within(instants, SECOND) == most
