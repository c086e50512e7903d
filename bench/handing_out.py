"""The day's list: how long 2,000 calls take to reach 50 agents, and what that bills, on local Firebase.

The calls are written straight to the store, as automations left them in the pool; a tick finds that the day has begun.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bench.billing import ORG, START, Bench, Bill
from local.client import LocalFirebase

AGENTS, CALLS, DISTRICTS, CAPACITY = 50, 2_000, 10, 40
PAGE = 100
TODAY = START[:10]


@dataclass(frozen=True)
class DayList:
    """Seconds from the tick until each call is with its agent; `given`: how many are; `most`: those of the busiest
    agent; `floor`: what there is to bill at least (reads, writes).
    """

    agents: int
    calls: int
    seconds: float
    given: int
    most: int
    billed: Bill
    floor: Bill


def measure(*, agents: int = AGENTS, calls: int = CALLS) -> list[DayList]:
    with LocalFirebase.start(clock=START) as firebase:
        bench = Bench(firebase)
        idle = bench.tick()
        _fill(bench, agents=0, calls=1)
        bench.tick()  # by then the instance has read the organisation
        _fill(bench, agents=agents, calls=calls)
        began = time.perf_counter()
        billed = bench.tick()
        seconds = time.perf_counter() - began
        held = [task.get("assignee_uid") for task in bench.client.collection(f"orgs/{ORG}/tasks").stream()]
        given = [uid for uid in held if uid is not None]
        most = max((given.count(uid) for uid in set(given)), default=0)
        floor = _floor(idle, agents=agents, calls=calls)
        return [DayList(agents, calls, seconds, len(given), most, billed, floor)]


def _floor(idle: Bill, *, agents: int, calls: int) -> Bill:
    """A read and a write a call; a read and a write a page and with the last look for the pool, and a read for the call
    that has waited longest; a read a member, and two for what each has to do. Without the agents' days: each page reads
    and writes those of the agents who get something.
    """
    pages = -(-calls // PAGE)
    return idle[0] - 1 + calls + 2 * (pages + 1) + 3 * agents, idle[1] + calls + pages + 1


def _fill(bench: Bench, *, agents: int, calls: int) -> None:
    now = datetime.fromisoformat(START)
    documents: list[tuple[str, dict[str, Any]]] = [
        (
            f"members/agent{number:02}",
            {
                "roles": ["agent"],
                "districts": [f"district {number % DISTRICTS}"],
                "is_senior": number % 5 == 0,
                "daily_capacity": CAPACITY,
            },
        )
        for number in range(agents)
    ]
    documents += [(f"tasks/call{number:04}", _call(number, now)) for number in range(calls)]
    documents.append(("assignments/pool", {"wake_at": now, "pages": 0, "day": TODAY}))
    bench.write(documents)


def _call(number: int, now: datetime) -> dict[str, Any]:
    wanted = {"district": f"district {number % DISTRICTS}", "is_for_senior": number % 10 == 0}
    return {
        "task_type": "call",
        "customer_id": f"c{number}",
        "status": "open",
        "due_on": TODAY,
        "created_at": now,
        "worth": number % 100,
        "is_pooled": True,
        "pooled_on": TODAY,
        "wanted": wanted,
        "assignee_uid": None,
    }
