"""What a business plans with an account (S002-21): goals, chances to grow, who is who there, who else sells to it."""

from typing import Literal

from functions.domain.kernel.decisions import Value

Health = Literal["good", "at_risk", "poor"]
Influence = Literal["decision_maker", "champion", "influencer", "user", "blocker"]
Stance = Literal["supporter", "neutral", "opponent"]
Position = Literal["ahead", "even", "behind"]


class Goal(Value):
    """What is to be reached by when. `target` and `actual`: numbers of the metric, in its own unit."""

    name: str
    metric: str | None = None
    target: float | None = None
    actual: float | None = None
    due_on: str | None = None
    is_reached: bool = False


class Competitor(Value):
    """Who else sells to the account, and how we stand against them there."""

    name: str
    position: Position | None = None
    notes: str | None = None


class Relationship(Value):
    """A contact's place in the map of the account: their part in a decision, what they think of us, whom they obey."""

    contact_id: str
    influence: Influence | None = None
    stance: Stance | None = None
    reports_to: str | None = None
