"""`python -m functions.explain ORG/MESSAGE`: says in words why a message was, or was not, sent."""

import argparse
import sys

from google.auth.exceptions import GoogleAuthError

from functions.domain.kernel.decisions import NOTHING, Decision, get
from functions.domain.kernel.errors import NotFound, RegularsError
from functions.domain.messages.explanations import explain
from functions.domain.messages.outbox import Message
from functions.store.firestore import store


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0, or 1 with a message that names what is wrong."""
    org_id, message_id = _parser().parse_args(arguments).message
    try:
        message = store().commit(org_id, lambda: _message(message_id)).value
    except (RegularsError, GoogleAuthError, OSError) as error:
        print(f"explain: {error}", file=sys.stderr)
        return 1
    print("\n".join(explain(message)))
    return 0


def _message(message_id: str) -> Decision[Message]:
    message = yield from get(Message, message_id)
    if message is None:
        raise NotFound("message")
    return NOTHING, message


def _place(text: str) -> tuple[str, str]:
    """`kopi/ID`, or the document's whole path."""
    parts = text.strip("/").split("/")
    if len(parts) == 4 and (parts[0], parts[2]) == ("orgs", "messages"):
        return parts[1], parts[3]
    if len(parts) == 2 and all(parts):
        return parts[0], parts[1]
    raise argparse.ArgumentTypeError("give ORG/MESSAGE, or the document's path orgs/ORG/messages/MESSAGE")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m functions.explain", description=__doc__)
    parser.add_argument("message", type=_place, help="ORG/MESSAGE, or orgs/ORG/messages/MESSAGE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
