"""A deal goes through its stages by rules, each move once, and its account has of it what it adds."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.accounts.brands import Brand
from functions.domain.accounts.contacts import Contact
from functions.domain.accounts.locations import Location
from functions.domain.orgs.org import Org
from functions.domain.sales.opportunities import ProductDimension
from functions.domain.sales.stages import may_begin, may_move, stage_in
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.pipelines import StageSettings, built_in_pipeline
from functions.domain.staff.roles import Role
from tests.builders import NOON, a_customer, a_member, an_org, give, problems, with_staff
from tests.command_samples import BESIDE
from tests.examples import examples
from tests.memory import Billed, DictBackend

SALES = built_in_pipeline()
STAGES = tuple(stage.id for stage in SALES.stages)
OPEN = ("lead", "qualified", "discovery", "proposal", "negotiation")
CLOSED = ("retention", "won", "lost")


def stage(id: str) -> StageSettings:
    found = stage_in(SALES, id)
    assert found is not None
    return found


def office(role: Role = "owner", **account: Any) -> DictBackend:
    return with_staff(
        a_customer(customer_group="b2b", segment="cafe", territory_id="north", **account),
        a_customer(id="other", phone=None, email=None),
        a_member(id="another-rep"),
        Contact(id="pic", customer_id="somebody"),
        Brand(id="brand", customer_id="somebody", brand_name="Kopi"),
        Brand(id="theirs", customer_id="other", brand_name="Teh"),
        Location(id="north", customer_id="somebody", brand_id="brand", location_name="North"),
        role=role,
    )


def at(minutes: int) -> datetime:
    return NOON - timedelta(days=30) + timedelta(minutes=minutes)


def change(backend: DictBackend, minutes: int = 0, org: Org | None = None, **fields: Any) -> dict[str, Any]:
    data = {"opportunity_id": "deal", "customer_id": "somebody"} | fields
    return give(backend, "change_opportunity", data, made_at=at(minutes), org=org)


def deal(backend: DictBackend, id: str = "deal") -> dict[str, Any]:
    return backend.all("opportunities")[id]


def account(backend: DictBackend, id: str = "somebody") -> dict[str, Any]:
    found: dict[str, Any] = backend.all("customers")[id]["account"]
    return found


def untouched(backend: DictBackend) -> dict[str, int]:
    return {path: version for path, version in backend.versions.items() if "/commands/" not in path}


@pytest.mark.item("S000-06", "S000-64", "S000-65")
def test_a_deal_keeps_its_fields_and_takes_group_segment_and_territory_from_its_customer() -> None:
    backend = office()
    backend.billed = Billed()
    asked = BESIDE["change_opportunity"]
    assert give(backend, "change_opportunity", asked)["result"] == {"opportunity_id": "deal"}
    # The member, the deal, what could make it, its account, brand, location and contact, what is known of winning, and
    # of its owner's first deal their page, their deals and the month's forecast; and then the command, the deal, its
    # account, both pages.
    assert backend.billed == Billed(reads=1 + 7 + 3, writes=1 + 2 + 2)
    stored = deal(backend)
    assert {name: stored[name] for name in asked.keys() - {"opportunity_id"}} == {
        name: value for name, value in asked.items() if name != "opportunity_id"
    }
    assert (stored["customer_group"], stored["industry_segment"], stored["territory_id"]) == (
        "b2b",
        "cafe",
        "north",
    )


def test_a_move_bills_five_reads_and_four_writes() -> None:
    backend = office()
    change(backend)
    backend.billed = Billed()
    change(backend, 1, stage="qualified")
    # The member, the deal, its account, the model of winning, its owner's page; the command, the deal, its account, the
    # page.
    assert backend.billed == Billed(reads=1 + 4, writes=1 + 3)


@pytest.mark.item("S000-10", "S002-22")
def test_each_move_is_in_the_history_once_with_its_days() -> None:
    backend = office()
    change(backend)
    change(backend, 60 * 24 * 2 + 5, stage="qualified")
    change(backend, 60 * 24 * 3, stage="qualified")
    change(backend, 60 * 24 * 5, stage="lead")
    assert deal(backend)["stage_history"] == [
        {"from": "lead", "to": "qualified", "at": at(60 * 24 * 2 + 5), "by": "till", "days": 2},
        {"from": "qualified", "to": "lead", "at": at(60 * 24 * 5), "by": "till", "days": 2},
    ]
    assert (deal(backend)["stage"], deal(backend)["stage_entered_at"]) == ("lead", at(60 * 24 * 5))


def test_an_older_move_that_arrives_late_changes_nothing_and_says_so() -> None:
    backend = office()
    change(backend)
    change(backend, 30, stage="proposal")
    late = change(backend, 20, stage="lost", close_reason="Price", title="Beans")
    assert late["result"] == {"opportunity_id": "deal", "outdated": ["close_reason", "stage"]}
    stored = deal(backend)
    assert (stored["stage"], stored["close_reason"], stored["title"]) == ("proposal", None, "Beans")
    assert [move["to"] for move in stored["stage_history"]] == ["proposal"]


@pytest.mark.item("S000-11")
@pytest.mark.parametrize("stage", ["won", "lost"])
def test_what_is_won_or_lost_has_a_reason_and_keeps_one(stage: str) -> None:
    backend = office()
    change(backend)
    before = untouched(backend)
    for empty in ({}, {"close_reason": None}, {"close_reason": "  "}):
        assert list(problems(change(backend, 1, stage=stage, **empty))) == ["close_reason"]
    assert untouched(backend) == before
    change(backend, 2, stage=stage, close_reason="Price")
    assert (deal(backend)["stage"], deal(backend)["closed_at"]) == (stage, at(2))
    assert list(problems(change(backend, 3, close_reason=None))) == ["close_reason"]
    assert deal(backend)["close_reason"] == "Price"


@pytest.mark.item("S000-12")
def test_only_what_was_won_is_kept() -> None:
    assert {id for id in STAGES if may_move(SALES, id, stage("retention"))} == {"won", "retention"}
    assert not may_begin(SALES, stage("retention"))
    backend = office()
    assert list(problems(change(backend, stage="retention"))) == ["stage"]
    assert backend.all("opportunities") == {}
    change(backend, 1, stage="won", close_reason="Taste")
    change(backend, 2, stage="retention")
    assert (deal(backend)["stage"], deal(backend)["closed_at"], deal(backend)["close_reason"]) == (
        "retention",
        at(1),
        "Taste",
    )


def test_an_open_deal_goes_to_any_open_stage_and_a_won_one_to_none() -> None:
    assert all(may_move(SALES, one, stage(other)) for one in OPEN for other in (*OPEN, "won", "lost"))
    assert not any(may_move(SALES, "won", stage(other)) for other in (*OPEN, "lost"))


def test_a_lost_deal_that_is_opened_again_needs_a_new_reason() -> None:
    backend = office()
    change(backend, stage="lost", close_reason="Price")
    change(backend, 1, stage="negotiation")
    assert (deal(backend)["close_reason"], deal(backend)["closed_at"]) == (None, None)
    assert list(problems(change(backend, 2, stage="won"))) == ["close_reason"]


@pytest.mark.item("S000-44", "S000-45")
def test_a_deal_has_several_product_dimensions_of_seven() -> None:
    assert get_args(ProductDimension) == (
        *("coffee_beans", "syrup", "powder", "machine", "tools", "training", "maintenance"),
    )
    backend = office()
    change(backend, product_dimensions=["machine", "coffee_beans", "machine"])
    assert deal(backend)["product_dimensions"] == ["machine", "coffee_beans"]
    assert account(backend)["product_dimensions"] == ["coffee_beans", "machine"]


@pytest.mark.item("S000-13")
def test_a_deal_is_its_giver_s_or_its_account_s_owner_s() -> None:
    backend = office(owner_uid="another-rep")
    change(backend)
    assert deal(backend)["owner_uid"] == "another-rep"
    backend = office("sales_rep", owner_uid="till")
    change(backend)
    assert deal(backend)["owner_uid"] == "till"


@pytest.mark.item("S000-55")
def test_an_account_has_its_furthest_open_stage_and_the_value_of_what_is_open() -> None:
    backend = office()
    change(backend, estimated_value_minor=500, product_dimensions=["syrup"])
    change(backend, opportunity_id="b", stage="negotiation", estimated_value_minor=70)
    change(backend, opportunity_id="usd", currency="usd", estimated_value_minor=9_999)
    assert account(backend).items() >= {
        ("current_stage", "negotiation"),
        ("deal_status", "open"),
        ("estimated_deal_value_minor", 570),
    }
    change(backend, 1, opportunity_id="b", stage="won", close_reason="Taste")
    assert (account(backend)["current_stage"], account(backend)["deal_status"]) == ("lead", "won")
    assert account(backend)["estimated_deal_value_minor"] == 500


_STEP = some.tuples(
    some.sampled_from("xyz"),
    some.integers(0, 60),
    some.sampled_from(STAGES),
    some.sampled_from([None, 0, 100, 2_500]),
    some.lists(some.sampled_from(["syrup", "tools"]), max_size=2),
)


@settings(max_examples=examples(120), deadline=None, derandomize=True)
@given(some.lists(_STEP, max_size=16))
def test_figures_equal_a_recomputation_and_a_history_is_a_chain_after_any_commands(
    history: list[tuple[str, int, str, int | None, list[str]]],
) -> None:
    backend = office()
    for id, minutes, stage, value, dimensions in history:
        change(
            backend,
            minutes,
            opportunity_id=id,
            stage=stage,
            close_reason="Price" if stage in ("won", "lost") else None,
            estimated_value_minor=value,
            product_dimensions=dimensions,
        )
    deals = list(backend.all("opportunities").values())
    for each in deals:
        moves = each["stage_history"]
        assert all(one["to"] == other["from"] for one, other in pairwise(moves))
        assert [move["at"] for move in moves] == sorted(move["at"] for move in moves)
        assert not moves or (moves[-1]["to"], moves[-1]["at"]) == (each["stage"], each["stage_entered_at"])
        assert (each["closed_at"] is not None) == (each["stage"] in CLOSED)
        assert each["stage"] not in ("won", "lost") or each["close_reason"]
    if not deals:
        assert "account" not in backend.all("customers")["somebody"]
        return
    stored = account(backend)
    opened = [each for each in deals if each["stage"] in OPEN]
    stages = Counter(each["stage"] for each in deals)
    furthest = max((OPEN.index(each["stage"]) for each in opened), default=None)
    assert stored["current_stage"] == (
        OPEN[furthest] if furthest is not None else next(stage for stage in CLOSED if stages[stage])
    )
    assert stored["deal_status"] == (
        "won" if stages["won"] + stages["retention"] else "open" if opened else "lost"
    )
    assert stored["estimated_deal_value_minor"] == sum(each["estimated_value_minor"] or 0 for each in opened)
    assert stored["product_dimensions"] == sorted({d for each in opened for d in each["product_dimensions"]})


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"customer_id": None}, "opportunity_id"),
        ({"customer_id": "nobody"}, "customer_id"),
        ({"stage": "wonderful"}, "stage"),
        ({"stage": None}, "stage"),
        ({"brand_id": "none"}, "brand_id"),
        ({"brand_id": "theirs"}, "brand_id"),
        ({"location_id": "none"}, "location_id"),
        ({"deal_level": "location"}, "location_id"),
        ({"deal_level": "chain"}, "deal_level"),
        ({"estimated_value_minor": -1}, "estimated_value_minor"),
        ({"currency": "rupee"}, "currency"),
        ({"product_dimensions": ["tea"]}, "product_dimensions.0"),
        ({"owner_uid": "nobody"}, "owner_uid"),
        ({"team_uids": ["nobody"]}, "team_uids"),
        ({"expected_close_on": "soon"}, "expected_close_on"),
    ],
)
def test_a_wrong_deal_is_refused_by_its_path_and_nothing_is_written(
    fields: dict[str, Any], path: str
) -> None:
    backend = office()
    before = untouched(backend)
    assert list(problems(change(backend, **fields))) == [path]
    assert untouched(backend) == before


def test_a_deal_stays_its_account_s() -> None:
    backend = office()
    change(backend)
    assert list(problems(change(backend, 1, customer_id="other"))) == ["customer_id"]


def test_a_rep_changes_what_they_may_read_and_hands_on_no_deal() -> None:
    backend = office("sales_rep", owner_uid="another-rep")
    assert list(problems(change(backend))) == ["customer_id"]
    assert backend.all("opportunities") == {}
    backend = office(owner_uid=None)
    change(backend, owner_uid="another-rep")
    backend.client_writes("orgs/kopi/members/till", roles=["sales_rep"])
    backend.client_writes("orgs/kopi/customers/somebody", territory_id=None)
    before = untouched(backend)
    assert list(problems(change(backend, 1, title="Mine"))) == ["opportunity_id"]
    assert list(problems(change(backend, 1, opportunity_id="new", owner_uid="another-rep"))) == ["owner_uid"]
    assert untouched(backend) == before
    change(backend, 1, opportunity_id="new", team_uids=["another-rep"])
    assert (deal(backend, "new")["owner_uid"], deal(backend, "new")["team_uids"]) == ("till", ["another-rep"])


def test_a_move_and_its_account_set_automations_off_in_the_same_commit_each_once() -> None:
    rules = {
        "moved": {
            "on": "stage_changed",
            "when": {"==": [{"var": "stage"}, "won"]},
            "then": [{"tag": "moved"}],
        },
        "won": {
            "on": "condition_met",
            "when": {"==": [{"var": "account.deal_status"}, "won"]},
            "then": [{"tag": "won"}],
        },
    }
    parsed = {id: AutomationSettings.model_validate(rule) for id, rule in rules.items()}
    org = an_org().model_copy(update={"automations": parsed})
    backend = office()
    change(backend, 60 * 24 * 30 - 5, org=org)
    change(backend, 60 * 24 * 30 - 4, org=org, stage="won", close_reason="Taste")
    assert sorted(backend.all("customers")["somebody"]["tags"]) == ["moved", "won"]
    assert len(backend.all("interactions")) == 2


@pytest.mark.item("S000-06")
def test_deals_follow_when_their_customer_s_group_segment_or_territory_changes() -> None:
    backend = office()
    change(backend)
    change(backend, opportunity_id="b", stage="lost", close_reason="Price")
    backend.billed = Billed()
    give(backend, "change_customer", {"customer_id": "somebody", "name": "Kopi"})
    assert backend.billed == Billed(reads=1 + 1, writes=1 + 1)
    backend.billed = Billed()
    asked = {"customer_id": "somebody", "segment": "hotel", "territory_id": "south"}
    give(backend, "change_customer", asked)
    assert backend.billed == Billed(reads=1 + 1 + 2, writes=1 + 1 + 2)
    assert {
        (each["industry_segment"], each["territory_id"]) for each in backend.all("opportunities").values()
    } == {("hotel", "south")}
