"""Each step brings a document of the former form into today's, and leaves alone what is right. What is of the former
form was written by former versions (tests/former.py).
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from functions import presets
from functions.domain.migrations.steps import STEPS, Step, migrate_document
from functions.domain.orgs.documents import DATA_VERSION
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.segments import SegmentSettings
from functions.domain.views.customer_filters import Filters
from functions.store.orgs import Orgs
from tests.former import NAMES, an_organisation
from tests.memory import Billed, DictBackend, a_store, run
from tests.provisioning import provision

NOW = datetime(2025, 2, 1, tzinfo=UTC)
SETTINGS, COSTS, SEARCH, DEALS, WORTH, CHATS = STEPS


def migrate(backend: DictBackend, step: Step, id: str, *, is_dry_run: bool = False) -> bool:
    """One document, as the page of a run gives it."""
    path = f"orgs/{id}" if step.model.at_root else f"orgs/kopi/{step.model.collection}/{id}"
    org = Orgs(backend).get("kopi")
    backend.billed = Billed()
    return (
        a_store(backend)
        .commit(
            "kopi",
            lambda: migrate_document(step, org, id, now=NOW, is_dry_run=is_dry_run),
            [backend.snapshot(path)],
        )
        .value
    )


def ids_of(backend: DictBackend, step: Step) -> list[str]:
    if step.model.at_root:
        return ["kopi"]
    return sorted(id for id in backend.all(step.model.collection) if "/" not in id)


def migrated(name: str, *steps: Step) -> DictBackend:
    backend = an_organisation(name)
    for step in steps:
        for id in ids_of(backend, step):
            migrate(backend, step, id)
    return backend


def test_steps_are_numbered_without_a_gap_up_to_the_version_of_a_new_organisation() -> None:
    assert [step.number for step in STEPS] == list(range(1, DATA_VERSION + 1))
    backend = DictBackend()
    provision(backend)
    assert backend.documents["orgs/kopi"]["data_version"] == DATA_VERSION


def test_each_step_has_its_row_in_the_notes() -> None:
    text = (Path(__file__).resolve().parents[4] / "docs" / "upgrading.md").read_text(encoding="utf-8")
    collections = {
        step: "the organisation" if step is SETTINGS else f"`{step.model.collection}`" for step in STEPS
    }
    rows = [f"| {step.number} {step.name} | {collections[step]} |" for step in STEPS]
    assert [row for row in rows if row not in text] == []


def test_an_organisation_that_is_there_keeps_the_version_that_it_has() -> None:
    backend = an_organisation("dairy")
    provision(backend, preset=presets.load("dairy"))
    assert "data_version" not in backend.documents["orgs/kopi"]


@pytest.mark.parametrize("name", NAMES)
def test_a_dry_run_says_what_the_run_changes_and_writes_nothing(name: str) -> None:
    backend = an_organisation(name)
    before = dict(backend.versions)
    said = [
        (step.number, id)
        for step in STEPS
        for id in ids_of(backend, step)
        if migrate(backend, step, id, is_dry_run=True)
    ]
    assert backend.versions == before
    done = [(step.number, id) for step in STEPS for id in ids_of(backend, step) if migrate(backend, step, id)]
    assert (said, bool(said)) == (done, True)


@pytest.mark.parametrize("name", NAMES)
def test_what_was_migrated_bills_a_read_of_the_page_and_no_write(name: str) -> None:
    backend = migrated(name, *STEPS)
    before = dict(backend.versions)
    for step in STEPS:
        for id in ids_of(backend, step):
            assert migrate(backend, step, id) is False
            assert backend.billed.writes == 0
            assert step is SETTINGS or backend.billed.reads == 0
    assert backend.versions == before


def test_hours_of_calls_are_those_of_the_business_and_what_it_said_before_is_kept() -> None:
    backend = migrated("grocer", SETTINGS)
    settings = backend.documents["orgs/kopi"]["settings"]
    assert "hours" not in settings["calls"]
    assert settings["assignment"]["hours"] == {"days": ["mon", "tue"], "start": "10:00", "end": "16:00"}
    assert backend.documents["orgs/kopi"]["settings_revision"] == 3
    assert backend.all("settings_versions")["2"]["updated_by"] == "till"


def test_a_cost_leaves_the_product_with_who_changed_it() -> None:
    backend = an_organisation("dairy")
    edit = backend.all("products")["milk"]["edits"]["cost_minor"]
    assert migrate(backend, COSTS, "milk")
    assert (backend.billed.reads, backend.billed.writes) == (1, 2)
    assert "cost_minor" not in backend.all("products")["milk"]
    assert backend.all("product_costs") == {"milk": {"cost_minor": 4100, "edits": {"cost_minor": edit}}}
    assert migrate(backend, COSTS, "curd") is False


def test_a_cost_that_was_said_anew_stands() -> None:
    backend = an_organisation("dairy")
    backend.client_writes("orgs/kopi/product_costs/milk", cost_minor=3900, edits={})
    assert migrate(backend, COSTS, "milk")
    assert backend.all("product_costs")["milk"]["cost_minor"] == 3900
    assert "cost_minor" not in backend.all("products")["milk"]


@pytest.mark.parametrize(("minutes", "stands"), [(1, 4300), (-1, 4100)])
def test_of_a_cost_that_the_version_before_writes_behind_the_run_the_later_one_stands(
    minutes: int, stands: int
) -> None:
    backend = migrated("dairy", COSTS)
    edit = backend.all("product_costs")["milk"]["edits"]["cost_minor"]
    edits = {"cost_minor": edit | {"at": edit["at"] + timedelta(minutes=minutes)}}
    backend.client_writes("orgs/kopi/products/milk", cost_minor=4300, edits=edits)
    assert migrate(backend, COSTS, "milk")
    assert backend.all("product_costs")["milk"]["cost_minor"] == stands
    assert "cost_minor" not in backend.all("products")["milk"]


def test_a_customer_is_found_by_name_and_phone() -> None:
    backend = an_organisation("roaster")
    (id,) = ids_of(backend, SEARCH)
    assert "search" not in backend.all("customers")[id]
    assert migrate(backend, SEARCH, id)
    assert (backend.billed.reads, backend.billed.writes) == (0, 1)
    org = Orgs(backend).get("kopi")
    for text in ("kedai", "0123"):
        query = Filters.parse(org, {"search": text}).query(10)
        assert [each.path for each in backend.query("kopi", query)] == [f"orgs/kopi/customers/{id}"]


def deals(backend: DictBackend) -> dict[str, dict[str, Any]]:
    return backend.all("opportunities")


def test_deals_say_what_their_stages_mean_and_their_account_and_owner_have_them_so() -> None:
    backend = migrated("roaster", DEALS)
    assert {id: (each["status"], each["probability"]) for id, each in deals(backend).items()} == {
        "lost-deal": ("lost", 0),
        "open-deal": ("open", 60),
        "won-deal": ("won", 100),
    }
    (customer,) = backend.all("customers").values()
    account = customer["account"]
    assert account["deals"]["by_outcome"] == {"lost": 1, "open": 1, "won": 1}
    assert account["deals"]["by_stage"] == {"lost": 1, "proposal": 1, "won": 1}
    assert (account["deal_status"], account["estimated_deal_value_minor"]) == ("won", 900000)
    counts = backend.all("insights")["pipeline:rep"]["counts"]
    assert (counts["won:2024-12:count"], counts["won:2024-12:amount_minor"]) == (1, 500000)
    assert counts["lost:2024-12:count"] == 1
    assert counts["open:undated:best_case:amount_minor"] == 900000
    assert deals(backend)["won-deal"]["win_counted"]["outcome"] == "won"


def test_what_follows_from_a_deal_is_there_and_sets_no_automation_off() -> None:
    backend = an_organisation("roaster")
    org = Orgs(backend).get("kopi")
    segment = SegmentSettings.model_validate(
        {
            "name": "Won",
            "filter": {"==": [{"var": "account.deals.by_outcome.won"}, 1]},
            "segment_type": "value",
        }
    )
    greeting = AutomationSettings.model_validate(
        {"on": "segment_entered", "segment": "won", "then": [{"tag": "greeted"}]}
    )
    org = org.model_copy(update={"segments": {"won": segment}, "automations": {"greeting": greeting}})
    run(a_store(backend), lambda: migrate_document(DEALS, org, "won-deal", now=NOW, is_dry_run=False))
    (customer,) = backend.all("customers").values()
    assert (customer["segment_ids"], customer["tags"], backend.all("interactions")) == (["won"], [], {})


def test_a_deal_that_is_open_is_found_as_open_though_that_is_what_its_lack_was_read_as() -> None:
    backend = an_organisation("roaster")
    assert migrate(backend, DEALS, "open-deal")
    assert deals(backend)["open-deal"]["status"] == "open"
    assert "sla_due_at" not in deals(backend)["open-deal"]


def test_a_deal_keeps_its_built_in_stage_where_today_s_pipeline_has_it_not() -> None:
    backend = an_organisation("roaster")
    provision(backend, preset=presets.load("roaster"))
    stages = [
        {"id": "first", "name": "First", "outcome": "open"},
        {"id": "sold", "name": "Sold", "outcome": "won"},
        {"id": "no", "name": "No", "outcome": "lost"},
    ]
    backend.client_writes("orgs/kopi/pipelines/short", name="Short", customer_group="b2b", stages=stages)
    revisions = backend.documents["orgs/kopi"]["revisions"] | {"pipelines": {"short": 1}}
    backend.client_writes("orgs/kopi", revisions=revisions)
    assert set(Orgs(backend).get("kopi").pipelines) == {"short"}
    assert migrate(backend, DEALS, "won-deal")
    assert (deals(backend)["won-deal"]["pipeline"], deals(backend)["won-deal"]["status"]) == (
        "default",
        "won",
    )


def test_a_deal_of_today_stays_as_it_is_whatever_it_lacks() -> None:
    backend = an_organisation("roaster")
    backend.client_writes("orgs/kopi/opportunities/won-deal", status="lost")
    assert migrate(backend, DEALS, "won-deal") is False


def test_an_open_task_has_its_worth_and_stands_in_its_agent_s_day() -> None:
    backend = an_organisation("roaster")
    (id,) = ids_of(backend, WORTH)
    assert migrate(backend, WORTH, id)
    assert (backend.all("tasks")[id]["worth"], backend.all("tasks")[id]["customer_name"]) == (
        20,
        "Kedai Satu",
    )
    day = backend.all("insights")["agent_day:rep"]
    assert (day["counts"]["open"], [each["task_id"] for each in day["calls"]]) == (1, [id])


@pytest.mark.parametrize("status", ["done", "cancelled"])
def test_a_task_that_is_over_is_left_alone(status: str) -> None:
    backend = an_organisation("roaster")
    (id,) = ids_of(backend, WORTH)
    backend.client_writes(f"orgs/kopi/tasks/{id}", status=status)
    assert migrate(backend, WORTH, id) is False


def test_the_lead_of_a_booking_that_was_due_is_made_once_of_what_was_booked() -> None:
    backend = an_organisation("umrah")
    (id,) = ids_of(backend, CHATS)
    assert migrate(backend, CHATS, id)
    (lead,) = backend.all("leads").values()
    assert (lead["conversation_id"], lead["interest_product_ids"]) == (id, ["UMR_MAR_2025_HEMAT"])
    chat = backend.all("conversations")[id]
    assert ("lead_due" in chat, "leads_due" in chat, list(chat["lead_ids"])) == (False, False, ["1"])
    backend.client_writes(f"orgs/kopi/conversations/{id}", lead_due=1)
    assert migrate(backend, CHATS, id)
    assert len(backend.all("leads")) == 1


def test_a_booking_that_today_s_code_has_due_as_well_is_left_to_it() -> None:
    backend = an_organisation("umrah")
    (id,) = ids_of(backend, CHATS)
    backend.client_writes(f"orgs/kopi/conversations/{id}", leads_due=[{"cycle": 1, "at": NOW}])
    assert migrate(backend, CHATS, id)
    assert backend.all("leads") == {}
    chat = backend.all("conversations")[id]
    assert ("lead_due" in chat, chat["leads_due"]) == (False, [{"cycle": 1, "at": NOW}])
