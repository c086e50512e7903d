"""The models of queries, for the OpenAPI document. Each list reads them as text (domain/views/pages.py)."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from functions.domain.customers.search import LONGEST_SEARCH
from functions.domain.views.customer_filters import MOST_VISITS, Order
from functions.domain.views.pages import MOST_ROWS, ROWS
from functions.domain.views.segment_stories import DAYS, MOST_DAYS


class PageQuery(BaseModel):
    model_config = ConfigDict(defer_build=True)
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS, description="how many rows at most")] = ROWS
    cursor: Annotated[str | None, Field(description="`next` of the page before")] = None


class DaysQuery(BaseModel):
    model_config = ConfigDict(defer_build=True)
    days: Annotated[int, Field(ge=1, le=MOST_DAYS, description="of the window, which ends now")] = DAYS


class ExplanationQuery(BaseModel):
    """One of both."""

    model_config = ConfigDict(defer_build=True)
    customer: Annotated[str | None, Field(description="the customer's id")] = None
    of: Annotated[str | None, Field(description="a document that the automation watches: `carts/ID`")] = None


class RevisionQuery(BaseModel):
    model_config = ConfigDict(defer_build=True)
    revision: Annotated[
        str | None,
        Field(pattern="^[0-9]{1,15}$", description="the one that the caller has seen; another is 409"),
    ] = None


class VersionsQuery(BaseModel):
    model_config = ConfigDict(defer_build=True)
    before: Annotated[
        str | None, Field(pattern="^[0-9]{1,9}$", description="a revision: those that are older")
    ] = None


class CustomersQuery(PageQuery):
    """Which customers are listed (domain/views/customer_filters.py)."""

    search: Annotated[
        str | None,
        Field(
            max_length=LONGEST_SEARCH,
            description="beginnings of words of the name, in any"
            " script, or the phone number's last 4 or more digits",
        ),
    ] = None
    segment: Annotated[str | None, Field(max_length=200, description="a segment's id")] = None
    tag: Annotated[str | None, Field(max_length=200, description="one of a customer's `tags`")] = None
    last_visit_before: Annotated[
        str | None,
        Field(
            description="a day by the business's clock, or an instant with its"
            " offset; who never came is left out"
        ),
    ] = None
    min_spend: Annotated[
        str | None,
        Field(
            pattern=r"^([0-9]{1,9}(\.[0-9]{1,4})?)?$",
            description="so much or more, in the business's currency",
        ),
    ] = None
    min_visits: Annotated[int | None, Field(ge=0, le=MOST_VISITS, description="so many or more")] = None
    order: Annotated[
        Order | None,
        Field(
            description="by default `updated`, with a search `name`, with a range its own;"
            " all but `name` descending"
        ),
    ] = None
