"""main.py asks Firebase for the secrets of secrets.txt, for the functions that need their values and for no others."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import grimp
import pytest
import yaml

ROOT = Path(__file__).parents[2]
READ_VALUES = {"hooks", "deliverpush", "deliverwhatsapp", "deliversms", "deliveremail"}
# It loads a provider's folder, which reveals, by its name.
LOADER = "functions.providers.registry"
# The answer to Firebase's GET /__/functions.yaml when it deploys.
DISCOVER = "from firebase_functions.private.serving import *; print(functions_as_yaml(get_functions()))"


def discovered(folder: Path, names: str) -> dict[str, Any]:
    """The functions that Firebase finds in the source where secrets.txt holds these names."""
    shutil.copy(ROOT / "main.py", folder)
    (folder / "functions").symlink_to(ROOT / "functions")
    (folder / "secrets.txt").write_text(names)
    environ = {name: value for name, value in os.environ.items() if name != "FUNCTION_TARGET"}
    found = subprocess.run(
        [sys.executable, "-c", DISCOVER], cwd=folder, env=environ, capture_output=True, text=True, check=True
    )
    endpoints: dict[str, Any] = yaml.safe_load(found.stdout)["endpoints"]
    return endpoints


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        ("", []),
        ("\n", []),
        ("KOPI_TOKEN\n", ["KOPI_TOKEN"]),
        ("KOPI_TOKEN\n\nKOPI_SMTP", ["KOPI_TOKEN", "KOPI_SMTP"]),
    ],
)
def test_who_reads_values_of_secrets_is_given_those_of_the_file_and_nobody_else_is(
    tmp_path: Path, names: str, keys: list[str]
) -> None:
    endpoints = discovered(tmp_path, names)
    given = {
        name: [each["key"] for each in endpoint.get("secretEnvironmentVariables", [])]
        for name, endpoint in endpoints.items()
    }
    assert {name: found for name, found in given.items() if name in READ_VALUES} == dict.fromkeys(
        READ_VALUES, keys
    )
    assert {name: found for name, found in given.items() if found and name not in READ_VALUES} == {}


def test_who_can_reach_the_code_that_reads_values_is_among_those_who_are_given_them() -> None:
    graph = grimp.build_graph("functions")
    entries = {
        function.name: str(imported.module)
        for function in ast.walk(ast.parse((ROOT / "main.py").read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for imported in function.body
        if isinstance(imported, ast.ImportFrom) and str(imported.module).startswith("functions.")
    }
    reading = {
        name for name, module in entries.items() if graph.chain_exists(importer=module, imported=LOADER)
    }
    assert entries.keys() >= READ_VALUES
    assert reading == READ_VALUES
