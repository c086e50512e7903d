"""The roaster's figures, counted from its documents, and what the learned probability was worth."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import log
from typing import Any

from demo.roaster.deals import ZONE

Documents = list[dict[str, Any]]
# A deal that was closed: the probability that it had last while it was open, and whether it was won.
Foretold = tuple[float, bool]
DECILES = 10


def figures_of(deals: Documents, *, sla_breaches: int) -> dict[str, Any]:
    """What the roaster's managers would look at."""
    won, lost, still_open = (_with_status(deals, status) for status in ("won", "lost", "open"))
    closed = [*won, *lost]
    foretold = foretold_of(closed)
    return {
        "opportunities": {"won": len(won), "lost": len(lost), "open": len(still_open)},
        "won_value_minor": sum(deal["estimated_value_minor"] for deal in won),
        "win_rate": share(len(won), len(closed)),
        "win_rate_by_agent": _rates((deal["owner_uid"], deal) for deal in closed),
        "win_rate_by_product": _rates((product, deal) for deal in closed for product in deal["product_ids"]),
        "mean_days_to_close": round(sum(map(_days, closed)) / len(closed), 2) if closed else None,
        "open_value_minor": sum(deal["estimated_value_minor"] for deal in still_open),
        "weighted_open_value_minor": sum(
            deal["estimated_value_minor"] * deal["probability"] for deal in still_open
        )
        // 100,
        "sla_breaches": sla_breaches,
        "foretold": len(foretold),
        "log_loss": {
            "learned": log_loss(foretold),
            "base_rate": log_loss([(base, is_won) for base, is_won in _by_base_rate(closed)]),
        },
        "calibration": calibration(foretold),
    }


def forecast_of(insights: Documents) -> dict[str, Any]:
    """What the members' pages say: open deals in all and by agent, weighted by the probability of their stages, and
    what was won in each month.
    """
    counted, open_minor, won_minor = Counter[str](), Counter[str](), Counter[str]()
    for page in insights:
        of, _, uid = page["id"].partition(":")
        for name, count in page["counts"].items() if of == "pipeline" else ():
            kind, day, *_, measure = (*name.split(":"), "") if name.startswith("breach") else name.split(":")
            if kind == "open":
                counted[measure] += count
            if measure == "amount_minor" and kind in ("open", "won"):
                (open_minor if kind == "open" else won_minor)[uid if kind == "open" else day] += count
    return {
        "open": counted["count"],
        "weighted_minor": counted["weighted_minor"],
        "open_minor_by_agent": dict(sorted(open_minor.items())),
        "won_minor_by_month": dict(sorted(won_minor.items())),
    }


def foretold_of(closed: Documents) -> list[Foretold]:
    """The closed deals that had a probability while they were open, in the order of their ids."""
    known = [deal for deal in closed if deal["win_probability"] is not None]
    return [
        (deal["win_probability"] / 100, deal["status"] == "won")
        for deal in sorted(known, key=lambda deal: deal["id"])
    ]


def _by_base_rate(closed: Documents) -> list[Foretold]:
    """The same deals, foretold by the share of won deals alone as it was when each of them began."""
    ends = sorted((deal["closed_at"], deal["status"] == "won") for deal in closed)
    found, won, known = list[Foretold](), 0, 0
    for deal in sorted(closed, key=lambda deal: deal["created_at"]):
        while known < len(ends) and ends[known][0] < deal["created_at"]:
            won, known = won + ends[known][1], known + 1
        if deal["win_probability"] is not None:
            found.append((won / known, deal["status"] == "won"))
    return found


def log_loss(foretold: Sequence[Foretold]) -> float | None:
    """The mean surprise at how the deals ended: the less, the more was known."""
    if not foretold:
        return None
    return round(-sum(log(p if is_won else 1 - p) for p, is_won in foretold) / len(foretold), 4)


def calibration(foretold: Sequence[Foretold]) -> list[dict[str, float]]:
    """Of each tenth of the deals by probability, its mean and the share that was won."""
    ordered, count = sorted(foretold), len(foretold)
    tenths = [ordered[n * count // DECILES : (n + 1) * count // DECILES] for n in range(DECILES)]
    return [
        {
            "deals": len(tenth),
            "foretold": round(sum(p for p, _ in tenth) / len(tenth), 3),
            "won": round(sum(is_won for _, is_won in tenth) / len(tenth), 3),
        }
        for tenth in tenths
        if tenth
    ]


def share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _rates(named: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, float | None]:
    found: dict[str, list[bool]] = defaultdict(list)
    for name, deal in named:
        found[name].append(deal["status"] == "won")
    return {name: share(sum(results), len(results)) for name, results in sorted(found.items())}


def _days(deal: dict[str, Any]) -> int:
    began, ended = (deal[name].astimezone(ZONE).date() for name in ("created_at", "closed_at"))
    return int((ended - began).days)


def _with_status(deals: Documents, status: str) -> Documents:
    return [deal for deal in deals if deal["status"] == status]
