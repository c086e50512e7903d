"""How chats stand now: counted by the store, kept for a minute, and who waits read anew."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.kernel.errors import FeatureOff, Forbidden, Malformed
from functions.domain.marketing.documents import MarketingDashboard
from functions.domain.staff.members import Member
from functions.domain.staff.roles import Role
from functions.domain.views.marketing import (
    PeriodWanted,
    analytics,
    dashboard,
    dashboard_tallies,
    keep_counts,
    known_dashboard,
    refresh_analytics,
)
from tests.chats import Chats
from tests.memory import Billed, a_store, run
from tests.unit.domain.marketing.agencies import CODE, a_page, asks, counted, gives_back

NONE = PeriodWanted()


def staffed(chats: Chats, role: Role = "marketing") -> Chats:
    chats.backend.put(Member(id=role, roles=(role,)))
    return chats


def looks(chats: Chats, role: Role = "marketing") -> dict[str, Any]:
    """As the route does it."""
    shown = run(a_store(chats.backend), lambda: known_dashboard(chats.org, role, chats.now))
    counts: MarketingDashboard | None = shown.counted
    if counts is None:
        tallied = {
            name: chats.backend.tallied(chats.org.id, tally)
            for name, tally in dashboard_tallies(chats.now).items()
        }
        counts = run(a_store(chats.backend), lambda: keep_counts(tallied, chats.now))
    assert counts is not None
    known = counts
    found: dict[str, Any] = run(
        a_store(chats.backend), lambda: dashboard(chats.org, known, shown.roles, now=chats.now)
    )
    return found


def three_chats() -> Chats:
    """One waits with a payment, one since it asked for a person, one is interested."""
    chats = staffed(Chats())
    asks(chats, 1, CODE, "ya", "Bagaimana cara pembayaran DP?")
    asks(chats, 2, "Halo", "bisa bicara dengan admin?")
    asks(chats, 3, CODE, "ya")
    return chats


@pytest.mark.item("S003-30", "S003-49")
def test_the_dashboard_says_where_chats_stand_and_who_waits() -> None:
    chats = three_chats()
    found = looks(chats)
    assert found["active_conversations"] == 3
    assert found["phase_distribution"] == {"leads": 1, "interest": 1, "booking": 1, "paid": 0}
    assert (found["escalated_conversations"], found["pending_count"]) == (1, 2)
    first, second = found["pending_handover"]
    place = first["id"]
    assert {"reason: payment", f"package: {CODE}", "phase: booking"} <= set(first["ai_notes"].splitlines())
    assert {name: first[name] for name in first if name not in ("id", "ai_notes", "waits_since")} == {
        "phone": "+6281255500001",
        "phase": "booking",
        "last_message": "Bagaimana cara pembayaran DP?",
        "interested_package": "Paket Umroh Maret 2025 Hemat",
        "conversation_url": f"/api/kopi/conversations/{place}",
        "because": "payment",
        "assigned_to": None,
    }
    assert (second["phone"], second["because"]) == ("+6281255500002", "asked_for")


@pytest.mark.item("S003-30")
def test_who_is_given_back_waits_no_more_at_once_though_counts_are_a_minute_old() -> None:
    chats = three_chats()
    (first, _) = looks(chats)["pending_handover"]
    gives_back(chats, first["id"])
    chats.wait(30)
    found = looks(chats)
    assert (found["pending_count"], len(found["pending_handover"])) == (2, 1)
    chats.wait(31)
    assert looks(chats)["pending_count"] == 1


def test_a_chat_of_yesterday_stands_and_is_not_active_and_one_of_last_month_does_neither() -> None:
    chats = three_chats()
    chats.now += timedelta(hours=25)
    found = looks(chats)
    assert (found["active_conversations"], found["phase_distribution"]["booking"]) == (0, 1)
    chats.now += timedelta(days=30)
    assert looks(chats)["phase_distribution"]["booking"] == 0


@pytest.mark.item("S003-49")
def test_this_month_s_figures_stand_beside() -> None:
    chats = three_chats()
    assert looks(chats)["kpis"] == {"as_of": None}
    counted(chats)
    assert looks(chats)["kpis"]["avg_response_time"] == "2 seconds"


def test_who_reads_figures_alone_sees_nobody() -> None:
    chats = three_chats()
    staffed(chats, "executive")
    found = looks(chats, "executive")
    assert (found["pending_count"], found["pending_handover"]) == (2, [])
    assert "+62812" not in repr(found)
    assert "+62812" not in repr(chats.backend.all("marketing"))


@pytest.mark.parametrize("role", ["finance", "delivery", "sales_rep"])
def test_others_see_none_of_it(role: Role) -> None:
    chats = staffed(three_chats(), role)
    with pytest.raises(Forbidden):
        looks(chats, role)
    with pytest.raises(Forbidden):
        run(a_store(chats.backend), lambda: analytics(chats.org, role, NONE, now=chats.now))
    with pytest.raises(Forbidden):
        run(a_store(chats.backend), lambda: refresh_analytics(chats.org, role, NONE, now=chats.now))


def test_a_look_that_is_fresh_bills_a_read_for_the_counts_and_two_for_each_who_waits() -> None:
    chats = three_chats()
    looks(chats)
    chats.backend.billed = Billed()
    looks(chats)
    # Who asks, the counts, this month's figures, two chats and their customers.
    assert chats.backend.billed == Billed(reads=3 + 2 + 2)


def test_the_first_look_at_a_period_has_it_counted_and_says_so() -> None:
    chats = three_chats()
    first = run(a_store(chats.backend), lambda: analytics(chats.org, "marketing", NONE, now=chats.now))
    assert (first["period"], first["as_of"], first["is_being_counted"]) == ("2025-01", None, True)
    while a_page(chats) is not None:
        pass
    chats.backend.billed = Billed()
    second = run(a_store(chats.backend), lambda: analytics(chats.org, "marketing", NONE, now=chats.now))
    assert chats.backend.billed == Billed(reads=2)
    assert (second["conversion_metrics"]["total_leads"], second["is_being_counted"]) == (3, False)
    assert set(second) >= {
        *("conversion_metrics", "campaign_performance", "ai_performance", "common_questions"),
        *("drop_off_analysis", "period", "as_of"),
    }


def test_figures_that_are_older_than_the_business_has_set_are_counted_again_with_a_look() -> None:
    chats = three_chats()
    counted(chats)
    chats.now += timedelta(hours=26)
    found = run(a_store(chats.backend), lambda: analytics(chats.org, "marketing", NONE, now=chats.now))
    assert (found["conversion_metrics"]["total_leads"], found["is_being_counted"]) == (3, True)


def test_an_old_period_stays_as_it_was_counted_until_somebody_asks() -> None:
    chats = three_chats()
    counted(chats)
    chats.now += timedelta(days=200)
    old = PeriodWanted("2025-01")
    found = run(a_store(chats.backend), lambda: analytics(chats.org, "marketing", old, now=chats.now))
    assert found["is_being_counted"] is False
    asked = run(a_store(chats.backend), lambda: refresh_analytics(chats.org, "marketing", old, now=chats.now))
    assert asked == {"period": "2025-01", "is_being_counted": True}


def test_a_period_for_which_there_is_no_room_is_not_said_to_be_counted() -> None:
    chats = three_chats()

    def asked(period: str) -> bool:
        wanted = PeriodWanted(period)
        said = run(
            a_store(chats.backend), lambda: refresh_analytics(chats.org, "marketing", wanted, now=chats.now)
        )
        return bool(said["is_being_counted"])

    assert all(asked(f"{year}-{month:02}") for year in (2021, 2022) for month in range(1, 13))
    assert asked("2023-01") is False
    assert asked("2022-12") is True


@pytest.mark.parametrize(
    ("what", "path"),
    [
        (PeriodWanted("2025-13"), "period"),
        (PeriodWanted("2025"), "period"),
        (PeriodWanted("2025-01", "2025-01-01"), "period"),
        (PeriodWanted(None, "2025-01-01"), "to"),
        (PeriodWanted(None, None, "2025-01-01"), "from"),
        (PeriodWanted(None, "2025-01-02", "2025-01-01"), "to"),
        (PeriodWanted(None, "2024-01-01", "2025-06-01"), "to"),
        (PeriodWanted(None, "1999-12-31", "2000-01-02"), "from"),
        (PeriodWanted(None, "2025-02-30", "2025-03-01"), "from"),
        (PeriodWanted(None, "2999-12-31", "3000-01-01"), "to"),
        (PeriodWanted(None, "9999-12-30", "9999-12-31"), "from"),
    ],
)
def test_a_period_that_is_none_is_refused_at_its_field(what: PeriodWanted, path: str) -> None:
    chats = three_chats()
    with pytest.raises(Malformed) as refused:
        run(a_store(chats.backend), lambda: analytics(chats.org, "marketing", what, now=chats.now))
    assert [fault.path for fault in refused.value.faults] == [path]


def test_with_the_crm_off_there_are_no_figures_and_without_the_assistant_none_that_are_counted() -> None:
    chats = three_chats()
    usual = chats.org
    features = usual.settings.features.model_copy(update={"crm": False})
    off = usual.model_copy(update={"settings": usual.settings.model_copy(update={"features": features})})
    with pytest.raises(FeatureOff):
        run(a_store(chats.backend), lambda: analytics(off, "marketing", NONE, now=chats.now))
    chats.with_settings(enabled=False)
    found = run(a_store(chats.backend), lambda: analytics(chats.org, "marketing", NONE, now=chats.now))
    assert found["is_being_counted"] is False
    assert chats.backend.all("rebuilds") == {}


@pytest.mark.item("S003-30", "S003-40")
def test_two_chats_of_one_person_that_go_on_in_one_are_one() -> None:
    chats = staffed(Chats())
    for sender in ({"phone": "+6281255500001"}, {"user_id": "12@lid"}):
        due = chats.says(CODE, sender=sender)
        assert due is not None
        chats.wait(2)
        chats.turn(due.conversation_id)
    assert looks(chats)["phase_distribution"]["leads"] == 2
    chats.wait(90)
    chats.says("halo", sender={"phone": "+6281255500001", "user_id": "12@lid"})
    found = looks(chats)
    assert (found["active_conversations"], found["phase_distribution"]["leads"]) == (1, 1)
