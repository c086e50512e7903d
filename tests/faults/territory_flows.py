"""A territory gets other rules and another member while customers move: pages go through them and their deals."""

import random
from datetime import datetime, timedelta
from typing import Any

from functions.domain.configuration.territories import territory_consequences
from functions.domain.customers.account import Account, DealCounts
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Changes, Decision
from functions.domain.orgs.org import Org
from functions.domain.sales.opportunities import Opportunity
from functions.domain.settings.territories import Territory
from functions.domain.staff.members import Member
from functions.domain.territories.placing import placed
from tests.builders import an_org
from tests.faults.world import Given, World

# An instance keeps the settings that it has read for a minute.
SEEN_FOR = timedelta(minutes=1)
_MODELS = an_org(messages={}, automations={})
CITIES = ("Delhi", "Chennai", "Mumbai", "Pune")


def business(**territories: tuple[str, tuple[str, ...]]) -> Org:
    """Territories with the member and the cities of each."""
    parsed = {
        id: Territory.model_validate({"name": id, "member_uid": uid, "rules": {"cities": cities}})
        for id, (uid, cities) in territories.items()
    }
    return _MODELS.model_copy(update={"territories": parsed})


BUSINESSES = (
    business(north=("ann", ("Delhi",)), south=("ben", ("Chennai",))),
    business(north=("cem", ("Delhi",)), south=("ben", ("Chennai",))),
    business(north=("ann", ("Delhi", "Mumbai")), south=("ben", ("Chennai",))),
    business(north=("cem", ("Mumbai",)), south=("ben", ("Chennai", "Delhi"))),
)
ACCOUNT = Account(deals=DealCounts(by_stage={"lead": 1}))


def put_business(world: World) -> None:
    """Four customers, each with an open deal of their owner, where two documents a page are gone through."""
    world.org = BUSINESSES[0]
    world.backend.put(Member(id="till", roles=("owner",)))
    for uid in ("ann", "ben", "cem"):
        theirs = tuple(id for id, each in world.org.territories.items() if each.member_uid == uid)
        world.backend.put(Member(id=uid, roles=("sales_rep",), territory_ids=theirs))
    for number, city in enumerate(("Delhi", "Delhi", "Chennai", "Mumbai")):
        customer = placed(world.org, Customer(id=f"c{number}", city=city, account=ACCOUNT))
        world.backend.put(customer)
        world.backend.put(a_deal(f"d{number}", customer))


def a_deal(id: str, customer: Customer) -> Opportunity:
    return Opportunity(
        id=id,
        customer_id=customer.id,
        stage="lead",
        owner_uid=customer.owner_uid or "till",
        territory_id=customer.territory_id,
        customer_group=customer.customer_group,
    )


def saves(world: World, org: Org) -> None:
    """The business saves its territories: the settings, the members and the jobs are one commit. Until a minute has
    passed, instances may go by those before.
    """
    before = world.org

    def save() -> None:
        world.store().commit(world.org.id, lambda: _saved(before, org, world.now))
        world.former = (before, world.now + SEEN_FOR)
        world.org = org

    world.until_done(save, "a save")


def _saved(before: Org, after: Org, now: datetime) -> Decision[None]:
    put = yield from territory_consequences(before.territories, after.territories, now, has_customers=True)
    return Changes(put=put), None


def moves(world: World, number: int, city: str) -> None:
    world.gives(Given("change_customer", {"customer_id": f"c{number}", "city": city}))


def goes_through(world: World) -> None:
    world.run()
    world.now += timedelta(minutes=3)
    world.tick()


def a_territory_changes_while_a_customer_moves(world: World) -> None:
    """Another member gets a territory, into which a customer moves meanwhile, and which another one leaves."""
    put_business(world)
    saves(world, BUSINESSES[1])
    moves(world, 2, "Delhi")
    goes_through(world)
    moves(world, 0, "Chennai")
    world.run()


def random_territories(world: World) -> None:
    """Up to three changes of territories, and customers who move, at once or minutes or hours apart."""
    chance = random.Random(f"territories {world.seed}")
    put_business(world)
    changes = chance.sample(BUSINESSES[1:], chance.randint(1, 3))
    left: list[Any] = [(chance.randint(0, 3), chance.choice(CITIES)) for _ in range(chance.randint(1, 4))]
    while changes or left:
        if left and chance.random() < 0.6:
            moves(world, *left.pop())
        if changes and chance.random() < 0.5:
            saves(world, changes.pop())
            world.run()
        if chance.random() < 0.6:
            world.tick()
        if chance.random() < 0.7:
            world.run()
            world.now += timedelta(minutes=chance.choice([0, 1, 3, 3, 61]))
    world.run()
