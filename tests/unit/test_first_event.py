"""What an instance loads for its first event: neither clients nor tables that most first events do not need."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {
    "babel",
    "email_validator",
    "google.cloud.firestore",
    "google.cloud.tasks_v2",
    "httpx",
    "jinja2",
    "phonenumbers",
    "pydantic",
    "yaml",
}
# What each function's own module may load of these. Flask loads jinja2, and firebase_admin, which tells tokens apart,
# httpx.
ENTRIES = {
    "functions.http.hooks": {"jinja2"},
    "functions.http.orders": {"jinja2", "pydantic"},
    "functions.http.callbacks": {"jinja2", "pydantic"},
    "functions.http.api": {"jinja2", "httpx", "pydantic"},
    "functions.triggers.commands": {"pydantic"},
    "functions.triggers.messages": set(),
    "functions.triggers.events": set(),
    "functions.queues.tasks": set(),
    "functions.triggers.published_orders": {"pydantic"},
    "functions.queues.deliver": {"jinja2", "pydantic"},
    "functions.queues.take_callback": {"pydantic"},
    "functions.queues.wake_page": {"pydantic"},
    "functions.scheduled.tick": {"pydantic"},
}


def loaded_by(entry: str) -> set[str]:
    """The modules of a process that imports an entry and nothing else."""
    return set(printed_by(f"import sys; import {entry}; print(*sys.modules)").split())


def printed_by(probe: str, **environ: str) -> str:
    command = [sys.executable, "-c", probe]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | environ, capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_first_event_loads_only_what_it_needs(entry: str) -> None:
    assert HEAVY & loaded_by(entry) == ENTRIES[entry]


def test_a_tick_loads_commands_only_where_one_is_lost() -> None:
    assert "functions.domain.commands.kinds" not in loaded_by("functions.scheduled.tick")


def test_the_first_command_loads_its_own_kind_alone() -> None:
    loaded = loaded_by("functions.triggers.commands")
    assert "functions.domain.commands.kinds" in loaded
    assert not {name for name in loaded if name.startswith("functions.domain.orders")}


def test_an_instance_looks_for_no_plugins_of_pydantic() -> None:
    probe = "import main, pydantic, importlib.metadata as m; m.distributions = None; pydantic.create_model('Any')()"
    printed_by(probe, FUNCTION_TARGET="hooks")
    with pytest.raises(subprocess.CalledProcessError):
        printed_by(probe, FUNCTION_TARGET="hooks", PYDANTIC_DISABLE_PLUGINS="")
