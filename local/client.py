"""Local Firebase as a child process, for tests, the demo and measurements."""

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from local.clock.clock import format_instant
from local.processes import die_with_parent

_READY_WITHIN_S = 180.0  # however busy the machine
_END_WITHIN_S = 6.0
_REQUEST_WITHIN_S = 600.0


class NotReady(Exception):
    """It ended, or took too long, before it was ready; its output is the message."""


class ControlError(Exception):
    """A control request was refused."""

    def __init__(self, status: int, reply: dict[str, Any]) -> None:
        super().__init__(f"{status}: {reply.get('error', reply)}")
        self.status = status
        self.reply = reply


class LocalFirebase:
    """A running `python -m local`. Use `with LocalFirebase.start(...) as firebase:`; it is stopped on the way out.

    One instance may be used by several threads: each has its own connection to the control port.
    """

    def __init__(self, process: subprocess.Popen[str], log: IO[str], project: str) -> None:
        self.project = project
        self._process = process
        self._log = log
        self._connections = threading.local()
        self._all_connections: list[http.client.HTTPConnection] = []
        self._control_address: tuple[str, int] | None = None
        self._services: dict[str, dict[str, Any]] = {}
        self._functions: dict[str, dict[str, Any]] = {}

    @classmethod
    def start(
        cls,
        *,
        source: Path | str = ".",
        clock: str | datetime = "real",
        project: str = "demo-regulars",
        environ: Mapping[str, str] | None = None,
        options: tuple[str, ...] = (),
    ) -> "LocalFirebase":
        """Start one on free ports, unless `options` say otherwise, and wait until it is ready. Raises NotReady.

        It starts an emulator of its own: an address of one in our environment counts only when `environ` repeats it.
        """
        start_at = clock if isinstance(clock, str) else format_instant(clock)
        command = [sys.executable, "-m", "local", "--project", project]
        command += ["--source", str(source), "--clock", start_at]
        for name in ("firestore", "functions", "tasks", "pubsub", "provider", "auth", "control"):
            command += [f"--{name}-port", "0"]
        log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115  # closed by stop
        process = subprocess.Popen(
            [*command, *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=_environ_of_child() | dict(environ or {}),
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        firebase = cls(process, log, project)
        try:
            firebase._wait_ready()
        except BaseException:
            firebase.stop()
            raise
        return firebase

    def __enter__(self) -> "LocalFirebase":
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def firestore_host(self) -> str:
        return self._address("firestore")

    @property
    def emulator_host(self) -> str:
        """Where the emulator behind the proxy answers REST requests. Calls there are neither metered nor waited for."""
        return self._address("emulator")

    @property
    def tasks_host(self) -> str:
        return self._address("tasks")

    @property
    def pubsub_host(self) -> str:
        return self._address("pubsub")

    @property
    def auth_host(self) -> str:
        """HOST:PORT of Firebase Auth's claims."""
        return self._address("auth")

    @property
    def provider_url(self) -> str:
        return f"http://{self._address('provider')}"

    @property
    def control_url(self) -> str:
        return f"http://{self._address('control')}"

    @property
    def log(self) -> str:
        """What it has logged so far."""
        size = os.fstat(self._log.fileno()).st_size
        return os.pread(self._log.fileno(), size, 0).decode("utf-8", "replace")

    def functions_url(self, name: str) -> str:
        """The address of a function; paths below it go behind."""
        return f"http://{self._address('functions')}/{self.project}/{self._functions[name]['region']}/{name}"

    def control(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """One control request; the reply. Raises ControlError where it is not 200."""
        content = None if body is None else json.dumps(body)
        connection = self._connection()
        try:
            connection.request(method, path, content, {"Content-Type": "application/json"})
            response = connection.getresponse()
            reply: dict[str, Any] = json.loads(response.read())
        except BaseException:
            connection.close()
            raise
        if response.status != 200:
            raise ControlError(response.status, reply)
        return reply

    def status(self) -> dict[str, Any]:
        return self.control("GET", "/status")

    def now(self) -> datetime:
        """The instant of its clock."""
        return datetime.fromisoformat(self.control("GET", "/clock")["now"])

    def reset(self, clock: str | datetime = "real") -> None:
        """Everything as a start leaves it: no documents, nothing due, no faults, the clock at any instant."""
        self.control("POST", "/reset", {"clock": clock if isinstance(clock, str) else format_instant(clock)})

    def advance(self, duration: str) -> dict[str, Any]:
        """Move the clock, say by "36h", through all that happens on the way."""
        return self.control("POST", "/clock", {"advance": duration})

    def move_to(self, instant: str | datetime) -> dict[str, Any]:
        """Move the clock to an instant, through all that happens on the way."""
        text = instant if isinstance(instant, str) else format_instant(instant)
        return self.control("POST", "/clock", {"to": text})

    def declare_indexes(self, content: Mapping[str, Any]) -> None:
        """There are the indexes of this content of a firestore.indexes.json, until a reset."""
        self.control("PUT", "/indexes", content)

    def idle(self, timeout_s: float = 120) -> None:
        """Wait until nothing is under way. Raises ControlError (504) where that does not come."""
        self.control("POST", "/idle", {"timeout_s": timeout_s})

    def meter(self) -> dict[str, Any]:
        return self.control("GET", "/meter")

    def price(self, load: str | Path) -> dict[str, Any]:
        """What a month of a file's load costs, by the meter's reading so far."""
        return self.control("GET", f"/meter?load={quote(str(load))}")

    def reset_meter(self) -> None:
        self.control("POST", "/meter/reset")

    def faults(self, **wanted: float) -> None:
        """These faults from now on; none without arguments."""
        if wanted:
            self.control("POST", "/faults", wanted)
        else:
            self.control("DELETE", "/faults")

    def strikes(self) -> list[dict[str, Any]]:
        """What went wrong since the faults were set: each time the fault, and what it concerned."""
        found: list[dict[str, Any]] = self.control("GET", "/faults/strikes")["strikes"]
        return found

    def provider_requests(self) -> list[dict[str, Any]]:
        """What the provider was sent since it was last emptied."""
        found: list[dict[str, Any]] = self.control("GET", "/provider/requests")["requests"]
        return found

    def stop(self) -> None:
        """End it and all that it started."""
        for connection in self._all_connections:
            connection.close()
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_END_WITHIN_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._log.close()

    def _wait_ready(self) -> None:
        """Read what it prints until `ready`; a timer ends one that hangs."""
        assert self._process.stdout is not None
        timer = threading.Timer(_READY_WITHIN_S, self._process.kill)
        timer.start()
        printed = []
        try:
            for line in self._process.stdout:
                printed.append(line)
                words = line.split()
                if words == ["ready"]:
                    self._read_status()
                    return
                if words[:1] == ["control"]:
                    host, _, port = words[1].rpartition(":")
                    self._control_address = (host, int(port))
        finally:
            timer.cancel()
        raise NotReady(f"local Firebase did not start:\n{''.join(printed)}{self.log}")

    def _read_status(self) -> None:
        threading.Thread(target=self._discard_output, daemon=True).start()
        status = self.status()
        self._services = status["services"]
        self._functions = status["functions"]

    def _discard_output(self) -> None:
        """Functions may print; a full pipe would stop them."""
        assert self._process.stdout is not None
        try:
            for _ in self._process.stdout:
                pass
        except ValueError:
            return  # closed by stop

    def _address(self, service: str) -> str:
        return f"{self._services[service]['host']}:{self._services[service]['port']}"

    def _connection(self) -> http.client.HTTPConnection:
        assert self._control_address is not None
        if not hasattr(self._connections, "control"):
            host, port = self._control_address
            self._connections.control = http.client.HTTPConnection(host, port, timeout=_REQUEST_WITHIN_S)
            self._all_connections.append(self._connections.control)
        connection: http.client.HTTPConnection = self._connections.control
        return connection


def _environ_of_child() -> dict[str, str]:
    """Ours, so that the child finds this package from wherever it is started, and does not join our emulator."""
    root = str(Path(__file__).resolve().parents[1])
    path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    inherited = {name: value for name, value in os.environ.items() if name != "FIRESTORE_EMULATOR_HOST"}
    return inherited | {"PYTHONUNBUFFERED": "1", "PYTHONPATH": path}
