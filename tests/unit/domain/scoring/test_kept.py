"""The engagement in a customer's document: right after every change and at every instant, in the same commit."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.automations.refiguring import refigure_customer
from functions.domain.automations.wake import wake_customer
from functions.domain.configuration.saving import change_settings
from functions.domain.customers.customer import Customer, Engagement
from functions.domain.joins.folding import joined_away
from functions.domain.kernel.decisions import NOTHING, Decision, get
from functions.domain.orgs.org import Org
from functions.domain.rebuilds.rebuilding import AUTOMATIONS, SEEN_EVERYWHERE_AFTER, rebuild_page
from functions.domain.scoring.engagement import next_change, scored
from tests.builders import NOON, an_order, give, in_state, take_in
from tests.examples import examples
from tests.memory import Billed, DictBackend, a_store, run
from tests.provisioning import provision
from tests.unit.domain.scoring.customers import (
    DAY,
    ONE_A_DAY,
    bands,
    buys,
    engagement,
    interacts,
    shop,
    signed_up,
    wakes,
)

HOUR = timedelta(hours=1)
CALLED = {"by": "recency", "name": "called", "points": 30, "since": "interaction", "days": 30}
ORG = shop({"rules": [ONE_A_DAY, CALLED], "hot_from": 50, "warm_from": 20})


def the_customer(backend: DictBackend) -> Customer:
    (id,) = backend.all("customers")

    def decide() -> Decision[Customer]:
        customer = yield from get(Customer, id)
        assert customer is not None
        return NOTHING, customer

    return run(a_store(backend), decide)


def billed(backend: DictBackend, act: Any) -> Billed:
    backend.billed = Billed()
    act()
    return backend.billed


@pytest.mark.item("S000-29", "S001-08")
def test_an_interaction_moves_the_score_in_its_own_commit_and_no_further_document() -> None:
    backend, without = signed_up(ORG), signed_up(shop(None))
    assert (engagement(backend)["lead_score"], bands(backend)) == (0, ("cold", "prospect", "new"))
    bills = [
        billed(backend, lambda: interacts(backend, ORG, at=NOON + HOUR)),
        billed(without, lambda: interacts(without, shop(None), at=NOON + HOUR)),
    ]
    assert (engagement(backend)["lead_score"], bands(backend)) == (30, ("warm", "prospect", "new"))
    assert engagement(backend)["score_reasons"] == [{"rule": "called", "points": 30}]
    assert bills[0] == bills[1]


def test_a_wake_for_a_band_bills_a_read_and_a_write() -> None:
    backend = DictBackend()
    buys(backend, ORG)
    assert bands(backend) == ("warm", "new", "new")
    due = backend.one("customers")["due"]
    assert due == {"score": NOON + 21 * DAY}
    (id,) = backend.all("customers")
    early = billed(backend, lambda: run(a_store(backend), lambda: wake_customer(ORG, id, NOON + 20 * DAY)))
    assert (early, bands(backend)) == (Billed(reads=1), ("warm", "new", "new"))
    bill = billed(backend, lambda: wakes(backend, ORG, NOON + 21 * DAY))
    assert (bill, bands(backend)) == (Billed(reads=1, writes=1), ("cold", "new", "new"))
    again = billed(backend, lambda: run(a_store(backend), lambda: wake_customer(ORG, id, NOON + 21 * DAY)))
    assert again == Billed(reads=1)


@pytest.mark.item("S001-13", "S002-17")
def test_time_alone_takes_a_customer_from_new_to_churned() -> None:
    backend = DictBackend()
    buys(backend, ORG)
    woken = wakes(backend, ORG, NOON + 400 * DAY)
    assert [(at - NOON).days for at in woken] == [21, 30, 45, 90]
    assert bands(backend) == ("cold", "churned", "inactive")
    assert (backend.one("customers")["due"], backend.one("customers").get("wake_at")) == ({}, None)


def test_who_buys_again_is_no_more_at_risk_and_wakes_later() -> None:
    backend = DictBackend()
    buys(backend, ORG)
    wakes(backend, ORG, NOON + 60 * DAY)
    assert bands(backend) == ("cold", "at_risk", "new")
    buys(backend, ORG, 2, at=NOON + 60 * DAY)
    assert bands(backend) == ("warm", "active", "repeat")
    assert backend.one("customers")["due"] == {"score": NOON + 81 * DAY}


def test_a_shop_without_scores_has_none_and_one_whose_crm_is_off_keeps_those_it_had() -> None:
    plain, backend = DictBackend(), DictBackend()
    buys(plain, shop(None))
    assert engagement(plain) == Engagement().model_dump() | {"score_reasons": []}
    buys(backend, ORG)
    before = backend.one("customers")
    off = shop({"rules": [CALLED]}, features={"crm": False, "loyalty": True})
    wakes(backend, off, NOON + 400 * DAY)
    assert backend.one("customers")["engagement"] == before["engagement"]


def test_an_engagement_that_another_program_keeps_stays_where_the_shop_keeps_no_scores() -> None:
    backend, org = DictBackend(), shop(None)
    buys(backend, org)
    (id,) = backend.all("customers")
    backend.client_writes(f"orgs/kopi/customers/{id}", engagement={"temperature": "hot"})
    buys(backend, org, 2, at=NOON + DAY)
    assert engagement(backend)["temperature"] == "hot"


def test_a_write_that_is_no_news_of_the_score_leaves_it_as_it_was() -> None:
    backend = DictBackend()
    buys(backend, ORG)
    first = engagement(backend)
    given = signed_up(ORG)
    backend.documents |= {path: fields for path, fields in given.documents.items() if "/members/" in path}
    backend.versions |= {path: version for path, version in given.versions.items() if "/members/" in path}
    (id,) = backend.all("customers")
    done = give(backend, "change_customer", {"customer_id": id, "name": "Other"}, org=ORG, now=NOON + 3 * DAY)
    assert (done["status"], backend.one("customers")["name"]) == ("done", "Other")
    assert engagement(backend) == first


def test_recompute_puts_a_spoilt_engagement_right_and_leaves_a_right_one_alone() -> None:
    backend = DictBackend()
    buys(backend, ORG)
    (id,) = backend.all("customers")
    later = NOON + 5 * DAY
    right = run(a_store(backend), lambda: refigure_customer(ORG, id, later))
    assert right is None
    backend.client_writes(f"orgs/kopi/customers/{id}", engagement={"temperature": "hot", "lead_score": 99.0})
    mended = run(a_store(backend), lambda: refigure_customer(ORG, id, later))
    assert mended is not None
    assert (engagement(backend)["lead_score"], bands(backend)) == (35, ("warm", "new", "new"))


def test_who_is_joined_into_another_customer_has_no_stage_of_their_own_any_more() -> None:
    customer = Customer(id="c", engagement=scored(ORG, Customer(id="c"), NOON))
    assert joined_away(customer, Customer(id="d"), because="o", now=NOON).engagement == Engagement()


def test_a_change_of_what_a_rule_counts_has_the_whole_score_worked_out_anew() -> None:
    backend = signed_up(ORG)
    interacts(backend, ORG, at=NOON)
    buys(backend, ORG)
    buys(backend, ORG, 2)
    assert engagement(backend)["lead_score"] == 70
    buys(backend, ORG, 3, at=NOON + 5 * DAY)
    found = engagement(backend)
    assert (found["lead_score"], found["scored_at"], bands(backend)[0]) == (65, NOON + 5 * DAY, "hot")


def test_a_score_that_was_spoilt_within_its_band_is_put_right_by_the_next_change_and_by_recompute() -> None:
    for mends in ("change", "recompute"):
        backend = DictBackend()
        buys(backend, ORG)
        (id,) = backend.all("customers")
        spoilt = {**engagement(backend), "lead_score": 49.0}
        backend.client_writes(f"orgs/kopi/customers/{id}", engagement=spoilt)
        if mends == "change":
            backend.client_writes(f"orgs/kopi/customers/{id}", wake_at=NOON)
            run(a_store(backend), lambda id=id: wake_customer(ORG, id, NOON))  # type: ignore[misc]
        else:
            run(a_store(backend), lambda id=id: refigure_customer(ORG, id, NOON))  # type: ignore[misc]
        assert engagement(backend)["lead_score"] == 40


class Settled:
    """A shop whose settings are saved, and the ticks after it."""

    def __init__(self) -> None:
        self.backend = DictBackend()
        provision(self.backend)
        self.org = shop(None)

    def set(self, scoring: dict[str, Any] | None, *, at: Any) -> None:
        self.org = shop(scoring)
        run(
            a_store(self.backend),
            lambda: change_settings("kopi", {"scoring": scoring}, by="owner", now=at),
        )
        tick = at + SEEN_EVERYWHERE_AFTER
        while run(a_store(self.backend), lambda: rebuild_page(self.org, AUTOMATIONS, tick)):
            pass


@pytest.mark.item("S001-16")
def test_other_settings_go_through_all_customers_and_none_take_the_scores_away() -> None:
    settled = Settled()
    buys(settled.backend, settled.org)
    (id,) = settled.backend.all("customers")
    settled.backend.client_writes(f"orgs/kopi/customers/{id}", created_at=NOON)
    settled.set({"rules": [ONE_A_DAY], "hot_from": 30, "warm_from": 10}, at=NOON + DAY)
    assert bands(settled.backend) == ("hot", "new", "new")
    settled.set({"rules": [ONE_A_DAY], "hot_from": 90, "warm_from": 10}, at=NOON + 2 * DAY)
    assert bands(settled.backend) == ("warm", "new", "new")
    assert "score" in settled.backend.one("customers")["due"]
    settled.set(None, at=NOON + 3 * DAY)
    assert bands(settled.backend) == (None, None, None)
    assert "score" not in settled.backend.one("customers")["due"]


STEPS = st.tuples(
    st.sampled_from(["order", "late_order", "again", "cancel", "call", "wait", "tag"]),
    st.integers(1, 24 * 25),
)
FULL = shop(
    {
        "rules": [
            ONE_A_DAY,
            {**CALLED, "fades": "half_life", "days": 5},
            {"by": "figure", "name": "orders", "points": 7, "of": "orders", "most": 28},
            {
                "by": "condition",
                "name": "silent",
                "points": -15,
                "when": {"older_than": [{"var": "stats.last_activity_at"}, "12d"]},
            },
        ],
        "hot_from": 50,
        "warm_from": 20,
        "lifecycle": {"new_days": 10, "at_risk_days": 15, "churned_days": 30},
        "customer_types": {"inactive_days": 30, "vip": {"orders": 4}},
    },
    timezone="America/New_York",
)


def is_right(backend: DictBackend, org: Org, now: Any) -> bool:
    customer = the_customer(backend)
    fresh = scored(org, customer, now)
    kept = customer.engagement
    assert kept.scored_at is not None
    same = [
        getattr(kept, name) == getattr(fresh, name)
        for name in ("temperature", "lifecycle_stage", "customer_type")
    ]
    due = customer.due.get("score")
    return (
        all(same) and due == next_change(org, customer, now) and kept == scored(org, customer, kept.scored_at)
    )


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(STEPS, max_size=12), st.booleans())
def test_what_is_kept_is_what_a_fresh_computation_gives_whatever_happened_in_which_order(
    steps: list[tuple[str, int]], is_doubled: bool
) -> None:
    backend, now = signed_up(FULL), NOON
    for number, (step, hours) in enumerate(steps):
        now += hours * HOUR
        for _ in range(2 if is_doubled else 1):
            wakes(backend, FULL, now)
            _live(backend, step, number, now)
            assert is_right(backend, FULL, now)
        later = now + hours * HOUR / 2
        wakes(backend, FULL, later)
        assert is_right(backend, FULL, later)
        now = later


def _live(backend: DictBackend, step: str, number: int, now: Any) -> None:
    if step == "order":
        buys(backend, FULL, number, at=now)
    elif step == "late_order":
        order = in_state(an_order(FULL, order_id=str(number)), ordered_at=now - 20 * DAY, updated_at=now)
        take_in(a_store(backend), order, org=FULL, now=now)
    elif step in ("again", "cancel"):
        status = "cancelled" if step == "cancel" else "paid"
        order = in_state(an_order(FULL, order_id="0"), ordered_at=NOON, updated_at=now, status=status)
        take_in(a_store(backend), order, org=FULL, now=now)
    elif step == "call":
        interacts(backend, FULL, at=now, id=f"call-{number}")
    elif step == "tag":
        (id,) = backend.all("customers")
        data = {"customer_id": id, "tags": [str(number)]}
        assert give(backend, "change_customer", data, org=FULL, now=now)["status"] == "done"
