"""An offer that could not launch is refused with its field and the reason; a right one wakes the job."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import change_settings, remove_configuration, save_configuration
from functions.domain.kernel.errors import Malformed
from tests.builders import NOON
from tests.memory import DictBackend, a_store, run
from tests.provisioning import provision

ENTRY = {
    "theme": "Spice",
    "month": 6,
    "segment_ids": ["everyone"],
    "kpi": "revenue",
    "template": "winback_30",
}
LATER = NOON + timedelta(days=1)


def a_shop() -> DictBackend:
    backend = DictBackend()
    provision(backend, name="Kopi")
    save(backend, "segments", "everyone", {"name": "All", "filter": True})
    return backend


def save(backend: DictBackend, collection: str, id: str, content: Any) -> None:
    ref = Ref(collection, id)
    run(a_store(backend), lambda: save_configuration("kopi", ref, content=content, by="lead", now=LATER))


def changes(backend: DictBackend, settings: Any) -> None:
    run(a_store(backend), lambda: change_settings("kopi", settings, by="lead", now=LATER))


def faults(backend: DictBackend, **changes: Any) -> dict[str, str]:
    content = {name: value for name, value in (ENTRY | changes).items() if value is not None}
    with pytest.raises(Malformed) as refused:
        save(backend, "offer_calendar", "spice", content)
    return {fault.path: fault.message for fault in refused.value.faults}


@pytest.mark.parametrize(
    ("given", "path", "reason"),
    [
        ({"month": None}, "month", "is needed, or occasion, and not both"),
        ({"occasion": "ramadan"}, "month", "is needed, or occasion, and not both"),
        ({"days_before": 3}, "days_before", "is of an occasion"),
        ({"kpi": "cross_sell_rate"}, "promotes", "is needed for cross_sell_rate"),
        ({"kpi": "love"}, "kpi", "Input should be 'first_order_conversion', 'cross_sell_rate'"),
        ({"month": 13}, "month", "Input should be less than or equal to 12"),
        ({"day": 29}, "day", "Input should be less than or equal to 28"),
        ({"segment_ids": []}, "segment_ids", "Tuple should have at least 1 item"),
        ({"segment_ids": ["none"]}, "segment_ids.0", "names none, which is not among the segments"),
        ({"template": "none"}, "template", "names none, which is not among the templates"),
        ({"template": "tier_upgrade"}, "template", "is not for marketing, which a campaign is"),
        (
            {"month": None, "occasion": "ramadan"},
            "occasion",
            "is none of settings.offer_calendar.occasions: ramadan",
        ),
        ({"holdout": 5}, "holdout", "Extra inputs are not permitted"),
    ],
)
def test_an_offer_that_could_not_launch_is_refused_with_its_field(
    given: dict[str, Any], path: str, reason: str
) -> None:
    backend = a_shop()
    found = faults(backend, **given)
    assert path in found
    assert found[path].startswith(reason)
    assert not backend.all("offer_calendar")


@pytest.mark.parametrize(
    ("calendar", "path"),
    [
        ({"year_starts_in": 0}, "year_starts_in"),
        ({"hour": "25:00"}, "hour"),
        ({"occasions": {"eid": {"dates": {"2027": "2027-02-30"}}}}, "occasions.eid.dates.2027"),
        ({"occasions": {"eid": {"dates": {"2027": "2028-02-20"}}}}, "occasions.eid.dates"),
        ({"occasions": {"eid": {"dates": {"27": "2027-02-20"}}}}, "occasions.eid.dates"),
    ],
)
def test_a_calendar_that_is_wrong_is_refused_with_its_field(calendar: dict[str, Any], path: str) -> None:
    backend = a_shop()
    with pytest.raises(Malformed) as refused:
        changes(backend, {"offer_calendar": calendar})
    assert [fault.path for fault in refused.value.faults] == [f"offer_calendar.{path}"]


def test_an_occasion_and_a_segment_that_an_offer_names_may_not_go() -> None:
    backend = a_shop()
    changes(backend, {"offer_calendar": {"occasions": {"eid": {"dates": {"2027": "2027-03-09"}}}}})
    content = {name: value for name, value in ENTRY.items() if name != "month"} | {"occasion": "eid"}
    save(backend, "offer_calendar", "feast", content)
    with pytest.raises(Malformed):
        changes(backend, {"offer_calendar": {"occasions": {"eid": None}}})
    with pytest.raises(Malformed):
        run(
            a_store(backend),
            lambda: remove_configuration("kopi", Ref("segments", "everyone"), by="lead", now=LATER),
        )


def test_a_notice_that_is_no_internal_template_is_refused() -> None:
    backend = a_shop()
    save(backend, "offer_calendar", "spice", ENTRY)
    with pytest.raises(Malformed):
        changes(backend, {"offer_calendar": {"approval_template": "winback_30"}})


def test_a_saved_offer_wakes_the_job_and_so_does_another_calendar() -> None:
    backend = a_shop()
    assert "offer_calendar" not in backend.all("rebuilds")
    save(backend, "offer_calendar", "spice", ENTRY)
    assert "wake_at" in backend.all("rebuilds")["offer_calendar"]
    backend.client_writes("orgs/kopi/rebuilds/offer_calendar", wake_at=None)
    changes(backend, {"offer_calendar": {"hour": "12:00"}})
    assert backend.all("rebuilds")["offer_calendar"]["wake_at"] is not None
    assert backend.all("offer_calendar")["spice"]["revision"] == 1
