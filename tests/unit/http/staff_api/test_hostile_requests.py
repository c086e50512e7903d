"""What breaks an API when it stands in a path, a query or a header: it is refused by name, and nothing moves."""

from typing import Any
from urllib.parse import quote

import pytest

from functions.store.documents import is_possible
from tests.staff_api import StaffApi
from tests.unit.http.staff_api.test_who_may_ask import TABLE, Row, named

# Nine zeros or more, and then a number that is larger than allowed, or so large that no number is made of it.
HUGE = ["0000000101", "00000009999999999", "0000000010000000000000", "000000001" + "0" * 5000, "9" * 5000]


@pytest.mark.parametrize("text", HUGE, ids=lambda text: text[:14])
@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("customers?limit=", "limit"),
        ("audit?limit=", "limit"),
        ("customers/somebody/timeline?limit=", "limit"),
        ("segments/regulars/performance?days=0", "days"),
        ("customers?min_visits=", "min_visits"),
    ],
)
def test_a_number_with_zeros_in_front_is_no_way_past_its_limit(
    asked: StaffApi, place: str, path: str, text: str
) -> None:
    if path != "limit" and text == "0000000101":
        text = "00000001000001"
    answer = asked.ask("GET", place + text)
    assert answer.json is not None
    assert (answer.status_code, answer.json["fields"][0]["path"]) == (400, path)


def test_zeros_in_front_of_a_number_are_no_digits_of_it(asked: StaffApi) -> None:
    few = asked.ask("GET", "members?limit=000000000000003")
    assert few.json is not None
    assert (few.status_code, len(few.json["items"])) == (200, 3)
    asked.backend.documents["orgs/kopi/customers/another"]["stats"] = {"visits": 4}
    often = asked.ask("GET", "customers?min_visits=00000000005")
    assert (often.status_code, often.json) == (200, {"items": [], "next": None})


@pytest.mark.parametrize("digits", ["9" * 5000, "1" * 4301, "9" * 20])
def test_a_revision_of_thousands_of_digits_is_not_there(asked: StaffApi, digits: str) -> None:
    assert asked.ask("GET", f"templates/winback_30/versions/{digits}").status_code == 404


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-12:00", "9999-12-31T20:00:00-05:00"])
def test_an_instant_that_no_document_keeps_is_refused_with_its_field(asked: StaffApi, at: str) -> None:
    before = dict(asked.backend.documents)
    for method, place, body, path in (
        ("PATCH", "campaigns/cup", {"ends_at": at}, "ends_at"),
        ("POST", "campaigns/cup/redemptions", {"customer_id": "somebody", "redeemed_at": at}, "redeemed_at"),
        ("GET", f"customers?last_visit_before={quote(at)}", None, "last_visit_before"),
    ):
        answer = asked.ask(method, place, body, uid="owner")
        assert answer.json is not None
        assert (answer.status_code, answer.json["fields"][0]["path"]) == (400, path), place
    assert asked.backend.documents == before


def test_the_last_instant_that_a_document_keeps_is_taken(asked: StaffApi) -> None:
    body = {"ends_at": "9999-12-31T23:59:59.999999+00:00"}
    assert asked.ask("PATCH", "campaigns/cup", body, uid="owner").status_code == 200


@pytest.mark.parametrize("sign", ["a", "ক", "😀"])
def test_no_document_lies_under_an_id_of_more_bytes_than_firestore_takes(sign: str) -> None:
    most = 1500 // len(sign.encode())
    assert is_possible(f"orgs/kopi/customers/{sign * most}")
    assert not is_possible(f"orgs/kopi/customers/{sign * (most + 1)}")
    assert not is_possible("orgs/kopi/customers/\ud800")


# A package's tag is its document's, for changes of it; its seats move without one.
READ = [row for row in TABLE if row.method == "GET" and row.status == 200 and row.path != "/packages/{id}"]


@pytest.mark.parametrize("row", READ, ids=named)
def test_a_tag_is_known_again_after_a_proxy_has_packed_the_answer(asked: StaffApi, row: Row) -> None:
    first = asked.ask("GET", row.place("owner"), uid="owner")
    for tag in (f"W/{first.headers['ETag']}", f'"x", W/{first.headers["ETag"]}', "*"):
        again = asked.ask("GET", row.place("owner"), uid="owner", headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b""), tag


CHANGING = [row for row in TABLE if row.method in ("PUT", "PATCH", "DELETE")]


@pytest.mark.parametrize("row", CHANGING, ids=named)
def test_a_change_of_what_the_caller_has_not_seen_so_is_412_wherever_it_is_asked(
    asked: StaffApi, row: Row
) -> None:
    before = dict(asked.backend.documents)
    for tag in ('"stale"', '"a", "b"', ""):
        answer = asked.ask(row.method, row.place("owner"), row.body, uid="owner", headers={"If-Match": tag})
        assert (answer.status_code, answer.text.count("precondition_failed")) == (412, 2), answer.text
    assert asked.backend.documents == before


@pytest.mark.parametrize(
    ("place", "body"),
    [
        ("organisation", {"name": "Kopi"}),
        ("campaigns/cup", {"name": "Cup"}),
        ("customers/somebody", {"name": "Regular"}),
        ("members/agent", {"name": "The clerk"}),
        ("automations/winback_30", None),
    ],
)
def test_a_change_of_what_stands_as_it_was_read_is_carried_out(
    asked: StaffApi, place: str, body: Any
) -> None:
    read = asked.ask("GET", place, uid="owner")
    assert read.json is not None
    method = "DELETE" if body is None else "PATCH"
    changed = asked.ask(method, place, body, uid="owner", headers={"If-Match": read.headers["ETag"]})
    assert changed.status_code == 200, changed.text
    again = asked.ask(method, place, body, uid="owner", headers={"If-Match": read.headers["ETag"]})
    assert (again.status_code, again.text.count("precondition_failed")) == (412, 2)


def test_the_audit_keeps_names_of_fields_that_we_know_and_nothing_else_that_was_sent(asked: StaffApi) -> None:
    strange = {"+919900000099": True, "a@example.com": 1, "x" * 100_000: 1}
    sent = {"name": "Regular", "custom": {"table": "4"}, "made_of": 1}
    for method, place, body in (
        ("PATCH", "customers/somebody", {**sent, **strange}),
        ("POST", "customers/somebody/notes", {"note": "Oat milk.", **strange}),
        ("POST", "customers/merge", {"from": "another", "into": "somebody", **strange}),
    ):
        assert asked.ask(method, place, body, uid="owner").status_code in (200, 201)
    entries = [fields for path, fields in asked.backend.documents.items() if "/audit/" in path]
    assert sorted(str(entry["after"].get("fields")) for entry in entries) == [
        "None",
        "['custom', 'customer_id', 'name']",
        "['customer_id', 'note']",
    ]
    assert not [entry for entry in entries if "9900000099" in str(entry) or "example.com" in str(entry)]


def test_the_audit_says_which_document_of_configuration_was_saved(asked: StaffApi) -> None:
    assert (
        asked.ask("POST", "segments", {"name": "Night owls", "filter": True}, uid="owner").status_code == 201
    )
    entries = [fields for path, fields in asked.backend.documents.items() if "/audit/" in path]
    assert [(entry["what"], entry["of"], entry["who"]) for entry in entries] == [
        ("save_configuration", "segments/night_owls", "owner")
    ]


@pytest.mark.parametrize(
    ("place", "body", "other"),
    [
        ("customers/somebody", {"name": "One"}, {"name": "Other"}),
        ("members/agent", {"name": "One"}, {"name": "Other"}),
        ("organisation", {"name": "One"}, {"name": "Other"}),
        ("settings", {"lifespan_months": 7}, {"lifespan_months": 9}),
        ("segments/night", {"name": "One"}, {"name": "Other"}),
    ],
)
def test_a_change_between_the_reading_and_the_commit_is_seen_too(
    asked: StaffApi, monkeypatch: pytest.MonkeyPatch, place: str, body: Any, other: Any
) -> None:
    asked.ask("POST", "segments", {"id": "night", "name": "Night", "filter": True}, uid="owner")
    tag = asked.ask("GET", place, uid="owner").headers["ETag"]
    write, statuses = asked.backend.write, list[int]()

    def overtaken(writes: Any) -> Any:
        monkeypatch.setattr(asked.backend, "write", write)
        statuses.append(asked.ask("PATCH", place, other, uid="owner").status_code)
        return write(writes)

    monkeypatch.setattr(asked.backend, "write", overtaken)
    answer = asked.ask("PATCH", place, body, uid="owner", headers={"If-Match": tag})
    assert (statuses, answer.status_code) == ([200], 412), answer.text
    now = asked.ask("GET", place, uid="owner").json
    assert now is not None
    assert {name: now[name] for name in other} == other


MONTHS = (
    *("2026-13", "2026-00", "x", "0000-00", "0000-01", "0001-01", "1999-12", "9999-12", "10000-01"),
    *(
        "2026-1",
        "2026-011",
        "2026",
        "-2026-01",
        "2026-01-01",
        "2026-01 ",
        "٢٠٢٦-٠١",
        "nan",
        "9" * 5000,
        "%00",
    ),
)


@pytest.mark.parametrize("month", MONTHS, ids=lambda text: text[:10])
@pytest.mark.parametrize("place", ["forecast", "dashboards/sales"])
def test_a_month_that_is_none_is_refused_by_name(asked: StaffApi, place: str, month: str) -> None:
    for beside in ("", "&owner=rep"):
        answer = asked.ask("GET", f"{place}?month={month if month == '%00' else quote(month)}{beside}")
        assert answer.mimetype == "application/problem+json"
        assert answer.json is not None
        assert (answer.status_code, [each["path"] for each in answer.json["fields"]]) == (400, ["month"])


@pytest.mark.parametrize("month", ["2000-01", "2026-12", "2999-12"])
@pytest.mark.parametrize("place", ["forecast", "dashboards/sales", "dashboards/business"])
def test_any_month_that_is_one_has_its_page(asked: StaffApi, place: str, month: str) -> None:
    answer = asked.ask("GET", f"{place}?month={month}")
    assert answer.json is not None
    assert (answer.status_code, answer.json["month"]) == (200, month)


METRES = ("0", "-1", "nan", "inf", "-inf", "1e3", "1.5", "", " 5", "50001", "x", "٣", "²", *HUGE)


@pytest.mark.parametrize("metres", METRES, ids=lambda text: text[:14])
def test_metres_that_are_none_are_refused_by_name(asked: StaffApi, metres: str) -> None:
    if metres == "0000000101":
        metres = "0000050001"
    answer = asked.ask("GET", f"locations?near=18.5,73.8&within_m={quote(metres)}")
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert (answer.status_code, [each["path"] for each in answer.json["fields"]]) == (400, ["within_m"])


@pytest.mark.parametrize(
    "near", ["", "nan,1", "inf,1", "1,nan", "91,0", "0,181", "1", "1,2,3", "x,y", "9" * 5000]
)
def test_a_place_that_is_none_is_refused_by_name(asked: StaffApi, near: str) -> None:
    answer = asked.ask("GET", f"locations?near={near}")
    assert answer.json is not None
    assert (answer.status_code, [each["path"] for each in answer.json["fields"]]) == (400, ["near"])


@pytest.mark.parametrize("near", ["90,0", "-90,180", "0,-180", "0,180", "89.9999,179.9999"])
def test_a_place_at_the_end_of_the_map_is_one(asked: StaffApi, near: str) -> None:
    assert asked.ask("GET", f"locations?near={near}&within_m=50000").status_code == 200
