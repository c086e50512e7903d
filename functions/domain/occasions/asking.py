"""What automations go by at an instant: a document that they watch, whom it is about, and what they have left."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Document
from functions.domain.kernel.pending import place_of
from functions.domain.kernel.subjects import Run, Watched
from functions.domain.occasions.events import fields_of, subject_of
from functions.domain.occasions.moments import Occurrence, moment_of, month_of
from functions.domain.orgs.org import Org, zone_of
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.moments import Moment, Monthly, duration_of

if TYPE_CHECKING:
    from functions.domain.conditions.rules import Rule

D = TypeVar("D", bound=Document)


@dataclass(frozen=True)
class State:
    """`subject`: the document that automations watch; `customer`: whom it is about, itself where it is a customer.
    `create`, and `others`, which were read and changed beside them: what is written with them.
    """

    subject: Watched
    customer: Customer | None
    create: tuple[Document, ...] = ()
    others: tuple[Document, ...] = ()

    @classmethod
    def of_customer(cls, customer: Customer) -> "State":
        return cls(customer, customer)

    def with_customer(self, customer: Customer) -> "State":
        is_subject = isinstance(self.subject, Customer)
        return replace(self, subject=customer if is_subject else self.subject, customer=customer)

    def with_subject(self, subject: Watched) -> "State":
        return replace(
            self, subject=subject, customer=subject if isinstance(subject, Customer) else self.customer
        )

    def with_run(self, id: str, run: Run) -> "State":
        return self.with_subject(self.subject.with_changes(runs={**self.subject.runs, id: run}))

    def creating(self, *documents: Document) -> "State":
        return replace(self, create=(*self.create, *documents))

    def other(self, model: type[D], id: str) -> D | None:
        """A document beside them as it has been changed already."""
        return next((each for each in self.others if isinstance(each, model) and each.id == id), None)

    def with_other(self, document: Document) -> "State":
        """With a document as it is now; one that this commit creates is created so."""
        place = place_of(document)
        if any(place_of(each) == place for each in self.create):
            created = tuple(document if place_of(each) == place else each for each in self.create)
            return replace(self, create=created)
        kept = tuple(each for each in self.others if place_of(each) != place)
        return replace(self, others=(*kept, document))


@dataclass(frozen=True)
class Started:
    """A part of an automation that is to run: `part` 0 is its beginning, then its steps."""

    id: str
    automation: AutomationSettings
    occurrence: str
    part: int = 0


@dataclass(frozen=True)
class Situation:
    """An organisation and a state at an instant: what conditions are asked about. `looked_up`: what was read for one
    automation that is about to run (lookups.py). `batch_id`: the page that wakes it, whose worker has its messages
    delivered together.
    """

    org: Org
    state: State
    now: datetime
    looked_up: Mapping[str, Any] = field(default_factory=dict)
    batch_id: str | None = None

    @property
    def subject(self) -> Watched:
        return self.state.subject

    @cached_property
    def zone(self) -> ZoneInfo:
        customer = self.state.customer
        return ZoneInfo(zone_of(self.org, customer.timezone) if customer else self.org.settings.timezone)

    @cached_property
    def fields(self) -> Mapping[str, Any]:
        """What conditions read, every field by its path."""
        if isinstance(self.subject, Customer):
            return {**subject_of(self.subject), **self.looked_up}
        customer = {"customer": subject_of(self.state.customer)} if self.state.customer else {}
        return {**fields_of(self.subject), **customer, **self.looked_up}

    def about(self, state: State) -> "Situation":
        return self if state is self.state else replace(self, state=state, looked_up={})

    def holds(self, rule: "Rule") -> bool:
        return rule.holds(self.fields, self.now, self.zone)

    def next_change(self, rule: "Rule") -> datetime | None:
        return rule.next_change(self.fields, self.now, self.zone)

    def automations(self) -> list[tuple[str, AutomationSettings]]:
        """Those that watch this document, the most urgent first. Who was joined into another customer has none."""
        customer = self.state.customer
        if customer is not None and customer.joined_into is not None:
            return []
        groups = ("any", customer.customer_group) if customer is not None else ("any",)
        found = [
            (id, each)
            for id, each in self.org.automations.items()
            if each.enabled and each.watches == self.subject.collection and each.group in groups
        ]
        return sorted(found, key=lambda one: (one[1].priority, one[0]))

    def is_undone(self, automation: AutomationSettings) -> bool:
        """Whether what it goes by was taken back: the delivery of an order that was cancelled after it."""
        on = automation.on
        goes_by_delivery = on == "order_delivered" or (isinstance(on, Moment) and "delivered_at" in on.fields)
        return goes_by_delivery and getattr(self.subject, "delivered_at", None) is None

    def occurrence(self, automation: AutomationSettings, *, at: datetime | None = None) -> Occurrence | None:
        """The next time of an automation that waits for one, or the last where it is not overdue by too much; with
        `at` the next one from then on.
        """
        late_by = duration_of(automation.late_by) if at is None else timedelta(0)
        now = at or self.now
        if isinstance(automation.on, Monthly):
            return month_of(self.zone, automation.on, now=now, late_by=late_by)
        assert isinstance(automation.on, Moment), "an occurrence is of a moment"
        return moment_of(self.subject, self.zone, automation.on, now=now, late_by=late_by)
