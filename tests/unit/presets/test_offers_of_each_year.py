"""What a grocer offers each year may be had each year."""

import pytest

from functions import presets
from functions.domain.settings.offer_calendar import CalendarEntry
from functions.domain.settings.offers import Offer

A_LUNAR_YEAR = 354  # days: Ramadan comes so soon again


@pytest.mark.item("S001-03", "S001-46")
def test_who_had_an_offer_of_the_calendar_may_have_it_in_the_next_year() -> None:
    contents = presets.load("grocer").contents.values()
    offers = {
        ref.id: each for ref, each in presets.load("grocer").contents.items() if isinstance(each, Offer)
    }
    entries = [each for each in contents if isinstance(each, CalendarEntry)]
    limits = [offers[entry.offer_id].limits for entry in entries if entry.offer_id is not None]
    of_customers = [each for each in limits if each.per_customer is not None]
    assert (len(entries), len(of_customers)) == (12, 11)
    lasting = [each for each in of_customers if each.within_days is None]
    assert lasting == [offers["first_order_10"].limits], "a first order comes once"
    assert all(each.within_days < A_LUNAR_YEAR for each in of_customers if each.within_days is not None)
