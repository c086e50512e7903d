"""A coffee roaster on local Firebase as the preset makes it: sales, finance, its customers, and its days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from functions import provision
from tests.scenarios.shop import SECRET, Shop

NOON = "2025-01-25T05:00:00Z"  # in Jakarta
JAKARTA = ZoneInfo("Asia/Jakarta")
EMAIL, PHONE = "buyer@example.com", "+12025550123"
PIC_EMAIL, PIC_PHONE = "barista@example.com", "+12025550156"
BY_ALL = ("push", "whatsapp", "email")


@dataclass(frozen=True)
class Left:
    """What an automation has left: its messages by channel, template and address, and its interactions' types."""

    messages: list[tuple[str, str, str]]
    types: list[str]


NOTHING = Left([], [])


class Roaster(Shop):
    """An organisation of preset `roaster` with a sales rep, who has the app, and a member of finance, who has none.

    Ticks are run by the tests: what comes without one came by a task.
    """

    def provision(self) -> None:
        arguments = [self.id, "--preset", "roaster", "--name", "Kopi", "--hook-secret", SECRET]
        assert provision.main(arguments) == 0
        self._count = 0
        for uid, role in (("boss", "owner"), ("rep", "sales_rep"), ("finance", "finance")):
            profile = {"name": uid.title(), "email": f"{uid}@example.com", "locale": "id"}
            self.write(f"members/{uid}", {"roles": [role], "timezone": "Asia/Jakarta", **profile})
        self.do("register_device", by_uid="rep", owner="member", token="rep-phone")

    def do(self, kind: str, *, by_uid: str = "boss", **data: Any) -> dict[str, Any]:
        """What an app does: a command, with all that follows from it; its result."""
        self._count += 1
        settled = self.settled(f"c{self._count}", kind, data, by_uid=by_uid)
        assert settled["status"] == "done", settled.get("problems")
        result: dict[str, Any] = settled["result"]
        return result

    def buyer(self, **fields: Any) -> str:
        """A customer with the app who agreed to every channel; their id."""
        known = {"email": EMAIL, "phone": PHONE, "name": "Sari", "locale": "id", "owner_uid": "rep"}
        id: str = self.do("change_customer", **{**known, **fields})["customer_id"]
        self.do("register_device", customer_id=id, token="buyer-phone")
        for channel in BY_ALL:
            self.do(
                "give_consent",
                customer_id=id,
                channel=channel,
                purposes=["marketing", "transactional"],
                granted=True,
                how="in_person",
            )
        return id

    def account(self, **contact: Any) -> str:
        """A business with a primary contact, who agreed to WhatsApp and email; its id."""
        id: str = self.do(
            "change_customer", name="Fox Coffee", customer_group="b2b", phone=PHONE, owner_uid="rep"
        )["customer_id"]
        person = {"name": "Budi", "email": PIC_EMAIL, "phone": PIC_PHONE, "is_primary": True}
        consents = {"whatsapp": True, "email": True}
        self.do("save_contact", customer_id=id, contact_id="pic", consents=consents, **{**person, **contact})
        return id

    def location(self, brand_id: str, number: int, *, kg: float = 10) -> None:
        extension = {"kind": "cafe", "monthly_coffee_kg": kg}
        self.do(
            "save_location",
            location_id=f"{brand_id}-{number}",
            brand_id=brand_id,
            location_name=f"Number {number}",
            extension=extension,
        )

    def order(self, order_id: str, at: datetime | None = None, **changes: Any) -> None:
        """A signed order of then, of the usual buyer, and all that follows from it."""
        instant = (at or self.now()).isoformat()
        usual = {
            "order_id": order_id,
            "source": "ecommerce",
            "channel": "retail_app",
            "ordered_at": instant,
            "updated_at": instant,
            "currency": "IDR",
            "total": "100000",
            "lines": [{"product_id": "mug", "category": "Tools", "quantity": "1", "unit_price": "100000"}],
        }
        answer = self.post(**{**usual, **changes})
        assert answer.status in (200, 201), answer.text
        self.firebase.idle()

    def left(self, automation: str) -> Left:
        """What an automation has left until now."""
        messages = [each for each in self.messages() if each["rule"] == f"automation:{automation}"]
        assert all(each["status"] == "sent" for each in messages), [each["reason"] for each in messages]
        kept = [each for each in self.all("interactions").values() if each.get("automation_id") == automation]
        assert {each["interaction_source"] for each in kept} <= {"ai_automation"}
        found = sorted((each["channel"], each["template"], each["to"]) for each in messages)
        return Left(found, [each["interaction_type"] for each in kept])

    def words(self, template: str) -> list[str]:
        """The texts that were sent by a template."""
        return [each["body"] for each in self.messages() if each["template"] == template]

    def today(self, *, days: int = 0) -> str:
        """The day in Jakarta, or one so many days later."""
        return f"{self.now().astimezone(JAKARTA) + timedelta(days=days):%Y-%m-%d}"

    def ago(self, **length: int) -> datetime:
        return self.now() - timedelta(**length)

    def pass_time(self, duration: str) -> None:
        """The clock moves on, through the tasks that are due on the way, and a tick comes."""
        self.firebase.advance(duration)
        self.tick()

    def go_to(self, instant: datetime) -> None:
        self.firebase.move_to(instant)
        self.tick()

    def go_before(self, month: int, day: int) -> None:
        """To noon of the day before a day of the year, the next time that it comes."""
        now = self.now().astimezone(JAKARTA)
        eves = (
            datetime(year, month, day, 12, tzinfo=JAKARTA) - timedelta(days=1)
            for year in (now.year, now.year + 1)
        )
        self.go_to(next(eve for eve in eves if eve > now))

    def tick(self) -> None:
        self.firebase.control("POST", "/schedules/tick/run")
        self.firebase.idle()

    def has_one_day(self, automation: str, *messages: tuple[str, str, str], of_type: str) -> None:
        """Today nothing, tomorrow these messages with one interaction, and the day after no more."""
        self.tick()
        assert self.left(automation) == NOTHING, "the day before"
        expected = Left(sorted(messages), [of_type])
        for day in ("the day", "the day after"):
            self.pass_time("24h")
            assert self.left(automation) == expected, day
