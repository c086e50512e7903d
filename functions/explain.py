"""Says in words why something did, or did not, happen; it reads, and writes nothing.

`python -m functions.explain ORG/MESSAGE`: why a message was, or was not, sent.
`python -m functions.explain ORG --automation ID --customer CUSTOMER`: why an automation did, or did not, run for a
customer; with `--of carts/ID` for a document of theirs, with `--at INSTANT` as of another time. With a file in place
of the id (`welcome.json`) an automation that is not saved is checked and tried.
"""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from google.auth.exceptions import GoogleAuthError

from functions.domain.kernel.decisions import NOTHING, Decision, get
from functions.domain.kernel.errors import Malformed, NotFound, RegularsError
from functions.domain.messages.explanations import explain
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import ORG_ID
from functions.store.firestore import store


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0, or 1 with a message that names what is wrong."""
    parser = _parser()
    options = parser.parse_args(arguments)
    _check(parser, options)
    try:
        lines = _of_automation(options) if options.automation else _of_message(options.place)
    except Malformed as error:
        print(f"explain: {_what(options)}", file=sys.stderr)
        print("\n".join(f"  {fault.path}: {fault.message}" for fault in error.faults), file=sys.stderr)
        return 1
    except (RegularsError, GoogleAuthError, OSError) as error:
        print(f"explain: {error}", file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


def _of_message(place: str) -> list[str]:
    found = _place(place)
    assert found is not None, "the parser has checked it"
    org_id, message_id = found
    return explain(store().commit(org_id, lambda: _message(message_id)).value)


def _message(message_id: str) -> Decision[Message]:
    message = yield from get(Message, message_id)
    if message is None:
        raise NotFound("message")
    return NOTHING, message


def _of_automation(options: argparse.Namespace) -> list[str]:
    from functions.domain.configuration.trials import trial_id, try_automation
    from functions.domain.explaining.explanations import About, explain_automation
    from functions.store.orgs import orgs

    org, now, id = orgs().get(options.place), options.at or datetime.now(UTC), options.automation
    is_trial = _is_file(id)
    if is_trial:
        content, id = _content(Path(options.automation)), trial_id(Path(options.automation).stem)
        org = store().commit(org.id, lambda: try_automation(org, id, content, now=now)).value
    about = About(options.customer, options.of)
    return (
        store().commit(org.id, lambda: explain_automation(org, id, about, now=now, is_trial=is_trial)).value
    )


def _is_file(automation: str) -> bool:
    """An id has no dot."""
    return automation.endswith(".json")


def _content(path: Path) -> Any:
    """Raises OSError where the file cannot be read, or holds no JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "its text"
        raise OSError(f"{path} holds no JSON, see {where}") from None


def _what(options: argparse.Namespace) -> str:
    is_file = _is_file(options.automation)
    return f"{options.automation} is not right:" if is_file else "that cannot be explained:"


def _check(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Ends with exit status 2 where the arguments do not fit each other."""
    if options.automation is None:
        if any(option is not None for option in (options.customer, options.of, options.at)):
            parser.error("--customer, --of and --at need --automation")
        if _place(options.place) is None:
            parser.error("give ORG/MESSAGE, or the document's path orgs/ORG/messages/MESSAGE")
    elif not ORG_ID.fullmatch(options.place):
        parser.error("with --automation give the organisation's id alone: ORG --automation ID")
    elif options.customer is None and options.of is None:
        parser.error("--automation needs --customer CUSTOMER, or --of COLLECTION/ID")


def _instant(text: str) -> datetime:
    """Raises ArgumentTypeError."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise argparse.ArgumentTypeError("is no instant with a zone like 2026-12-02T09:00:00+07:00")
    return at.astimezone(UTC)


def _place(text: str) -> tuple[str, str] | None:
    """`kopi/ID`, or the document's whole path."""
    parts = text.strip("/").split("/")
    if len(parts) == 4 and (parts[0], parts[2]) == ("orgs", "messages"):
        return parts[1], parts[3]
    return (parts[0], parts[1]) if len(parts) == 2 and all(parts) else None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m functions.explain",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("place", metavar="ORG/MESSAGE", help="or ORG alone, with --automation")
    parser.add_argument(
        "--automation", metavar="ID", help="its id, or a JSON file with one that is not saved"
    )
    parser.add_argument("--customer", metavar="CUSTOMER", help="the customer's id")
    parser.add_argument("--of", metavar="COLLECTION/ID", help="the document that it watches, like carts/ID")
    parser.add_argument("--at", metavar="INSTANT", type=_instant, help="as of this instant (default: now)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
