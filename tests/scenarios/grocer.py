"""An organic grocer on local Firebase as the preset makes it: an agent, customers who agreed, and the days."""

from datetime import datetime, timedelta
from typing import Any

from functions import provision
from tests.scenarios.roaster import PHONE, Roaster
from tests.scenarios.shop import SECRET

NOON = "2025-01-25T06:00:00Z"  # in Dhaka
RICE = {"product_id": "miniket", "name": "চাল", "category": "rice", "quantity": "5", "unit": "kg"}
OIL = {"product_id": "mustard", "name": "তেল", "category": "oil", "quantity": "1", "unit": "litre"}
SPICE = {"product_id": "turmeric", "name": "হলুদ", "category": "spices", "quantity": "200", "unit": "g"}
HONEY = {"product_id": "sundarban", "name": "মধু", "category": "honey", "quantity": "500", "unit": "g"}


class Grocer(Roaster):
    """An organisation of preset `grocer`. Ticks are run by the tests."""

    def provision(self) -> None:
        arguments = [self.id, "--preset", "grocer", "--name", "ট্রাস্টকার্ট", "--hook-secret", SECRET]
        assert provision.main(arguments) == 0
        self._count = 0
        for uid, role in (("boss", "owner"), ("agent", "agent")):
            self.write(f"members/{uid}", {"roles": [role], "name": uid.title(), "timezone": "Asia/Dhaka"})

    def customer_on(self, *channels: str, **fields: Any) -> str:
        """A customer of the agent's who agreed to these channels; their id."""
        known = {"phone": PHONE, "name": "রহিমা", "locale": "bn", "owner_uid": "agent"}
        id: str = self.do("change_customer", **{**known, **fields})["customer_id"]
        for channel in channels:
            self.do(
                "give_consent",
                customer_id=id,
                channel=channel,
                purposes=["marketing", "transactional"],
                granted=True,
                how="in_person",
            )
        return id

    def sells(
        self,
        *lines: dict[str, Any],
        days_ago: int = 0,
        number: str = "1",
        total: str = "500.00",
        **changes: Any,
    ) -> None:
        """A paid order of so many days ago."""
        self.order(
            number,
            self.days_ago(days_ago),
            currency="BDT",
            total=total,
            lines=[{"unit_price": "100.00", **line} for line in lines],
            **changes,
        )

    def days_ago(self, days: int) -> datetime:
        return self.now() - timedelta(days=days)

    def a_day_passes(self) -> None:
        self.pass_time("24h")

    def reminders(self) -> list[tuple[str, str]]:
        """The channel and template of each message of a reminder, which were all sent."""
        found = [each for each in self.messages() if each["rule"].startswith("automation:reminder_")]
        assert all(each["status"] == "sent" for each in found), [each["reason"] for each in found]
        return [(each["channel"], each["template"]) for each in found]

    def offers(self) -> list[tuple[str, str]]:
        """The channel and template of each message that offers what goes with something, which were all sent."""
        found = [each for each in self.messages() if each["rule"] == "automation:cross_sell"]
        assert all(each["status"] == "sent" for each in found), [each["reason"] for each in found]
        return [(each["channel"], each["template"]) for each in found]
