"""A deal goes through the stages that its pipeline has, and has there what the pipeline asks for."""

from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pydantic import ValidationError

from functions import presets
from functions.domain.commands.sales.opportunities import FIELDS
from functions.domain.configuration.kinds import KINDS
from functions.domain.configuration.pipelines import pipeline_faults
from functions.domain.orgs.org import Org
from functions.domain.sales.stages import pipeline_of
from functions.domain.sales.working_time import after_working_hours
from functions.domain.settings.pipelines import DealField, Pipeline
from tests.builders import NOON, a_customer, a_member, an_org, give, problems, with_staff
from tests.memory import DictBackend

MINUTE = timedelta(minutes=1)
TRADE: dict[str, Any] = {
    "name": "Trade",
    "customer_group": "b2b",
    "stages": [
        {"id": "talk", "name": "Talk", "probability_percent": 10, "sla": {"hours": 24}},
        {"id": "taste", "name": "Taste", "requires": ["estimated_value_minor", "product_dimensions"]},
        {"id": "trial", "name": "Trial", "after": ["taste"], "forecast": "commit"},
        {"id": "bought", "name": "Bought", "outcome": "won", "movers": ["manager", "owner"]},
        {"id": "gone", "name": "Gone", "outcome": "lost"},
        {"id": "served", "name": "Served", "outcome": "kept", "sla": {"hours": 240}},
    ],
}
HOME: dict[str, Any] = {
    "name": "Home",
    "stages": [
        {"id": "talk", "name": "Talk"},
        {"id": "won", "name": "Won", "outcome": "won"},
        {"id": "lost", "name": "Lost", "outcome": "lost"},
    ],
}


def org_with(**pipelines: Any) -> Org:
    parsed = {id: Pipeline.model_validate(each) for id, each in pipelines.items()}
    return an_org().model_copy(update={"pipelines": parsed})


ORG = org_with(trade=TRADE, home=HOME)


def desk(role: Any = "owner", group: str = "b2b", **more: Any) -> DictBackend:
    customer = a_customer(customer_group=group, territory_id="north", **more)
    return with_staff(customer, a_member(id="another-rep"), role=role)


def change(backend: DictBackend, minutes: int = 0, org: Org = ORG, **fields: Any) -> dict[str, Any]:
    data = {"opportunity_id": "deal", "customer_id": "somebody"} | fields
    return give(backend, "change_opportunity", data, made_at=at(minutes), org=org)


def at(minutes: int) -> datetime:
    return NOON - timedelta(days=30) + minutes * MINUTE


def deal(backend: DictBackend) -> dict[str, Any]:
    return backend.all("opportunities")["deal"]


def refused(backend: DictBackend, minutes: int, **fields: Any) -> dict[str, str]:
    """Why a change was refused, which wrote nothing."""
    before = {path: version for path, version in backend.versions.items() if "/commands/" not in path}
    found = problems(change(backend, minutes, **fields))
    after = {path: version for path, version in backend.versions.items() if "/commands/" not in path}
    assert after == before
    return found


@pytest.mark.item("S000-07", "S002-23")
@pytest.mark.parametrize(
    ("group", "named", "pipeline"),
    [("b2b", {}, "trade"), ("b2c", {}, "home"), ("b2b", {"pipeline": "home"}, "home")],
)
def test_a_deal_begins_in_the_first_stage_of_its_group_s_pipeline_or_of_the_one_it_names(
    group: str, named: dict[str, Any], pipeline: str
) -> None:
    backend = desk(group=group)
    change(backend, 0, ORG, **named)
    assert (deal(backend)["pipeline"], deal(backend)["stage"]) == (pipeline, "talk")


def test_without_a_pipeline_of_its_group_a_deal_is_in_the_default_one() -> None:
    org = org_with(trade=TRADE)
    backend = desk(group="b2c")
    change(backend, org=org)
    assert (deal(backend)["pipeline"], deal(backend)["stage"], deal(backend)["probability"]) == (
        "default",
        "lead",
        10,
    )
    assert pipeline_of(org_with(default=HOME), None, "b2c").pipeline.name == "Home"


@pytest.mark.item("S000-02", "S000-07")
def test_a_pipeline_that_there_is_not_or_of_another_group_is_refused() -> None:
    assert refused(desk(), 0, pipeline="nothing") == {"pipeline": "names no pipeline"}
    assert refused(desk(group="b2c"), 0, pipeline="trade") == {"pipeline": "is for b2b customers"}


def test_a_stage_of_another_pipeline_is_refused_and_the_stages_are_named() -> None:
    backend = desk()
    change(backend)
    assert refused(backend, 1, stage="lead") == {
        "stage": "is not a stage of the pipeline trade: talk, taste, trial, bought, gone, served"
    }
    assert refused(backend, 2, stage=None) == {"stage": "is needed"}


@pytest.mark.item("S000-10")
def test_a_move_without_what_its_stage_requires_is_refused_by_each_field() -> None:
    backend = desk()
    change(backend)
    assert refused(backend, 1, stage="taste") == {
        "estimated_value_minor": "is needed in the stage taste",
        "product_dimensions": "is needed in the stage taste",
    }
    change(backend, 2, stage="taste", estimated_value_minor=0, product_dimensions=["syrup"])
    assert deal(backend)["stage"] == "taste"
    assert refused(backend, 3, product_dimensions=[]) == {
        "product_dimensions": "is needed in the stage taste"
    }


@pytest.mark.item("S000-11")
def test_what_is_won_or_lost_needs_a_reason_where_the_pipeline_asks_for_none() -> None:
    backend = desk()
    change(backend)
    for stage in ("bought", "gone"):
        assert refused(backend, 1, stage=stage) == {"close_reason": f"is needed in the stage {stage}"}


@pytest.mark.item("S000-12")
def test_a_stage_that_keeps_follows_one_that_is_won_alone() -> None:
    backend = desk()
    change(backend)
    assert refused(backend, 1, stage="served") == {"stage": "may not follow talk"}
    change(backend, 2, stage="gone", close_reason="Price")
    assert refused(backend, 3, stage="served") == {"stage": "may not follow gone"}
    change(backend, 4, stage="talk")
    change(backend, 5, stage="bought", close_reason="Taste")
    change(backend, 6, stage="served")
    assert (deal(backend)["status"], deal(backend)["closed_at"]) == ("kept", at(5))


def test_a_stage_that_comes_after_another_is_reached_from_there_alone() -> None:
    backend = desk()
    assert list(refused(backend, 0, stage="trial")) == ["stage"]
    change(backend, 1)
    assert refused(backend, 2, stage="trial") == {"stage": "may not follow talk"}
    change(backend, 3, stage="taste", estimated_value_minor=5, product_dimensions=["syrup"])
    change(backend, 4, stage="trial")
    assert deal(backend)["stage"] == "trial"


def test_those_who_may_not_move_a_deal_to_a_stage_are_refused_there() -> None:
    backend = desk("sales_rep", owner_uid="till")
    change(backend)
    assert refused(backend, 1, stage="bought", close_reason="Taste") == {
        "stage": "may be moved to bought by manager, owner only"
    }
    backend.client_writes("orgs/kopi/members/till", roles=["manager"])
    change(backend, 2, stage="bought", close_reason="Taste")
    assert deal(backend)["status"] == "won"


def test_a_deal_in_a_stage_that_was_dropped_is_open_and_leaves_to_any_other() -> None:
    backend = desk()
    change(backend, estimated_value_minor=70, product_dimensions=["syrup"], stage="taste")
    without = org_with(
        trade=TRADE | {"stages": [each for each in TRADE["stages"] if each["id"] not in ("taste", "trial")]}
    )
    change(backend, 1, org=without, title="Beans", stage="taste")
    account = backend.all("customers")["somebody"]["account"]
    assert (deal(backend)["status"], account["current_stage"], account["estimated_deal_value_minor"]) == (
        "open",
        "taste",
        70,
    )
    change(backend, 2, org=without, stage="bought", close_reason="Taste")
    assert [move["to"] for move in deal(backend)["stage_history"]] == ["bought"]
    assert backend.all("customers")["somebody"]["account"]["deals"]["by_standing"] == {"won:02:bought": 1}


def test_a_stage_that_asks_for_more_today_keeps_no_older_deal_from_being_changed() -> None:
    backend = desk()
    change(backend)
    stages = [{**TRADE["stages"][0], "requires": ["decision_maker"]}, *TRADE["stages"][1:]]
    stricter = org_with(trade=TRADE | {"stages": stages})
    change(backend, 1, org=stricter, title="Beans")
    assert deal(backend)["title"] == "Beans"
    change(backend, 2, org=stricter, decision_maker="The owner")
    assert list(problems(change(backend, 3, org=stricter, decision_maker=None))) == ["decision_maker"]


def test_a_deal_that_changes_its_pipeline_keeps_its_outcome_or_follows_it() -> None:
    backend = desk()
    change(backend)
    change(backend, 1, pipeline="home")
    assert (deal(backend)["pipeline"], deal(backend)["stage"], len(deal(backend)["stage_history"])) == (
        "home",
        "talk",
        1,
    )
    change(backend, 2, stage="won", close_reason="Taste")
    assert refused(backend, 3, pipeline="trade", stage="talk") == {"stage": "may not follow won"}
    assert list(refused(backend, 3, pipeline="trade")) == ["stage"]
    change(backend, 4, pipeline="trade", stage="bought")
    assert (deal(backend)["pipeline"], deal(backend)["stage"]) == ("trade", "bought")


def test_an_older_change_of_the_pipeline_takes_no_later_stage_away() -> None:
    backend = desk()
    change(backend)
    change(backend, 30, stage="taste", estimated_value_minor=5, product_dimensions=["syrup"])
    late = change(backend, 20, pipeline="home", stage="talk")
    assert late["result"]["outdated"] == ["pipeline", "stage"]
    assert (deal(backend)["pipeline"], deal(backend)["stage"]) == ("trade", "taste")


@pytest.mark.item("S000-13")
def test_a_deal_has_a_time_limit_with_its_stage_and_another_one_with_the_next() -> None:
    backend = desk()
    change(backend)
    assert deal(backend)["sla_due_at"] == at(24 * 60)
    change(backend, 30, stage="talk", title="Beans")
    assert deal(backend)["sla_due_at"] == at(24 * 60)
    change(backend, 60, stage="gone", close_reason="Price")
    assert "sla_due_at" not in deal(backend)
    change(backend, 90, stage="talk")
    assert deal(backend)["sla_due_at"] == at(90 + 24 * 60)


@pytest.mark.item("S000-12")
def test_retention_has_a_clock_of_its_own() -> None:
    backend = desk()
    change(backend)
    change(backend, 10, stage="bought", close_reason="Taste")
    change(backend, 500, stage="served")
    stored = deal(backend)
    assert (stored["closed_at"], stored["stage_entered_at"], stored["sla_due_at"]) == (
        at(10),
        at(500),
        at(500 + 240 * 60),
    )


# The business works from 9 to 18 in Kolkata; 25 January 2025 is a Saturday.
_HOURS = {"days": ["mon", "tue", "wed", "thu", "fri", "sat"], "start": "09:00", "end": "18:00"}


def working(zone: str = "Asia/Kolkata", **hours: Any) -> Org:
    org = an_org()
    assignment = org.settings.assignment.model_validate({"hours": _HOURS | hours})
    changed = org.settings.model_copy(update={"assignment": assignment, "timezone": zone})
    return org.model_copy(update={"settings": changed})


@pytest.mark.item("S000-13")
@pytest.mark.parametrize(
    ("since", "hours", "due"),
    [
        # 10:00, 7:00, 17:00 and 19:00 there on a Saturday; 12:00 on the Sunday, when nobody works.
        ("2025-01-25T04:30", 3, "2025-01-25T07:30"),
        ("2025-01-25T01:30", 9, "2025-01-25T12:30"),
        ("2025-01-25T11:30", 2, "2025-01-27T04:30"),
        ("2025-01-25T13:30", 1, "2025-01-27T04:30"),
        ("2025-01-26T06:30", 27, "2025-01-29T12:30"),
    ],
)
def test_working_hours_count_while_the_business_works(since: str, hours: int, due: str) -> None:
    begun, ends = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (since, due))
    assert after_working_hours(working(), begun, hours=hours) == ends


def test_a_day_on_which_the_clock_changes_has_as_many_hours_as_it_has() -> None:
    # From 1:00 to 5:00 in Berlin on 30 March 2025 three hours pass.
    org = working("Europe/Berlin", days=["sun"], start="01:00", end="05:00")
    begun = datetime(2025, 3, 30, 0, 0, tzinfo=UTC)
    assert after_working_hours(org, begun, hours=3) == datetime(2025, 3, 30, 3, 0, tzinfo=UTC)
    assert after_working_hours(org, begun, hours=4) == datetime(2025, 4, 6, 0, 0, tzinfo=UTC)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(some.integers(0, 40_000), some.integers(1, 60), some.integers(1, 60))
def test_working_hours_add_up(minutes: int, one: int, other: int) -> None:
    begun = at(minutes)
    half = after_working_hours(working(), begun, hours=one)
    assert after_working_hours(working(), half, hours=other) == after_working_hours(
        working(), begun, hours=one + other
    )


def test_a_stage_may_require_each_field_that_is_edited_and_that_may_be_empty() -> None:
    always_there = {"currency", "owner_uid", "team_uids"}
    assert set(get_args(DealField)) == set(FIELDS) - always_there


def _stages(*changes: dict[str, Any]) -> dict[str, Any]:
    known = [
        {"id": "a", "name": "A"},
        {"id": "b", "name": "B", "outcome": "won"},
        {"id": "c", "name": "C", "outcome": "lost"},
    ]
    return {"name": "x", "stages": [*known, *changes]}


@pytest.mark.parametrize(
    ("pipeline", "reason"),
    [
        (_stages({"id": "a", "name": "Again"}), "names a stage twice"),
        ({"name": "x", "stages": _stages()["stages"][1:]}, "begins with one that is not open"),
        ({"name": "x", "stages": _stages()["stages"][:2]}, "has none that is won, or none that is lost"),
        (_stages({"id": "d", "name": "D", "after": ["z"]}), "d is after z, which is not one of them"),
        (_stages({"id": "d", "name": "D", "outcome": "kept", "after": ["a"]}), "which is not won"),
        (
            _stages({"id": "d", "name": "D", "outcome": "lost", "probability_percent": 5}),
            "its probability_percent is 0",
        ),
        (
            _stages({"id": "d", "name": "D", "outcome": "won", "probability_percent": 5}),
            "its probability_percent is 100",
        ),
        (_stages({"id": "d", "name": "D", "requires": ["colour"]}), "stages.3.requires.0"),
        (_stages({"id": "d", "name": "D", "sla": {"hours": 0}}), "stages.3.sla.hours"),
    ],
)
def test_a_pipeline_that_does_not_fit_together_is_refused_with_the_reason(
    pipeline: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ValidationError, match=reason.replace(".", r"\.")) as error:
        Pipeline.model_validate(pipeline)
    assert "x" not in {each["type"] for each in error.value.errors()}


@pytest.mark.item("S000-07", "S002-23")
def test_a_pipeline_is_saved_by_leaders_and_a_role_that_there_is_not_is_named() -> None:
    pipeline = _stages({"id": "d", "name": "D", "movers": ["owner", "captain"]})
    (fault,) = pipeline_faults(org_with(sales=pipeline), "sales")
    assert fault.path == "stages.3.movers.1"
    assert KINDS["pipelines"].roles == {"owner", "manager"}


@pytest.mark.item("S000-02", "S000-07", "S000-10", "S000-13")
def test_the_roaster_has_a_pipeline_for_each_group_with_the_stages_in_their_order() -> None:
    contents = presets.load("roaster").contents
    found = {ref.id: each for ref, each in contents.items() if isinstance(each, Pipeline)}
    assert {each.customer_group for each in found.values()} == {"b2b", "b2c"}
    stages = ["lead", "qualified", "discovery", "proposal", "negotiation", "won", "lost", "retention"]
    for each in found.values():
        assert [stage.id for stage in each.stages] == stages
        assert [stage.id for stage in each.stages if stage.sla is None] == ["lost"]


@pytest.mark.item("S002-23")
def test_the_dairy_has_stages_of_its_trade() -> None:
    contents = presets.load("dairy").contents
    (trade,) = (each for each in contents.values() if isinstance(each, Pipeline))
    assert [stage.id for stage in trade.stages if stage.outcome == "open"] == [
        *("enquiry", "tasting", "cold_chain", "terms", "trial"),
    ]
