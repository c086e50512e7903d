"""One segment, read by its id: as in the list of all, and saved again as it was read."""

from typing import Any

import pytest

from tests.staff_api import StaffApi


@pytest.mark.parametrize("place", ["segments/new_ones", "crm/automation/segments/new_ones"])
def test_a_segment_has_the_fields_of_the_list_and_is_saved_as_it_was_read(
    asked: StaffApi, place: str
) -> None:
    assert asked.ask("POST", "segments", {"name": "New ones", "filter": True}).status_code == 201
    listed: Any = asked.ask("GET", "segments").json
    (row,) = [each for each in listed["items"] if each["id"] == "new_ones"]
    answer = asked.ask("GET", place)
    read: Any = answer.json
    assert read == row
    assert {"member_count", "progress", "built_at"} <= set(read)
    tag = {"If-Match": answer.headers["ETag"]}
    for method in ("PUT", "PATCH") if place.startswith("segments") else ("PUT",):
        saved = asked.ask(method, place, {**read, "name": "Newest"}, headers=tag)
        again: Any = saved.json
        assert (saved.status_code, again["name"]) == (200, "Newest"), again
        answer = asked.ask("GET", place)
        read, tag = answer.json, {"If-Match": answer.headers["ETag"]}
    stale = asked.ask("DELETE", place, headers={"If-Match": '"stale"'})
    assert stale.status_code == 412
