"""The channel of production: TLS, the client's credentials, and the headers that the client would send."""

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
