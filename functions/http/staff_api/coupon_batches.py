"""`/coupon_batches`: unique codes of offers, made together, and handed out as a file or on paper."""

from typing import Annotated, Final

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.validation import number_in
from functions.domain.offers.documents import CodeBatch
from functions.domain.views.coupon_batches import (
    BATCHES,
    as_csv,
    batch_read,
    batch_shown,
    batch_tallies,
    whole_codes,
)
from functions.domain.views.lists import listed
from functions.domain.views.pages import Wanted
from functions.http.staff_api.entity_tags import names, tag_of
from functions.http.staff_api.giving import makes
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import Answer, CommandAnswer, DocumentAnswer, ListAnswer
from functions.store.tallies import tallied

_ONE = "/coupon_batches/<string(maxlength=400):id>"
CODES_A_SHEET: Final = 240  # ten pages of 24
_HEADERS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class FileAnswer(Answer):
    """The file itself."""


class SheetQuery(BaseModel):
    model_config = ConfigDict(defer_build=True)
    start: Annotated[
        int, Field(ge=0, description=f"how many codes are left out before: a sheet has {CODES_A_SHEET}")
    ] = 0


def _list(asked: Asked) -> Reply:
    wanted = Wanted.parse(asked.query)
    return Reply(read(asked, lambda: listed(asked.org, asked.uid, BATCHES, wanted=wanted)))


def _batch(asked: Asked) -> CodeBatch:
    id = asked.path["id"]
    batch: CodeBatch = read(asked, lambda: batch_read(asked.org, asked.uid, id))
    return batch


def _show(asked: Asked) -> Reply:
    batch = _batch(asked)
    return Reply(batch_shown(batch, tallied(asked.org.id, batch_tallies(batch.id))))


def _csv(asked: Asked) -> Response:
    batch = _batch(asked)
    response = _file(asked, as_csv(batch, whole_codes(asked.org, batch)), "text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="codes.csv"'
    return response


def _sheet(asked: Asked) -> Response:
    from functions.http.staff_api.code_sheets import sheet

    start = number_in(asked.query.get("start", "0"), 0, 10**6)
    if start is None:
        raise Malformed("sheet", [FieldFault("start", "is not a number from 0 on")])
    batch = _batch(asked)
    codes = whole_codes(asked.org, batch)[start : start + CODES_A_SHEET]
    return _file(asked, sheet(batch, codes), "text/html")


def _file(asked: Asked, text: str, mimetype: str) -> Response:
    """A text with its tag; 304 where the caller has it as it stands."""
    tag = tag_of(text)
    headers = {**_HEADERS, "ETag": tag}
    if names(asked.headers.get("If-None-Match", ""), tag, weakly=True):
        return Response(status=304, headers=headers)
    return Response(text, 200, headers, content_type=f"{mimetype}; charset=utf-8")


OPERATIONS = (
    Operation(
        "GET",
        "/coupon_batches",
        "Batches of unique codes, the latest first",
        _list,
        ListAnswer,
        query=PageQuery,
        reads=CodeBatch.collection,
    ),
    Operation(
        "POST",
        "/coupon_batches",
        "Make unique codes of an offer",
        makes("make_coupon_codes", "coupon_batches", "batch_id"),
        CommandAnswer,
        status=201,
        kind="make_coupon_codes",
    ),
    Operation(
        "GET",
        _ONE,
        "How many codes of a batch are made, and how many redeemed",
        _show,
        DocumentAnswer,
        reads=CodeBatch.collection,
    ),
    Operation(
        "GET",
        f"{_ONE}/codes",
        "The codes of a batch as CSV",
        _csv,
        FileAnswer,
        reads=CodeBatch.collection,
        gives="text/csv",
    ),
    Operation(
        "GET",
        f"{_ONE}/sheet",
        "The codes of a batch as QR codes to print",
        _sheet,
        FileAnswer,
        query=SheetQuery,
        reads=CodeBatch.collection,
        gives="text/html",
    ),
)
