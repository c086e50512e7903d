"""The models of what operations answer, for the OpenAPI document: what a client may rely on."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """More fields may come."""

    model_config = ConfigDict(extra="allow", defer_build=True)


class CommandAnswer(Answer):
    """What a command answers (docs/contracts.md, Commands): ids, and `outdated` where a later change is known."""


class DocumentAnswer(Answer):
    id: str


class ListAnswer(Answer):
    """A page of rows. `next`: the cursor of the page after it, absent or null after the last one."""

    items: list[dict[str, Any]]
    next: str | None = None


class DashboardAnswer(Answer):
    """`repeat_rate`: the share of those who bought that bought twice or more. `average_visits`: of all customers."""

    customers: int
    new_customers: int
    buyers: int
    repeat_buyers: int
    visits: int
    repeat_rate: float | None
    average_visits: float | None
    counted_at: str


class ConfigurationAnswer(DocumentAnswer):
    """The content, and our own fields beside it."""

    revision: int
    updated_by: str | None = None
    updated_at: str | None = None


class RemovalAnswer(DocumentAnswer):
    revision: int
