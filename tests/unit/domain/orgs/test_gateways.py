"""A gateway that is down pauses its channel until it works again; old news and other gateways' news do not."""

import itertools
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.orgs.channels import set_up_channels
from functions.domain.orgs.gateways import record_gateway
from functions.domain.providers.events import GatewayItem
from tests.builders import NOON
from tests.memory import Billed, DictBackend, a_store, run
from tests.provider_events import a_gateway
from tests.provisioning import provision


def set_up(backend: DictBackend, **served_by: Any) -> None:
    run(
        a_store(backend),
        lambda: set_up_channels("kopi", providers={}, served_by=served_by, now=NOON),  # type: ignore[arg-type]
    )


def an_org_with_waha() -> DictBackend:
    backend = DictBackend()
    provision(backend)
    set_up(backend, whatsapp="waha", sms="twilio")
    backend.billed = Billed()
    return backend


def report(backend: DictBackend, *items: GatewayItem) -> None:
    for item in items:
        run(a_store(backend), lambda item=item: record_gateway("kopi", item))  # type: ignore[misc]


def paused(backend: DictBackend) -> dict[str, str]:
    found: dict[str, str] = backend.documents["orgs/kopi"]["paused_channels"]
    return found


DOWN = a_gateway()
UP = a_gateway(id="session-2", is_working=True, detail="WORKING", at=NOON + timedelta(minutes=5))
DOWN_AGAIN = a_gateway(id="session-3", detail=None, at=NOON + timedelta(minutes=9))


@pytest.mark.parametrize(
    ("news", "expected"),
    [
        ((DOWN,), {"whatsapp": "FAILED"}),
        ((DOWN_AGAIN,), {"whatsapp": "gateway_down"}),
        ((DOWN, UP), {}),
        ((UP,), {}),
        ((DOWN, UP, DOWN_AGAIN), {"whatsapp": "gateway_down"}),
    ],
)
def test_the_last_news_of_any_order_says_whether_a_channel_is_paused(
    news: tuple[GatewayItem, ...], expected: dict[str, str]
) -> None:
    for order in itertools.permutations(news):
        backend = an_org_with_waha()
        report(backend, *order, *order)
        assert paused(backend) == expected


def test_news_bill_1_read_and_1_write_with_an_alarm_2_and_the_same_again_1_read() -> None:
    backend = an_org_with_waha()
    report(backend, DOWN)
    assert backend.billed == Billed(reads=1, writes=2)  # the alarm with it
    report(backend, DOWN)
    assert backend.billed == Billed(reads=2, writes=2)
    report(backend, UP)
    assert backend.billed == Billed(reads=3, writes=3)


@pytest.mark.parametrize("changes", [{"provider": "interakt"}, {"channel": "sms"}])
def test_a_gateway_that_does_not_serve_the_channel_pauses_nothing(changes: dict[str, Any]) -> None:
    backend = an_org_with_waha()
    report(backend, a_gateway(**changes))
    assert paused(backend) == {}


def test_news_for_an_organisation_that_is_gone_change_nothing() -> None:
    backend = DictBackend()
    report(backend, DOWN)
    assert backend.documents == {}


def test_provisioning_again_leaves_a_pause_and_what_is_known_of_it() -> None:
    backend = an_org_with_waha()
    report(backend, DOWN_AGAIN)
    provision(backend)
    report(backend, UP)
    assert paused(backend) == {"whatsapp": "gateway_down"}


@pytest.mark.parametrize(
    ("served_by", "expected"),
    [({"whatsapp": "waha"}, {"whatsapp": "FAILED"}), ({"whatsapp": "interakt"}, {})],
)
def test_a_channel_that_changes_hands_is_no_longer_paused(
    served_by: dict[str, str], expected: dict[str, str]
) -> None:
    backend = an_org_with_waha()
    report(backend, DOWN)
    set_up(backend, **served_by)
    assert paused(backend) == expected
