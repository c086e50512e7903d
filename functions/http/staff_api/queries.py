"""The models of queries, for the OpenAPI document. Each list reads them as text (domain/views/pages.py)."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from functions.domain.views.pages import MOST_ROWS, ROWS


class PageQuery(BaseModel):
    model_config = ConfigDict(defer_build=True)
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = ROWS
    cursor: Annotated[str | None, Field(description="`next` of the page before")] = None
