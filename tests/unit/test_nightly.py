"""`.ci/nightly` runs every proof, whatever the others do, and fails where one of them does."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRESETS = sorted(
    path.name for path in (ROOT / "functions" / "presets").iterdir() if (path / "settings.yaml").is_file()
)
# Not proofs, or part of one that is: `make test` is shuffled there.
OTHERS = {"test", "demo", "demo-check", "items", "dev", "sample", "format", "protos", "requirements"}
OTHERS |= {"rules", "schemas", "clean"}


def night(tmp_path: Path, *names: str, failing: str = "nothing") -> subprocess.CompletedProcess[str]:
    """With a make that writes down what it is called with, and fails where that begins with `failing`."""
    make = tmp_path / "make"
    make.write_text(f'#!/bin/sh\necho made $*\ncase "$1" in {failing}) exit 3;; esac\n')
    make.chmod(0o755)
    environ = {
        "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
        "LOGS": str(tmp_path / "logs"),
        "SEED": "7",
    }
    command = [str(ROOT / ".ci" / "nightly"), *names]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def outcomes(done: subprocess.CompletedProcess[str]) -> dict[str, int]:
    return {name: int(code) for name, code in re.findall(r"(?m)^(\S+) +exit (\d+)", done.stdout)}


def test_every_slow_target_and_every_demo_is_run(tmp_path: Path) -> None:
    done = night(tmp_path)
    targets = re.search(r"(?m)^\.PHONY: (.+)$", (ROOT / "Makefile").read_text("utf-8"))
    assert targets is not None
    slow = {each for each in targets[1].split() if not each.startswith("lint") and each not in OTHERS}
    assert outcomes(done) == dict.fromkeys({"shuffled", *slow, *(f"demo-{preset}" for preset in PRESETS)}, 0)
    assert done.returncode == 0
    assert (tmp_path / "logs" / "shuffled.log").read_text() == "made test OPTIONS=--shuffle=7\n"


@pytest.mark.parametrize("failing", ["coverage", "bench"])
def test_one_that_fails_fails_the_night_and_the_others_run(tmp_path: Path, failing: str) -> None:
    done = night(tmp_path, failing=failing)
    assert {name for name, code in outcomes(done).items() if code} == {failing}
    assert (outcomes(done)[failing], done.returncode) == (3, 1)
    assert f"made {failing}" in done.stdout  # its last lines


def test_one_alone_is_run_by_its_name_and_a_wrong_name_is_no_success(tmp_path: Path) -> None:
    assert outcomes(night(tmp_path, "rates", "demo-cafe")) == {"rates": 0, "demo-cafe": 0}
    assert night(tmp_path, "rate").returncode == 2
