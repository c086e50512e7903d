"""What a seed makes of one organisation's evening: orders from everywhere, messages, and what goes wrong meanwhile."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.builders import OTHER_PHONE, PHONE, an_order_body

FIRST_EVENING = datetime(2025, 1, 25, 20, 30, tzinfo=UTC)
VARIABLES: dict[str, dict[str, str | int | None]] = {
    "winback_30": {"percent": 10, "days": 30},
    "winback_60": {"percent": 10, "days": 60},
    "tier_upgrade": {"tier": "gold", "points": 50},
}
PROBABILITIES = (
    "duplicate_events",
    "reorder_events",
    "delay_events",
    "drop_events",
    "fail_reads",
    "abort_commits",
    "lose_answers",
    "crash_after_commit",
)


@dataclass(frozen=True)
class Schedule:
    """What happens to one organisation. Each till's states come one after the other; all else comes at once.

    `regulars` are phones of customers who have the app, `queued` templates of messages to the first of them.
    """

    regulars: tuple[str, ...]
    queued: tuple[str, ...]
    posted: tuple[dict[str, Any], ...]
    published: tuple[dict[str, Any], ...]
    tills: tuple[tuple[dict[str, Any], ...], ...]
    faults: dict[str, float]
    minutes_of_faults: int


def evening(seed: int) -> datetime:
    """When the schedule of a seed begins, half an hour before a tick."""
    return FIRST_EVENING + timedelta(days=seed)


def plan(seed: int) -> Schedule:
    """The schedule of a seed: up to four orders of two customers and nobody, each in up to four states."""
    now = evening(seed)
    chance = random.Random(f"emulator {seed}")
    posted: list[dict[str, Any]] = []
    published: list[dict[str, Any]] = []
    tills = []
    for number in range(chance.randint(1, 4)):
        states = [
            _a_state(chance, str(number), now + timedelta(seconds=v)) for v in range(chance.randint(1, 4))
        ]
        at_till = chance.choice([0, 0, 1, len(states)])
        if at_till:
            tills.append(tuple(states[:at_till]))
        for state in states[at_till:]:
            chance.choice([posted, posted, published]).append(state)
    posted += chance.choices(posted, k=2) if posted else []
    regulars = tuple(phone for phone in (PHONE, OTHER_PHONE) if chance.random() < 0.8)
    return Schedule(
        regulars=regulars,
        queued=tuple(t for t in VARIABLES if chance.random() < 0.6) if regulars else (),
        posted=tuple(posted),
        published=tuple(published),
        tills=tuple(tills),
        faults=_faults(chance, seed),
        minutes_of_faults=chance.choice([1, 60, 180, 270]),
    )


def _a_state(chance: random.Random, number: str, updated_at: datetime) -> dict[str, Any]:
    """The buyer's last order lies most of a day back, so that a win-back comes due while things go wrong."""
    status = chance.choice(["pending", "paid", "paid", "delivered", "cancelled", "refunded"])
    total = chance.choice([99, 387, 2500, 6000])
    refund = {"refunded_total": f"{chance.randint(0, total)}.00"} if status == "refunded" else {}
    phone = chance.choice([PHONE, PHONE, OTHER_PHONE, None])
    ordered_at = updated_at - timedelta(hours=24) + timedelta(minutes=chance.randint(0, 240))
    return an_order_body(
        order_id=number,
        status=status,
        total=f"{total}.00",
        customer={"phone": phone},
        ordered_at=ordered_at.isoformat(),
        updated_at=updated_at.isoformat(),
        **refund,
    )


def _faults(chance: random.Random, seed: int) -> dict[str, float]:
    faults = {name: round(chance.uniform(0.05, 0.3), 2) for name in PROBABILITIES if chance.random() < 0.5}
    crash = chance.choice(["crash_at", "crash_at", "crash_before", None])
    return faults | ({crash: chance.randint(1, 60)} if crash else {}) | {"seed": seed}
