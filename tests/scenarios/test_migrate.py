"""An organisation of a former version is upgraded on local Firebase: provisioned, migrated, and met by traffic."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from functions import migrate, provision
from functions.domain.orgs.documents import DATA_VERSION
from functions.store import pages
from local.client import LocalFirebase
from tests.former import documents_of
from tests.scenarios.shop import SECRET, Shop


@pytest.fixture
def by_the_clock(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tool goes by the clock of local Firebase."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # always in UTC here
            return shop.now()

    monkeypatch.setattr(migrate, "datetime", Clock)
    monkeypatch.setattr(pages, "BY_ID", 2)


def former(firebase: LocalFirebase, name: str) -> Shop:
    """An organisation as a former version left it."""
    shop = Shop(firebase, is_provisioned=False)
    for path, fields in documents_of(name).items():
        if path.startswith("org_secrets/"):
            fields |= {"hook_secret": SECRET}
        shop.client.document(path.replace("/kopi", f"/{shop.id}", 1)).set(fields)
    return shop


def document(shop: Shop) -> dict[str, Any]:
    """The organisation itself."""
    return dict(shop.client.document(f"orgs/{shop.id}").get().to_dict() or {})


@pytest.fixture(params=["dairy", "grocer", "roaster", "umrah"])
def upgraded(
    firebase: LocalFirebase, by_the_clock: None, request: pytest.FixtureRequest
) -> Iterator[tuple[str, Shop]]:
    yield request.param, former(firebase, request.param)
    firebase.idle()


# Documents that a step brings into today's form, by preset.
FORMER = {"dairy": 1, "grocer": 1, "roaster": 5, "umrah": 1}


def test_an_organisation_is_provisioned_and_migrated_twice_and_the_second_time_bills_reads_alone(
    upgraded: tuple[str, Shop], capsys: pytest.CaptureFixture[str]
) -> None:
    preset, shop = upgraded
    assert migrate.main([shop.id, "--dry-run"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert sum(int(line.split(", ")[1].split()[0]) for line in said) == FORMER[preset]
    assert provision.main([shop.id, "--preset", preset]) == 0
    assert migrate.main([shop.id]) == 0
    assert document(shop)["data_version"] == DATA_VERSION
    shop.firebase.idle()
    shop.firebase.reset_meter()
    assert migrate.main([shop.id]) == 0
    billed = shop.firebase.meter()["total"]
    assert (billed["writes"], billed["deletes"]) == (0, 0)
    assert shop.all("migrations") == {}


def test_orders_come_in_before_the_organisation_is_provisioned_anew(
    firebase: LocalFirebase, by_the_clock: None
) -> None:
    shop = former(firebase, "grocer")
    order = {"customer": {"phone": "+12025550123"}, "currency": document(shop)["currency"]}
    assert shop.post(**order).status == 201
    assert provision.main([shop.id, "--preset", "grocer"]) == 0
    assert shop.post(order_id="2", **order).status == 201
    assert document(shop)["settings"]["assignment"]["hours"]["end"] == "16:00"
