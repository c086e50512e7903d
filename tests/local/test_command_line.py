"""`python -m local`: what it refuses, and that it leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.running import LocalFirebase, NotReady
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


def test_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("--tasks-port", str(port))

    assert ended.returncode == 1
    assert f"port {port}" in ended.stderr
    assert "tasks" in ended.stderr
    assert "ready" not in ended.stdout


def test_source_that_does_not_load_is_named_and_leaves_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "main.py").write_text("raise RuntimeError('broken on purpose')\n")
    monkeypatch.setenv("STARTED_BY", str(tmp_path))
    ended = run("--source", str(tmp_path))

    assert ended.returncode == 1
    assert str(tmp_path / "main.py") in ended.stderr
    assert "broken on purpose" in ended.stderr
    assert marked(str(tmp_path)) == []


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


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON"),
        ("[]", "must be an object"),
        ('{"indexes": {}}', "indexes must be a list"),
        ('{"indexes": [{"collectionGroup": "a"}]}', "indexes[0] lacks fields, queryScope"),
        ('{"fieldOverrides": ["x"]}', "fieldOverrides[0] lacks"),
    ],
)
def test_indexes_that_do_not_parse_are_named(tmp_path: Path, content: str, said: str) -> None:
    indexes = tmp_path / "indexes.json"
    indexes.write_text(content)
    ended = run("--indexes", str(indexes))

    assert ended.returncode == 1
    assert str(indexes) in ended.stderr
    assert said in ended.stderr


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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_it_in_time_and_leaves_no_process(number: signal.Signals) -> None:
    with LocalFirebase.start(source=SAMPLE, options=sample_options()) as firebase:
        children = children_of(firebase.pid)
        assert children
        started = time.monotonic()
        os.kill(firebase.pid, number)
        wait_gone([firebase.pid])
        assert time.monotonic() - started < ENDS_WITHIN_S

    wait_gone(children)


def test_emulator_dies_with_us_even_when_we_are_killed() -> None:
    with LocalFirebase.start(source=SAMPLE, options=sample_options()) as firebase:
        children = children_of(firebase.pid)
        os.kill(firebase.pid, signal.SIGKILL)
        wait_gone(children)


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


def test_signal_half_way_through_the_start_leaves_no_process(process: subprocess.Popen[str]) -> None:
    children: list[int] = []
    while not any(map(is_java, children)):
        children = children_of(process.pid)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=ENDS_WITHIN_S)

    assert process.returncode == 0
    wait_gone(children)


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


def marked(mark: str) -> list[int]:
    """Running processes that were started with the mark in their environment."""
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"STARTED_BY={mark}".encode() in environ.read_bytes().split(b"\0"):
                found.append(int(environ.parent.name))
        except OSError:
            continue
    return [pid for pid in found if is_running(pid)]


def is_java(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text() == "java\n"
    except OSError:
        return False


def wait_gone(pids: list[int]) -> None:
    """Until none of them runs; a zombie that nobody has collected yet has ended."""
    deadline = time.monotonic() + ENDS_WITHIN_S
    while any(is_running(pid) for pid in pids):
        assert time.monotonic() < deadline, f"still running: {pids}"
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] not in "ZX"
    except OSError:
        return False
