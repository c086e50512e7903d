"""The staff API is paid for by `api` alone: no other function's instance imports it, however it is served."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
API = "functions.http.staff_api"
VIEWS = "functions.domain.views"
# What an instance imports to answer its first request, by its module.
ENTRIES = {
    "hooks": "functions.http.hooks",
    "on_command_written": "functions.triggers.commands",
    "on_message_written": "functions.triggers.messages",
    "deliver": "functions.queues.deliver",
    "wakepage": "functions.queues.wake_page",
    "takecallback": "functions.queues.take_callback",
    "sendorders": "functions.queues.send_order",
    "taketurn": "functions.queues.take_turn",
    "tick": "functions.scheduled.tick",
    "on_order_published": "functions.triggers.published_orders",
}


def imported_by(path: Path) -> Iterator[str]:
    """Every module that a file names in an import, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def importing(module: str) -> set[str]:
    sources = [ROOT / "main.py", *(ROOT / "functions").rglob("*.py")]
    return {
        str(path.relative_to(ROOT))
        for path in sources
        if any(name == module or name.startswith(f"{module}.") for name in imported_by(path))
    }


def test_the_staff_api_is_imported_by_api_alone_and_api_by_main_alone() -> None:
    outside = {path for path in importing(API) if not path.startswith("functions/http/staff_api/")}
    assert outside == {"functions/http/api.py"}
    assert importing("functions.http.api") == {"main.py"}


@pytest.mark.parametrize("module", ENTRIES.values(), ids=ENTRIES)
def test_an_instance_of_another_function_imports_nothing_of_the_staff_api(module: str) -> None:
    code = f"import sys, {module}; print([m for m in sys.modules if m.startswith(({API!r}, {VIEWS!r}))])"
    environment = {name: value for name, value in os.environ.items() if name != "FUNCTION_TARGET"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
