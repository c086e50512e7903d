"""Each fault does what it says, to functions alone, and stops when it is told to."""

import json
from typing import Any

import pytest

from local.client import ControlError, LocalFirebase
from tests.local.conftest import Seen, idle_with_nothing_owed
from tests.local.requests_to import request


def test_dropped_event_never_comes(firebase: LocalFirebase, db: Any, seen: Seen) -> None:
    firebase.faults(drop_events=1)
    db.document("shops/kopi/orders/o1").set({"total": 1})
    idle_with_nothing_owed(firebase)

    assert seen("on_order_written") == []


def test_duplicated_event_comes_twice_with_one_id(firebase: LocalFirebase, db: Any, seen: Seen) -> None:
    firebase.faults(duplicate_events=1)
    db.document("shops/kopi/orders/o1").set({"total": 1})
    firebase.idle()

    first, second = seen("on_order_written")
    assert first["id"] == second["id"]


def test_reordered_events_all_come_in_another_order(firebase: LocalFirebase, db: Any, seen: Seen) -> None:
    firebase.faults(reorder_events=0.5, seed=7)
    for number in range(20):
        db.document(f"shops/kopi/orders/o{number}").set({"total": number})
    firebase.idle()

    came = [record["after"]["total"] for record in seen("on_order_written")]
    assert sorted(came) == list(range(20))
    assert came != list(range(20))


def test_delayed_event_comes_when_the_clock_has_moved(firebase: LocalFirebase, db: Any, seen: Seen) -> None:
    firebase.faults(delay_events=1)
    db.document("shops/kopi/orders/o1").set({"total": 1})
    firebase.idle()
    before = seen("on_order_written")
    firebase.advance("1m")

    assert (before, len(seen("on_order_written"))) == ([], 1)


def test_failed_reads_find_nothing_in_any_way_of_reading(firebase: LocalFirebase, db: Any) -> None:
    db.document("shops/kopi/orders/o1").set({"total": 1})
    firebase.faults(fail_reads=1)
    away = json.loads(request("POST", firebase.functions_url("reads"))[2])
    firebase.faults()
    back = json.loads(request("POST", firebase.functions_url("reads"))[2])

    ways = ("document", "query", "count", "list")
    assert away == dict.fromkeys(ways, "ServiceUnavailable")
    assert back == dict.fromkeys(ways, "found")


def test_a_client_gets_over_a_failed_read_by_itself(firebase: LocalFirebase, db: Any) -> None:
    """The seed is one whose first read fails and whose second one does not."""
    db.document("things/t1").set({"n": 1})
    firebase.faults(fail_reads=0.5, seed=6)

    assert request("POST", firebase.functions_url("reads_again") + "/things/t1")[2] == b"found"
    assert [strike["fault"] for strike in firebase.strikes()] == ["fail_reads"]


def test_aborted_commit_is_not_applied_and_the_function_learns_it(firebase: LocalFirebase, db: Any) -> None:
    firebase.faults(abort_commits=1)
    status, _, body = request("POST", firebase.functions_url("commit") + "/counters/c1")

    assert (status, body) == (503, b"Aborted")
    assert not db.document("counters/c1").get().exists


def test_lost_answer_hides_a_commit_that_was_applied(firebase: LocalFirebase, db: Any) -> None:
    firebase.faults(lose_answers=1)
    status, _, body = request("POST", firebase.functions_url("commit") + "/counters/c1")

    assert (status, body) == (503, b"ServiceUnavailable")
    assert db.document("counters/c1").get().to_dict() == {"count": 1}


def test_crash_after_commit_gets_past_the_functions_own_handlers(firebase: LocalFirebase, db: Any) -> None:
    firebase.faults(crash_after_commit=1)
    status, _, body = request("POST", firebase.functions_url("commit") + "/counters/c1")

    assert (status, body) == (500, b"the function died")
    assert db.document("counters/c1").get().to_dict() == {"count": 1}


def test_clients_meet_no_faults_of_calls(firebase: LocalFirebase, db: Any) -> None:
    firebase.faults(abort_commits=1, lose_answers=1, crash_after_commit=1, fail_reads=1)
    db.document("things/t1").set({"n": 1}, retry=None)

    assert db.document("things/t1").get(retry=None).to_dict() == {"n": 1}


def test_cleared_faults_strike_no_more(firebase: LocalFirebase) -> None:
    firebase.faults(abort_commits=1, seed=3)
    assert firebase.control("GET", "/faults")["abort_commits"] == 1
    firebase.faults()

    assert request("POST", firebase.functions_url("commit") + "/counters/c1")[0] == 200
    assert set(firebase.control("GET", "/faults").values()) == {0}


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        ({"abort_commits": 1.5}, "abort_commits"),
        ({"drop_events": -0.1}, "drop_events"),
        ({"drop_events": "often"}, "drop_events"),
        ({"lose_answers": True}, "lose_answers"),
        ({"delay_events": 2}, "delay_events"),
        ({"provider_slow": None}, "provider_slow"),
        ({"seed": 1.5}, "seed"),
        ({"set_fire": 1}, "set_fire"),
    ],
)
def test_fault_that_makes_no_sense_is_refused_by_name(
    firebase: LocalFirebase, wanted: dict[str, object], named: str
) -> None:
    with pytest.raises(ControlError, match=named) as refused:
        firebase.control("POST", "/faults", wanted)

    assert refused.value.status == 400
    assert set(firebase.control("GET", "/faults").values()) == {0}
