"""The options of `python -m local`, and what is wrong with one."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


class ConfigError(Exception):
    """A file that an option names is missing."""


@dataclass(frozen=True)
class Options:
    """The options of `python -m local`. A port of 0 means a free one."""

    project: str
    host: str
    firestore_port: int
    functions_port: int
    tasks_port: int
    pubsub_port: int
    provider_port: int
    auth_port: int
    control_port: int
    source: Path
    indexes: Path
    rules: Path
    clock_start: datetime | None
    secrets: Path | None = None
    has_functions: bool = True
    has_index_check: bool = True


def check_readable(path: Path) -> None:
    """Raises ConfigError where there is no such file."""
    if not path.is_file():
        raise ConfigError(f"{path}: there is no such file")
