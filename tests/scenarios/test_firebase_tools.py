"""Firebase's own CLI loads the source and lists every function. Skipped where npm's `firebase-tools` is missing.

Its functions emulator looks for the interpreter in `venv` below the source, so this runs where `make` has made one.
"""

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from tests.local.firebase_tools import FIREBASE
from tests.scenarios.test_readme import ROOT
from tests.unit.test_names import NAMES


@pytest.mark.item("S002-95")
@pytest.mark.skipif(FIREBASE is None, reason="firebase-tools is not installed")
@pytest.mark.skipif(not (ROOT / "venv" / "bin" / "python").exists(), reason="there is no ./venv")
def test_firebase_tools_loads_the_source_and_lists_every_function(tmp_path: Path) -> None:
    assert FIREBASE is not None
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_EMULATOR_HOST")}
    command = [FIREBASE, "emulators:start", "--project", "demo-regulars", "--only", "functions,tasks,auth"]
    log = tmp_path / "firebase.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment | {"CI": "true"},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
        try:
            output = _read_until(log, "All emulators ready", process)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)
    loaded = re.search(r"Loaded functions definitions from source: ([\w, .-]+)", output)
    assert loaded is not None, output
    assert sorted(re.findall(r"\w+", loaded[1])) == sorted(NAMES)


def _read_until(log: Path, words: str, process: subprocess.Popen[bytes]) -> str:
    deadline = 120
    for _ in range(deadline * 10):
        text = log.read_text(encoding="utf-8", errors="replace")
        if words in text or process.poll() is not None:
            return text
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError(f"firebase-tools was not ready in {deadline} s:\n{log.read_text(encoding='utf-8')}")
