"""Functions get the same from `python -m local` as from `firebase emulators:start`, but for the listed differences.

Both are given the same series of writes, messages and tasks. Skipped where npm's `firebase-tools`, Google's emulator or
a virtual environment, which firebase-tools looks for, is missing.
"""

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from local.client import LocalFirebase
from local.firestore.emulator import EmulatorError, find_emulator
from tests.local import event_script as series
from tests.local.conftest import sample_options
from tests.local.differences import (
    DIFFERENCES,
    DOCUMENT_FUNCTIONS,
    MESSAGE_FUNCTIONS,
    TASK_FUNCTIONS,
    Difference,
    Record,
    as_ours,
)
from tests.local.firebase_tools import FIREBASE, FirebaseTools

PROJECT = "demo-same"
REGION = "europe-west1"
RECORDING = Path(__file__).parents[1] / "recording"
# What is last in the series reaches these, each once.
LAST = sorted(DOCUMENT_FUNCTIONS - {"thing_updated", "thing_deleted"})

_NOW = re.compile(r"20[2-9]\d-[01]\d-[0-3]\dT[0-9:.]+(?:Z|\+00:00)|\b[1-9][0-9]{9}\.[0-9]{6}\b")
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9]{15,20}\b")


@dataclass(frozen=True)
class Both:
    """What the functions wrote down, here and there, in order."""

    ours: list[Record]
    theirs: list[Record]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    if FIREBASE is None:
        pytest.skip("firebase-tools is not installed")
    if not (Path(sys.prefix) / "bin" / "activate").is_file():
        pytest.skip("this is not a virtual environment")
    try:
        find_emulator()
    except EmulatorError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("same")
    return Both(ours=_run_ours(folder / "ours"), theirs=_run_theirs(folder / "theirs", folder / "project"))


def _run_ours(records: Path) -> list[Record]:
    started = LocalFirebase.start(
        source=RECORDING, project=PROJECT, environ={"RECORDS": str(records)}, options=sample_options()
    )
    with started as firebase:
        series.write_documents(PROJECT, firebase.firestore_host)
        series.publish(PROJECT, firebase.pubsub_host)
        series.ask_for_task_by_grpc(PROJECT, REGION, firebase.tasks_host)
        firebase.idle()
    return _read(records)


def _run_theirs(records: Path, folder: Path) -> list[Record]:
    """The emulator sends one event after the other: what is last in the series comes last."""
    folder.mkdir()
    with FirebaseTools(folder, RECORDING, PROJECT, {"RECORDS": str(records)}) as firebase:
        series.write_documents(PROJECT, firebase.address("firestore"))
        firebase.wait_until(lambda: _has_last(records))
        if firebase.has_pubsub:
            series.publish(PROJECT, firebase.address("pubsub"))
            firebase.wait_until(lambda: len(_of(_read(records), MESSAGE_FUNCTIONS)) == len(series.MESSAGES))
        series.ask_for_task_by_rest(PROJECT, REGION, firebase.address("tasks"))
        firebase.wait_until(lambda: len(_of(_read(records), TASK_FUNCTIONS)) == 1)
    return _read(records)


def _has_last(records: Path) -> bool:
    ends = _read(records)[-len(LAST) :]
    is_last = all(record["event"]["document"] in series.LAST for record in ends)
    return is_last and sorted(record["function"] for record in ends) == LAST


def _read(records: Path) -> list[Record]:
    """What is written down so far, without a line that is half written."""
    if not records.exists():
        return []
    complete = records.read_text(encoding="utf-8").rpartition("\n")[0]
    return [json.loads(line) for line in complete.splitlines()]


def _of(records: list[Record], functions: set[str]) -> list[Record]:
    return [record for record in records if record["function"] in functions]


def _comparable(record: Record) -> str:
    """The record without what no two runs share: ids, and times of now, of whose order in the data the rank is kept."""
    data = json.dumps(record["data"], sort_keys=True)
    for rank, moment in enumerate(sorted(set(_NOW.findall(data)))):
        data = data.replace(moment, f"time {rank}")
    rest = json.dumps({name: value for name, value in record.items() if name != "data"}, sort_keys=True)
    return _ID.sub("an id", _NOW.sub("a time", rest)) + data


def _assert_same(both: Both, functions: set[str]) -> None:
    """Each call there is a call here, and none is left over; of each function there is one at least."""
    assert {record["function"] for record in _of(both.ours, functions)} == functions
    theirs = [as_ours(record) for record in _of(both.theirs, functions)]
    there = Counter(_comparable(record) for record in theirs if record is not None)
    here = Counter(map(_comparable, _of(both.ours, functions)))
    only_there, only_here = sorted((there - here).elements()), sorted((here - there).elements())
    assert (only_there, only_here) == ([], []), "\n".join(["there:", *only_there, "here:", *only_here])


def test_document_events_are_those_of_firebase_tools(both: Both) -> None:
    _assert_same(both, DOCUMENT_FUNCTIONS)


def test_messages_are_those_of_firebase_tools(both: Both) -> None:
    if not _of(both.theirs, MESSAGE_FUNCTIONS):
        pytest.skip("the gcloud CLI's Pub/Sub emulator is not on this machine")
    _assert_same(both, MESSAGE_FUNCTIONS)


def test_tasks_are_those_of_firebase_tools(both: Both) -> None:
    _assert_same(both, TASK_FUNCTIONS)


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.reason)
def test_listed_difference_is_there_and_not_here(both: Both, difference: Difference) -> None:
    theirs = _of(both.theirs, difference.functions)
    if not theirs:
        pytest.skip("the gcloud CLI's Pub/Sub emulator is not on this machine")
    assert any(map(difference.applies, theirs))
    assert not any(map(difference.applies, _of(both.ours, difference.functions)))
