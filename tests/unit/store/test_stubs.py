"""The channel of production: TLS, credentials, and the headers that Google's client would send."""

import json
import os
import subprocess
import sys


def test_production_s_calls_carry_the_client_s_credentials_over_tls() -> None:
    environ = {name: value for name, value in os.environ.items() if name != "FIRESTORE_EMULATOR_HOST"}
    command = [sys.executable, "-m", "tests.unit.store.over_tls"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True, timeout=120)
    commit, read, the_client_s = json.loads(done.stdout)
    expected = {
        "authorization": "Bearer a token",
        "x-goog-user-project": "who pays",
        "google-cloud-resource-prefix": "projects/p/databases/(default)",
        "x-goog-request-params": "database=projects/p/databases/%28default%29",
    }
    for headers in (commit, read, the_client_s):
        assert expected.items() <= headers.items()
    assert commit.keys() == the_client_s.keys()


def test_an_instance_that_stores_and_finds_never_loads_google_s_client() -> None:
    code = "import sys, functions.store.orgs, functions.store.due_pages; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    modules = done.stdout.split()
    assert "functions.store.firestore" in modules
    assert not {"google.cloud.firestore_v1", "google.api_core.gapic_v1", "proto"} & {*modules}
