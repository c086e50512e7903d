"""Import time and memory of main.py as each function's instance sees it, beside a bare function of the same kind.

Every sample is a fresh process. The samples of all cases are taken in turns, so that a slow moment of the machine hits
all of them alike. Python's .pyc files exist and are used, as on a deployed instance.
"""

import os
import re
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.bare_functions import TARGET, bare_import, kind_of
from local.hosting.hosting import load_functions

SAMPLES = 10
ROOT = Path(__file__).parent.parent
_PEAK = "\nimport re; print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"


@dataclass(frozen=True)
class Imported:
    """Medians of a function's instance beside those of the bare one of its kind."""

    function: str
    seconds: float
    bare_seconds: float
    mebibytes: float
    bare_mebibytes: float

    @property
    def time_ratio(self) -> float:
        return self.seconds / self.bare_seconds

    @property
    def memory_ratio(self) -> float:
        return self.mebibytes / self.bare_mebibytes


def measure(samples: int = SAMPLES) -> list[Imported]:
    """Every function, `samples` times each, after one round that is thrown away."""
    functions = load_functions(ROOT)
    cases = {function.name: ("import main", function.name) for function in functions}
    cases |= {kind_of(function): (bare_import(function), TARGET) for function in functions}
    taken: dict[str, list[tuple[float, float]]] = {case: [] for case in cases}
    for turn in range(samples + 1):
        for case, (code, target) in cases.items():
            sample = _sample(code, target)
            if turn:
                taken[case].append(sample)
    medians = {
        case: tuple(statistics.median(column) for column in zip(*found, strict=True))
        for case, found in taken.items()
    }
    return [_beside(each.name, medians[each.name], medians[kind_of(each)]) for each in functions]


def _beside(name: str, ours: tuple[float, ...], bare: tuple[float, ...]) -> Imported:
    return Imported(name, ours[0], bare[0], ours[1], bare[1])


def _sample(code: str, target: str) -> tuple[float, float]:
    """Seconds and peak MiB of a process that runs the code and ends."""
    unwanted = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    command = [sys.executable, "-c", code + _PEAK]
    began = time.perf_counter()
    done = subprocess.run(
        command,
        env=environment | {"FUNCTION_TARGET": target},
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    seconds = time.perf_counter() - began
    peak = re.findall(r"\d+", done.stdout)[-1]
    return seconds, int(peak) / 1024
