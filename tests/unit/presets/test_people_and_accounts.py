"""What a roaster says to people at home is not said to the businesses that buy by contract."""

from datetime import timedelta

import pytest

from functions.domain.automations.react import with_due
from functions.domain.customers.customer import Stats
from functions.domain.settings.types import CustomerGroup
from tests.builders import NOON, a_customer, an_order, take_in
from tests.memory import DictBackend, a_store
from tests.unit.presets.test_birthdays import roaster

GROUPS = pytest.mark.parametrize(("group", "is_told"), [("b2c", True), ("b2b", False)])


@GROUPS
@pytest.mark.item("S000-39")
def test_people_at_home_are_won_back_and_accounts_are_not(group: CustomerGroup, is_told: bool) -> None:
    silent = a_customer(customer_group=group, stats=Stats(orders=1, last_order_at=NOON))
    due = with_due(roaster("winback_30"), None, silent, now=NOON).due
    assert due == ({"auto:winback_30": NOON + timedelta(days=31)} if is_told else {})


@GROUPS
@pytest.mark.item("S000-38")
def test_people_at_home_are_congratulated_and_accounts_are_not(group: CustomerGroup, is_told: bool) -> None:
    backend, org = DictBackend(), roaster("membership_upgrade")
    buyer = {"phone": "+12025550123", "group": group}
    take_in(a_store(backend), an_order(org, total="9000.00", customer=buyer), org=org)
    assert backend.one("customers")["loyalty"]["tier"] == "gold"
    told = [each["rule"] for each in backend.all("messages").values()]
    assert told == ["automation:membership_upgrade"] * (2 * is_told)
