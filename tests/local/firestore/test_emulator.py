"""Where Google's emulator is looked for."""

from pathlib import Path

import pytest

from local.firestore.emulator import EmulatorError, find_emulator


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nothing is installed."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("FIREBASE_EMULATORS_PATH", raising=False)
    return tmp_path


def install(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o755)
    return path


def test_gclouds_is_found_through_the_link_on_the_path_and_comes_first(machine: Path) -> None:
    gcloud = install(machine / "sdk" / "bin" / "gcloud")
    jar = install(machine / "sdk" / "platform" / "cloud-firestore-emulator" / "cloud-firestore-emulator.jar")
    install(machine / "home" / ".cache" / "firebase" / "emulators" / "cloud-firestore-emulator-v1.20.2.jar")
    (machine / "bin").mkdir()
    (machine / "bin" / "gcloud").symlink_to(gcloud)

    assert find_emulator() == jar


def test_newest_of_firebase_tools_is_found(machine: Path) -> None:
    cache = machine / "home" / ".cache" / "firebase" / "emulators"
    install(cache / "cloud-firestore-emulator-v1.9.1.jar")
    newest = install(cache / "cloud-firestore-emulator-v1.19.8.jar")

    assert find_emulator() == newest


def test_folder_of_firebase_tools_can_be_named(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jar = install(machine / "elsewhere" / "cloud-firestore-emulator-v1.19.8.jar")
    monkeypatch.setenv("FIREBASE_EMULATORS_PATH", str(machine / "elsewhere"))

    assert find_emulator() == jar


def test_machine_without_any_is_told_the_command_that_installs_it(machine: Path) -> None:
    with pytest.raises(EmulatorError, match="gcloud components install cloud-firestore-emulator"):
        find_emulator()
