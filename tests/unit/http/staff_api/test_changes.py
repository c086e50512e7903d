"""A change of a document that is there: what it reads, and what `If-Match` compares with."""

from typing import Any

import pytest

from tests.memory import Billed
from tests.staff_api import StaffApi

CHANGES = [
    ("opportunities/deal of owner", {"title": "More beans"}),
    ("contracts/agreed", {"title": "More beans"}),
]


def billed_reads(api: StaffApi, path: str, body: Any, **headers: str) -> int:
    api.backend.billed = Billed()
    answer = api.ask("PATCH", path, body, uid="owner", headers=headers)
    assert answer.status_code == 200, answer.json
    return api.backend.billed.reads


@pytest.mark.parametrize(("path", "body"), CHANGES)
def test_the_document_the_customer_and_the_member_are_read_once_with_if_match_and_without(
    asked: StaffApi, path: str, body: Any
) -> None:
    billed_reads(asked, path, body)  # by which the instance has met what the change presumes to be missing
    tag = asked.ask("GET", path, uid="owner").headers["ETag"]
    assert billed_reads(asked, path, {"title": "Fewer beans"}, **{"If-Match": tag}) == 3
    assert billed_reads(asked, path, body) == 3


@pytest.mark.parametrize(("path", "body"), CHANGES)
def test_a_change_of_another_state_than_was_read_is_412_and_of_none_404(
    asked: StaffApi, path: str, body: Any
) -> None:
    tag = asked.ask("GET", path, uid="owner").headers["ETag"]
    assert asked.ask("PATCH", path, {"title": "First"}, uid="owner").status_code == 200
    before = dict(asked.backend.documents)
    stale = asked.ask("PATCH", path, body, uid="owner", headers={"If-Match": tag})
    assert stale.status_code == 412
    gone = asked.ask("PATCH", f"{path} that is not there", body, uid="owner")
    assert gone.status_code == 404
    unread = asked.ask("PATCH", f"{path} that is not there", body, uid="owner", headers={"If-Match": tag})
    assert unread.status_code == 412
    assert asked.backend.documents == before
