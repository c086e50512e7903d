"""When an answer next changes: random rules over random subjects, and the instants by name."""

# ruff: noqa: DTZ001 (tables of rules; naive datetimes are part of what is tried)

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.conditions.rules import RuleRefused, compile_rule
from tests.examples import examples

JAKARTA, BERLIN = ZoneInfo("Asia/Jakarta"), ZoneInfo("Europe/Berlin")
ZONES = [UTC, JAKARTA, BERLIN, *map(ZoneInfo, ("America/Havana", "America/Santiago", "Australia/Lord_Howe"))]
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
STEP = timedelta(microseconds=1)

instants = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.sampled_from(ZONES))
days = st.dates(date(2023, 1, 1), date(2028, 12, 31))
fields = st.sampled_from([{"var": "a"}, {"var": "b.c"}, {"var": "none"}])
counts = st.integers(-40, 40)
units = st.sampled_from(["second", "minute", "hour", "day", "week", "month", "year"])
now_nodes: st.SearchStrategy[Any] = st.recursive(
    st.just({"now": []}),
    lambda inner: st.builds(lambda i, n, u: {"datetime_add": [i, n, u]}, inner, counts, units),
    max_leaves=2,
)
fixed = st.one_of(
    fields,
    instants.map(datetime.isoformat),
    st.just({"today": []}),
    st.builds(lambda n, u: {"date_add": [{"today": []}, n, u]}, counts, units),
    st.builds(lambda f, n, u: {"datetime_add": [f, n, u]}, fields, counts, units),
    st.builds(lambda n, u: {"datetime_truncate": [n, u]}, now_nodes, units),
)
orders = st.sampled_from(["<", "<=", ">", ">=", "==", "!=", "datetime=="])
lengths = st.builds(
    lambda n, u: f"{n}{u}", st.integers(0, 90), st.sampled_from(["s", "m", "h", "d", "w", "mo", "y"])
)
leaves = st.one_of(
    st.builds(lambda o, n, f: {o: [n, f]}, orders, now_nodes, fixed),
    st.builds(lambda o, n, f: {o: [f, n]}, orders, now_nodes, fixed),
    st.builds(lambda o, f, g: {o: [f, g]}, orders, fixed, fixed),
    st.builds(lambda f, d: {"older_than": [f, d]}, fields, lengths),
    st.builds(lambda f, d, w: {"within": [f, d, w]}, fields, lengths, st.sampled_from(["ahead", "ago"])),
    st.builds(
        lambda f, w, y: {"day_is": [f, w, y]},
        fields,
        st.sampled_from(["today", "tomorrow", "yesterday"]),
        st.sampled_from(["yearly", "once"]),
    ),
    st.builds(
        lambda f, n, y: {"days_before": [f, n, y]}, fields, counts, st.sampled_from(["yearly", "once"])
    ),
    st.builds(lambda n, f: {"date==": [n, f]}, now_nodes, fixed),
)
rules = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(
            lambda op, items: {op: items},
            st.sampled_from(["and", "or", "if"]),
            st.lists(inner, min_size=1, max_size=3),
        ),
        inner.map(lambda rule: {"!": rule}),
    ),
    max_leaves=4,
)
values = st.one_of(
    instants,
    instants.map(datetime.isoformat),
    days,
    days.map(date.isoformat),
    st.sampled_from(["02-29", "11-28", "x", None, 5]),
)
subjects = st.builds(lambda a, c: {"a": a, "b": {"c": c}}, values, values)


@settings(max_examples=examples(400), deadline=None)
@given(rules, subjects, instants, st.sampled_from(ZONES), st.lists(st.floats(0, 1), min_size=4, max_size=4))
def test_an_answer_stays_until_the_instant_that_was_named(
    logic: Any, subject: Any, now: datetime, zone: Any, places: list[float]
) -> None:
    rule = compile_rule(logic)
    answer, change = rule.holds(subject, now, zone), rule.next_change(subject, now, zone)
    now = now.astimezone(UTC)
    assert change is None or change > now
    end = change or now + timedelta(days=800)
    whole_hours = [now + timedelta(hours=n) for n in range(1, 50)]
    for instant in [now + (end - now) * place for place in places] + [end - STEP] + whole_hours:
        if instant < end:
            assert rule.holds(subject, instant, zone) == answer


T = datetime(2026, 11, 1, 10, tzinfo=UTC)
EXACT: list[tuple[Any, Any, datetime, datetime | None]] = [
    ({"older_than": [{"var": "at"}, "30d"]}, T, T, T + timedelta(days=30)),
    ({"older_than": [{"var": "at"}, "30d"]}, T, T + timedelta(days=30), None),
    ({"within": [{"var": "at"}, "7d"]}, T, T, T + timedelta(days=7)),
    ({"within": [{"var": "at"}, "-7d"]}, T, T - timedelta(days=9), T - timedelta(days=7)),
    ({"within": [{"var": "at"}, "7d", "ahead"]}, T, T - timedelta(days=7), T),
    (
        {"<": [{"var": "at"}, {"datetime_add": [{"now": []}, -30, "day"]}]},
        T,
        T,
        T + timedelta(days=30) + STEP,
    ),
    (
        {">=": [{"now": []}, {"datetime_add": [{"var": "at"}, 3, "days"]}]},
        T.isoformat(),
        T,
        T + timedelta(days=3),
    ),
    (
        {"<=": [{"datetime_add": [{"now": []}, -1, "hour"]}, {"var": "at"}, {"now": []}]},
        T,
        T,
        T + timedelta(hours=1) + STEP,
    ),
    ({"day_is": [{"var": "at"}, "today"]}, "11-05", T, datetime(2026, 11, 4, 17, tzinfo=UTC)),
    ({"day_is": [{"var": "at"}, "today"]}, "11-01", T, datetime(2026, 11, 1, 17, tzinfo=UTC)),
    ({"days_before": [{"var": "at"}, 7]}, "1990-11-28", T, datetime(2026, 11, 20, 17, tzinfo=UTC)),
    ({"days_before": [{"var": "at"}, 7, "once"]}, "1990-11-28", T, None),
    ({"date==": [{"var": "at"}, {"today": []}]}, "2026-11-02", T, datetime(2026, 11, 1, 17, tzinfo=UTC)),
    ({"and": [{"==": [{"var": "tier"}, "gold"]}, {"older_than": [{"var": "at"}, "1d"]}]}, T, T, None),
    ({"older_than": [{"var": "missing"}, "30d"]}, T, T, None),
]


@pytest.mark.parametrize(("logic", "at", "now", "change"), EXACT)
def test_one_time_that_decides_is_named_exactly(
    logic: Any, at: Any, now: datetime, change: datetime | None
) -> None:
    rule, subject = compile_rule(logic), {"at": at}
    assert rule.next_change(subject, now, JAKARTA) == change
    if change is not None:
        assert rule.holds(subject, change, JAKARTA) != rule.holds(subject, change - STEP, JAKARTA)


@pytest.mark.parametrize(("year", "day"), [(2026, 28), (2027, 28), (2028, 29), (2100, 28)])
def test_29_february_is_kept_on_the_28th_in_other_years(year: int, day: int) -> None:
    for birthday in ("02-29", "2000-02-29", date(2000, 2, 29)):
        rule = compile_rule({"day_is": [{"var": "born"}, "today"]})
        kept = [
            d
            for d in (27, 28, 29)
            if rule.holds({"born": birthday}, _noon(year, 2, 1) + timedelta(days=d - 1), JAKARTA)
        ]
        assert kept == [day]


def _noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=JAKARTA)


def test_days_are_local_when_clocks_change() -> None:
    at = datetime(2026, 3, 28, 12, tzinfo=BERLIN)  # the next night loses an hour
    older = compile_rule({"older_than": [{"var": "at"}, "1d"]})
    assert older.next_change({"at": at}, at, BERLIN) == datetime(2026, 3, 29, 10, tzinfo=UTC)
    elapsed = compile_rule({"older_than": [{"var": "at"}, "24h"]})
    assert elapsed.next_change({"at": at}, at, BERLIN) == datetime(2026, 3, 29, 11, tzinfo=UTC)
    today = compile_rule({"day_is": [{"var": "at"}, "today"]})
    assert today.next_change({"at": "10-25"}, datetime(2026, 10, 25, 0, tzinfo=BERLIN), BERLIN) == datetime(
        2026, 10, 25, 23, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("logic", "path"),
    [
        ({"now": []}, "now"),
        ({"+": [{"now": []}, 1]}, "+.0.now"),
        ({"cat": ["x", {"datetime_add": [{"now": []}, 1, "day"]}]}, "cat.1.datetime_add"),
        ({"map": [{"var": "a"}, {"now": []}]}, "map.1.now"),
        ({"<": [{"now": []}, {"now": []}]}, "<.0"),
        ({"and": [True, {"<": [{"now": []}]}]}, "and.1.<"),
        ({"older_than": [{"var": "a"}, "soon"]}, "older_than.1"),
        ({"older_than": [{"var": "a"}, "-3d"]}, "older_than.1"),
        ({"within": [{"var": "a"}, "3d", "later"]}, "within.2"),
        ({"day_is": [{"var": "a"}, "someday"]}, "day_is.1"),
        ({"days_before": [{"var": "a"}, "7"]}, "days_before.1"),
        ({"date_add": [{"today": []}, 1, "fortnight"]}, "date_add"),
        ({"datetime_truncate": [{"now": []}, "age"]}, "datetime_truncate.1"),
    ],
)
def test_time_that_has_no_next_change_is_refused(logic: Any, path: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        compile_rule(logic)
    assert [fault.path for fault in refused.value.faults] == [path]
