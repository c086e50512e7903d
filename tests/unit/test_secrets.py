"""main.py asks Firebase for the secrets of secrets.txt, for the functions that need their values and for no others."""

import ast
import json
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
READ_VALUES = {"hooks", "api", "deliverpush", "deliverwhatsapp", "deliversms", "deliveremail", "taketurn"}
# One loads a provider's folder, which reveals, by its name; the other reveals the key of a model.
LOADERS = ("functions.providers.registry", "functions.providers.assistant_model")
# What secrets.txt holds, and the keys that it names.
CASES: dict[str, list[str]] = {
    "": [],
    "\n": [],
    "KOPI_TOKEN\n": ["KOPI_TOKEN"],
    "KOPI_TOKEN\n\nKOPI_SMTP": ["KOPI_TOKEN", "KOPI_SMTP"],
}
# The answer to Firebase's GET /__/functions.yaml when it deploys, from each folder.
DISCOVER = """
import json, os, sys
from firebase_functions import params
from firebase_functions.private.serving import functions_as_yaml, get_functions
found = []
for folder in sys.argv[1:]:
    os.chdir(folder)
    params._params.clear()  # as in a process of its own
    found.append(functions_as_yaml(get_functions()))
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def discovered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The functions that Firebase finds in the source, by what secrets.txt holds."""
    folders = [tmp_path_factory.mktemp("source") for _ in CASES]
    for folder, names in zip(folders, CASES, strict=True):
        shutil.copy(ROOT / "main.py", folder)
        (folder / "functions").symlink_to(ROOT / "functions")
        (folder / "secrets.txt").write_text(names)
    environ = {name: value for name, value in os.environ.items() if name != "FUNCTION_TARGET"}
    command = [sys.executable, "-c", DISCOVER, *map(str, folders)]
    found = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    endpoints = [yaml.safe_load(text)["endpoints"] for text in json.loads(found.stdout)]
    return dict(zip(CASES, endpoints, strict=True))


@pytest.mark.parametrize(("names", "keys"), CASES.items())
def test_who_reads_values_of_secrets_is_given_those_of_the_file_and_nobody_else_is(
    discovered: dict[str, dict[str, Any]], names: str, keys: list[str]
) -> None:
    given = {
        name: [each["key"] for each in endpoint.get("secretEnvironmentVariables", [])]
        for name, endpoint in discovered[names].items()
    }
    assert {name: found for name, found in given.items() if name in READ_VALUES} == dict.fromkeys(
        READ_VALUES, keys
    )
    assert {name: found for name, found in given.items() if found and name not in READ_VALUES} == {}


def test_who_can_reach_the_code_that_reads_values_is_among_those_who_are_given_them() -> None:
    graph = grimp.build_graph("functions")
    imports = [
        (function.name, str(imported.module))
        for function in ast.walk(ast.parse((ROOT / "main.py").read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for imported in function.body
        if isinstance(imported, ast.ImportFrom) and str(imported.module).startswith("functions.")
    ]
    # The staff API loads the module of a request by its first word.
    imports.append(("api", "functions.http.staff_api.ai"))
    reading = {
        name
        for name, module in imports
        if any(graph.chain_exists(importer=module, imported=loader) for loader in LOADERS)
    }
    assert reading == READ_VALUES
