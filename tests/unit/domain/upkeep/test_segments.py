"""A customer is in the segments whose filter takes them, at every instant, and is told of once by what moved them."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.automations.react import react
from functions.domain.automations.refiguring import refigure_customer
from functions.domain.conditions.rules import compile_rule
from functions.domain.conditions.subjects import with_lists
from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import (
    change_settings,
    remove_configuration,
    save_configuration,
)
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.kernel.errors import Malformed
from functions.domain.orgs.org import Org, zone_of
from functions.domain.rebuilds.rebuilding import (
    AUTOMATIONS,
    SEEN_EVERYWHERE_AFTER,
    Rebuild,
    rebuild_page,
)
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.segments import SegmentSettings
from functions.domain.upkeep.segments import APART, segmented
from tests.builders import NOON, a_customer, an_org
from tests.memory import Billed, DictBackend, a_store, run
from tests.provisioning import provision
from tests.unit.domain.automations.test_running import buys, ran, shop, wakes

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LAST = {"var": ["stats.last_visit_at", {"var": "stats.last_order_at"}]}
SEGMENTS: dict[str, Any] = {
    "first_time": {"==": [{"var": "stats.orders"}, 1]},
    "regulars": {">=": [{"var": "stats.visits"}, 3]},
    "inactive_30": {"older_than": [LAST, "30d"]},
    "lately": {"within": [LAST, "2d"]},
    "thanked": {"in": ["thanked", {"var": "tags"}]},
}


def with_segments(org: Org, **filters: Any) -> Org:
    found = {
        id: SegmentSettings.model_validate({"name": id, "filter": logic})
        for id, logic in (filters or SEGMENTS).items()
    }
    return org.model_copy(update={"segments": found})


def ids(backend: DictBackend) -> list[str]:
    return list(backend.one("customers")["segment_ids"])


def change(backend: DictBackend, org: Org, now: datetime, at: datetime | None = None, **changes: Any) -> None:
    """A change of the one customer's profile."""
    (id,) = backend.all("customers")

    def decide() -> Decision[None]:
        customer = yield from get(Customer, id)
        assert customer is not None
        facts = Facts("customer_changed", "customers", f"{id}:{now:%d%H}", at or now)
        reaction = yield from react(org, customer, customer.with_changes(**changes), facts=facts, now=now)
        return Changes(create=reaction.create, put=reaction.put), None

    run(a_store(backend), decide, org.id)


def taken(org: Org, backend: DictBackend, now: datetime) -> list[str]:
    """The segments whose filters take the stored customer, each asked anew."""

    def decide() -> Decision[Customer | None]:
        (id,) = backend.all("customers")
        return NOTHING, (yield from get(Customer, id))

    customer = run(a_store(backend), decide)
    assert customer is not None
    fields = with_lists(customer.model_dump(exclude=set(APART)))
    zone = ZoneInfo(zone_of(org, customer.timezone))
    return [
        id for id, each in sorted(org.segments.items()) if compile_rule(each.filter).holds(fields, now, zone)
    ]


@pytest.mark.item("S002-82")
def test_a_new_customer_has_their_segments_with_their_first_order_and_no_document_more() -> None:
    bills = []
    for org in (shop(), with_segments(shop())):
        backend = DictBackend()
        buys(backend, org)
        bills.append(backend.billed)
    assert ids(backend) == ["first_time", "lately"]
    assert bills[0] == bills[1]


@pytest.mark.item("S004-16")
def test_a_silence_enters_its_segment_at_its_very_instant_and_the_next_visit_leaves_it() -> None:
    org, backend = with_segments(shop()), DictBackend()
    buys(backend, org)
    at = NOON + 30 * DAY
    wakes(backend, org, at - timedelta(microseconds=1))
    assert "inactive_30" not in ids(backend)
    wakes(backend, org, at)
    assert ids(backend) == ["first_time", "inactive_30"]
    buys(backend, org, 2, at=at + DAY)
    assert ids(backend) == ["lately"]


def test_entering_and_leaving_set_automations_off_once_each_with_the_segment_s_name() -> None:
    text = {"purpose": "transactional", "bodies": {"en": "Now {{ segment }}"}}
    org = shop(
        back={"on": "segment_left", "segment": "inactive_30", "then": [{"tag": "back"}]},
        gone={"on": "segment_entered", "segment": "inactive_30", "then": [{"send": "now"}]},
        other={"on": "segment_entered", "segment": "regulars", "then": [{"tag": "regular"}]},
    )
    org = org.model_copy(update={"templates": an_org(templates={"now": text}).templates})
    org, backend = with_segments(org), DictBackend()
    buys(backend, org)
    for _ in range(2):
        wakes(backend, org, NOON + 30 * DAY)
    assert ran(backend) == ["gone"]
    assert [each["variables"]["segment"] for each in backend.all("messages").values()] == ["inactive_30"]
    for _ in range(2):
        buys(backend, org, 2, at=NOON + 31 * DAY)
    assert ran(backend) == ["gone", "back"]
    assert "regular" not in backend.one("customers")["tags"]


def test_what_an_automation_changes_moves_segments_in_the_same_commit_and_is_told_of() -> None:
    org = with_segments(
        shop(
            thanks={"on": "order_paid", "then": [{"tag": "thanked"}]},
            thanked={"on": "segment_entered", "segment": "thanked", "then": [{"tag": "told"}]},
        )
    )
    backend = DictBackend()
    buys(backend, org)
    assert ids(backend) == ["first_time", "lately", "thanked"]
    assert backend.one("customers")["tags"] == ["thanked", "told"]


def test_segments_that_move_each_other_for_ever_end_right_and_each_automation_runs_once() -> None:
    org = with_segments(
        shop(
            on={"on": "segment_entered", "segment": "off", "then": [{"tag": "on"}]},
            off={"on": "segment_entered", "segment": "on", "then": [{"untag": "on"}]},
        ),
        on={"in": ["on", {"var": "tags"}]},
        off={"!": {"in": ["on", {"var": "tags"}]}},
    )
    backend = DictBackend()
    buys(backend, org)
    assert sorted(ran(backend)) == ["off", "on"]
    assert ids(backend) == taken(org, backend, NOON) == ["off"]


def test_a_condition_may_ask_for_a_segment_and_is_met_when_time_brings_it() -> None:
    when = {"in": ["inactive_30", {"var": "segment_ids"}]}
    org = with_segments(shop(met={"on": "condition_met", "when": when, "then": [{"tag": "met"}]}))
    backend = DictBackend()
    buys(backend, org)
    wakes(backend, org, NOON + 29 * DAY)
    assert ran(backend) == []
    wakes(backend, org, NOON + 30 * DAY)
    assert ran(backend) == ["met"]


def test_a_moment_goes_by_the_segments_of_its_own_instant() -> None:
    moment = {
        "on": {"field": "stats.last_order_at", "after": "30d"},
        "when": {"in": ["inactive_30", {"var": "segment_ids"}]},
        "then": [{"tag": "x"}],
    }
    org, backend = with_segments(shop(silent=moment)), DictBackend()
    buys(backend, org)
    wakes(backend, org, NOON + 30 * DAY)
    assert ran(backend) == ["silent"]


@settings(max_examples=25, deadline=None)
@given(
    some.lists(
        some.tuples(some.integers(1, 40 * 24), some.sampled_from(["buy", "tag", "untag"])), max_size=8
    ),
    some.booleans(),
)
def test_after_any_history_the_segments_are_those_whose_filter_takes_the_customer(
    history: list[tuple[int, str]], doubled: bool
) -> None:
    org = with_segments(shop(thanks={"on": "order_paid", "then": [{"tag": "thanked"}]}))
    backend = DictBackend()
    buys(backend, org, 0)
    for number, (hour, kind) in enumerate(sorted(history), 1):
        now = NOON + hour * HOUR
        for _ in range(2 if doubled else 1):
            wakes(backend, org, now)
            assert ids(backend) == taken(org, backend, now)
            if kind == "buy":
                buys(backend, org, number, at=now)
            else:
                change(backend, org, now, tags=("thanked",) if kind == "tag" else ())
            assert ids(backend) == taken(org, backend, now)
    wakes(backend, org, end := NOON + 90 * DAY)
    assert ids(backend) == taken(org, backend, end)


def saved(backend: DictBackend, id: str, logic: Any, now: datetime) -> None:
    content = {"name": id, "filter": logic}
    run(
        a_store(backend),
        lambda: save_configuration("kopi", Ref("segments", id), content=content, by="owner", now=now),
    )


def rebuilt(backend: DictBackend, org: Org, now: datetime) -> None:
    run(a_store(backend), lambda: rebuild_page(org, AUTOMATIONS, now), org.id)


def test_a_saved_segment_takes_those_who_are_there_page_by_page_and_tells_of_none() -> None:
    told = {"on": "segment_entered", "segment": "regulars", "then": [{"tag": "told"}]}
    before = shop(told=told)
    backend = DictBackend()
    provision(backend)
    buys(backend, before)
    saved(backend, "regulars", {">=": [{"var": "stats.visits"}, 1]}, NOON)
    org = with_segments(before, regulars={">=": [{"var": "stats.visits"}, 1]})
    later = NOON + SEEN_EVERYWHERE_AFTER
    rebuilt(backend, org, later)
    assert (ids(backend), ran(backend)) == (["regulars"], [])
    progress = backend.one("rebuilds")
    assert (progress["passed"], progress["built_as_of"], progress["built_at"]) == (1, NOON, later)
    change(backend, org, later + HOUR, name="New")
    assert ran(backend) == []
    backend.billed = Billed()
    rebuilt(backend, org, later + HOUR)
    assert backend.billed == Billed(reads=1, writes=0)


def test_whom_a_saved_filter_takes_is_not_told_of_where_their_own_change_is_first() -> None:
    told = {"on": "segment_entered", "segment": "regulars", "then": [{"tag": "told"}]}
    backend = DictBackend()
    buys(backend, shop(told=told))
    org = with_segments(shop(told=told), regulars={">=": [{"var": "stats.visits"}, 1]})
    change(backend, org, NOON + HOUR, name="New")
    assert (ids(backend), ran(backend)) == (["regulars"], [])


def test_a_rebuild_that_comes_when_time_has_moved_a_customer_tells_of_it() -> None:
    told = {"on": "segment_entered", "segment": "inactive_30", "then": [{"tag": "told"}]}
    org, backend = with_segments(shop(told=told)), DictBackend()
    buys(backend, org)
    at = NOON + 30 * DAY + HOUR
    rebuild = Rebuild(id=AUTOMATIONS, started_at=at, active_since=NOON - DAY, by="created_at", wake_at=at)
    backend.put(rebuild)
    rebuilt(backend, org, at)
    assert (ids(backend), ran(backend)) == (["first_time", "inactive_30"], ["told"])
    wakes(backend, org, at)
    assert ran(backend) == ["told"]


def test_a_removed_segment_has_no_members_and_wakes_no_one() -> None:
    org, backend = with_segments(shop()), DictBackend()
    provision(backend)
    saved(backend, "inactive_30", SEGMENTS["inactive_30"], NOON)
    buys(backend, org)
    wakes(backend, org, NOON + 30 * DAY)
    now = NOON + 31 * DAY
    run(
        a_store(backend),
        lambda: remove_configuration("kopi", Ref("segments", "inactive_30"), by="owner", now=now),
    )
    assert backend.one("rebuilds")["started_at"] == now
    rebuilt(backend, shop(), now + SEEN_EVERYWHERE_AFTER)
    assert ids(backend) == []
    assert backend.one("customers")["due"] == {}


def test_another_name_of_a_segment_goes_through_no_customer_and_another_zone_does() -> None:
    backend = DictBackend()
    provision(backend)
    saved(backend, "regulars", SEGMENTS["regulars"], NOON)
    started = backend.one("rebuilds")["started_at"]
    run(
        a_store(backend),
        lambda: save_configuration(
            "kopi",
            Ref("segments", "regulars"),
            content={"name": "Those who come", "filter": SEGMENTS["regulars"]},
            by="owner",
            now=NOON + DAY,
        ),
    )
    assert backend.one("rebuilds")["started_at"] == started
    zone = {"timezone": "Asia/Dhaka"}
    run(a_store(backend), lambda: change_settings("kopi", zone, by="owner", now=NOON + 2 * DAY))
    assert backend.one("rebuilds")["started_at"] == NOON + 2 * DAY


def test_while_the_crm_is_off_segments_stay_as_they_are() -> None:
    org, backend = with_segments(shop()), DictBackend()
    buys(backend, org)
    features = org.settings.features.model_copy(update={"crm": False})
    off = org.model_copy(update={"settings": org.settings.model_copy(update={"features": features})})
    wakes(backend, off, NOON + 30 * DAY)
    assert ids(backend) == ["first_time", "lately"]


def test_who_was_joined_into_another_is_in_no_segment() -> None:
    org = with_segments(shop())
    backend = DictBackend()
    buys(backend, org)
    change(backend, org, NOON + HOUR, joined_into="other")
    assert ids(backend) == []


def test_segments_that_were_spoilt_by_hand_are_worked_out_again() -> None:
    org, backend = with_segments(shop()), DictBackend()
    buys(backend, org)
    (id,) = backend.all("customers")
    backend.client_writes(f"orgs/kopi/customers/{id}", segment_ids=["ghost"])
    run(a_store(backend), lambda: refigure_customer(org, id, NOON + HOUR), org.id)
    assert ids(backend) == ["first_time", "lately"]


@pytest.mark.parametrize(
    ("filter", "reason"),
    [
        ({}, "is no condition: JsonLogic over a customer, or true for every customer"),
        ([], "is no condition: JsonLogic over a customer, or true for every customer"),
        (5, "is no condition: JsonLogic over a customer, or true for every customer"),
        (None, "is no condition: JsonLogic over a customer, or true for every customer"),
        ("{", "is a text, and no JSON"),
        ({"=>": [1, 2]}, "at =>: "),
        ({"==": [{"var": "stats.visit"}, 1]}, "asks stats.visit, which no customer has"),
        ({"==": [{"var": "name.first"}, "x"]}, "asks name.first, which no customer has"),
        (
            {"==": [{"var": "segment_ids.0"}, "regulars"]},
            "asks segment_ids.0, which hangs on segments or is the server's own",
        ),
        ({"in": ["ghost", {"var": "segment_ids"}]}, "names ghost, which is not among the segments"),
        (
            {">": [{"var": "monthly.last_minor"}, 1]},
            "asks monthly.last_minor, which is known only when an automation runs",
        ),
    ],
)
def test_a_filter_that_cannot_be_kept_is_refused_with_its_reason_and_nothing_is_written(
    filter: Any, reason: str
) -> None:
    backend = DictBackend()
    provision(backend)
    before = dict(backend.versions)
    with pytest.raises(Malformed) as refused:
        saved(backend, "mine", filter, NOON)
    ((path, message),) = [(fault.path, fault.message) for fault in refused.value.faults]
    assert path == "filter"
    assert message.startswith(reason)
    assert backend.versions == before


@pytest.mark.item("S004-17", "S002-08")
@pytest.mark.parametrize(
    "given",
    [
        {"filter": {">": [{"var": "stats.orders"}, 1]}},
        {"filterJson": {">": [{"var": "stats.orders"}, 1]}},
        {"filterJson": '{">": [{"var": "stats.orders"}, 1]}'},
    ],
)
def test_a_filter_comes_by_either_name_and_as_text(given: dict[str, Any]) -> None:
    segment = SegmentSettings.model_validate({"name": "Mine", "segment_type": "geography", **given})
    assert segment.filter == {">": [{"var": "stats.orders"}, 1]}


def test_a_filter_that_comes_by_both_names_is_refused() -> None:
    with pytest.raises(ValueError, match="filter: is given twice, as filterJson too"):
        SegmentSettings.model_validate({"name": "Mine", "filter": True, "filterJson": True})


def test_a_segment_that_an_automation_waits_for_may_not_go_nor_be_missing() -> None:
    backend = DictBackend()
    provision(backend)
    waits = {"on": "segment_entered", "segment": "mine", "then": [{"tag": "x"}]}

    def save() -> Decision[Any]:
        return save_configuration("kopi", Ref("automations", "waits"), content=waits, by="owner", now=NOON)

    with pytest.raises(Malformed) as refused:
        run(a_store(backend), save)
    assert [(each.path, each.message) for each in refused.value.faults] == [
        ("segment", "names mine, which is not among the segments")
    ]
    saved(backend, "mine", True, NOON)
    run(a_store(backend), save)
    with pytest.raises(Malformed, match=r"automations\.waits\.segment"):
        run(
            a_store(backend),
            lambda: remove_configuration("kopi", Ref("segments", "mine"), by="owner", now=NOON),
        )


def test_a_segment_s_event_says_which_one_and_no_other_event_does() -> None:
    with pytest.raises(ValueError, match="segment: is needed"):
        AutomationSettings.model_validate({"on": "segment_left", "then": [{"tag": "x"}]})
    with pytest.raises(ValueError, match="segment: is for the events"):
        AutomationSettings.model_validate({"on": "order_paid", "segment": "x", "then": [{"tag": "x"}]})


def test_without_segments_the_customer_stays_as_they_are() -> None:
    customer = a_customer()
    assert segmented(an_org(), customer, NOON) is customer
