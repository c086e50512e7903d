"""An instance of a function as Firebase starts it: functions-framework in a process of its own, one request to it."""

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_FRAMEWORK = Path(sys.executable).with_name("functions-framework")
_ANSWER_WITHIN_S = 60.0
_BETWEEN_TRIES_S = 0.002
_MOST_OUTPUT = 3000
_PORTS = range(20_000, 32_000)
# A deployed instance finds its .pyc files; the first one that runs here writes them.
_NOT_WHEN_DEPLOYED = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")


@dataclass(frozen=True)
class Request:
    """What the platform sends to a function."""

    method: str = "POST"
    path: str = "/"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class InstanceFailed(Exception):
    """The instance did not start, or its answer was no success."""


@dataclass(frozen=True)
class FirstAnswer:
    """From the start of the process to the end of its first answer, by the clock and in processor time."""

    seconds: float
    cpu_seconds: float


@dataclass(frozen=True)
class Instance:
    """A function that is served, or will be in a moment."""

    process: "subprocess.Popen[bytes]"
    port: int

    def ask(self, request: Request) -> int:
        """The status of the answer; 0 where the process ends instead."""
        deadline = time.monotonic() + _ANSWER_WITHIN_S
        while self.process.poll() is None and time.monotonic() < deadline:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_ANSWER_WITHIN_S)
            try:
                connection.request(request.method, request.path, request.body, dict(request.headers))
                response = connection.getresponse()
                response.read()
                return response.status
            except ConnectionRefusedError:
                time.sleep(_BETWEEN_TRIES_S)
            finally:
                connection.close()
        return 0


@contextmanager
def running(
    source: Path, target: str, *, takes_events: bool, environ: Mapping[str, str]
) -> Iterator[Instance]:
    """An instance of a source's function, ended on the way out."""
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if name not in _NOT_WHEN_DEPLOYED}
    own = {
        "FUNCTION_TARGET": target,
        "FUNCTION_SIGNATURE_TYPE": "cloudevent" if takes_events else "http",
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [str(_FRAMEWORK), "--source", "main.py"],
            cwd=source,
            env=inherited | dict(environ) | own,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield Instance(process, port)
        except InstanceFailed as failed:
            output.seek(0)
            failed.add_note(output.read().decode("utf-8", "replace")[-_MOST_OUTPUT:])
            raise
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def first_answer(
    source: Path, target: str, request: Request, *, takes_events: bool, environ: Mapping[str, str]
) -> FirstAnswer:
    """Start an instance, send it one request, end it. Raises InstanceFailed."""
    began = time.perf_counter()
    with running(source, target, takes_events=takes_events, environ=environ) as instance:
        status = instance.ask(request)
        answer = FirstAnswer(time.perf_counter() - began, _cpu_seconds(instance.process.pid))
        if not 200 <= status < 300:
            raise InstanceFailed(f"{target} in {source} answered {status}")
    return answer


def free_port() -> int:
    """A port below those that the system hands out itself, so that no other process gets it before it is used."""
    while True:
        port = random.choice(_PORTS)
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


def _cpu_seconds(group: int) -> float:
    """Of all processes of the group: gunicorn's own and its worker."""
    stats = [path.read_text().rpartition(")")[2].split() for path in Path("/proc").glob("[0-9]*/stat")]
    ticks = sum(int(fields[11]) + int(fields[12]) for fields in stats if int(fields[2]) == group)
    return ticks / os.sysconf("SC_CLK_TCK")
