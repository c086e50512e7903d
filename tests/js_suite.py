"""Runs a file of tests/js: the official Firebase SDK for JavaScript. Needs Node 20 and the packages of tests/js, which
`make test` installs where npm is there.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

JS = Path("tests/js")

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (JS / "node_modules" / "firebase").is_dir(),
    reason="Node, or tests/js/node_modules, is not there (cd tests/js && npm ci)",
)


def run_suite(name: str, **environ: str) -> None:
    """Run a file of tests; a failure shows what Node printed."""
    done = subprocess.run(
        ["node", "--test", "--test-reporter=tap", name],
        cwd=JS,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "# fail 0" in done.stdout
    assert "# pass 0" not in done.stdout
