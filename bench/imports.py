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

SAMPLES = 10

_FIRESTORE = """
from firebase_functions import firestore_fn
@firestore_fn.on_document_written(document="c/{id}")
def f(event): pass
"""
_HTTP = """
from firebase_functions import https_fn
@https_fn.on_request()
def f(request): pass
"""
_TASK = """
from firebase_functions import tasks_fn
@tasks_fn.on_task_dispatched()
def f(request): pass
"""
_SCHEDULE = """
from firebase_functions import scheduler_fn
@scheduler_fn.on_schedule(schedule="0 * * * *")
def f(event): pass
"""
_TOPIC = """
from firebase_functions import pubsub_fn
@pubsub_fn.on_message_published(topic="t")
def f(event): pass
"""
BARE = {
    "hooks": _HTTP,
    "api": _HTTP,
    "on_command_written": _FIRESTORE,
    "on_message_written": _FIRESTORE,
    "deliverpush": _TASK,
    "deliverwhatsapp": _TASK,
    "deliversms": _TASK,
    "deliveremail": _TASK,
    "wakepage": _TASK,
    "takecallback": _TASK,
    "tick": _SCHEDULE,
    "on_order_published": _TOPIC,
}
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
    cases = {("ours", name): ("import main", name) for name in BARE}
    cases |= {("bare", code): (code, "f") for code in dict.fromkeys(BARE.values())}
    taken: dict[tuple[str, str], list[tuple[float, float]]] = {case: [] for case in cases}
    for turn in range(samples + 1):
        for case, (code, target) in cases.items():
            sample = _sample(code, target)
            if turn:
                taken[case].append(sample)
    medians = {
        case: tuple(statistics.median(column) for column in zip(*found, strict=True))
        for case, found in taken.items()
    }
    return [_beside(name, medians[("ours", name)], medians[("bare", BARE[name])]) for name in BARE]


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
        cwd=Path(__file__).parent.parent,
    )
    seconds = time.perf_counter() - began
    peak = re.findall(r"\d+", done.stdout)[-1]
    return seconds, int(peak) / 1024
