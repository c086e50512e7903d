"""What the commands of the command line have in common: an error is a message and exit status 1, and a file that they
write has its name once it is whole.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TextIO

from google.auth.exceptions import GoogleAuthError

from functions.domain.kernel.errors import RegularsError

Main = Callable[[list[str] | None], int]
BOM = "\ufeff"  # by which spreadsheets read a file as UTF-8
ERRORS = (RegularsError, GoogleAuthError, OSError)


def command(name: str) -> Callable[[Main], Callable[..., int]]:
    """Decorates a `main`: what it raises of ERRORS is told under the command's name, and is exit status 1."""

    def decorate(main: Main) -> Callable[..., int]:
        @wraps(main)
        def told(arguments: list[str] | None = None) -> int:
            try:
                return main(arguments)
            except ERRORS as error:
                print(f"{name}: {error}", file=sys.stderr)
                return 1

        return told

    return decorate


@contextmanager
def whole_file(path: Path | None, *, is_csv: bool = False) -> Iterator[TextIO]:
    """A file to write; without a path the standard output. What breaks off leaves `FILE.part`."""
    if path is None:
        yield sys.stdout
        return
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8", newline="") as out:
        if is_csv:
            out.write(BOM)
        yield out
    part.replace(path)
