"""The café's figures, counted from what stands in its collections."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from demo.messages import by_channel, explanations


def figures_of(documents: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """What the café's owner would look at."""
    orders, customers, messages = documents["orders"], documents["customers"], documents["messages"]
    issued = sum(entry["amount"] for entry in documents["loyalty_transactions"] if entry["amount"] > 0)
    return {
        "orders": len(orders),
        "anonymous_orders": sum(order["customer_id"] is None for order in orders),
        "customers": len(customers),
        "repeat_customers": sum(customer["stats"]["orders"] > 1 for customer in customers),
        "points_issued": issued,
        "points_balance": sum(customer["loyalty"]["points"] for customer in customers),
        "tiers": _counts(customer["loyalty"]["tier"] for customer in customers),
        "winbacks": sum(message["rule"].startswith("automation:winback_") for message in messages),
        "messages": _counts(message["status"] for message in messages),
        "suppressed": _counts(m["reason"] for m in messages if m["status"] == "suppressed"),
        "channels": by_channel(messages),
        "explanations": explanations(messages),
    }


def _counts(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
