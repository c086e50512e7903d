"""`make sample`: someone to sign in as for each role, and what they see is what their role reads."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from clients import sample
from clients.queries import QUERIES
from functions.domain.staff.roles import ROLES
from local.client import LocalFirebase
from tests.scenarios.app_queries import DENIED, SERVED, made, status_of
from tests.scenarios.shop import Shop

ROOT = Path(__file__).parents[2]
CUSTOMERS, ORDERS = 6, 17


@pytest.fixture(scope="module")
def printed(firebase: LocalFirebase) -> dict[str, Any]:
    """What the command prints, given a second time, in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "clients.sample",
        "--control",
        firebase.control_url.removeprefix("http://"),
        "--json",
    ]
    runs = [
        subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200, check=False)
        for _ in range(2)
    ]
    assert [(run.returncode, run.stderr) for run in runs] == [(0, "")] * 2
    found: list[dict[str, Any]] = [json.loads(run.stdout) for run in runs]
    assert {name: found[0][name] for name in ("customers", "orders", "commands")} == {
        name: found[1][name] for name in ("customers", "orders", "commands")
    }
    return found[1]


def token_of(printed: dict[str, Any], role: str) -> str:
    return next(str(person["id_token"]) for person in printed["people"] if person["role"] == role)


def status_for(firebase: LocalFirebase, printed: dict[str, Any], role: str, query: str) -> int:
    root = Shop(firebase, is_provisioned=False).client.document(f"orgs/{printed['org']}")
    uid = f"{role}-{printed['org']}"
    wanted = next(each for each in QUERIES if each.name == query)
    return status_of(made(wanted, root, uid=uid, ownerUid=uid), token_of(printed, role))


def test_there_is_one_uid_for_each_role_and_a_customer_and_an_organisation_with_orders(
    printed: dict[str, Any],
) -> None:
    assert [(person["role"], person["uid"]) for person in printed["people"]] == [
        *((role, f"{role}-sample") for role in ROLES),
        ("customer", "customer-sample"),
    ]
    assert (printed["customers"], printed["orders"]) == (CUSTOMERS, ORDERS)


def test_a_custom_token_names_uid_and_role_as_the_auth_emulator_takes_them(printed: dict[str, Any]) -> None:
    tokens = {person["role"]: json.loads(person["custom_token"]) for person in printed["people"]}
    assert tokens["manager"] == {"uid": "manager-sample", "claims": {"orgs": {"sample": "manager"}}}
    assert tokens["customer"] == {"uid": "customer-sample", "claims": {}}


@pytest.mark.parametrize(
    ("role", "query", "expected"),
    [
        ("manager", "customersByUpdate", SERVED),
        ("sales_rep", "customersOfOwner", SERVED),
        ("sales_rep", "customersByUpdate", DENIED),
        ("executive", "ordersByDate", DENIED),
        ("customer", "customersOfAppUser", SERVED),
        ("customer", "customersByUpdate", DENIED),
    ],
)
def test_its_tokens_read_what_their_role_reads(
    firebase: LocalFirebase, printed: dict[str, Any], role: str, query: str, expected: int
) -> None:
    assert status_for(firebase, printed, role, query) == expected


def test_a_rep_has_customers_and_a_customer_their_own_document(
    firebase: LocalFirebase, printed: dict[str, Any]
) -> None:
    shop = Shop(firebase, is_provisioned=False)
    shop.id = printed["org"]
    customers = shop.all("customers").values()
    assert sum(fields["owner_uid"] == "sales_rep-sample" for fields in customers) == 2
    assert [fields["phone"] for fields in customers if fields["app_user_id"] == "customer-sample"] == [
        "+12025550101"
    ]
    assert {fields["status"] for id, fields in shop.all("commands").items() if id != "sample-refused"} == {
        "done"
    }
    assert {problem["path"] for problem in shop.read("commands/sample-refused")["problems"]} == {
        "phone",
        "birthday",
    }


def test_its_tokens_are_good_for_the_api(firebase: LocalFirebase, printed: dict[str, Any]) -> None:
    shop = Shop(firebase, is_provisioned=False)
    shop.id = printed["org"]
    (id,) = [id for id, fields in shop.all("customers").items() if fields["app_user_id"] == "customer-sample"]
    url = f"{firebase.functions_url('api')}/sample/customers/{id}"
    statuses = {
        role: httpx.get(url, headers={"Authorization": f"Bearer {token_of(printed, role)}"}).status_code
        for role in ("manager", "executive")
    }
    assert statuses == {"manager": 200, "executive": 403}


def test_without_local_firebase_it_says_how_to_start_it(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{closed.getsockname()[1]}"
        status = sample.main(["--control", address])
    printed = capsys.readouterr()
    assert (status, printed.out) == (1, "")
    assert f"no local Firebase answers at {address}; start it with `make dev`" in printed.err


def test_a_developer_reads_where_everything_is_and_copies_a_token(printed: dict[str, Any]) -> None:
    lines = sample.as_lines(printed).splitlines()
    assert lines[:3] == [
        "organisation  sample: 6 customers, 17 orders",
        "project       demo-regulars",
        f"firestore     {printed['firestore']}",
    ]
    at = lines.index("manager: manager-sample")
    assert lines[at + 1] == '  custom token  {"uid":"manager-sample","claims":{"orgs":{"sample":"manager"}}}'
    assert lines[at + 2] == f"  ID token      {token_of(printed, 'manager')}"
