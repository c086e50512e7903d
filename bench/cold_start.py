"""Cold start as users feel it: from the start of an instance to its first answer, beside a bare function of its kind.

Each sample is a fresh process that serves one function with functions-framework, on Firestore's emulator. The samples
of all functions are taken in turns, so that a slow moment of the machine hits all of them alike.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.bare_functions import TARGET, kind_of, write_bare_sources, write_quiet_source
from bench.emulator import an_emulator, client_of
from bench.first_requests import ORG, SECRET, FirstRequests
from bench.instances import FirstAnswer, Request, first_answer
from local.client import LocalFirebase
from local.hosting.hosting import load_functions
from local.hosting.manifests import Function, TaskTrigger

SAMPLES = 7
ROOT = Path(__file__).parent.parent


# The first asks Firebase Auth, which is not here, and no person waits for it. Of the others the first answer is mostly
# its work: a paper that is drawn, an order system's answer, a chat that has paused for seconds already.
UNMEASURED = frozenset({"on_member_written", "quotes", "sendorders", "taketurn"})


@dataclass(frozen=True)
class ColdStart:
    """Medians from the start of a function's process to its first answer, and those of the bare one."""

    function: str
    seconds: float
    bare_seconds: float
    cpu_seconds: float
    bare_cpu_seconds: float

    @property
    def ratio(self) -> float:
        return self.seconds / self.bare_seconds

    @property
    def cpu_ratio(self) -> float:
        return self.cpu_seconds / self.bare_cpu_seconds


Sample = Callable[[], FirstAnswer]


def measure(names: Collection[str] = (), samples: int = SAMPLES) -> list[ColdStart]:
    """The functions of these names (all without any), `samples` times each after one round that is thrown away."""
    deployed = load_functions(ROOT)
    functions = [
        each for each in deployed if each.name not in UNMEASURED and (not names or each.name in names)
    ]
    with tempfile.TemporaryDirectory() as name:
        bare = write_bare_sources(Path(name))
        with platform(Path(name), deployed) as environ:
            address, project = environ["FIRESTORE_EMULATOR_HOST"], environ["GCLOUD_PROJECT"]
            requests = FirstRequests(client_of(address, project), address)
            cases: dict[str, Sample] = {}
            for function in functions:
                kind = kind_of(function)
                cases[kind] = partial(
                    _sample, bare[kind], TARGET, function, requests=requests, environ=environ
                )
                cases[function.name] = partial(
                    _sample, ROOT, function.name, function, requests=requests, environ=environ
                )
            medians = _medians(cases, samples)
    return [_beside(each.name, medians[each.name], medians[kind_of(each)]) for each in functions]


def _beside(name: str, ours: FirstAnswer, bare: FirstAnswer) -> ColdStart:
    return ColdStart(name, ours.seconds, bare.seconds, ours.cpu_seconds, bare.cpu_seconds)


def _medians(cases: dict[str, Sample], samples: int) -> dict[str, FirstAnswer]:
    taken: dict[str, list[FirstAnswer]] = {name: [] for name in cases}
    for turn in range(samples + 1):
        for name, sample in cases.items():
            answer = sample()
            if turn:
                taken[name].append(answer)
    return {name: _median(answers) for name, answers in taken.items()}


def _median(answers: Sequence[FirstAnswer]) -> FirstAnswer:
    return FirstAnswer(
        statistics.median(each.seconds for each in answers),
        statistics.median(each.cpu_seconds for each in answers),
    )


def _sample(
    source: Path, target: str, function: Function, *, requests: FirstRequests, environ: dict[str, str]
) -> FirstAnswer:
    request: Request = requests.make(function)
    return first_answer(source, target, request, takes_events=function.takes_events, environ=environ)


@contextmanager
def platform(folder: Path, functions: Sequence[Function]) -> Iterator[dict[str, str]]:
    """What an instance finds, as its environment: an emulator, queues whose functions do nothing, an organisation."""
    queues = [each.name for each in functions if isinstance(each.trigger, TaskTrigger)]
    quiet = write_quiet_source(folder / "quiet", queues)
    with an_emulator() as emulator:
        address = {"FIRESTORE_EMULATOR_HOST": emulator.address}
        with LocalFirebase.start(source=quiet, environ=address) as firebase:
            environ = address | _environ(firebase)
            _provision(environ)
            yield environ


def _environ(firebase: LocalFirebase) -> dict[str, str]:
    return {
        "CLOUD_TASKS_EMULATOR_HOST": firebase.tasks_host,
        "FIREBASE_AUTH_EMULATOR_HOST": "127.0.0.1:9099",
        "FIREBASE_CONFIG": json.dumps({"projectId": firebase.project}),
        "GCLOUD_PROJECT": firebase.project,
        "GOOGLE_CLOUD_PROJECT": firebase.project,
    }


def _provision(environ: dict[str, str]) -> None:
    command = [sys.executable, "-m", "functions.provision", ORG, "--preset", "cafe", "--hook-secret", SECRET]
    subprocess.run(command, env=os.environ | environ, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
