"""`python -m functions.recompute` puts figures right that were edited in Firebase's console, page by page."""

from datetime import datetime

import pytest

from functions import recompute
from functions.store import pages
from tests.scenarios.shop import Shop


@pytest.fixture(autouse=True)
def _by_the_shop_s_clock(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tool goes by the clock of local Firebase: who is in a segment hangs on the time."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # always in UTC here
            return shop.now()

    monkeypatch.setattr(recompute, "datetime", Clock)


def buy(shop: Shop, number: int) -> str:
    answer = shop.post(order_id=str(number), customer={"card": f"card-{number}"})
    return str(answer.json["customer_id"])


def spoil(shop: Shop, id: str) -> None:
    shop.client.document(f"orgs/{shop.id}/customers/{id}").update(
        {"stats": "many", "loyalty.points": 999, "tags": "vip"}
    )


def test_figures_are_told_by_a_dry_run_put_right_by_the_next_and_left_by_the_third(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "BY_ID", 2)
    ids = [buy(shop, number) for number in range(5)]
    whole = shop.all("customers")
    for id in ids[1:3]:
        spoil(shop, id)
    spoilt = shop.all("customers")
    capsys.readouterr()
    assert recompute.main([shop.id, "--dry-run"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert sorted(told[:-1]) == sorted(f"{id}: orders 1, spend_minor 38700, points 3" for id in ids[1:3])
    assert told[-1] == "customers that differ: 2"
    assert shop.all("customers") == spoilt
    assert recompute.main([shop.id]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "customers put right: 2"
    after = shop.all("customers")
    assert [after[id]["stats"] for id in ids] == [whole[id]["stats"] for id in ids]
    assert [after[id]["loyalty"]["points"] for id in ids] == [3] * 5
    assert recompute.main([shop.id]) == 0
    assert capsys.readouterr().out == "customers put right: 0\n"


def test_one_customer_may_be_named_and_an_organisation_that_is_not_there_is_said(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    id = buy(shop, 0)
    spoil(shop, id)
    spoil(shop, buy(shop, 1))
    capsys.readouterr()
    assert recompute.main([shop.id, "--customer", id]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "customers put right: 1"
    assert recompute.main(["no-such-shop"]) == 1
    assert capsys.readouterr().err.startswith("recompute: ")
