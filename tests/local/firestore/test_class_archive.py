"""The emulator's classes are kept for later starts, whole or not at all; it starts without them too."""

import sys
from pathlib import Path

import pytest

from local.firestore import class_archive, emulator
from local.firestore.emulator import EmulatorError, FirestoreEmulator
from local.wire.servers import free_port

# Answers whatever it is asked, notes how it was started, and on its end keeps classes where it is told to.
STAND_IN = f"""#!{sys.executable}
import http.server, pathlib, signal, sys
class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{{}}")
    do_PUT = do_POST = do_GET
    def log_message(self, *said): pass
def end(*signal):
    KEEP
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
here = pathlib.Path(__file__).parent
(here / "started").write_text(" ".join(sys.argv))
port = int(sys.argv[sys.argv.index("--port") + 1])
http.server.ThreadingHTTPServer(("127.0.0.1", port), Answer).serve_forever()
"""
KEEPS = """for option in sys.argv:
        if option.startswith("-XX:ArchiveClassesAtExit="):
            pathlib.Path(option.partition("=")[2]).write_text("classes")"""


@pytest.fixture
def java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands in for Java and the emulator: a folder with both."""
    (tmp_path / "cloud-firestore-emulator-v1.0.0.jar").touch()
    program = tmp_path / "java"
    program.write_text(STAND_IN.replace("KEEP", KEEPS))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("FIREBASE_EMULATORS_PATH", str(tmp_path))
    monkeypatch.setattr(emulator, "ARCHIVE", tmp_path / "kept" / "emulator.jsa")
    return program


def how_it_starts(java: Path) -> list[str]:
    port = free_port("127.0.0.1", 0, "the emulator")
    started = FirestoreEmulator.start("127.0.0.1", port, "127.0.0.1:9")
    started.wait_ready()
    started.stop()
    return (java.parent / "started").read_text().split()


def test_kept_classes_are_used_by_the_next_start(java: Path) -> None:
    assert not [option for option in how_it_starts(java) if "Archive" in option]
    class_archive.keep(emulator.ARCHIVE)
    assert emulator.ARCHIVE.read_text() == "classes"
    assert f"-XX:SharedArchiveFile={emulator.ARCHIVE}" in how_it_starts(java)


def test_kept_classes_are_not_read_while_they_are_made_anew(java: Path) -> None:
    class_archive.keep(emulator.ARCHIVE)
    class_archive.keep(emulator.ARCHIVE)
    assert "SharedArchiveFile" not in (java.parent / "started").read_text()


def test_java_that_keeps_no_classes_is_named_and_leaves_no_file(java: Path) -> None:
    java.write_text(STAND_IN.replace("KEEP", "pass"))
    with pytest.raises(EmulatorError, match="this Java keeps no classes"):
        class_archive.keep(emulator.ARCHIVE)
    assert list(emulator.ARCHIVE.parent.iterdir()) == []
