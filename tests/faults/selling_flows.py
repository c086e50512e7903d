"""Deals in a world: two phones that were offline, and the desk, move the same ones, each by its own clock."""

import random
from datetime import datetime, timedelta
from typing import Any

from functions.domain.customers.customer import Customer
from functions.domain.settings.pipelines import Pipeline
from functions.domain.staff.members import Member
from tests.builders import NOON, OTHER_PHONE, PHONE, an_org
from tests.faults.flows import put_regular
from tests.faults.world import Given, World

# The outcome of each stage, and the hours that a deal may stand there.
STAGES = {
    "talk": ("open", 24),
    "trial": ("open", 48),
    "bought": ("won", None),
    "gone": ("lost", None),
    "served": ("kept", 240),
}
SALES = {
    "name": "Sales",
    "stages": [
        {"id": id, "name": id, "outcome": outcome} | ({"sla": {"hours": hours}} if hours else {})
        for id, (outcome, hours) in STAGES.items()
    ],
}
SELLERS = an_org(messages={}, timezone="UTC", automations={}).model_copy(
    update={"pipelines": {"sales": Pipeline.model_validate(SALES)}}
)
_PHONES = ("ann", "ben", "boss")
_OFFLINE_SINCE = NOON - timedelta(days=9)


def a_deal_changes_hands_while_another_of_its_owner_is_won(world: World) -> None:
    """Two deals of one rep: at one time a manager gives the first to another, and the rep wins the second."""
    _put_sellers(world)
    account = put_regular(world, PHONE)

    def asked(deal: str, by_uid: str, hours: int, **fields: Any) -> Given:
        data = {"opportunity_id": deal, "customer_id": account.id} | fields
        return Given("change_opportunity", data, by_uid, made_at=_OFFLINE_SINCE + timedelta(hours=hours))

    owned = {"owner_uid": "ann", "estimated_value_minor": 500, "stage": "talk"}
    world.gives(asked("first", "boss", 0, **owned), asked("second", "boss", 1, **owned))
    world.run()
    world.gives(
        asked("first", "boss", 2, owner_uid="ben", expected_close_on="2025-02-28"),
        asked("second", "ann", 3, stage="bought", close_reason="price"),
    )
    world.run()


def _put_sellers(world: World) -> None:
    world.org = SELLERS
    world.backend.put(Member(id="boss", roles=("manager",)))
    for uid in ("ann", "ben"):
        world.backend.put(Member(id=uid, roles=("sales_rep",)))


def random_deals(world: World) -> None:
    """Two accounts with up to three deals, which each phone may begin, move and value, whatever the others did."""
    _put_sellers(world)
    chance = random.Random(f"deals {world.seed}")
    accounts = [put_regular(world, phone) for phone in (PHONE, OTHER_PHONE)]
    for _ in range(2):
        for phone in _PHONES:
            made = sorted(_made_at(chance) for _ in range(chance.randint(1, 4)))
            world.gives(*(_asked(chance, accounts, phone, at) for at in made))
            if chance.random() < 0.3:
                world.run()
        world.run()


def _made_at(chance: random.Random) -> datetime:
    """Some at one instant: the greater command's holds then."""
    return _OFFLINE_SINCE + timedelta(hours=10 * chance.randrange(20))


def _asked(chance: random.Random, accounts: list[Customer], by_uid: str, made_at: datetime) -> Given:
    number = chance.randrange(3)
    data: dict[str, Any] = {
        "opportunity_id": f"deal {number}",
        "customer_id": accounts[number % 2].id,
    }
    if by_uid == "boss":
        data |= {"owner_uid": chance.choice(["ann", "ben", None]), "team_uids": ["ann", "ben"]}
    if chance.random() < 0.8:
        data["stage"] = chance.choice(tuple(STAGES))
        data |= {"close_reason": "price"} if chance.random() < 0.8 else {}
    if chance.random() < 0.4:
        data["estimated_value_minor"] = chance.choice([0, 500, 70_000])
        data["product_dimensions"] = chance.sample(["syrup", "tools", "machine"], chance.randrange(3))
    if chance.random() < 0.4:
        data["expected_close_on"] = chance.choice(["2025-01-01", "2025-02-28", None])
    return Given("change_opportunity", data, by_uid, made_at=made_at)
