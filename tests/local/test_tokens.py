"""`python -m local token`: what it prints, what it writes, and who believes it."""

import base64
import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from local.client import LocalFirebase
from local.tokens import make_token
from tests.local.requests_to import request

AT = datetime(2025, 1, 25, 12, 0, 0, 500_000, tzinfo=UTC)
KOPI = ("--org", "kopi", "--role", "manager")


def token(*options: str, host: str | None = None) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if name != "FIRESTORE_EMULATOR_HOST"}
    return subprocess.run(
        [sys.executable, "-m", "local", "token", *options],
        cwd=Path(__file__).parents[2],
        env=environ | ({"FIRESTORE_EMULATOR_HOST": host} if host else {}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


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
    printed = token(*KOPI, host=firebase.firestore_host)

    assert (printed.returncode, printed.stderr, printed.stdout.count("\n")) == (0, "", 1)
    assert claims_of(printed.stdout.strip())[1]["sub"] == "manager-kopi"
    assert db.document("orgs/kopi/members/manager-kopi").get().to_dict() == {"roles": ["manager"]}


def test_repeating_it_changes_nothing_but_the_role(firebase: LocalFirebase, db: Any) -> None:
    db.document("orgs/kopi/members/u1").set({"roles": ["cashier"], "territory": "north"})
    for _ in range(2):
        options = (*KOPI, "--uid", "u1", "--firestore-host", firebase.firestore_host)
        assert claims_of(token(*options, host="127.0.0.1:1").stdout.strip())[1]["sub"] == "u1"

    assert db.document("orgs/kopi/members/u1").get().to_dict() == {"roles": ["manager"], "territory": "north"}
    assert db.document("orgs/kopi/members/manager-kopi").get().exists is False


def test_member_is_written_where_the_path_says(firebase: LocalFirebase, db: Any) -> None:
    options = (*KOPI, "--uid", "u1", "--member-path", "teams/{org}-{uid}")
    assert token(*options, host=firebase.firestore_host).returncode == 0

    assert db.document("teams/kopi-u1").get().to_dict() == {"roles": ["manager"]}
    assert db.document("orgs/kopi/members/u1").get().exists is False


def test_without_firestore_it_fails_and_says_why() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{closed.getsockname()[1]}"
        printed = token(*KOPI, "--firestore-host", address)

    assert (printed.returncode, printed.stdout) == (1, "")
    assert f"the Firestore at {address} does not take the member manager-kopi of kopi" in printed.stderr
    assert "Traceback" not in printed.stderr


def test_without_a_member_no_firestore_is_needed() -> None:
    printed = token(*KOPI, "--no-member", "--project", "p", host="127.0.0.1:1")

    assert printed.returncode == 0
    assert claims_of(printed.stdout.strip())[1]["aud"] == "p"


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
def test_arguments_that_make_no_sense_are_refused(options: tuple[str, ...], said: str) -> None:
    printed = token(*options)

    assert (printed.returncode, printed.stdout) == (2, "")
    assert said in printed.stderr


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
