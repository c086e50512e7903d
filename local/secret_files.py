"""The file of secrets for hosted functions, in the form of Firebase's `.secret.local`: NAME=VALUE, quotes, comments."""

import re
from pathlib import Path

from dotenv.parser import Original, parse_stream

DEFAULT = ".secret.local"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class SecretsError(Exception):
    """The file is missing or cannot be read. Its text never repeats what stands in the file."""


def find_secrets(named: Path | None, source: Path) -> dict[str, str]:
    """The secrets of the named file, or of the source's own where there is one. Raises SecretsError."""
    if named is not None:
        return read_secrets(named)
    own = source / DEFAULT
    return read_secrets(own) if own.is_file() else {}


def read_secrets(path: Path) -> dict[str, str]:
    """Values by name, taken as they stand: `$` means nothing. What stands twice counts as its last line says."""
    secrets: dict[str, str] = {}
    try:
        with path.open(encoding="utf-8-sig") as file:
            for binding in parse_stream(file):
                if binding.error or (binding.key is not None and not _is_whole(binding.key, binding.value)):
                    raise SecretsError(f"{path}:{_line(binding.original)}: is not NAME=VALUE")
                if binding.key is not None:
                    secrets[binding.key] = binding.value or ""
    except FileNotFoundError:
        raise SecretsError(f"{path}: there is no such file") from None
    except UnicodeDecodeError:
        raise SecretsError(f"{path}: is not UTF-8 text") from None
    except OSError as error:
        raise SecretsError(f"{path}: cannot be read: {error.strerror}") from None
    return secrets


def _is_whole(name: str, value: str | None) -> bool:
    return value is not None and "\0" not in value and _NAME.fullmatch(name) is not None


def _line(original: Original) -> int:
    """Where a binding begins: what the parser took for it starts with the blank lines before."""
    blank = original.string[: -len(original.string.lstrip())]
    return original.line + blank.count("\n")
