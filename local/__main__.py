"""`python -m local`: local Firebase, until Ctrl-C. `python -m local token`: see `local.tokens`."""

import argparse
import gc
import logging
import os
import re
import signal
import socket
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from local import tokens
from local.clock.clock import parse_instant
from local.firestore.emulator import EmulatorError
from local.hosting.hosting import SourceError
from local.indexes.declared import IndexesError
from local.options import ConfigError, Options
from local.schedules.schedules import ScheduleError
from local.secret_files import SecretsError
from local.stack import Stack
from local.wire.servers import PortTaken

# Calls leave few cycles behind; looking for them less often saves some hundredths of a long run.
_COLLECT_AFTER = (50_000, 50, 100)

_PORTS = {
    "firestore": 8080,
    "functions": 5001,
    "tasks": 9499,
    "pubsub": 8085,
    "provider": 0,
    "auth": 0,
    "control": 4400,
}
_END_WITHIN_S = 3.0
_EXPECTED = (EmulatorError, SourceError, ScheduleError, PortTaken, ConfigError, IndexesError, SecretsError)
_CHATTER = ("waitress", "grpc", "google", "urllib3", "werkzeug", "asyncio")


class Stopped(BaseException):
    """A signal asked for the end. Not SystemExit: a source that exits while it loads is a source that does not load."""


def parse_options(arguments: Sequence[str]) -> Options:
    """The options of the command line; prints and exits on mistakes, as argparse does."""
    given = _make_parser().parse_args(arguments)
    return Options(
        project=given.project,
        host=given.host,
        firestore_port=given.firestore_port,
        functions_port=given.functions_port,
        tasks_port=given.tasks_port,
        pubsub_port=given.pubsub_port,
        provider_port=given.provider_port,
        auth_port=given.auth_port,
        control_port=given.control_port,
        source=given.source.resolve(),
        indexes=given.indexes.resolve(),
        rules=given.rules.resolve(),
        secrets=given.secrets.resolve() if given.secrets else None,
        clock_start=given.clock,
        has_functions=not given.no_functions,
        has_index_check=not given.no_index_check,
    )


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m local",
        description="Local Firebase: Google's emulators and what they lack.",
        epilog="'python -m local token' prints an ID token for its api; see 'python -m local token --help'.",
    )
    parser.add_argument(
        "--project", type=_project, default="demo-regulars", help="project id (default: %(default)s)"
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    for name, port in _PORTS.items():
        parser.add_argument(
            f"--{name}-port",
            type=_port,
            default=port,
            metavar="PORT",
            help="0 for a free one (default: %(default)s)",
        )
    parser.add_argument("--source", type=Path, default=Path(), help="folder of main.py (default: this one)")
    parser.add_argument(
        "--indexes", type=Path, default=Path("firestore.indexes.json"), help="(default: %(default)s)"
    )
    parser.add_argument("--rules", type=Path, default=Path("firestore.rules"), help="(default: %(default)s)")
    parser.add_argument(
        "--secrets",
        type=Path,
        metavar="FILE",
        help="NAME=VALUE lines for hosted functions (default: .secret.local in the source, where it exists)",
    )
    parser.add_argument(
        "--clock", type=_clock, default=None, help="'real', or the instant to start at, RFC 3339"
    )
    parser.add_argument("--no-functions", action="store_true", help="host no functions")
    parser.add_argument(
        "--no-index-check",
        action="store_true",
        help="let queries pass that lack an index, as the emulator does",
    )
    return parser


def main(arguments: Sequence[str]) -> int:
    """Run until a signal; the exit status."""
    if arguments[:1] == ["token"]:
        return tokens.main(arguments[1:])
    options = parse_options(arguments)
    _set_up_logging()
    gc.set_threshold(*_COLLECT_AFTER)
    stopping = _watch_signals()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    try:
        with Stack(options) as stack:
            _print_addresses(stack)
            print("ready", flush=True)
            stopping.wait()
    except _EXPECTED as error:
        print(f"local: {error}", file=sys.stderr, flush=True)
        return 1
    except Stopped:
        pass
    return 0


def _stop(number: int, frame: object) -> None:
    """Leave by the way we came."""
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.SIG_IGN)
    raise Stopped


def _watch_signals() -> threading.Event:
    """An event for the first signal, after which we are gone in time even where a thread hangs. Children die with us.

    A signal that comes just before the main thread goes to sleep does not wake it; a thread of its own hears of each.
    """
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    stopping = threading.Event()

    def watch() -> None:
        with writer:
            reader.recv(1)
            stopping.set()
            time.sleep(_END_WITHIN_S)
            os._exit(0)

    threading.Thread(target=watch, name="signals", daemon=True).start()
    return stopping


def _print_addresses(stack: Stack) -> None:
    for name in stack.services:
        print(f"{name:10} {stack.address(name)}")
    base = f"http://{stack.address('functions')}/{stack.project}"
    for function in stack.functions:
        print(f"function   {base}/{function.region}/{function.name}")


def _set_up_logging() -> None:
    logging.basicConfig(
        level=logging.INFO,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)-7s %(name)s: %(message)s",
        force=True,
    )
    for name in _CHATTER:
        logging.getLogger(name).setLevel(logging.ERROR)


def _project(text: str) -> str:
    if not re.fullmatch("[a-z0-9][a-z0-9-]*", text):
        raise argparse.ArgumentTypeError(f"'{text}' is not a project's id: a-z, 0-9 and -")
    return text


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port")
    return int(text)


def _clock(text: str) -> object:
    if text == "real":
        return None
    try:
        return parse_instant(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # threads of hosted functions must not keep us
