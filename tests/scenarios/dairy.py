"""A dairy on local Firebase as the preset makes it: its desk, a shop on SMS, and its orders."""

from typing import Any

from functions import provision
from tests.scenarios.roaster import PHONE, Roaster
from tests.scenarios.shop import SECRET

NOON = "2025-01-25T06:30:00Z"  # in Delhi


class Dairy(Roaster):
    """An organisation of preset `dairy`. Ticks are run by the tests."""

    def provision(self) -> None:
        arguments = [self.id, "--preset", "dairy", "--name", "Amrit", "--hook-secret", SECRET]
        assert provision.main(arguments) == 0
        self._count = 0
        for uid, role in (("boss", "owner"), ("desk", "agent")):
            self.write(f"members/{uid}", {"roles": [role], "name": uid.title()})

    def shop_on_sms(self) -> str:
        id: str = self.do("change_customer", phone=PHONE, name="Asha", locale="en")["customer_id"]
        purposes = ["marketing", "transactional"]
        self.do("give_consent", customer_id=id, channel="sms", purposes=purposes, granted=True)
        return id

    def sells(self, number: int, total: str = "1000", **changes: Any) -> None:
        self.order(
            f"{number}", currency="INR", total=total, lines=[], **{"customer": {"phone": PHONE}} | changes
        )

    def points(self, customer_id: str) -> int:
        return int(self.read(f"customers/{customer_id}")["loyalty"]["points"])

    def kinds(self) -> list[str]:
        return sorted(entry["kind"] for entry in self.all("loyalty_transactions").values())
