"""The roaster's days on local Firebase: deals begin in the morning, and some are won or lost in the afternoon."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from demo.offices import Office
from demo.phones import fictional_phone
from demo.progress import Step
from demo.replays import wait_until
from demo.roaster.deals import CLOSES, OPENS, ZONE, Deal
from local.client import LocalFirebase


@dataclass
class Days:
    """The roaster's days. `overdue`: the deals that stood too long in a stage when they left it."""

    firebase: LocalFirebase
    office: Office
    overdue: set[str] = field(default_factory=set)
    _customers: dict[str, str] = field(default_factory=dict)

    def appoint_all(self, deals: Iterable[Deal]) -> None:
        """Make the agents, and the managers to whom they report."""
        for agent, manager in sorted({(deal.agent, deal.manager) for deal in deals}):
            self.office.appoint(agent, "sales_rep", name=agent, manager_uid=manager)
            self.office.appoint(manager, "manager", name=manager)

    def enter_accounts(self, deals: Iterable[Deal]) -> None:
        """Have each account entered once, by the manager of its first deal."""
        first = {deal.account: deal for deal in reversed(list(deals))}
        for number, (account, deal) in enumerate(sorted(first.items())):
            data = {"customer_group": "b2b", "name": account, "phone": fictional_phone(number)}
            self.office.give("change_customer", data, id=f"account:{number}", uid=deal.manager, at=deal.at)
        self.firebase.idle()
        commands = self.office.org.collection("commands")
        for number, account in enumerate(sorted(first)):
            result = commands.document(f"account:{number}").get().get("result")
            self._customers[account] = result["customer_id"]

    def live(self, deals: Sequence[Deal], step: Step) -> None:
        """Let every day pass on which a deal begins or ends."""
        opened, closed = by_day(deals, "opened_on"), by_day(deals, "closed_on")
        for on in sorted(opened.keys() | closed.keys()):
            if opened[on]:
                self._give("open", opened[on], at=self._wait_until(on, OPENS))
            if closed[on]:
                at = self._wait_until(on, CLOSES)
                self.overdue |= self.overdue_among(closed[on], at)
                self._give("close", closed[on], at=at)
            step(len(opened[on]) + len(closed[on]))

    def move_late(self, deals: Iterable[Deal]) -> int:
        """A phone that was offline sends each deal's first stage once more, as it was then. How many."""
        count = 0
        for deal in deals:
            data = {"opportunity_id": deal.id, "stage": deal.first_stage}
            self.office.give("change_opportunity", data, id=f"late:{deal.id}", uid=deal.manager, at=deal.at)
            count += 1
        self.firebase.idle(120)
        return count

    def overdue_among(self, deals: Iterable[Deal], at: datetime) -> set[str]:
        """The deals that stand longer in their stage than they may."""
        collection = self.office.org.collection("opportunities")
        found = self.office.client.get_all(
            [collection.document(deal.id) for deal in deals], field_paths=["sla_due_at"]
        )
        return {each.id for each in found if each.exists and each.get("sla_due_at") < at}

    def _give(self, what: str, deals: Iterable[Deal], *, at: datetime) -> None:
        for deal in deals:
            data = deal.opening(self._customers[deal.account]) if what == "open" else deal.closing()
            self.office.give("change_opportunity", data, id=f"{what}:{deal.id}", uid=deal.manager, at=at)
        self.firebase.idle(120)

    def _wait_until(self, on: date, hour: time) -> datetime:
        at = datetime.combine(on, hour, ZONE)
        wait_until(self.firebase, at)
        return at


def by_day(deals: Iterable[Deal], day: str) -> dict[date, list[Deal]]:
    found: dict[date, list[Deal]] = defaultdict(list)
    for deal in deals:
        if getattr(deal, day) is not None:
            found[getattr(deal, day)].append(deal)
    return found
