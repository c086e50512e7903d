"""The API is asked what its OpenAPI document allows, and what it does not: the answers are those that it declares."""

import os
from typing import Any

from schemathesis import Case
from schemathesis.openapi import from_wsgi
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import allow_header_conformance, positive_data_acceptance

from tests.staff_api import StaffApi, serve
from tests.staff_api_cafe import begin_anew
from tests.unit.http.staff_api.test_who_may_ask import TABLE

# make api-schema asks for many, at and past the limits of each field too; the suite for a few, the same each time.
EXAMPLES = int(os.environ.get("STAFF_API_EXAMPLES", "0"))
OTHER_NAMES = r"^/{org}/(crm|cdm)/"  # they lead to the same operations
# What a document allows may still be refused: a field that another one needs, a customer who is not there.
UNDECIDABLE = [positive_data_acceptance]
# Its path is also that of a customer with this id, whom other methods are about.
ALSO_AN_ID = "/{org}/customers/merge"
KNOWN = {f"/{{org}}{row.path}": row.on.partition("?")[0] for row in TABLE}


def a_schema() -> BaseSchema:
    """The document as it is served, of the café's organisation."""
    schema = from_wsgi("/openapi.json", serve)
    schema.config.generation.update(max_examples=EXAMPLES or 2, deterministic=True, database="none")
    schema.config.phases.coverage.enabled = bool(EXAMPLES)
    schema.config.parameters = {"org": "kopi"}
    return schema if EXAMPLES else schema.exclude(path_regex=OTHER_NAMES)


SCHEMA = a_schema()


def send(api: StaffApi, case: "Case[Any]", uid: str | None) -> Any:
    begin_anew(api)
    if case.meta is not None and case.meta.generation.mode.is_positive and "id" in case.path_parameters:
        case.path_parameters["id"] = KNOWN[case.path]
    headers = {"Authorization": f"Bearer {api.token(uid)}"} if uid is not None else {}
    excluded = [*UNDECIDABLE, *([allow_header_conformance] if case.path == ALSO_AN_ID else [])]
    return case.call_and_validate(headers=headers, excluded_checks=excluded)


@SCHEMA.parametrize()
def test_each_answer_is_one_that_the_document_declares(standing_api: StaffApi, case: "Case[Any]") -> None:
    for uid in ("owner", "sales_rep", "executive", "suspended", None):
        send(standing_api, case, uid)
