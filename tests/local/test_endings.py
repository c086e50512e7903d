"""`python -m local` ends when it is told to, at whatever moment, and leaves no process behind, also when it fails."""

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.local.conftest import SAMPLE, sample_options

ENDS_WITHIN_S = 60.0  # however busy the machine
PORTS = ("firestore", "functions", "tasks", "pubsub", "control")
SIGNALS = [signal.SIGTERM, signal.SIGINT]
LOADING = "print('loading', flush=True)\n"
HANGS_WHILE_LOADING = LOADING + "import threading\nthreading.Event().wait()\n"
CATCHES_ALL_WHILE_LOADING = """
import threading
while True:
    try:
        print('loading', flush=True)
        threading.Event().wait()
    except BaseException:
        print('caught', flush=True)
"""
EMULATOR_THAT_NEVER_ANSWERS = f"""#!{sys.executable}
import os, socket, sys
port = int(sys.argv[sys.argv.index("--port") + 1])
connection, _ = socket.create_server(("127.0.0.1", port)).accept()
socket.create_connection(("127.0.0.1", int(os.environ["TELL"])))
connection.recv(1 << 20)
connection.recv(1 << 20)
"""

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def heard() -> Iterator[None]:
    """Children do not ignore SIGINT, also where these tests run in the background of a shell, which ignores it.

    What is ignored stays so in a new program; what has a handler of ours starts with the default.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def start(heard: None) -> Iterator[Start]:
    """Starts one on free ports; whatever the test does, it does not outlive it."""
    with ExitStack() as ending:

        def start(*options: str, source: Path = SAMPLE, **environ: str) -> subprocess.Popen[str]:
            ports = [f"--{name}-port=0" for name in PORTS]
            process = subprocess.Popen(
                [sys.executable, "-m", "local", *ports, *sample_options(), "--source", str(source), *options],
                env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])} | environ,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            ending.enter_context(process)
            ending.callback(process.kill)
            return process

        yield start


@pytest.fixture
def source(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        (tmp_path / "main.py").write_text(text)
        return tmp_path

    return write


@pytest.mark.parametrize(
    ("number", "inherited"),
    [(signal.SIGTERM, signal.default_int_handler), (signal.SIGINT, signal.SIG_IGN)],
    ids=["SIGTERM", "SIGINT, which a shell's background starts it ignoring"],
)
def test_signal_ends_it_and_the_emulator(start: Start, number: signal.Signals, inherited: Any) -> None:
    signal.signal(signal.SIGINT, inherited)
    process = start()
    printed = wait_for_line(process, "ready")
    children = watch_children(process.pid)
    assert len(children) == 1
    process.send_signal(number)
    more, _ = process.communicate(timeout=ENDS_WITHIN_S)

    assert process.returncode == 0
    assert [line.split()[0] for line in printed][:1] == ["firestore"]
    assert more == "", "ready is the last line"
    wait_gone(children)


def test_emulator_dies_with_us_even_when_we_are_killed(start: Start) -> None:
    process = start()
    wait_for_line(process, "ready")
    children = watch_children(process.pid)
    process.kill()
    wait_gone(children)


def test_signal_while_functions_load_ends_it(start: Start, source: Callable[[str], Path]) -> None:
    process = start(source=source(HANGS_WHILE_LOADING))
    wait_for_line(process, "loading")
    children = watch_children(process.pid)
    assert len(children) == 1
    process.send_signal(signal.SIGINT)

    assert process.wait(ENDS_WITHIN_S) == 0
    wait_gone(children)


def test_source_that_catches_the_end_is_ended_all_the_same(
    start: Start, source: Callable[[str], Path]
) -> None:
    process = start(source=source(CATCHES_ALL_WHILE_LOADING))
    wait_for_line(process, "loading")
    children = watch_children(process.pid)
    process.terminate()
    wait_for_line(process, "caught")

    assert process.wait(ENDS_WITHIN_S) == 0
    wait_gone(children)


def test_signal_before_the_emulator_answers_ends_it(start: Start, tmp_path: Path) -> None:
    """This emulator takes a connection, and says so, but does not answer."""
    (tmp_path / "cloud-firestore-emulator-v1.0.0.jar").touch()
    java = tmp_path / "java"
    java.write_text(EMULATOR_THAT_NEVER_ANSWERS)
    java.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    with socket.create_server(("127.0.0.1", 0)) as told:
        told.settimeout(60)
        tell = str(told.getsockname()[1])
        process = start("--no-functions", PATH=path, FIREBASE_EMULATORS_PATH=str(tmp_path), TELL=tell)
        told.accept()[0].close()
    children = watch_children(process.pid)
    assert len(children) == 1
    process.send_signal(signal.SIGTERM)

    assert process.wait(ENDS_WITHIN_S) == 0
    wait_gone(children)


@pytest.mark.parametrize(
    ("said", "number"), [("emulator_ready", signal.SIGTERM), ("everything_serves", signal.SIGINT)]
)
def test_signal_while_services_start_ends_it(start: Start, said: str, number: signal.Signals) -> None:
    process = start()
    assert process.stderr is not None
    assert any(said in line for line in process.stderr)
    children = watch_children(process.pid)
    process.send_signal(number)
    process.communicate(timeout=ENDS_WITHIN_S)

    assert process.returncode == 0
    wait_gone(children)


@pytest.mark.parametrize("number", SIGNALS)
def test_signal_as_python_starts_leaves_nothing(start: Start, tmp_path: Path, number: signal.Signals) -> None:
    """It has hardly begun to listen to signals; it may end as any program does."""
    process = start(STARTED_BY=str(tmp_path))
    process.send_signal(number)
    process.communicate(timeout=ENDS_WITHIN_S)

    assert process.returncode in (0, -number)
    assert marked(str(tmp_path)) == []


def test_signals_that_follow_the_first_change_nothing(start: Start) -> None:
    process = start()
    wait_for_line(process, "ready")
    children = watch_children(process.pid)
    for number in (*SIGNALS, *SIGNALS):
        process.send_signal(number)
    process.communicate(timeout=ENDS_WITHIN_S)

    assert process.returncode == 0
    wait_gone(children)


RULES = "service cloud.firestore { match /databases/{d}/documents { allow read if true } }"
BAD_SCHEDULE = """
from firebase_functions import scheduler_fn
@scheduler_fn.on_schedule(schedule='now and then')
def odd(event): pass
"""


@pytest.mark.parametrize(
    ("name", "content", "option", "said"),
    [
        (
            "main.py",
            "raise RuntimeError('broken on purpose')",
            "--source={folder}",
            "main.py does not load: RuntimeError: broken on purpose",
        ),
        ("main.py", "import sys; sys.exit(3)", "--source={folder}", "main.py does not load: SystemExit: 3"),
        ("main.py", BAD_SCHEDULE, "--source={folder}", "schedule 'now and then'"),
        ("other.py", "", "--source={folder}", "has no main.py"),
        (
            "broken.rules",
            RULES,
            "--rules={folder}/broken.rules",
            "broken.rules does not compile: Error compiling rules:\nL1:",
        ),
        ("broken.json", "{", "--indexes={folder}/broken.json", "broken.json is not JSON"),
    ],
)
def test_failed_start_leaves_no_process(
    start: Start, tmp_path: Path, name: str, content: str, option: str, said: str
) -> None:
    (tmp_path / name).write_text(content)
    process = start(option.format(folder=tmp_path), STARTED_BY=str(tmp_path))
    errors = process.communicate(timeout=180)[1]

    assert process.returncode == 1, errors
    assert said in errors
    assert marked(str(tmp_path)) == []


@pytest.mark.parametrize("name", [PORTS[0], PORTS[-1]])
def test_port_that_is_taken_leaves_no_process(start: Start, tmp_path: Path, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start(f"--{name}-port={port}", STARTED_BY=str(tmp_path))
        said = process.communicate(timeout=180)[1]

    assert process.returncode == 1
    assert f"port {port} on 127.0.0.1, meant for {name}, cannot be used" in said
    assert marked(str(tmp_path)) == []


def wait_for_line(process: subprocess.Popen[str], expected: str) -> list[str]:
    """What it prints before the line."""
    assert process.stdout is not None
    printed: list[str] = []
    for line in process.stdout:
        if line == expected + "\n":
            return printed
        printed.append(line)
    raise AssertionError(process.communicate()[1])


def watch_children(pid: int) -> list[int]:
    """Descriptors that become readable as each child ends, whoever collects it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [os.pidfd_open(int(child)) for child in children]


def wait_gone(watched: list[int]) -> None:
    for descriptor in watched:
        ended, _, _ = select.select([descriptor], [], [], ENDS_WITHIN_S)
        os.close(descriptor)
        assert ended, "a child still runs"


def marked(mark: str) -> list[int]:
    """Running processes that were started with the mark in their environment."""
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"STARTED_BY={mark}".encode() in environ.read_bytes().split(b"\0"):
                found.append(int(environ.parent.name))
        except OSError:
            continue
    return found
