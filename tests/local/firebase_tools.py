"""`firebase emulators:start` as a child process, with the emulators of the gcloud CLI instead of its own downloads.

It starts the jar in FIRESTORE_EMULATOR_BINARY_PATH with `java -jar`. The CLI's jar names no main class, so that it gets
one that only names it. And it wants Java 21: it believes the first line of `java -version` that looks like one, and
Java says first which options it took from JAVA_TOOL_OPTIONS.
"""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from local.firestore import emulator as emulators
from local.processes import die_with_parent
from local.wire import servers

ROOT = Path(__file__).parents[2]
FIREBASE = shutil.which("firebase") or shutil.which("firebase", path=str(ROOT / "node_modules" / ".bin"))
_DONE_WITHIN_S = 120.0
_END_WITHIN_S = 20.0
_SERVICES = ("functions", "firestore", "pubsub", "tasks", "eventarc", "hub", "logging", "websocket")
_SEEMS_JAVA_21 = "'-Dfor.firebase.tools=version \"21'"


class FirebaseTools:
    """Running emulators of one source; a context, left once all of them have ended."""

    def __init__(self, folder: Path, source: Path, project: str, environ: Mapping[str, str]) -> None:
        self.project = project
        self._output = ""
        self._printed = threading.Condition()
        self._folder = folder
        self._source = source
        self._environ = environ
        self._ports = {service: servers.free_port("127.0.0.1", 0, service) for service in _SERVICES}
        self._groups: list[int] = []
        self._reader = threading.Thread(
            target=self._read_output, name="output of firebase-tools", daemon=True
        )

    def __enter__(self) -> "FirebaseTools":
        assert FIREBASE is not None
        self._lay_out()
        command = [FIREBASE, "emulators:start", "--project", self.project]
        self._process = subprocess.Popen(
            [*command, "--only", ",".join(self._emulators())],
            cwd=self._folder,
            env=self._make_environ(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        self._groups.append(self._process.pid)
        try:
            self._wait_ready()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop()

    @property
    def has_pubsub(self) -> bool:
        return _pubsub_program().is_file()

    def address(self, service: str) -> str:
        return f"127.0.0.1:{self._ports[service]}"

    def _emulators(self) -> list[str]:
        return ["functions", "firestore", "tasks", *(["pubsub"] if self.has_pubsub else [])]

    def _lay_out(self) -> None:
        """A project of its own: firebase-tools writes beside its firebase.json, and wants `venv` below the source."""
        functions = self._folder / "functions"
        shutil.copytree(self._source, functions, ignore=shutil.ignore_patterns("__pycache__"))
        (functions / "requirements.txt").write_text("firebase-functions\n", encoding="utf-8")
        (functions / "venv").symlink_to(sys.prefix)
        shutil.copy(ROOT / "tests" / "local" / "sample" / "firestore.rules", self._folder)
        runtime = f"python{sys.version_info.major}{sys.version_info.minor}"
        ports = {name: {"host": "127.0.0.1", "port": port} for name, port in self._ports.items()}
        ports["firestore"]["websocketPort"] = ports.pop("websocket")["port"]
        config = {
            "functions": [{"source": "functions", "codebase": "default", "runtime": runtime}],
            "firestore": {"rules": "firestore.rules"},
            "emulators": ports | {"ui": {"enabled": False}},
        }
        (self._folder / "firebase.json").write_text(json.dumps(config), encoding="utf-8")
        _write_starting_jar(self._folder / "firestore.jar", emulators.find_emulator())
        pubsub = self._folder / "pubsub"
        pubsub.write_text(f'#!/bin/sh\nexec sh "{_pubsub_program()}" "$@"\n', encoding="utf-8")

    def _make_environ(self) -> dict[str, str]:
        """Ours, without the addresses of emulators, and with a home for what it keeps between runs."""
        environ = {name: value for name, value in os.environ.items() if not name.endswith("_EMULATOR_HOST")}
        return environ | {
            "CI": "true",
            "FIRESTORE_EMULATOR_BINARY_PATH": str(self._folder / "firestore.jar"),
            "PUBSUB_EMULATOR_BINARY_PATH": str(self._folder / "pubsub"),
            "JAVA_TOOL_OPTIONS": _SEEMS_JAVA_21,
            "TMPDIR": str(self._folder),
            "XDG_CONFIG_HOME": str(self._folder),
            **self._environ,
        }

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Look again whenever it prints something, as it does after each call of a function."""
        with self._printed:
            assert self._printed.wait_for(is_so, _DONE_WITHIN_S), self._output

    def _wait_ready(self) -> None:
        self._reader.start()
        self.wait_until(lambda: "All emulators ready" in self._output or self._process.poll() is not None)
        assert self._process.poll() is None, self._output
        self._groups += [entry["pid"] for entry in self._running().values() if entry.get("pid")]

    def _read_output(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                self._add_output(line)
        self._process.wait()
        self._add_output("")

    def _add_output(self, line: str) -> None:
        with self._printed:
            self._output += line
            self._printed.notify_all()

    def _running(self) -> dict[str, Any]:
        connection = http.client.HTTPConnection(self.address("hub"), timeout=30)
        try:
            connection.request("GET", "/emulators")
            running: dict[str, Any] = json.loads(connection.getresponse().read())
            return running
        finally:
            connection.close()

    def _stop(self) -> None:
        """End it as Ctrl-C does, then whatever is left in its group and those of its emulators."""
        self._process.terminate()
        try:
            self._process.wait(_END_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for group in self._groups:
            try:
                os.killpg(group, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._reader.join()


def _write_starting_jar(path: Path, emulator: Path) -> None:
    lines = [
        "Manifest-Version: 1.0",
        f"Main-Class: {emulators.MAIN_CLASS}",
        f"Class-Path: {emulator.as_uri()}",
    ]
    with zipfile.ZipFile(path, "w") as jar:
        jar.writestr("META-INF/MANIFEST.MF", "".join(f"{_fold(line)}\n" for line in lines) + "\n")


def _fold(line: str) -> str:
    """A manifest's lines have at most 72 bytes; the next goes on after a space."""
    return "\n ".join(line[at : at + 70] for at in range(0, len(line), 70))


def _pubsub_program() -> Path:
    return emulators.find_emulator().parents[1] / "pubsub-emulator" / "bin" / "cloud-pubsub-emulator"
