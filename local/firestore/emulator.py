"""Google's Firestore emulator: finds the jar of gcloud or firebase-tools, starts it, loads rules and triggers."""

import http.client
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from local.processes import end_child, start_child

MAIN_CLASS = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"
_START_WITHIN_S = 120.0  # however busy the machine
# Every query scans all documents: the collector that works in parallel, and room for what a scan throws away, count for
# more than the second compiler, which takes the processor from everybody else.
_JAVA_OPTIONS = [
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseParallelGC",
    "-Xms768m",
    "-Xmn512m",
    "-Xmx1g",
    "-Xshare:auto",
    "-Duser.language=en",
]
# The classes that it loads, as Java keeps them (`class_archive`): it is ready in half the time. Another version of Java
# or of the jar passes them over.
ARCHIVE = Path(__file__).parents[2] / "build" / "emulator.jsa"
_MISSING = (
    "Google's Firestore emulator is not on this machine. Install it with\n"
    "    gcloud components install cloud-firestore-emulator"
)


class EmulatorError(Exception):
    """The emulator is missing, does not start, or refuses rules or triggers."""


def find_emulator() -> Path:
    """The emulator's jar: the gcloud CLI's, else the newest that firebase-tools keeps. Raises EmulatorError."""
    candidates = _gcloud_jars() + _firebase_tools_jars()
    for jar in candidates:
        if jar.is_file():
            return jar
    raise EmulatorError(_MISSING)


def _gcloud_jars() -> list[Path]:
    gcloud = shutil.which("gcloud")
    if gcloud is None:
        return []
    platform = Path(gcloud).resolve().parent.parent / "platform"
    return [platform / "cloud-firestore-emulator" / "cloud-firestore-emulator.jar"]


def _firebase_tools_jars() -> list[Path]:
    kept = os.environ.get("FIREBASE_EMULATORS_PATH")
    folder = Path(kept) if kept else Path.home() / ".cache" / "firebase" / "emulators"
    return sorted(folder.glob("cloud-firestore-emulator-v*.jar"), key=_version, reverse=True)


def _version(jar: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", jar.name)]


class FirestoreEmulator:
    """A Firestore emulator at an address, started here or running already."""

    def __init__(self, host: str, port: int, process: subprocess.Popen[bytes] | None = None) -> None:
        self.host = host
        self.port = port
        self._process = process
        self._output: IO[bytes] | None = None

    @classmethod
    def start(
        cls, host: str, port: int, functions_address: str, *, java_options: Sequence[str] = ()
    ) -> "FirestoreEmulator":
        """Start one that posts its events to the functions' address. It is not ready yet: see `wait_ready`."""
        java = shutil.which("java")
        if java is None:
            raise EmulatorError(
                "Google's Firestore emulator needs Java 11 or newer, and there is no java on the PATH"
            )
        output = tempfile.TemporaryFile()  # noqa: SIM115  # read when it fails, closed with the emulator
        kept = [f"-XX:SharedArchiveFile={ARCHIVE}"] if ARCHIVE.is_file() and not java_options else []
        command = [java, *_JAVA_OPTIONS, *kept, *java_options, "-cp", str(find_emulator()), MAIN_CLASS]
        command += ["--host", host, "--port", str(port), "--functions_emulator", functions_address]
        emulator = cls(host, port, start_child(command, output=output))
        emulator._output = output
        return emulator

    @classmethod
    def running_at(cls, address: str) -> "FirestoreEmulator":
        """One that runs already; it is left running at the end."""
        host, _, port = address.rpartition(":")
        if not host or not port.isdigit():
            raise EmulatorError(f"FIRESTORE_EMULATOR_HOST is '{address}', which is not HOST:PORT")
        return cls(host, int(port))

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def is_ours(self) -> bool:
        return self._process is not None

    def wait_ready(self) -> None:
        """Return as soon as it answers. Raises EmulatorError, with its output, if it ends or takes too long."""
        deadline = time.monotonic() + _START_WITHIN_S
        while not self._answers():
            if self._process is not None and self._process.poll() is not None:
                raise EmulatorError(f"the Firestore emulator ended at once:\n{self._tail_of_output()}")
            if time.monotonic() > deadline:
                raise EmulatorError(
                    f"the Firestore emulator at {self.address} does not answer\n{self._tail_of_output()}"
                )
            time.sleep(0.02)

    def stop(self, patience_s: float = 1.5) -> None:
        if self._process is not None:
            end_child(self._process, patience_s)
        if self._output is not None:
            self._output.close()

    def load_rules(self, project: str, path: Path) -> None:
        """Put the security rules in force. Raises EmulatorError with the compiler's message."""
        try:
            content = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise EmulatorError(f"{path} is not UTF-8 text") from None
        rules = {"rules": {"files": [{"name": path.name, "content": content}]}}
        status, answer = self._request("PUT", f"/emulator/v1/projects/{project}:securityRules", rules)
        if status != 200:
            raise EmulatorError(f"{path} does not compile: {_message(answer)}")

    def register_trigger(self, project: str, key: str, trigger: dict[str, object]) -> None:
        """Ask for events, posted under the key."""
        path = f"/emulator/v1/projects/{project}/eventarcTrigger?eventarcTriggerId={key}"
        status, answer = self._request("POST", path, trigger)
        if status != 200:
            raise EmulatorError(f"the Firestore emulator refuses the trigger {key}: {_message(answer)}")

    def delete_documents(self, project: str) -> None:
        """Delete all documents of the project's database; triggers hear of each. Raises EmulatorError."""
        path = f"/emulator/v1/projects/{project}/databases/(default)/documents"
        status, answer = self._request("DELETE", path, None)
        if status != 200:
            raise EmulatorError(f"the Firestore emulator does not delete its documents: {_message(answer)}")

    def _answers(self) -> bool:
        try:
            return self._request("GET", "/", None)[0] == 200
        except OSError:
            return False
        except http.client.HTTPException as error:
            raise EmulatorError(
                f"what answers at {self.address} is not the Firestore emulator; FIRESTORE_EMULATOR_HOST names it"
            ) from error

    def _request(self, method: str, path: str, body: object) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=_START_WITHIN_S)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, {"Content-Type": "application/json"})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def _tail_of_output(self) -> str:
        if self._output is None:
            return ""
        self._output.seek(0)
        return self._output.read().decode("utf-8", "replace")[-2000:]


def _message(answer: bytes) -> str:
    try:
        return str(json.loads(answer)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return answer.decode("utf-8", "replace")
