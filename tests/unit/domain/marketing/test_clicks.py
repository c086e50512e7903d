"""Clicks that the business posts: of a code and a day the post that was made last holds, in any order."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from functions.domain.staff.members import Member
from tests.builders import NOON, give, problems
from tests.memory import DictBackend

CODE = "UMR_MAR_2025_HEMAT"
MINUTE = timedelta(minutes=1)


def posts(backend: DictBackend, **data: Any) -> dict[str, Any]:
    how = {name: data.pop(name) for name in ("id", "made_at", "now") if name in data}
    backend.put(Member(id="ads", roles=("marketing",)))
    body = {"campaign_code": CODE, "on": "2025-01-24", "clicks": 40} | data
    return give(backend, "record_ad_clicks", body, by_uid="ads", **how)


@pytest.mark.item("S003-17", "S003-33")
def test_clicks_of_a_day_and_what_they_cost_are_kept_by_code_and_month() -> None:
    backend = DictBackend()
    posts(backend, campaign_code=" umr_mar_2025_hemat ", cost_minor=90_000)
    posts(backend, on="2025-01-25", clicks=7)
    kept = backend.all("ad_clicks")[f"2025-01:{CODE}"]
    days = {day: (each["clicks"], each["cost_minor"]) for day, each in kept["days"].items()}
    assert days == {"2025-01-24": (40, 90_000), "2025-01-25": (7, None)}
    assert (kept["month"], kept["campaign_code"]) == ("2025-01", CODE)


@pytest.mark.item("S003-33")
def test_the_post_that_was_made_last_holds_in_whatever_order_they_come() -> None:
    for order in permutations(range(3)):
        backend = DictBackend()
        for number in order:
            posts(backend, clicks=number, id=f"c{number}", made_at=NOON - (3 - number) * MINUTE)
        assert backend.one("ad_clicks")["days"]["2025-01-24"]["clicks"] == 2


def test_a_late_post_says_so_and_the_same_again_changes_nothing() -> None:
    backend = DictBackend()
    posts(backend, id="later", made_at=NOON)
    before = dict(backend.all("ad_clicks"))
    late = posts(backend, id="late", clicks=1, made_at=NOON - MINUTE)
    assert late["result"]["outdated"] == ["clicks"]
    assert backend.all("ad_clicks") == before


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"clicks": -1}, "clicks"),
        ({"clicks": 1.5}, "clicks"),
        ({"clicks": 10**10}, "clicks"),
        ({"cost_minor": -1}, "cost_minor"),
        ({"on": "yesterday"}, "on"),
        ({"on": "2025-02-30"}, "on"),
        ({"on": "2026-01-01"}, "on"),
        ({"campaign_code": "  "}, "campaign_code"),
        ({"campaign_code": "a/b"}, "campaign_code"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(data: dict[str, Any], path: str) -> None:
    backend = DictBackend()
    assert list(problems(posts(backend, **data))) == [path]
    assert backend.all("ad_clicks") == {}
