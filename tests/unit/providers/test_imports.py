"""The function that answers callbacks must start fast: it loads what reads them, and nothing that sends."""

import json
import subprocess
import sys

import pytest

from functions.providers.registry import PROVIDERS

SENDING = {"httpx", "requests", "smtplib", "cryptography", "functions.providers.http_client"}
PROBE = "import importlib, json, sys; importlib.import_module(sys.argv[1]); print(json.dumps(sorted(sys.modules)))"


@pytest.mark.parametrize("provider", [name for name, listed in PROVIDERS.items() if listed.calls_back])
def test_reading_callbacks_loads_nothing_that_sends(provider: str) -> None:
    command = [sys.executable, "-c", PROBE, f"functions.providers.{provider}.webhooks"]
    loaded = set(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    assert f"functions.providers.{provider}.settings" in loaded
    assert loaded & (SENDING | {f"functions.providers.{provider}.sending"}) == set()
