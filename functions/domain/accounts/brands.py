"""A brand: the name that the public knows, of one legal entity, with its locations."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from functions.domain.accounts.plans import Competitor, Goal, Health, Relationship
from functions.domain.customers.edits import Edits
from functions.domain.kernel.subjects import Subject

IndustrySegment = Literal["cafe", "restaurant", "hotel", "office"]
BusinessScale = Literal["micro", "small", "medium", "large"]
PicRole = Literal["owner", "manager", "staff"]


class Brand(Subject):
    """See docs/contracts.md, Collections. `total_locations` counts its active locations; no other field counts them.
    `is_strategic` to `relationships`: the plan of the account (plans.py).
    """

    collection: ClassVar[str] = "brands"
    sparse: ClassVar[frozenset[str]] = Subject.sparse | {
        *("is_strategic", "health", "health_reason", "goals", "growth_opportunities"),
        *("competitors", "relationships"),
    }
    brand_name: str | None = None
    legal_entity_id: str | None = None
    industry_segment: IndustrySegment | None = None
    business_scale: BusinessScale | None = None
    pic_name: str | None = None
    pic_role: PicRole | None = None
    total_locations: int = 0
    is_strategic: bool | None = None
    health: Health | None = None
    health_reason: str | None = None
    goals: tuple[Goal, ...] = ()
    growth_opportunities: tuple[str, ...] = ()
    competitors: tuple[Competitor, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    updated_at: datetime | None = None
    edits: Edits = Field(default_factory=dict)


def with_more_locations(brand: Brand, more: int) -> Brand:
    """The brand with so many more active locations."""
    return brand.with_changes(total_locations=max(0, brand.total_locations + more))
