"""`python -m local token`: an ID token for a member of staff, and the member document that makes it count.

The token is unsigned, as the Auth emulator makes them: firebase-admin takes it in emulator mode, and so do the security
rules of the Firestore emulator. Production refuses it.
"""

import argparse
import base64
import json
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from google.api_core.exceptions import GoogleAPICallError
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore

_VALID_FOR = timedelta(hours=1)
_ANSWER_WITHIN_S = 5.0
_FIRESTORE = "127.0.0.1:8080"
_MEMBER_PATH = "orgs/{org}/members/{uid}"


def make_token(*, project: str, uid: str, at: datetime, orgs: Mapping[str, str] | None = None) -> str:
    """An ID token of the user, issued at the instant. `orgs`: organisation -> role, as rules ask for it."""
    issued = int(at.timestamp())
    claims: dict[str, Any] = {
        "iss": f"https://securetoken.google.com/{project}",
        "aud": project,
        "sub": uid,
        "user_id": uid,
        "iat": issued,
        "exp": issued + int(_VALID_FOR.total_seconds()),
        "auth_time": issued,
        "firebase": {"sign_in_provider": "custom", "identities": {}},
    }
    if orgs:
        claims["orgs"] = dict(orgs)
    return f"{_encode({'alg': 'none', 'typ': 'JWT'})}.{_encode(claims)}."


def main(arguments: Sequence[str]) -> int:
    """Print the token, having written the member; the exit status."""
    given = _make_parser().parse_args(arguments)
    uid = given.uid or f"{given.role}-{given.org}"
    if not given.no_member:
        try:
            path = given.member_path.replace("{org}", given.org).replace("{uid}", uid)
            _write_member(given.project, given.firestore_host, path, role=given.role)
        except GoogleAPICallError as error:
            print(
                f"local: the Firestore at {given.firestore_host} does not take the member {uid} of {given.org}; "
                f"is local Firebase running there? --no-member does without. ({error.message})",
                file=sys.stderr,
            )
            return 1
    print(make_token(project=given.project, uid=uid, at=datetime.now(UTC), orgs={given.org: given.role}))
    return 0


def _write_member(project: str, host: str, path: str, *, role: str) -> None:
    """Give the member this role; other fields of the document stay as they are."""
    os.environ["FIRESTORE_EMULATOR_HOST"] = host  # the client takes it from there alone
    client = firestore.Client(project=project, credentials=AnonymousCredentials())
    client.document(path).set({"roles": [role]}, merge=True, retry=None, timeout=_ANSWER_WITHIN_S)
    client.close()


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m local token",
        description="Print an ID token of a member of staff, whom local Firebase then knows.",
    )
    parser.add_argument("--org", type=_id, required=True, help="the organisation")
    parser.add_argument("--role", type=_id, required=True, help="the member's role, such as manager")
    parser.add_argument("--uid", type=_id, help="the user's id (default: ROLE-ORG)")
    parser.add_argument("--project", default="demo-regulars", help="project id (default: %(default)s)")
    parser.add_argument(
        "--firestore-host",
        type=_address,
        default=os.environ.get("FIRESTORE_EMULATOR_HOST") or _FIRESTORE,
        metavar="HOST:PORT",
        help="where the member is written (default: FIRESTORE_EMULATOR_HOST, here %(default)s)",
    )
    parser.add_argument(
        "--member-path",
        type=_path,
        default=_MEMBER_PATH,
        metavar="PATH",
        help="the member's document, with {org} and {uid} in it (default: %(default)s)",
    )
    parser.add_argument("--no-member", action="store_true", help="only print the token")
    return parser


def _id(text: str) -> str:
    """What can name a document, and fits a uid."""
    if not 1 <= len(text) <= 128 or "/" in text or text in (".", "..") or text[:2] == text[-2:] == "__":
        raise argparse.ArgumentTypeError(f"'{text}' cannot be the id of a document")
    return text


def _path(text: str) -> str:
    segments = text.split("/")
    if len(segments) % 2 or not all(segments):
        raise argparse.ArgumentTypeError(f"'{text}' is not the path of a document")
    return text


def _address(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not host or "/" in host or not port.isdigit():
        raise argparse.ArgumentTypeError(f"'{text}' is not HOST:PORT")
    return text


def _encode(part: dict[str, Any]) -> str:
    content = json.dumps(part, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
