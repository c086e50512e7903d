"""`python -m clients.sample`: gives a running local Firebase an organisation to show in an app, and someone to sign in
as for each role. It goes the ways of production: orders by webhook, the rest by commands. Safe to repeat.
"""

import argparse
import contextlib
import hashlib
import hmac
import io
import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from google.api_core.exceptions import AlreadyExists, GoogleAPICallError
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore

from clients.sample_business import GivenBy, Person, commands, members, orders, package, people
from functions import presets, provision
from functions.domain.orgs.org import ORG_ID
from local.tokens import make_token

_SECRET = "sample-secret"  # of an organisation that only this machine has
_WITHIN_S = 60.0


class SampleError(Exception):
    """Why there is no sample, in words."""


@dataclass(frozen=True)
class Place:
    """A running local Firebase, by what its control port says."""

    control: str
    project: str
    firestore: str
    hooks: str
    now: datetime


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0, or 1 with a message that names what is wrong."""
    given = _parser().parse_args(arguments)
    try:
        place = find_place(given.control)
        made = make_sample(place, given.org, preset=given.preset)
    except (SampleError, httpx.HTTPError, GoogleAPICallError) as error:
        print(f"sample: {error}", file=sys.stderr)
        return 1
    print(json.dumps(made, indent=2) if given.json else as_lines(made))
    return 0


def find_place(control: str) -> Place:
    """Where local Firebase serves. Raises SampleError where it does not run, or hosts no functions."""
    try:
        status = httpx.get(f"http://{control}/status", timeout=_WITHIN_S).json()
    except httpx.HTTPError as error:
        raise SampleError(
            f"no local Firebase answers at {control}; start it with `make dev` ({error})"
        ) from None
    services, functions = status["services"], status["functions"]
    if "hooks" not in functions:
        raise SampleError(f"the local Firebase at {control} hosts no functions")
    address = {name: f"{each['host']}:{each['port']}" for name, each in services.items()}
    at = f"http://{address['functions']}/{status['project']}/{functions['hooks']['region']}/hooks"
    now = datetime.fromisoformat(status["clock"])
    return Place(control, status["project"], address["firestore"], at, now)


def make_sample(place: Place, org: str, *, preset: str) -> dict[str, Any]:
    """Make the organisation, or what it lacks. What it holds then, and whom to sign in as."""
    os.environ.update(FIRESTORE_EMULATOR_HOST=place.firestore, GOOGLE_CLOUD_PROJECT=place.project)
    report = io.StringIO()
    with contextlib.redirect_stdout(report):
        if provision.main([org, "--preset", preset, "--name", "The Sample", "--hook-secret", _SECRET]) != 0:
            raise SampleError(f"{org} was not provisioned")
    client = firestore.Client(project=place.project, credentials=AnonymousCredentials())
    root = client.document(f"orgs/{org}")
    for uid, fields in members(org).items():
        root.collection("members").document(uid).set(dict(fields), merge=True)
    settings = presets.load(preset).settings
    _post_orders(place, org, currency=settings.currency)
    journeys = [package(org, place.now)] if settings.assistant.enabled else []
    _give_commands(place, root, [*journeys, *commands(org)])
    found = {name: len(list(root.collection(name).stream())) for name in ("customers", "orders", "commands")}
    client.close()
    return _answer(place, org) | found


def _post_orders(place: Place, org: str, *, currency: str) -> None:
    today = place.now.replace(hour=0, minute=0, second=0, microsecond=0)
    with httpx.Client(timeout=_WITHIN_S) as http:
        for order in orders(currency, today):
            body = json.dumps(order).encode()
            signature = hmac.new(_SECRET.encode(), body, hashlib.sha256).hexdigest()
            headers = {"Content-Type": "application/json", "X-Signature": f"sha256={signature}"}
            answer = http.post(f"{place.hooks}/{org}/orders", content=body, headers=headers)
            if answer.status_code not in (200, 201):
                raise SampleError(
                    f"order {order['order_id']} was answered {answer.status_code}: {answer.text}"
                )


def _give_commands(place: Place, root: firestore.DocumentReference, given: Iterable[GivenBy]) -> None:
    """Give those that were not given before, and wait until all are settled."""
    for each in given:
        fields = {"kind": each.kind, "data": dict(each.data), "by_uid": each.by_uid, "made_at": place.now}
        with contextlib.suppress(AlreadyExists):
            root.collection("commands").document(each.id).create(
                fields | {"created_at": firestore.SERVER_TIMESTAMP}
            )
    httpx.post(
        f"http://{place.control}/idle", json={"timeout_s": _WITHIN_S}, timeout=2 * _WITHIN_S
    ).raise_for_status()


def _answer(place: Place, org: str) -> dict[str, Any]:
    return {
        "org": org,
        "project": place.project,
        "firestore": place.firestore,
        "hooks": place.hooks,
        "people": [_to_sign_in(place, org, person) for person in people(org)],
    }


def _to_sign_in(place: Place, org: str, person: Person) -> Mapping[str, Any]:
    """A custom token as Firebase's Auth emulator takes it:
    https://firebase.google.com/docs/emulator-suite/connect_auth#custom_token_authentication
    """
    orgs = dict(person.orgs(org))
    custom = {"uid": person.uid, "claims": {"orgs": orgs} if orgs else {}}
    return {
        "role": person.role or "customer",
        "uid": person.uid,
        "custom_token": json.dumps(custom, separators=(",", ":")),
        "id_token": make_token(project=place.project, uid=person.uid, at=place.now, orgs=orgs),
    }


def as_lines(made: Mapping[str, Any]) -> str:
    """What a developer needs, to read and to copy."""
    lines = [
        f"organisation  {made['org']}: {made['customers']} customers, {made['orders']} orders",
        f"project       {made['project']}",
        f"firestore     {made['firestore']}",
        f"hooks         {made['hooks']}/{made['org']}/orders",
    ]
    for person in made["people"]:
        lines += [
            "",
            f"{person['role']}: {person['uid']}",
            f"  custom token  {person['custom_token']}",
            f"  ID token      {person['id_token']}",
        ]
    return "\n".join(lines)


def _org_id(text: str) -> str:
    if not ORG_ID.fullmatch(text):
        raise argparse.ArgumentTypeError("an organisation's id is a-z, 0-9, - and _, at most 63 characters")
    return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m clients.sample", description=__doc__)
    parser.add_argument("--org", type=_org_id, default="sample", help="its id (default: %(default)s)")
    parser.add_argument("--preset", default="cafe", choices=presets.names(), help="(default: %(default)s)")
    parser.add_argument(
        "--control",
        default="127.0.0.1:4400",
        metavar="HOST:PORT",
        help="of local Firebase (default: %(default)s)",
    )
    parser.add_argument("--json", action="store_true", help="print it for a program")
    return parser


if __name__ == "__main__":
    sys.exit(main())
