"""The grocer's figures, counted from what stands in the collections and from what was seen day by day."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from demo.grocer import meeting
from demo.grocer.baskets import ZONE, Basket
from demo.grocer.calls import Agent
from demo.grocer.days import Load, Seen, repeated
from demo.grocer.meeting import Due
from demo.messages import by_channel, explanations

Documents = list[dict[str, Any]]
NO_TIER = "none"


def figures_of(
    documents: dict[str, Documents], baskets: Sequence[Basket], seen: Seen, *, agents: Sequence[Agent]
) -> dict[str, Any]:
    """What the grocer's owner would look at."""
    orders, customers, messages = documents["orders"], documents["customers"], documents["messages"]
    coupons = documents["coupons"]
    return {
        "members": len(customers),
        "baskets": len(baskets),
        "lines": sum(len(order["lines"]) for order in orders),
        "orders": len(orders),
        "reminders": _reminders(seen.reminders, baskets, documents),
        "tasks": _tasks(documents["tasks"], seen.loads, agents),
        "tiers": _counts(customer["loyalty"]["tier"] or NO_TIER for customer in customers),
        "coupons": {
            "issued": len(coupons),
            "redeemed": sum(coupon["status"] == "redeemed" for coupon in coupons),
            "refused": seen.coupons_refused,
        },
        "dead_letters": len(documents["dead_letters"]),
        "winbacks": sum(message["rule"].startswith("automation:winback_") for message in messages),
        "messages": _counts(message["status"] for message in messages),
        "suppressed": _counts(m["reason"] for m in messages if m["status"] == "suppressed"),
        "channels": by_channel(messages),
        "explanations": explanations(messages),
    }


def _reminders(
    made: Sequence[Due], baskets: Sequence[Basket], documents: dict[str, Documents]
) -> dict[str, Any]:
    off = meeting.called_off(baskets, made)
    due, bought = [*made, *off], meeting.bought_in(baskets)
    met = meeting.met(due, bought)
    return {
        "due": len(due),
        "called_off": len(off),
        "met_within_7_days": met,
        "met_share": round(met / len(due), 4) if due else 0.0,
        "met_by_chance": meeting.share_met_by_chance(due, bought),
        "sent_twice": repeated(made) + _twice(documents["messages"]) + _twice(documents["tasks"]),
    }


def _twice(documents: Documents) -> int:
    """How many documents have the customer, the rule and the cause of another one."""
    names = ("customer_id", "member_uid", "cause", "template", "task_type", "previous_task_id")
    seen = Counter(tuple(each.get(name) for name in names) for each in documents)
    return sum(times - 1 for times in seen.values())


def _tasks(tasks: Documents, loads: Sequence[Load], agents: Sequence[Agent]) -> dict[str, Any]:
    by_agent = {agent.uid: [load for load in loads if load.uid == agent.uid] for agent in agents}
    return {
        "made": len(tasks),
        "done": sum(task["status"] == "done" for task in tasks),
        "cancelled": sum(task["status"] == "cancelled" for task in tasks),
        "outcomes": _counts(task["outcome"] for task in tasks if task["status"] == "done"),
        "over_capacity": sum(_over(agent, by_agent[agent.uid], tasks) for agent in agents),
        "by_agent": {
            agent.uid: {
                "tasks": sum(task["assignee_uid"] == agent.uid for task in tasks),
                "days": len(by_agent[agent.uid]),
                "most_on_a_day": max((load.count for load in by_agent[agent.uid]), default=0),
                "capacity": agent.daily_capacity,
            }
            for agent in agents
        },
    }


def _over(agent: Agent, loads: Sequence[Load], tasks: Documents) -> int:
    """On how many days the agent was handed a task beyond what they can do. A call that goes on from another stays
    with who made that one, however many there are.
    """
    handed_on = {
        task["assigned_at"].astimezone(ZONE).date()
        for task in tasks
        if task["assignee_uid"] == agent.uid and task.get("assigned_at")
    }
    return sum(load.count > agent.daily_capacity and load.on in handed_on for load in loads)


def _counts(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
