"""A café's offers of the year while ticks come twice, late and not at all; a manager changes and approves some."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from functions.domain.campaigns.calendar_jobs import JOB, CalendarJob, woken
from functions.domain.kernel.decisions import Changes, Decision
from functions.domain.orgs.org import Org
from functions.domain.settings.offer_calendar import CalendarEntry, OfferCalendarSettings
from functions.domain.settings.templates import TemplateSettings
from functions.domain.staff.members import Member
from tests.builders import NOON, a_member
from tests.campaigns import REGULARS, a_buyer, a_shop
from tests.faults.world import Given, World

DAY = timedelta(days=1)
# What every version of the calendar has, on 27 January; the others come and go.
STEADY = "steady"
LAUNCH = datetime(2025, 1, 27, 10, tzinfo=UTC)
THEMES = ("Spice", "Pepper", "Salt")
CALENDAR = OfferCalendarSettings.model_validate(
    {
        "approval_template": "notice",
        "missed_template": "notice",
        "undated_template": "notice",
        "occasions": {"feast": {"dates": {"2025": "2025-01-28"}}, "fair": {}},
    }
)
NOTICE = TemplateSettings.model_validate({"purpose": "internal", "bodies": {"en": "{{ offer }}"}})


def an_offer(**changes: Any) -> CalendarEntry:
    usual = {"theme": "Spice", "segment_ids": [REGULARS], "kpi": "revenue", "template": "monsoon"}
    return CalendarEntry.model_validate(usual | changes)


def a_cafe(theme: str, *, is_on: bool = True) -> Org:
    org = a_shop(timezone="UTC")
    return org.model_copy(
        update={
            "settings": org.settings.model_copy(update={"offer_calendar": CALENDAR}),
            "templates": {**org.templates, "notice": NOTICE},
            "offer_calendar": {
                STEADY: an_offer(theme=theme, month=1, day=27),
                "feast": an_offer(theme=theme, occasion="feast", enabled=is_on),
                "fair": an_offer(theme=theme, occasion="fair"),
            },
        }
    )


VERSIONS = tuple(a_cafe(theme, is_on=is_on) for theme in THEMES for is_on in (True, False))


def put_cafe(world: World) -> None:
    """A café with three regulars, an owner and a manager, whose job is due ten days before the offer's own day."""
    world.org = VERSIONS[0]
    world.slow_call_takes = timedelta(seconds=10)
    world.now = LAUNCH - 10 * DAY
    world.backend.put(a_member(id="boss", roles=("owner",)))
    world.backend.put(Member(id="lead", roles=("manager",)))
    world.backend.put(CalendarJob(id=JOB, wake_at=world.now))
    for number in range(3):
        world.backend.put(a_buyer(number, created_at=NOON - 30 * DAY))


def saves(world: World, org: Org) -> None:
    """A manager saves the offers, and with them the job that looks at them."""

    def save() -> None:
        world.store().commit(world.org.id, lambda: _saved(world.now))
        world.org = org

    world.until_done(save, "a save")


def _saved(now: datetime) -> Decision[None]:
    return Changes(put=((yield from woken(now)),)), None


def approves(world: World, id: str) -> None:
    world.gives(Given("approve_campaign", {"campaign_id": id}, "lead", at=world.now, made_at=world.now))


def an_offer_is_proposed_by_two_ticks_and_approved(world: World) -> None:
    """Two ticks find the job at once, a day after the week began; the campaign is approved and goes."""
    put_cafe(world)
    world.now = LAUNCH - 6 * DAY
    world.tick()
    world.tick()
    world.run()
    world.settle(days=1)
    approves(world, f"{STEADY}-2025")
    world.settle(days=6)


def random_calendars(world: World) -> None:
    """Two weeks around the launch, in the beginning maybe without a tick for days: ticks beside those of each hour,
    saves and approvals.
    """
    chance = random.Random(f"calendars {world.seed}")
    put_cafe(world)
    world.now += chance.randint(0, 9) * DAY
    while world.now < LAUNCH + 2 * DAY:
        what = chance.choice(["tick", "tick", "save", "approve", "clock"])
        if what == "tick":
            world.tick()
        elif what == "save":
            saves(world, chance.choice(VERSIONS))
        elif what == "approve":
            made = sorted(world.backend.all("campaigns"))
            if made:
                approves(world, chance.choice(made))
        else:
            world.settle(days=chance.choice([1, 1, 3]))
        if chance.random() < 0.5:
            world.run()
    world.run()
