"""`python -m local`: what it refuses, and that it leaves nothing behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.client import LocalFirebase, NotReady
from tests.local.conftest import SAMPLE, sample_options
from tests.local.requests_to import request

ENDS_WITHIN_S = 5.0


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
        timeout=60,
        check=False,
    )


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    """One that has just been started, for tests that watch it do so."""
    ports = [
        f"--{name}-port=0" for name in ("firestore", "functions", "tasks", "pubsub", "provider", "control")
    ]
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-m", "local", *ports],
        cwd=SAMPLE,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        yield process
        process.kill()


def test_source_that_does_not_load_is_named(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("raise RuntimeError('broken on purpose')\n")
    ended = run("--source", str(tmp_path))

    assert ended.returncode == 1
    assert str(tmp_path / "main.py") in ended.stderr
    assert "broken on purpose" in ended.stderr


def test_source_without_main_is_named(tmp_path: Path) -> None:
    ended = run("--source", str(tmp_path))

    assert ended.returncode == 1
    assert f"{tmp_path} has no main.py" in ended.stderr


def test_rules_that_do_not_compile_are_named_with_the_compilers_message(tmp_path: Path) -> None:
    rules = tmp_path / "broken.rules"
    rules.write_text("service cloud.firestore { match /databases/{d}/documents { allow read if true } }")
    ended = run("--rules", str(rules))

    assert ended.returncode == 1
    assert str(rules) in ended.stderr
    assert "L1:" in ended.stderr


def test_indexes_that_do_not_parse_are_named(tmp_path: Path) -> None:
    indexes = tmp_path / "indexes.json"
    indexes.write_text('{"indexes": [{"collectionGroup": "a"}]}')
    ended = run("--indexes", str(indexes))

    assert ended.returncode == 1
    assert f"local: {indexes}: indexes[0] lacks fields, queryScope" in ended.stderr


@pytest.mark.parametrize(
    "option", [("--clock", "yesterday"), ("--clock", "2024-01-01T00:00:00"), ("--tasks-port", "x")]
)
def test_option_that_makes_no_sense_is_refused(option: tuple[str, str]) -> None:
    ended = run(*option)

    assert ended.returncode == 2
    assert option[1] in ended.stderr


def test_missing_emulator_is_told_with_the_command_that_installs_it(tmp_path: Path) -> None:
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\n")
    java.chmod(0o755)
    environ = {"PATH": str(tmp_path), "FIREBASE_EMULATORS_PATH": str(tmp_path), "HOME": str(tmp_path)}
    with pytest.raises(NotReady, match="gcloud components install cloud-firestore-emulator"):
        LocalFirebase.start(source=SAMPLE, environ=environ, options=sample_options())


def test_schedule_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(
        "from firebase_functions import scheduler_fn\n"
        "@scheduler_fn.on_schedule(schedule='now and then')\n"
        "def odd(event): pass\n"
    )
    ended = run("--source", str(tmp_path))

    assert ended.returncode == 1
    assert "now and then" in ended.stderr


def test_without_functions_the_rest_is_served() -> None:
    with LocalFirebase.start(source=SAMPLE, options=(*sample_options(), "--no-functions")) as firebase:
        assert firebase.status()["functions"] == {}
        firebase.idle()
        assert firebase.control("GET", "/clock")["real"] is True


def test_ready_is_printed_once_and_last(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    before = list(iter(process.stdout.readline, "ready\n"))
    process.send_signal(signal.SIGTERM)
    after, _ = process.communicate(timeout=ENDS_WITHIN_S)

    assert process.returncode == 0
    assert any(line.startswith("control") for line in before)
    assert after == ""


def test_emulator_that_runs_already_is_used_and_left_running() -> None:
    with LocalFirebase.start(source=SAMPLE, options=sample_options()) as first:
        environ = {"FIRESTORE_EMULATOR_HOST": first.emulator_host}
        with LocalFirebase.start(
            source=SAMPLE, project="other", environ=environ, options=sample_options()
        ) as second:
            assert second.emulator_host == first.emulator_host
            assert children_of(second.pid) == []
            assert request("POST", second.functions_url("commit") + "/shops/kopi/orders/o1")[0] == 200
            second.idle(timeout_s=5)
        assert request("POST", first.functions_url("commit") + "/counters/c1")[0] == 200


def children_of(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]
