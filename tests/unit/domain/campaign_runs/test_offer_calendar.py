"""The offers of the year become campaigns: once, as they are the week before, and with a leader's approval."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.campaign_runs.offer_calendar import MOST_MADE, wake_calendar
from functions.domain.campaigns.calendar_days import around, launches, undated
from functions.domain.campaigns.calendar_jobs import JOB, CalendarJob
from functions.domain.kernel.errors import Contended
from functions.domain.orgs.org import Org
from functions.domain.settings.business import Settings
from functions.domain.settings.offer_calendar import CalendarEntry
from functions.domain.settings.offers import Offer
from functions.domain.staff.members import Member
from functions.domain.views.offer_calendar import calendar_list
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import Waking
from tests.builders import a_member, give
from tests.campaigns import REGULARS, a_buyer, a_shop
from tests.memory import Billed, DictBackend, a_store, run

DAY = timedelta(days=1)
TEXTS = ("approval", "missed", "undated")
NOTICES = {
    f"{each}_notice": {"purpose": "internal", "bodies": {"en": "{{ offer }}"}, "variables": {"offer": {}}}
    for each in TEXTS
}
JUNE = datetime(2027, 6, 1, 10, tzinfo=UTC)


def an_entry(**changes: Any) -> CalendarEntry:
    usual = {
        "theme": "Spice",
        "month": 6,
        "segment_ids": [REGULARS],
        "kpi": "revenue",
        "template": "monsoon",
        "offer_id": "rice_spice",
    }
    return CalendarEntry.model_validate(usual | changes)


def a_business(calendar: dict[str, Any] | None = None, /, **entries: CalendarEntry) -> Org:
    """A café on UTC with these offers, which tells its leaders."""
    named = {f"{each}_template": f"{each}_notice" for each in TEXTS}
    org = a_shop(timezone="UTC", offer_calendar=named | (calendar or {}))
    known = org.templates
    texts = {id: type(known["monsoon"]).model_validate(each) for id, each in NOTICES.items()}
    return org.model_copy(
        update={
            "offer_calendar": entries or {"spice": an_entry()},
            "offers": {"rice_spice": Offer(name="Spice", kind="percent", percent=10)},
            "templates": {**known, **texts},
        }
    )


def a_backend(*, looked_at: datetime | None = None, wake_at: datetime = JUNE - 300 * DAY) -> DictBackend:
    backend = DictBackend()
    backend.put(CalendarJob(id=JOB, looked_at=looked_at, wake_at=wake_at))
    backend.put(a_member(id="boss", roles=("owner",)))
    backend.put(Member(id="lead", roles=("manager",)))
    backend.put(Member(id="market", roles=("marketing",)))
    for number in range(3):
        backend.put(a_buyer(number))
    return backend


def look(backend: DictBackend, org: Org, now: datetime) -> None:
    wake = WAKE_UPS["rebuilds"].wake
    run(a_store(backend), lambda: wake(org, Waking(JOB, now, None)))


def send(backend: DictBackend, org: Org, id: str, now: datetime) -> dict[str, Any]:
    wake = WAKE_UPS["campaigns"].wake
    for _ in range(3):
        run(a_store(backend), lambda: wake(org, Waking(id, now, None)))
    return backend.all("campaigns")[id]


def approves(backend: DictBackend, org: Org, id: str, now: datetime, by_uid: str = "lead") -> dict[str, Any]:
    return give(
        backend, "approve_campaign", {"campaign_id": id}, org=org, now=now, made_at=now, by_uid=by_uid
    )


@pytest.mark.item("S001-47")
@pytest.mark.parametrize(
    ("before", "is_made"), [(8 * DAY, False), (7 * DAY, True), (DAY, True), (timedelta(0), False)]
)
def test_a_campaign_is_made_from_a_week_before_the_day_on(before: timedelta, is_made: bool) -> None:
    org, backend = a_business(), a_backend()
    look(backend, org, JUNE - before)
    assert bool(backend.all("campaigns")) == is_made
    assert backend.one("rebuilds")["wake_at"] == JUNE - before + DAY


def test_the_campaign_is_what_the_offer_says_and_waits_for_an_approval() -> None:
    org, backend = a_business(spice=an_entry(kpi_target=5000, lasts_days=10)), a_backend()
    backend.billed = Billed()
    look(backend, org, JUNE - 7 * DAY)
    # The job, who is asked for, the campaign, the count, an owner and a manager; the campaign, two notices, the job.
    assert backend.billed == Billed(reads=1 + 1 + 1 + 2, writes=1 + 2 + 1)
    made = backend.all("campaigns")["spice-2027"]
    expected = {
        "name": "Spice",
        "offer": "Spice",
        "offer_id": "rice_spice",
        "segment_ids": [REGULARS],
        "template": "monsoon",
        "mode": "scheduled",
        "starts_at": JUNE,
        "ends_at": JUNE + 10 * DAY,
        "holdout_percent": 10,
        "kpi": "revenue",
        "kpi_target": 5000,
        "calendar_entry": "spice",
        "status": "scheduled",
        "stands_because": "approval_missing",
        "scheduled_by": "system",
        "audience": 3,
        "wake_at": JUNE,
    }
    assert {name: made[name] for name in expected} == expected
    notices = {id: each["status"] for id, each in backend.all("messages").items()}
    assert notices == {"spice-2027:approval:boss": "queued", "spice-2027:approval:lead": "suppressed"}


def test_it_goes_on_its_day_once_a_leader_approved_it_and_marketing_may_not() -> None:
    org, backend = a_business(), a_backend()
    look(backend, org, JUNE - 7 * DAY)
    assert approves(backend, org, "spice-2027", JUNE - DAY, by_uid="market")["status"] == "refused"
    assert approves(backend, org, "spice-2027", JUNE - DAY)["status"] == "done"
    assert send(backend, org, "spice-2027", JUNE - timedelta(minutes=1))["started_at"] is None
    assert send(backend, org, "spice-2027", JUNE)["started_at"] == JUNE
    recipients = [each for each in backend.all("messages").values() if each.get("campaign_id")]
    assert len(recipients) == 3


def test_it_waits_on_its_day_without_an_approval_however_few_it_goes_to() -> None:
    org, backend = a_business(), a_backend()
    look(backend, org, JUNE - 7 * DAY)
    waiting = send(backend, org, "spice-2027", JUNE)
    assert (waiting["status"], waiting["stands_because"]) == ("scheduled", "approval_missing")
    assert not [each for each in backend.all("messages").values() if each.get("campaign_id")]
    told = [id for id in backend.all("messages") if id.startswith("spice-2027:missed:")]
    assert sorted(told) == ["spice-2027:missed:boss", "spice-2027:missed:lead"]
    approves(backend, org, "spice-2027", JUNE + DAY)
    changed = {"campaign_id": "spice-2027", "offer": "More"}
    again = JUNE + DAY + timedelta(seconds=1)
    give(backend, "save_campaign", changed, org=org, now=again, made_at=again, by_uid="market")
    late = send(backend, org, "spice-2027", JUNE + 2 * DAY)
    assert late["stands_because"] == "approval_missing"  # what was approved is not what would go
    assert len([id for id in backend.all("messages") if id.startswith("spice-2027:missed:")]) == 2


@pytest.mark.item("S001-47")
def test_a_change_before_the_week_counts_and_one_after_it_changes_nothing_of_the_campaign() -> None:
    backend = a_backend()
    look(backend, a_business(), JUNE - 8 * DAY)
    look(backend, a_business(spice=an_entry(theme="Pepper")), JUNE - 7 * DAY)
    made = backend.all("campaigns")["spice-2027"]
    assert made["name"] == "Pepper"
    for later in (an_entry(theme="Salt"), an_entry(month=7), an_entry(enabled=False)):
        look(backend, a_business(spice=later, other=an_entry(month=1)), JUNE - 6 * DAY)
    assert backend.all("campaigns") == {"spice-2027": made}


@pytest.mark.parametrize("entries", [{"other": an_entry(month=1)}, {"spice": an_entry(enabled=False)}])
def test_an_offer_that_is_gone_or_off_before_its_week_makes_none(entries: dict[str, CalendarEntry]) -> None:
    backend = a_backend()
    for days in range(10, -1, -1):
        look(backend, a_business(**entries), JUNE - days * DAY)
    assert not backend.all("campaigns")


def test_a_calendar_that_is_all_off_rests() -> None:
    backend = a_backend()
    look(backend, a_business(spice=an_entry(enabled=False)), JUNE)
    assert "wake_at" not in backend.one("rebuilds")


def test_ticks_that_stood_still_past_the_day_make_up_for_it_and_an_offer_that_is_over_is_not() -> None:
    backend = a_backend(looked_at=JUNE - 9 * DAY)
    look(backend, a_business(), JUNE + 3 * DAY)
    assert list(backend.all("campaigns")) == ["spice-2027"]
    backend = a_backend(looked_at=JUNE - 9 * DAY)
    look(backend, a_business(spice=an_entry(lasts_days=3)), JUNE + 3 * DAY)
    assert not backend.all("campaigns")


def test_nothing_is_made_up_for_that_came_while_the_crm_was_off() -> None:
    backend = a_backend(looked_at=JUNE - 9 * DAY)
    org = a_business()
    off = org.settings.model_copy(
        update={"features": org.settings.features.model_copy(update={"crm": False})}
    )
    look(backend, org.model_copy(update={"settings": off}), JUNE + DAY)
    look(backend, org, JUNE + 2 * DAY)
    assert not backend.all("campaigns")


def test_more_than_one_commit_holds_are_made_one_after_another() -> None:
    entries = {f"offer_{number:02}": an_entry() for number in range(MOST_MADE + 3)}
    org, backend, now = a_business(**entries), a_backend(), JUNE - 7 * DAY
    look(backend, org, now)
    assert len(backend.all("campaigns")) == MOST_MADE
    look(backend, org, now + timedelta(minutes=1))
    assert len(backend.all("campaigns")) == MOST_MADE + 3


RAMADAN = {
    "occasions": {"ramadan": {"dates": {"2027": "2027-02-08", "2030": "2030-01-05", "2030-2": "2030-12-26"}}}
}


@pytest.mark.item("S001-37")
def test_an_occasion_launches_by_its_table_twice_in_a_year_where_it_comes_twice() -> None:
    org = a_business(RAMADAN, pack=an_entry(month=None, occasion="ramadan", days_before=10))
    found = launches(org, "pack", range(2026, 2032))
    assert [(each.campaign_id, f"{each.starts_at:%Y-%m-%d}") for each in found] == [
        ("pack-2027", "2027-01-29"),
        ("pack-2030", "2029-12-26"),
        ("pack-2030-2", "2030-12-16"),
    ]


@pytest.mark.item("S001-37")
def test_a_year_without_a_date_launches_nothing_and_leaders_are_told_once() -> None:
    org = a_business(RAMADAN, pack=an_entry(month=None, occasion="ramadan"))
    backend = a_backend(wake_at=datetime(2027, 10, 30, tzinfo=UTC))
    now = datetime(2027, 11, 1, 10, tzinfo=UTC)
    look(backend, org, now)
    assert not backend.all("messages")
    assert not undated(org, now)
    for days in (1, 2, 30, 90, 300):
        look(backend, org, now + days * DAY)
    told = [id for id in backend.all("messages") if id.startswith("pack-2028:")]
    assert sorted(told) == ["pack-2028:undated:boss", "pack-2028:undated:lead"]
    assert backend.all("messages")["pack-2028:undated:boss"]["variables"] | {"name": ""} == {
        "name": "",
        "business": "Kopi",
        "offer": "Spice",
        "occasion": "ramadan",
        "year": "2028",
    }
    assert not backend.all("campaigns")


@pytest.mark.parametrize(
    ("year_starts_in", "month", "expected"), [(1, 6, 6), (4, 1, 4), (4, 9, 12), (4, 10, 1), (12, 12, 11)]
)
def test_months_are_those_of_the_business_s_year(year_starts_in: int, month: int, expected: int) -> None:
    org = a_business({"year_starts_in": year_starts_in}, spice=an_entry(month=month, day=15))
    (found,) = launches(org, "spice", range(2027, 2028))
    assert (found.starts_at.month, found.starts_at.day) == (expected, 15)
    assert found.campaign_id == "spice-2027"


def test_a_day_is_the_organisation_s() -> None:
    org = a_business()
    dhaka = Settings.model_validate(org.settings.model_dump(mode="json") | {"timezone": "Asia/Dhaka"})
    (found,) = launches(org.model_copy(update={"settings": dhaka}), "spice", range(2027, 2028))
    assert found.starts_at == datetime(2027, 6, 1, 4, tzinfo=UTC)


def test_two_workers_at_once_make_one_campaign() -> None:
    """The second one's first read is older than the first one's commit."""
    org, backend = a_business(), a_backend()
    now = JUNE - 7 * DAY
    store = a_store(backend)
    raced: list[bool] = []

    def racing() -> Any:
        deciding = wake_calendar(org, JOB, now)
        wanted = next(deciding)
        while True:
            found = yield wanted
            if not raced:
                raced.append(True)
                look(backend, org, now)
            try:
                wanted = deciding.send(found)
            except StopIteration as done:
                return done.value

    try:
        run(store, racing)
    except Contended:
        pytest.fail("the second worker gave up")
    assert list(backend.all("campaigns")) == ["spice-2027"]
    assert len(backend.all("messages")) == 2


steps = st.lists(
    st.tuples(
        st.integers(-20, 40),  # days around the launch, back and forth
        st.sampled_from(["Spice", "Pepper", None]),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(steps)
def test_whatever_ticks_come_an_offer_has_one_campaign_a_year_and_none_goes_unapproved(
    told: Sequence[tuple[int, str | None, bool, bool]],
) -> None:
    backend, first = a_backend(), dict[str, Any]()
    for days, theme, is_twice, is_approved in told:
        entry = an_entry(theme=theme) if theme else an_entry(enabled=False)
        org, now = a_business(spice=entry, other=an_entry(month=1)), JUNE + days * DAY
        job = backend.one("rebuilds")
        backend.put(CalendarJob(id=JOB, looked_at=job.get("looked_at"), wake_at=now))
        for _ in range(1 + is_twice):
            look(backend, org, now)
        for id, each in backend.all("campaigns").items():
            first.setdefault(id, (each["name"], each["starts_at"]))
            if is_approved:
                approves(backend, org, id, now)
            after = send(backend, org, id, now)
            assert after["started_at"] is None or after["approved_at"] is not None
            assert (after["name"], after["starts_at"]) == first[id]
    assert set(backend.all("campaigns")) <= {"spice-2027", "other-2027", "other-2028"}
    assert {each.campaign_id for each in around(a_business(), "spice", JUNE)} == {
        "spice-2026",
        "spice-2027",
        "spice-2028",
    }


def test_what_came_while_no_offer_was_on_is_not_made_up_for() -> None:
    backend = a_backend(looked_at=JUNE - 20 * DAY, wake_at=JUNE - 20 * DAY)
    look(backend, a_business(spice=an_entry(enabled=False)), JUNE - 19 * DAY)
    job = backend.all("rebuilds")[JOB]
    assert "wake_at" not in job
    backend.client_writes(f"orgs/kopi/rebuilds/{JOB}", wake_at=JUNE - 300 * DAY)
    look(backend, a_business(), JUNE + 5 * DAY)
    assert backend.all("campaigns") == {}
    look(backend, a_business(), JUNE + 359 * DAY)
    assert list(backend.all("campaigns")) == ["spice-2028"]


@pytest.mark.item("S001-46")
def test_staff_see_when_each_offer_comes_next_and_the_years_without_a_date() -> None:
    entries = {
        "spice": an_entry(),
        "pack": an_entry(month=None, occasion="eid"),
        "off": an_entry(enabled=False),
    }
    rows = run(
        a_store(a_backend()),
        lambda: calendar_list(a_business(RAMADAN, **entries), "lead", now=JUNE - 40 * DAY),
    )
    assert rows[0]["id"] == "spice"
    coming = rows[0]["next"]
    assert (coming["campaign_id"], rows[0]["undated"]) == (f"spice-{JUNE.year}", [])
    assert coming["asks_at"] < coming["starts_at"] < coming["ends_at"]
    assert {row["id"]: row["next"] for row in rows[1:]} == {"off": None, "pack": None}
    assert next(row["undated"] for row in rows if row["id"] == "pack")


def festival_on(day: str) -> Org:
    """An offer of a festival whose only date is this day."""
    eid = {"occasions": {"eid": {"dates": {day[:4]: day}}}}
    return a_business(eid, pack=an_entry(month=None, occasion="eid"))


@pytest.mark.item("S001-37", "S001-47")
@pytest.mark.parametrize(("first", "then"), [("2028-01-02", "2027-12-31"), ("2027-12-30", "2028-01-01")])
def test_a_festival_that_moves_across_the_year_s_end_has_one_campaign(first: str, then: str) -> None:
    made_at = datetime(2027, 12, 27, 10, tzinfo=UTC)
    backend = a_backend(looked_at=made_at - DAY, wake_at=made_at)
    look(backend, festival_on(first), made_at)
    assert list(backend.all("campaigns")) == [f"pack-{first[:4]}"]
    moved = festival_on(then)
    for days in range(1, 20):
        backend.client_writes("orgs/kopi/rebuilds/offer_calendar", wake_at=made_at)
        look(backend, moved, made_at + days * DAY)
    assert list(backend.all("campaigns")) == [f"pack-{first[:4]}"]
    shown = run(a_store(backend), lambda: calendar_list(moved, "lead", now=made_at + DAY))
    assert shown[0]["next"] is None


def test_a_festival_s_campaign_that_was_cancelled_makes_room_for_its_new_day_and_the_next_year_is_another() -> (
    None
):
    made_at = datetime(2027, 12, 27, 10, tzinfo=UTC)
    backend = a_backend(looked_at=made_at - DAY, wake_at=made_at)
    look(backend, festival_on("2028-01-02"), made_at)
    backend.client_writes("orgs/kopi/campaigns/pack-2028", status="cancelled")
    look(backend, festival_on("2027-12-31"), made_at + DAY)
    assert sorted(backend.all("campaigns")) == ["pack-2027", "pack-2028"]
    look(backend, festival_on("2028-12-20"), datetime(2028, 12, 15, 10, tzinfo=UTC))
    assert sorted(backend.all("campaigns")) == ["pack-2027", "pack-2028"]
    backend = a_backend(looked_at=made_at - DAY, wake_at=made_at)
    look(backend, festival_on("2027-12-31"), made_at)
    look(backend, festival_on("2028-12-19"), datetime(2028, 12, 15, 10, tzinfo=UTC))
    assert sorted(backend.all("campaigns")) == ["pack-2027", "pack-2028"]


def test_what_was_saved_after_its_day_comes_next_in_the_next_year_and_one_under_way_is_shown() -> None:
    org, now = a_business(), JUNE + 3 * DAY

    def coming(backend: DictBackend) -> str:
        (row,) = run(a_store(backend), lambda: calendar_list(org, "lead", now=now))
        return str(row["next"]["campaign_id"])

    saved_late = a_backend(looked_at=now - timedelta(hours=1))
    look(saved_late, org, now)
    assert not saved_late.all("campaigns")
    assert coming(saved_late) == "spice-2028"
    assert coming(a_backend()) == "spice-2028"
    stood_still = a_backend(looked_at=JUNE - DAY)
    assert coming(stood_still) == "spice-2027"
    look(stood_still, org, now)
    assert coming(stood_still) == "spice-2027"
