"""A tracked link leads to its target, whatever becomes of the record of its click."""

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from functions.domain.kernel.errors import StoreAway
from functions.domain.messages.click_tracking import Link
from functions.http import clicks
from tests.builders import an_org


@pytest.mark.parametrize(
    ("error", "said"), [(StoreAway("UNAVAILABLE"), "error=store_away"), (KeyError("phone"), "trace=")]
)
def test_a_click_that_cannot_be_recorded_leads_to_its_target(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def commit(*given: Any, **named: Any) -> Any:
        raise error

    monkeypatch.setattr(clicks, "store", lambda: SimpleNamespace(commit=commit))
    org = an_org(messages={"tracks_links": True, "public_url": "https://kopi.example"})
    request = Request(EnvironBuilder(method="GET").get_environ())
    response = clicks._answer(request, org, Link("m", "https://shop.example/menu"))
    assert (response.status_code, response.headers["Location"]) == (302, "https://shop.example/menu")
    assert said in caplog.text
    assert "phone" not in caplog.text
