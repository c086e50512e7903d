"""A day's budget of marketing messages is given out in blocks, and never more than it has."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from functions.domain.messages.budgets import Budget, budget_day, take_block
from functions.domain.orgs.org import Org
from functions.queues.daily_budget import BudgetAllowance
from functions.store.snapshots import Snapshot
from tests.builders import NOON, an_org
from tests.memory import Billed, DictBackend, a_store, run

DAY = "2025-01-25"


ORG = an_org()


def with_budget(most: int | None, **changes: object) -> Org:
    messages = ORG.settings.messages.model_copy(update={"daily_budget": most})
    settings = ORG.settings.model_copy(update={"messages": messages, **changes})
    return ORG.model_copy(update={"settings": settings})


def block(backend: DictBackend, most: int, day: str = DAY) -> int:
    org = with_budget(most)
    return run(a_store(backend), lambda: take_block(org, day))


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("Asia/Kolkata", datetime(2025, 1, 25, 18, 29, 59, tzinfo=UTC), "2025-01-25"),
        ("Asia/Kolkata", datetime(2025, 1, 25, 18, 30, tzinfo=UTC), "2025-01-26"),
        ("America/New_York", datetime(2025, 1, 26, 4, 59, tzinfo=UTC), "2025-01-25"),
    ],
)
def test_a_budget_s_day_is_the_organisation_s_own(zone: str, now: datetime, day: str) -> None:
    assert budget_day(with_budget(1, timezone=zone), now) == day


@pytest.mark.parametrize(
    ("most", "blocks"),
    [
        (0, [0, 0]),
        (1, [1, 0]),
        (49, [1] * 49 + [0]),
        (120, [2] * 60 + [0]),
        (1001, [20] * 50 + [1, 0]),
    ],
)
def test_blocks_are_a_fiftieth_and_end_with_the_budget(most: int, blocks: list[int]) -> None:
    backend = DictBackend()
    assert [block(backend, most) for _ in blocks] == blocks


@trying(deadline=None, max_examples=50)
@given(st.integers(0, 500), st.lists(st.integers(0, 500), max_size=30))
def test_the_blocks_of_a_day_never_pass_the_budget_even_as_it_is_changed(
    most: int, changes: list[int]
) -> None:
    backend, given_out = DictBackend(), 0
    for now in (most, *changes):
        size = block(backend, now)
        given_out += size
        assert size == 0 or given_out <= now
    assert block(backend, 10_000_000, "2025-01-26") > 0


def test_a_block_bills_1_read_and_1_write_and_where_none_is_left_1_read() -> None:
    backend = DictBackend()
    assert block(backend, 1) == 1
    assert backend.billed == Billed(reads=1, writes=1)
    assert block(backend, 1) == 0
    assert backend.billed == Billed(reads=2, writes=1)


def test_an_instance_takes_a_block_for_many_messages() -> None:
    backend, org = DictBackend(), with_budget(100)
    budget_allowance = BudgetAllowance(a_store(backend))
    assert [budget_allowance.take(org, "marketing", NOON) for _ in range(4)] == [True] * 4
    assert backend.billed == Billed(reads=2, writes=2)
    assert backend.one("budgets") == {"given": 4, "used": {"unknown": 3}}


def test_two_instances_together_never_pass_the_budget() -> None:
    backend, org = DictBackend(), with_budget(7)
    allowances = [BudgetAllowance(a_store(backend)), BudgetAllowance(a_store(backend))]
    assert sum(allowances[n % 2].take(org, "marketing", NOON) for n in range(40)) == 7


def test_a_place_that_is_given_back_goes_to_the_next_message() -> None:
    org, budget_allowance = with_budget(1), BudgetAllowance(a_store())
    assert budget_allowance.take(org, "marketing", NOON)
    assert not budget_allowance.take(org, "marketing", NOON)
    budget_allowance.give_back(org, "transactional", NOON)
    assert not budget_allowance.take(org, "marketing", NOON)
    budget_allowance.give_back(org, "marketing", NOON)
    assert budget_allowance.take(org, "marketing", NOON)
    assert not budget_allowance.take(org, "marketing", NOON)


def test_a_new_day_has_its_own_budget_and_the_old_one_s_places_are_gone() -> None:
    backend, org = DictBackend(), with_budget(100)
    budget_allowance, tomorrow = BudgetAllowance(a_store(backend)), NOON + timedelta(days=1)
    assert budget_allowance.take(org, "marketing", NOON)
    assert budget_allowance.take(org, "marketing", tomorrow)
    budget_allowance.give_back(org, "marketing", NOON)  # of a day that this instance has left behind
    used = {"used": {"unknown": 1}}
    assert backend.all("budgets") == {DAY: {"given": 2} | used, "2025-01-26": {"given": 2} | used}
    assert budget_allowance.take(org, "marketing", NOON)
    assert backend.all("budgets")[DAY] == {"given": 4, "used": {"unknown": 2}}


class AskingBackend(DictBackend):
    """Firestore that asks something while it reads a document of the organisation `kopi`."""

    def __init__(self) -> None:
        super().__init__()
        self.ask: Callable[[], object] = lambda: None

    def read(self, paths: Sequence[str]) -> list[Snapshot]:
        if any(path.startswith("orgs/kopi/") for path in paths):
            self.ask()
        return super().read(paths)


def test_an_organisation_takes_its_place_while_the_store_keeps_another_one_waiting() -> None:
    backend, kopi = AskingBackend(), with_budget(100)
    allowance, other = BudgetAllowance(a_store(backend)), kopi.model_copy(update={"id": "chai"})
    taken: list[bool] = []
    with ThreadPoolExecutor(1) as beside:
        backend.ask = lambda: taken.append(
            beside.submit(allowance.take, other, "marketing", NOON).result(timeout=30)
        )
        assert allowance.take(kopi, "marketing", NOON)
    assert taken == [True]
    assert backend.all("budgets", "chai") == {DAY: {"given": 2, "used": {"unknown": 1}}}


def test_transactional_messages_and_a_business_without_a_budget_take_nothing() -> None:
    backend = DictBackend()
    budget_allowance = BudgetAllowance(a_store(backend))
    assert budget_allowance.take(with_budget(0), "transactional", NOON)
    assert budget_allowance.take(with_budget(None), "marketing", NOON)
    budget_allowance.give_back(with_budget(None), "marketing", NOON)
    assert backend.billed == Billed()
    assert not budget_allowance.take(with_budget(0), "marketing", NOON)


def test_a_budget_that_was_given_out_elsewhere_is_used_up() -> None:
    backend = DictBackend()
    backend.put(Budget(id=DAY, given=5))
    assert block(backend, 5) == 0
    assert block(backend, 4) == 0
    assert block(backend, 6) == 1


def test_who_used_a_budget_up_is_told_once_a_day_by_the_rules_that_took_most() -> None:
    backend, org = DictBackend(), with_budget(3)
    instances = [BudgetAllowance(a_store(backend)), BudgetAllowance(a_store(backend))]
    for rule in ("automation:news", "winback:30", "automation:news"):
        assert instances[0].take(org, "marketing", NOON, rule=rule)
    assert backend.all("dead_letters") == {}
    for rule in ("automation:late", "automation:later"):
        assert not instances[0].take(org, "marketing", NOON, rule=rule)
        assert not instances[1].take(org, "marketing", NOON, rule=rule)
    ((id, letter),) = backend.all("dead_letters").items()
    assert (id, letter["attempts"], letter["error"]["code"]) == (f"daily_budget:{DAY}", 1, "daily_budget")
    assert letter["error"]["message"] == (
        "the budget of 3 marketing messages on 2025-01-25 is used up (automation:news took 2, winback:30 took 1);"
        " more are held until the next day, the first one of automation:late"
    )
    assert letter["payload"] == {
        "day": DAY,
        "daily_budget": 3,
        "used": {"automation:news": 2, "winback:30": 1},
        "held": "automation:late",
    }


def test_a_budget_of_none_at_all_names_the_rule_that_it_holds() -> None:
    backend, org = DictBackend(), with_budget(0)
    assert not BudgetAllowance(a_store(backend)).take(org, "marketing", NOON, rule="winback:30")
    assert backend.one("dead_letters")["error"]["message"] == (
        "the budget of 0 marketing messages on 2025-01-25 is used up; more are held until the next day,"
        " the first one of winback:30"
    )


def test_a_budget_that_is_used_up_on_the_next_day_too_is_told_again() -> None:
    backend, org = DictBackend(), with_budget(0)
    allowance = BudgetAllowance(a_store(backend))
    for at in (NOON, NOON, NOON + timedelta(days=1)):
        assert not allowance.take(org, "marketing", at)
    assert set(backend.all("dead_letters")) == {f"daily_budget:{DAY}", "daily_budget:2025-01-26"}


def test_to_tell_that_a_budget_is_used_up_bills_2_reads_and_1_write_and_1_read_for_each_other_instance() -> (
    None
):
    backend, org = DictBackend(), with_budget(0)
    first, second = BudgetAllowance(a_store(backend)), BudgetAllowance(a_store(backend))
    assert not first.take(org, "marketing", NOON)
    assert backend.billed == Billed(reads=3, writes=1)  # one read asks for a block
    assert not first.take(org, "marketing", NOON)
    assert backend.billed == Billed(reads=4, writes=1)
    assert not second.take(org, "marketing", NOON)
    assert backend.billed == Billed(reads=6, writes=1)


def test_a_place_that_a_rule_gave_back_is_counted_for_the_rule_that_took_it_then() -> None:
    backend, org = DictBackend(), with_budget(1)
    allowance = BudgetAllowance(a_store(backend))
    assert allowance.take(org, "marketing", NOON, rule="automation:first")
    allowance.give_back(org, "marketing", NOON, rule="automation:first")
    assert allowance.take(org, "marketing", NOON, rule="automation:second")
    assert not allowance.take(org, "marketing", NOON, rule="automation:third")
    assert backend.one("dead_letters")["payload"]["used"] == {"automation:second": 1}


def test_two_instances_that_take_a_place_each_are_both_counted() -> None:
    backend, org = DictBackend(), with_budget(2)
    instances = [BudgetAllowance(a_store(backend)), BudgetAllowance(a_store(backend))]
    assert all(each.take(org, "marketing", NOON, rule="automation:news") for each in instances)
    assert not instances[0].take(org, "marketing", NOON, rule="automation:news")
    assert backend.one("dead_letters")["payload"]["used"] == {"automation:news": 2}
