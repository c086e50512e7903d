"""`python -m local token`: what it prints, what it writes, and who believes it."""

import base64
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from local.__main__ import main
from local.client import LocalFirebase
from local.tokens import make_token
from tests.local.requests_to import request

AT = datetime(2025, 1, 25, 12, 0, 0, 500_000, tzinfo=UTC)
KOPI = ("--org", "kopi", "--role", "manager")


@dataclass(frozen=True)
class Ended:
    """How the command ended, and what it printed."""

    status: object
    out: str
    err: str


Token = Callable[..., Ended]


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Token:
    """Runs the command in this process."""

    def run(*options: str, host: str | None = None) -> Ended:
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", host or "")
        try:
            status: object = main(["token", *options])
        except SystemExit as ended:
            status = ended.code
        printed = capsys.readouterr()
        return Ended(status, printed.out, printed.err)

    return run


def claims_of(line: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    header, claims, signature = line.split(".")
    return decode(header), decode(claims), signature


def decode(part: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return content


def test_token_has_exactly_these_claims() -> None:
    assert claims_of(make_token(project="p", uid="manager-kopi", at=AT)) == (
        {"alg": "none", "typ": "JWT"},
        {
            "iss": "https://securetoken.google.com/p",
            "aud": "p",
            "sub": "manager-kopi",
            "user_id": "manager-kopi",
            "iat": 1737806400,
            "exp": 1737810000,
            "auth_time": 1737806400,
            "firebase": {"sign_in_provider": "custom", "identities": {}},
        },
        "",
    )


def test_one_line_is_printed_and_the_member_is_there(firebase: LocalFirebase, db: Any) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "local", "token", *KOPI],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"FIRESTORE_EMULATOR_HOST": firebase.firestore_host},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )

    assert (ended.returncode, ended.stderr, ended.stdout.count("\n")) == (0, "", 1)
    assert claims_of(ended.stdout.strip())[1]["sub"] == "manager-kopi"
    assert db.document("orgs/kopi/members/manager-kopi").get().to_dict() == {"roles": ["manager"]}


def test_repeating_it_changes_nothing_but_the_role(firebase: LocalFirebase, db: Any, token: Token) -> None:
    db.document("orgs/kopi/members/u1").set({"roles": ["cashier"], "territory": "north"})
    for _ in range(2):
        options = (*KOPI, "--uid", "u1", "--firestore-host", firebase.firestore_host)
        assert claims_of(token(*options, host="127.0.0.1:1").out.strip())[1]["sub"] == "u1"

    assert db.document("orgs/kopi/members/u1").get().to_dict() == {"roles": ["manager"], "territory": "north"}
    assert db.document("orgs/kopi/members/manager-kopi").get().exists is False


def test_member_is_written_where_the_path_says(firebase: LocalFirebase, db: Any, token: Token) -> None:
    options = (*KOPI, "--uid", "u1", "--member-path", "teams/{org}-{uid}")
    assert token(*options, host=firebase.firestore_host).status == 0

    assert db.document("teams/kopi-u1").get().to_dict() == {"roles": ["manager"]}
    assert db.document("orgs/kopi/members/u1").get().exists is False


def test_without_firestore_it_fails_and_says_why(token: Token) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{closed.getsockname()[1]}"
        ended = token(*KOPI, "--firestore-host", address)

    assert (ended.status, ended.out) == (1, "")
    assert f"the Firestore at {address} does not take the member manager-kopi of kopi" in ended.err
    assert "Traceback" not in ended.err


def test_without_a_member_no_firestore_is_needed(token: Token) -> None:
    ended = token(*KOPI, "--no-member", "--project", "p", host="127.0.0.1:1")

    assert ended.status == 0
    assert claims_of(ended.out.strip())[1]["aud"] == "p"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--org, --role"),
        (("--org", "kopi"), "--role"),
        (("--org", "a/b", "--role", "manager"), "'a/b'"),
        (("--org", "", "--role", "manager"), "''"),
        ((*KOPI, "--uid", "__u__"), "'__u__'"),
        ((*KOPI, "--uid", "u" * 129), "cannot be the id"),
        ((*KOPI, "--firestore-host", "//kopi:80"), "'//kopi:80' is not HOST:PORT"),
        (
            (*KOPI, "--member-path", "members/{org}/{uid}"),
            "'members/{org}/{uid}' is not the path of a document",
        ),
        ((*KOPI, "--clock", "real"), "--clock"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(token: Token, options: tuple[str, ...], said: str) -> None:
    ended = token(*options)

    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err


@pytest.mark.parametrize(("uid", "expected"), [("manager-kopi", 404), ("somebody", 403)])
def test_security_rules_know_the_user(firebase: LocalFirebase, uid: str, expected: int) -> None:
    """Who may read learns that nothing is there; who may not learns nothing."""
    emulator, project = f"http://{firebase.emulator_host}", "rules-of-tokens"
    rules = """service cloud.firestore { match /databases/{d}/documents { match /{p=**} {
        allow read: if request.auth.uid == 'manager-kopi' && request.auth.token.firebase.sign_in_provider == 'custom';
    } } }"""
    content = json.dumps({"rules": {"files": [{"content": rules}]}}).encode()
    assert request("PUT", f"{emulator}/emulator/v1/projects/{project}:securityRules", content)[0] == 200

    headers = {"Authorization": f"Bearer {make_token(project=project, uid=uid, at=AT)}"}
    document = f"{emulator}/v1/projects/{project}/databases/(default)/documents/things/one"
    assert request("GET", document, headers=headers)[0] == expected
