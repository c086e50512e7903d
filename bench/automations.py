"""What automations bill: 10,000 customers with 40 automations, counted by local Firebase's meter.

The automations are saved as staff save them. The customers are written straight to the store, as automations left them:
each waits for a day of theirs.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bench.billing import START, Bench, Bill
from local.client import LocalFirebase

CUSTOMERS, AUTOMATIONS, DUE = 10_000, 40, 100
PAGE = 100
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True)
class Cost:
    """What was billed (reads, writes), and what there is to bill: None where it was not reckoned."""

    name: str
    billed: Bill
    expected: Bill | None


def measure(
    *, customers: int = CUSTOMERS, automations: int = AUTOMATIONS, due: int = DUE, steps: int = 1
) -> list[Cost]:
    """`due` of the customers wait for a moment that has come, `steps` others for the next step of a sequence."""
    with LocalFirebase.start(clock=START) as firebase:
        bench = Bench(firebase)
        bench.post("0")
        without = bench.billed(lambda: bench.post("1"))
        saved = [_save(bench, f"a{n:02}", _automation(n)) for n in range(automations)]
        firebase.advance("2m")  # by then every instance has them
        bench.tick()
        with_all = bench.billed(lambda: bench.post("2"))
        idle = bench.tick()
        _fill(bench, customers=customers, due=due, steps=0)
        tick = bench.tick()
        after = bench.tick()
        _fill(bench, customers=steps, due=0, steps=steps)
        stepped = bench.tick()
        _save(bench, "one-more", _automation(0))
        firebase.advance("2m")
        gone_through = bench.tick()
        return [
            Cost("a repeat order without automations", without, None),
            Cost(f"the same with {automations} that it does not match", with_all, without),
            Cost("an automation that is saved, its customers apart", saved[-1], None),
            Cost("a tick with none due", idle, None),
            Cost(f"a tick with {due} due of {customers:,}", tick, _woken(idle, due)),
            Cost("the tick after it", after, idle),
            Cost(f"a tick with {steps} due for the next step of a sequence", stepped, _woken(idle, steps)),
            Cost(f"all {customers:,} gone through after a save", gone_through, None),
        ]


def _woken(idle: Bill, due: int) -> Bill:
    """Each is read and written, and leaves an interaction; a query that finds none bills a read too, also after a page
    that was full.
    """
    return idle[0] - 1 + due + (due % PAGE == 0), idle[1] + 2 * due


def _automation(number: int) -> dict[str, Any]:
    """By turns one of an event, of a moment, of a condition with time in it, and a sequence. Only the second one, of a
    moment, is ever due here.
    """
    tag = [{"tag": f"tag {number}"}]
    never = {
        "and": [{"==": [{"var": "loyalty.tier"}, "none such"]}, {">": [{"var": "stats.orders"}, number]}]
    }
    if number == 1:
        return {"on": {"field": "stats.last_order_at", "after": "14d"}, "then": tag}
    if number == 3:
        return {"on": "first_order", "when": never, "then": tag, "steps": [{"after": "2d", "then": tag}]}
    forms: list[dict[str, Any]] = [
        {"on": "order_paid", "when": never},
        {"on": {"field": "birthday", "before": f"{number}d"}},
        {
            "on": "condition_met",
            "when": {"and": [never, {"older_than": [{"var": "stats.last_order_at"}, "60d"]}]},
        },
        {"on": "visit_recorded", "when": never},
    ]
    return forms[number % 4] | {"then": tag}


def _save(bench: Bench, id: str, content: dict[str, Any]) -> Bill:
    """By command, whose creation is the client's write."""
    return bench.save("automations", id, content)


def _fill(bench: Bench, *, customers: int, due: int, steps: int) -> None:
    now = bench.now()
    in_sequence = [(f"customers/s{number}", _in_a_sequence(now)) for number in range(min(steps, customers))]
    waiting = (
        (f"customers/c{number}", _waiting(now, is_due=number < due)) for number in range(steps, customers)
    )
    bench.write((*in_sequence, *waiting))


def _waiting(now: datetime, *, is_due: bool) -> dict[str, Any]:
    """For the day 14 days after the last order, and for the preset's win-backs."""
    at = now - MINUTE if is_due else now + 13 * DAY
    bought_at = at - 14 * DAY
    stats = {"orders": 1, "visits": 1, "last_order_at": bought_at, "last_activity_at": bought_at}
    winbacks = {f"auto:winback_{days}": bought_at + days * DAY for days in (30, 60)}
    due = {"auto:a01": at, **winbacks}
    return {"created_at": bought_at, "stats": stats, "due": due, "wake_at": at}


def _in_a_sequence(now: datetime) -> dict[str, Any]:
    at = now - MINUTE
    runs = {"a03": {"occurrence": "first", "at": at - 2 * DAY, "part": 0, "step_at": at}}
    return {"stats": {"orders": 1}, "runs": runs, "due": {"auto:a03:step": at}, "wake_at": at}
