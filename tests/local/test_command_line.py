"""`python -m local`: which options it refuses, and what it does without functions or an emulator of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.__main__ import parse_options
from local.client import LocalFirebase, NotReady
from tests.local.conftest import SAMPLE, idle_with_nothing_owed, sample_options
from tests.local.requests_to import request


def run(*options: str, cwd: Path = SAMPLE) -> subprocess.CompletedProcess[str]:
    ports = [
        f"--{name}-port=0" for name in ("firestore", "functions", "tasks", "pubsub", "provider", "control")
    ]
    command = [sys.executable, "-m", "local", *ports, "--source", str(SAMPLE), *options]
    path = str(Path(__file__).parents[2])
    return subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def test_indexes_that_do_not_parse_are_named(tmp_path: Path) -> None:
    indexes = tmp_path / "indexes.json"
    indexes.write_text('{"indexes": [{"collectionGroup": "a"}]}')
    ended = run("--indexes", str(indexes))

    assert ended.returncode == 1
    assert f"local: {indexes}: indexes[0] lacks fields, queryScope" in ended.stderr


def test_rules_that_are_no_text_are_named(tmp_path: Path) -> None:
    rules = tmp_path / "firestore.rules"
    rules.write_bytes(b"\xff\xfe")
    ended = run("--rules", str(rules))

    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == f"local: {rules} is not UTF-8 text"


@pytest.mark.parametrize(
    "option",
    [
        ("--clock", "yesterday"),
        ("--clock", "2024-01-01T00:00:00"),
        ("--tasks-port", "x"),
        ("--project", "my project"),
        ("--project", "a/b"),
    ],
)
def test_option_that_makes_no_sense_is_refused(
    option: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse_options(option)

    assert ended.value.code == 2
    assert option[1] in capsys.readouterr().err


def test_missing_emulator_is_told_with_the_command_that_installs_it(tmp_path: Path) -> None:
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\n")
    java.chmod(0o755)
    environ = {"PATH": str(tmp_path), "FIREBASE_EMULATORS_PATH": str(tmp_path), "HOME": str(tmp_path)}
    with pytest.raises(NotReady, match="gcloud components install cloud-firestore-emulator"):
        LocalFirebase.start(source=SAMPLE, environ=environ, options=sample_options())


def test_without_functions_the_rest_is_served() -> None:
    with LocalFirebase.start(source=SAMPLE, options=(*sample_options(), "--no-functions")) as firebase:
        assert firebase.status()["functions"] == {}
        firebase.idle()
        assert firebase.control("GET", "/clock")["real"] is True


def test_emulator_that_runs_already_is_used_and_left_running(firebase: LocalFirebase) -> None:
    environ = {"FIRESTORE_EMULATOR_HOST": firebase.emulator_host}
    with LocalFirebase.start(
        source=SAMPLE, project="other", environ=environ, options=sample_options()
    ) as second:
        assert second.emulator_host == firebase.emulator_host
        assert children_of(second.pid) == []
        assert request("POST", second.functions_url("commit") + "/shops/kopi/orders/o1")[0] == 200
        idle_with_nothing_owed(second)
    assert request("POST", firebase.functions_url("commit") + "/counters/c1")[0] == 200


def children_of(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]
