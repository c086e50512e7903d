"""Lives of campaigns: pages, steps, claims, opt-outs, joins and a clock that goes back and forth, in any order. Each
customer of the segment has one message at the most, nobody who is left out has one, and the figures add up.
"""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.campaigns.documents import Campaign
from functions.domain.delivery.claims import Claim
from tests.builders import NOON, a_message, give
from tests.campaigns import REGULARS, a_buyer, a_campaign, a_shop, claimed, one_page, pages_of, stocked
from tests.memory import DictBackend

COUNT = 8
ORG = a_shop(
    campaigns={"control_percent": 10, "message_cost_minor": {"push": 10, "call": 30}},
    messages={"quiet_hours": None, "caps": {"overall": {"day": 1}}},
).model_copy(update={"ongoing_campaigns": {"rain": (REGULARS,)}})
STEPS = ("pause", "resume", "cancel", "approve", "schedule")

actions = some.one_of(
    some.tuples(some.just("page"), some.just(0)),
    some.tuples(some.just("page"), some.just(0)),
    some.tuples(some.just("step"), some.sampled_from(STEPS)),
    some.tuples(some.just("claim"), some.integers(0, COUNT - 1)),
    some.tuples(some.just("enters"), some.integers(0, COUNT - 1)),
    some.tuples(some.just("leaves"), some.integers(0, COUNT - 1)),
    some.tuples(some.just("staff"), some.integers(0, COUNT - 1)),
    some.tuples(some.just("clock"), some.integers(-90, 180)),
)
campaigns = some.fixed_dictionaries(
    {
        "mode": some.sampled_from(["scheduled", "ongoing"]),
        "holdout_percent": some.sampled_from([0, 40]),
        "channels": some.sampled_from([(), ("push",), ("call",), ("push", "call")]),
        "spread_hours": some.sampled_from([None, 2]),
        "budget_messages": some.sampled_from([None, None, 3]),
        "budget_minor": some.sampled_from([None, None, 45]),
        "ends_at": some.sampled_from([None, NOON + timedelta(hours=2)]),
    }
)


class _Life:
    """A world in memory, and what was seen of it."""

    def __init__(self, campaign: dict[str, Any]) -> None:
        buyers = [a_buyer(number) for number in range(COUNT)]
        full = a_message(id="old", customer_id="c0001")
        touch = {"message_id": full.id, "channel": "push", "at": NOON}
        buyers[1] = a_buyer(1, marketing_touches=(touch,))
        buyers[2] = a_buyer(2, tags=("regular", "staff"), segment_ids=(REGULARS, "staff"))
        self.backend: DictBackend = stocked(*buyers, exclude_segment_ids=("staff",), **campaign)
        self.now: datetime = NOON
        self.sent: list[str] = []
        self.left_out_at_first_sight: set[str] = set()

    def does(self, action: str, given_: Any) -> None:
        if action == "page":
            one_page(self.backend, ORG, self.now)
        elif action == "step":
            give(
                self.backend,
                f"{given_}_campaign",
                {"campaign_id": "rain"},
                by_uid="lead",
                org=ORG,
                now=self.now,
            )
        elif action == "clock":
            self.now += timedelta(minutes=given_)
        elif action == "claim":
            self._claims(f"rain:c{given_:04}")
        else:
            tags = {"enters": ["regular"], "leaves": [], "staff": ["regular", "staff"]}[action]
            data = {"customer_id": f"c{given_:04}", "tags": tags}
            give(self.backend, "change_customer", data, by_uid="lead", org=ORG, now=self.now)

    def _claims(self, id: str) -> None:
        if id in self.backend.all("messages"):
            stood = self.backend.one("campaigns")["status"]
            claim: Claim = claimed(self.backend, ORG, id, self.now, lease_id=f"{len(self.sent)}")
            if claim.state == "sending":
                self.sent.append(id)
                assert stood not in ("paused", "cancelled"), f"{id} went while the campaign was {stood}"


def checked(life: _Life) -> None:
    messages = life.backend.all("messages")
    assert len(set(life.sent)) == len(life.sent), "a message went twice"
    assert {each["customer_id"] for each in messages.values()} <= {f"c{n:04}" for n in range(COUNT)}
    assert len({each["customer_id"] for each in messages.values()}) == len(messages)
    campaign = Campaign.model_validate({"id": "rain", **life.backend.one("campaigns")})
    progress = campaign.progress
    parts = (progress.queued, progress.called, progress.held_out, progress.suppressed)
    assert progress.passed == sum(parts)
    assert progress.suppressed == sum(progress.reasons.values())
    counts_all = campaign.mode == "scheduled" or bool(
        campaign.budget_messages is not None or campaign.budget_minor is not None
    )
    if counts_all:
        assert progress.passed == len(messages), "the progress is of other messages than there are"
        cost = 10 * progress.queued + 30 * progress.called
        assert progress.cost_minor == cost
    if campaign.budget_messages is not None:
        assert progress.reached <= campaign.budget_messages
    if campaign.budget_minor is not None:
        assert progress.cost_minor <= campaign.budget_minor
    assert len(life.backend.all("tasks")) == sum(
        each.get("task_id") is not None for each in messages.values()
    )


@settings(max_examples=40, deadline=None)
@given(campaigns, some.lists(actions, max_size=25), some.integers(1, 4))
def test_any_life_reaches_each_customer_once_at_the_most_and_its_figures_add_up(
    campaign: dict[str, Any], acts: list[tuple[str, Any]], size: int
) -> None:
    life = _Life(campaign)
    with pages_of(size):
        for action, given_ in acts:
            before = set(life.backend.all("messages"))
            excluded = {
                id
                for id, each in life.backend.all("customers").items()
                if "staff" in each.get("segment_ids", ()) or REGULARS not in each.get("segment_ids", ())
            }
            life.does(action, given_)
            new = set(life.backend.all("messages")) - before
            entered = {f"c{given_:04}"} if action in ("enters", "leaves", "staff") else set()
            assert not {id.removeprefix("rain:") for id in new} & (excluded - entered), action
            checked(life)


@settings(max_examples=10, deadline=None)
@given(some.integers(1, 9), some.sampled_from([0, 40]))
def test_pages_of_any_size_reach_the_same_customers(size: int, holdout: int) -> None:
    found = []
    for each in (size, 100):
        backend = stocked(*(a_buyer(number) for number in range(COUNT)), holdout_percent=holdout)
        with pages_of(each):
            while one_page(backend, ORG):
                pass
        found.append({id: row["status"] for id, row in backend.all("messages").items()})
    assert found[0] == found[1]
    assert set(found[0]) == {f"rain:c{number:04}" for number in range(COUNT)}
    assert a_campaign().id == "rain"
