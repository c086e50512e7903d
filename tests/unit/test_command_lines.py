"""Each command of the command line ends with a message where Firestore is away, and with no traceback."""

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from functions import claims, exporter, privacy, recompute
from functions.store import pages
from functions.store.commit import OutcomeUnknown
from tests.builders import an_org


class Away:
    """Firestore, which does not answer."""

    def __getattr__(self, name: str) -> Any:
        def call(*_: Any, **__: Any) -> Any:
            raise OutcomeUnknown("UNAVAILABLE")

        return call

    def commit(self, *_: Any, **__: Any) -> Any:
        """What is committed before goes through."""
        return self

    value = ()


class Known:
    """The cache of organisations, which has the one that is asked for."""

    def get(self, _: str) -> Any:
        return an_org()


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        (claims, ["kopi"]),
        (exporter, ["--org", "kopi"]),
        (privacy, ["kopi", "export", "c1"]),
        (recompute, ["kopi"]),
    ],
)
def test_a_command_says_that_firestore_is_away(
    module: ModuleType,
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    take_away(module, monkeypatch)
    assert module.main(arguments) == 1
    name = module.__name__.rpartition(".")[2]
    assert capsys.readouterr().err == f"{name}: the store did not answer: UNAVAILABLE\n"


def test_an_export_that_broke_off_does_not_look_whole(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out = tmp_path / "customer.jsonl"
    take_away(privacy, monkeypatch)
    assert privacy.main(["kopi", "export", "c1", "--out", str(out)]) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["customer.jsonl.part"]


def take_away(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Firestore away from the command's own calls on."""
    monkeypatch.setattr(module, "orgs", Known)
    monkeypatch.setattr(pages, "backend", Away)
    for name in ("backend", "store"):
        monkeypatch.setattr(module, name, Away, raising=False)
