"""A travel agency's desk on local Firebase as the preset makes it: its packages and bookings. Chats: agency.py."""

from typing import Any

from functions import provision
from tests.scenarios.roaster import Roaster
from tests.scenarios.shop import SECRET
from tests.scenarios.staff import ask

NOON = "2025-01-25T05:00:00Z"  # in Jakarta
HEMAT = "umr_mar_2025_hemat"


class TravelDesk(Roaster):
    """An organisation of preset `umrah` with those who sell and who bill, and a customer."""

    def provision(self) -> None:
        arguments = [self.id, "--preset", "umrah", "--name", "Umroh Amanah", "--hook-secret", SECRET]
        assert provision.main(arguments) == 0
        self._count = 0
        for uid in ("owner", "agent", "finance"):
            self.write(f"members/{uid}", {"roles": [uid], "name": uid.title()})
        self.buyer_id: str = self.do("change_customer", by_uid="owner", name="Siti", phone="+628110000001")[
            "customer_id"
        ]

    def asks(self, method: str, path: str, body: Any = None, *, role: str = "agent") -> Any:
        answer = ask(self, method, path, body, role=role)
        assert answer.status in (200, 201), answer.text
        return answer.json

    def reserves(self, id: str, seats: int, **more: Any) -> Any:
        wanted = {"booking_id": id, "package_id": HEMAT, "seats": seats, "customer_id": self.buyer_id}
        return ask(self, "POST", "bookings", wanted | more, role="agent")

    def hemat(self) -> dict[str, Any]:
        found: dict[str, Any] = self.asks("GET", f"packages/{HEMAT}")
        return found

    def left_at(self, quota: int) -> dict[str, Any]:
        """The package with another quota, as the answer of saving it says it."""
        saved: dict[str, Any] = self.asks(
            "PUT", f"packages/{HEMAT}", self.hemat() | {"quota": quota}, role="owner"
        )
        return saved
