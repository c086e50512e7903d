"""The roaster's deals, as its managers would enter them.

`sales_opportunities.csv.gz` is the public Maven Analytics data set 'CRM Sales Opportunities' of an invented company,
its agents' names replaced: 8,800 deals from October 2016 to December 2017. Its dollars are taken as the roaster's own
money.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from demo.lengths import Row, read_deal_rows

ZONE = ZoneInfo("Asia/Jakarta")
# The data has days alone: deals begin in the morning, and are closed in the afternoon.
OPENS, CLOSES = time(10), time(16)
STAGES = {"Prospecting": "lead", "Engaging": "qualified", "Won": "won", "Lost": "lost"}
MINOR = 100


@dataclass(frozen=True)
class Deal:
    """A deal with its days; one that is still prospected has none in the data, and begins on the last one."""

    id: str
    agent: str
    manager: str
    account: str
    product_id: str
    list_price_minor: int
    result: str
    opened_on: date
    closed_on: date | None
    value_minor: int | None

    @property
    def at(self) -> datetime:
        return datetime.combine(self.opened_on, OPENS, ZONE)

    @property
    def first_stage(self) -> str:
        return "lead" if self.result == "lead" else "qualified"

    def opening(self, customer_id: str) -> dict[str, Any]:
        """What the agent's manager enters when it begins."""
        return {
            "opportunity_id": self.id,
            "customer_id": customer_id,
            "owner_uid": self.agent,
            "stage": self.first_stage,
            "title": f"{self.product_id} for {self.account}",
            "product_ids": [self.product_id],
            "estimated_value_minor": self.list_price_minor,
        }

    def closing(self) -> dict[str, Any]:
        """What the manager enters when it is closed: of a won one what was paid."""
        paid = {"estimated_value_minor": self.value_minor} if self.result == "won" else {}
        return {"opportunity_id": self.id, "stage": self.result, "close_reason": "as the data has it"} | paid


def read_deals(length: str, most: int | None = None) -> Sequence[Deal]:
    """The deals of a run in the order in which they began, the first `most` of them."""
    rows = read_deal_rows(length, most)
    last = max(max(row["engaged_on"], row["closed_on"]) for row in rows)
    return [_deal(row, date.fromisoformat(last)) for row in rows]


def _deal(row: Row, last: date) -> Deal:
    return Deal(
        id=row["opportunity_id"],
        agent=row["agent"],
        manager=row["manager"],
        account=row["account"] or f"no account yet, {row['agent']}",
        product_id=row["product"].lower().replace(" ", "_"),
        list_price_minor=int(row["list_price"]) * MINOR,
        result=STAGES[row["stage"]],
        opened_on=date.fromisoformat(row["engaged_on"]) if row["engaged_on"] else last,
        closed_on=date.fromisoformat(row["closed_on"]) if row["closed_on"] else None,
        value_minor=int(row["close_value"]) * MINOR if row["close_value"] else None,
    )
