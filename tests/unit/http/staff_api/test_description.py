"""The API's own description: true, public, and a page that loads nothing from elsewhere."""

import json
import re

import pytest
from openapi_spec_validator import validate

from clients.openapi import openapi_text
from functions.http import api
from tests.unit.http.test_routes import ask


def test_the_document_is_openapi_3_1_and_as_the_operations_say() -> None:
    answer = ask(api.answer, "/openapi.json")
    document = json.loads(answer.get_data())
    validate(document)
    assert (answer.status_code, document["openapi"]) == (200, "3.1.0")
    assert document == json.loads(openapi_text())


def test_each_operation_has_an_id_of_its_own() -> None:
    document = json.loads(openapi_text())
    ids = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(set(ids)) == len(ids) > 20


def test_the_page_may_run_its_own_script_and_loads_nothing_from_elsewhere() -> None:
    answer = ask(api.answer, "/docs")
    html, policy = answer.get_data(as_text=True), answer.headers["Content-Security-Policy"]
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert "default-src 'none'" in policy
    assert len(re.findall("'sha256-", policy)) == 2
    assert not re.findall(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", html)


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
def test_the_description_is_only_read(path: str) -> None:
    assert ask(api.answer, path, method="POST").status_code == 405
