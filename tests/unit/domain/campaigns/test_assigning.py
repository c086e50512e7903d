"""Who is held out and who gets which text follows from ids alone, in the shares that were asked for."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as some

from functions.domain.campaigns.assigning import PLACES, assigned, place
from functions.domain.campaigns.documents import Variant
from tests.campaigns import a_campaign

KEY = b"k" * 32
IDS = [f"customer-{number}" for number in range(4_000)]
# Six standard deviations of a share of 4,000: a fair assignment leaves them once in 500 million tries.
FAR = 6 * (0.25 / len(IDS)) ** 0.5
VARIANTS = (
    Variant(id="a", template="monsoon", weight=1),
    Variant(id="b", template="sunny", weight=2),
    Variant(id="c", template="monsoon", weight=7),
)


def test_shares_are_those_that_were_asked_for() -> None:
    campaign = a_campaign(holdout_percent=12.5, variants=VARIANTS)
    found = Counter(
        (part.held_out or part.variant)
        for part in (assigned(KEY, campaign, id, control_percent=5) for id in IDS)
    )
    rest = 0.95 * 0.875
    wanted = {
        "control_group": 0.05,
        "holdout": 0.95 * 0.125,
        "a": rest * 0.1,
        "b": rest * 0.2,
        "c": rest * 0.7,
    }
    for name, share in wanted.items():
        assert found[name] / len(IDS) == pytest.approx(share, abs=FAR), name


def test_the_control_group_is_the_same_for_each_campaign_and_the_holdout_another() -> None:
    parts = [
        {id: assigned(KEY, a_campaign(id=campaign, holdout_percent=10), id, control_percent=10) for id in IDS}
        for campaign in ("rain", "sun")
    ]
    control, held = (
        [{id for id, part in each.items() if part.held_out == reason} for each in parts]
        for reason in ("control_group", "holdout")
    )
    assert control[0] == control[1]
    both = len(held[0] & held[1]) / len(IDS)
    assert both == pytest.approx(0.9 * 0.1 * 0.1, abs=FAR)


def test_who_is_held_out_stays_so_when_more_are_and_says_nothing_of_the_variant() -> None:
    few, more = (
        {
            id
            for id in IDS
            if assigned(KEY, a_campaign(holdout_percent=share), id, control_percent=0).held_out is not None
        }
        for share in (5, 20)
    )
    assert few < more
    halves = (Variant(id="a", template="monsoon"), Variant(id="b", template="sunny"))
    kept = [
        assigned(KEY, a_campaign(holdout_percent=50, variants=halves), id, control_percent=0).variant
        for id in IDS
    ]
    counts = Counter(filter(None, kept))
    assert counts["a"] / counts.total() == pytest.approx(0.5, abs=2 * FAR)


@given(some.text(max_size=30), some.floats(0, 90), some.floats(0, 50))
def test_the_same_customer_is_assigned_the_same_whenever_it_is_asked(
    id: str, holdout: float, control: float
) -> None:
    campaign = a_campaign(holdout_percent=holdout, variants=VARIANTS)
    first, again = (assigned(KEY, campaign, id, control_percent=control) for _ in range(2))
    assert first == again
    assert (first.held_out is None) == (first.template is not None)
    assert 0 <= place(KEY, "holdout", id) < PLACES


def test_another_key_assigns_otherwise_so_that_no_client_can_foretell_it() -> None:
    ours, theirs = ([place(key, "holdout", id) for id in IDS[:100]] for key in (KEY, b"x" * 32))
    assert sum(a == b for a, b in zip(ours, theirs, strict=True)) < 5
