"""`python -m functions.worth`: what is expected of all customers, and by whom most is lost."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from functions import worth
from functions.domain.customers.customer import Customer, Stats
from functions.store import pages
from functions.store.commit import OutcomeUnknown
from tests.builders import an_org
from tests.memory import DictBackend


def a_buyer(id: str, *, orders: int, first: int, last: int, aov_minor: int = 20_000) -> Customer:
    """Who ordered so often, first and last so many days ago."""
    now = datetime.now(UTC)
    stats = Stats(
        orders=orders,
        spend_minor=orders * aov_minor,
        aov_minor=aov_minor,
        first_order_at=now - timedelta(days=first, hours=1),
        last_order_at=now - timedelta(days=last, hours=1),
    )
    return Customer(id=id, stats=stats)


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> DictBackend:
    backend = DictBackend()
    monkeypatch.setattr(pages, "backend", lambda: SimpleNamespace(page=_paged(backend)))
    monkeypatch.setattr(pages, "BY_ID", 50)
    monkeypatch.setattr(worth, "orgs", lambda: SimpleNamespace(get=lambda org_id: an_org()))
    return backend


def _paged(backend: DictBackend) -> Any:
    def page(org_id: str, collection: str, *, after_id: str | None, limit: int) -> Any:
        ids = sorted(id for id in backend.all(collection) if after_id is None or id > after_id)
        return [backend.snapshot(f"orgs/{org_id}/{collection}/{id}") for id in ids[:limit]]

    return page


def many(backend: DictBackend) -> None:
    for number in range(240):
        orders = 1 + number % 8
        backend.put(
            a_buyer(f"c{number:03}", orders=orders, first=300, last=300 if orders == 1 else number % 200)
        )


@pytest.mark.item("S002-43")
def test_who_bought_much_and_fell_silent_stands_first(
    shop: DictBackend, capsys: pytest.CaptureFixture[str]
) -> None:
    many(shop)
    shop.put(a_buyer("large", orders=9, first=300, last=200, aov_minor=900_000))
    assert worth.main(["kopi", "--weeks", "13", "--most", "3"]) == 0
    counted, expected, likely, *leaving = capsys.readouterr().out.splitlines()
    assert counted == "customers who ordered: 241, again: 211"
    assert expected.startswith("expected in 13 weeks: ")
    assert likely.endswith("of 241")
    assert len(leaving) == 3
    assert leaving[0].startswith("large: ")
    assert "9 orders, the last 200 days ago; at stake" in leaving[0]


def test_who_was_joined_into_another_and_who_never_ordered_do_not_count(
    shop: DictBackend, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.put(Customer(id="never"))
    shop.put(a_buyer("gone", orders=3, first=90, last=9).with_changes(joined_into="here"))
    shop.put(a_buyer("here", orders=3, first=90, last=9))
    assert worth.main(["kopi"]) == 0
    counted, few = capsys.readouterr().out.splitlines()
    assert counted == "customers who ordered: 1, again: 1"
    assert few.startswith("too few for a model: 100 who ordered again")


def test_a_store_that_is_away_and_weeks_that_are_none_are_said(
    shop: DictBackend, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def away(*args: object, **names: object) -> Any:
        raise OutcomeUnknown("UNAVAILABLE")

    monkeypatch.setattr(pages, "backend", lambda: SimpleNamespace(page=away))
    assert worth.main(["kopi"]) == 1
    assert capsys.readouterr().err == "worth: the store did not answer: UNAVAILABLE\n"
    with pytest.raises(SystemExit):
        worth.main(["kopi", "--weeks", "0"])
    assert "--weeks" in capsys.readouterr().err
