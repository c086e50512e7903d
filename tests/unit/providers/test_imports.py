"""Whoever answers callbacks loads what reads them, and nothing that sends."""

import json
import subprocess
import sys

import pytest

SENDING = {"httpx", "requests", "functions.providers.http_client"}
PROBE = "import importlib, json, sys; importlib.import_module(sys.argv[1]); print(json.dumps(sorted(sys.modules)))"


@pytest.mark.parametrize("provider", ["twilio", "gupshup", "interakt"])
def test_reading_callbacks_loads_no_http_client(provider: str) -> None:
    command = [sys.executable, "-c", PROBE, f"functions.providers.{provider}.webhooks"]
    loaded = set(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
    assert f"functions.providers.{provider}.sending" in loaded
    assert loaded & SENDING == set()
