"""A part of an automation while it acts, and what it gives to the templates of its messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from functions.domain.customers.customer import Customer
from functions.domain.messages.outbox import Message
from functions.domain.occasions import expiries
from functions.domain.occasions.asking import Started, State
from functions.domain.orgs.org import Org, zone_of
from functions.domain.settings.automations import RULE
from functions.domain.upkeep import recommendations, reminders

Variables = Mapping[str, str | int | None]


@dataclass(frozen=True)
class Acting:
    """A part of an automation while it acts. `cause` names the occurrence and the part, and stands in the ids of all
    that it leaves. `variables`: what earlier actions give to the templates of later ones. `messages`: those so far.
    """

    org: Org
    start: Started
    state: State
    cause: str
    now: datetime
    batch_id: str | None = None
    variables: Variables = field(default_factory=dict)
    messages: tuple[Message, ...] = ()

    @property
    def rule(self) -> str:
        return f"{RULE}:{self.start.id}"

    @property
    def about(self) -> str | None:
        """The document beside the customer that it is about: `carts/ID`."""
        subject = self.state.subject
        return None if isinstance(subject, Customer) else f"{subject.collection}/{subject.id}"

    @property
    def zone(self) -> ZoneInfo:
        customer = self.state.customer
        return ZoneInfo(zone_of(self.org, customer.timezone) if customer else self.org.settings.timezone)

    @property
    def of_event(self) -> Variables:
        """What the customer is reminded of, or recommended, where that set the automation off."""
        customer, on = self.state.customer, self.start.automation.on
        if customer is None or on not in (reminders.EVENT, recommendations.EVENT):
            return {}
        if on == reminders.EVENT:
            from functions.domain.automation_texts.reminders import variables_of

            return variables_of(self.org, customer, self.now)
        from functions.domain.automation_texts.recommendations import variables_of as recommended_of

        return recommended_of(self.org, customer, self.now)

    @property
    def of_expiry(self) -> Variables:
        """Which points are to expire, where that set the automation off."""
        customer = self.state.customer
        if self.start.automation.on != expiries.EVENT or customer is None:
            return {}
        return expiries.variables_of(customer)

    @property
    def of_segment(self) -> Variables:
        """Which segment the customer has entered or left, as the business calls it, where that set it off."""
        segment = self.org.segments.get(self.start.automation.segment or "")
        return {} if segment is None else {"segment": segment.name}

    @property
    def of_membership(self) -> Variables:
        """What the customer's tier gives, where the business has tiers or has customers bring friends."""
        customer, ladder = self.state.customer, self.org.settings.loyalty
        if customer is None or not (ladder.tiers or ladder.referral):
            return {}
        from functions.domain.automation_texts.membership import variables_of

        return variables_of(self.org, customer)

    def place(self, number: int) -> str:
        """The id of what an action leaves, by its place among them."""
        return self.cause if number == 0 else f"{self.cause}:{number}"

    def given(self, action_variables: Variables) -> dict[str, str | int | None]:
        """What a template is given: figures of the customer, fields of the document, and what the action says."""
        return {
            **figures_of(self.state),
            **self.of_membership,
            **self.of_event,
            **self.of_expiry,
            **self.of_segment,
            **self.variables,
            **action_variables,
        }


def figures_of(state: State) -> dict[str, str | int | None]:
    """What each template of an automation is given: the customer's figures, and plain fields of another document."""
    figures: dict[str, str | int | None] = {}
    if not isinstance(state.subject, Customer):
        fields = state.subject.model_dump(exclude={"runs", "met", "due"})
        if "name" in fields:  # a product's; a message's `name` is its reader's
            fields["product"] = fields.pop("name")
        figures |= {name: each for name, each in fields.items() if _is_plain(each)}
    if (customer := state.customer) is not None:
        figures |= {
            "customer": customer.name,
            "tier": customer.loyalty.tier,
            "points": customer.loyalty.points,
            "orders": customer.stats.orders,
            "visits": customer.stats.visits,
        }
    return figures


def _is_plain(value: object) -> bool:
    """Whether a message keeps it as a variable, which a yes or no is not."""
    return value is None or (isinstance(value, str | int) and not isinstance(value, bool))
