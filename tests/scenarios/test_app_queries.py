"""The queries of docs/flutter.md pass the rules and find an index, for their readers and for nobody else."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore

from clients.queries import QUERIES
from clients.screen_queries import ScreenQuery
from functions.domain.staff.roles import ROLES
from local.client import LocalFirebase
from local.tokens import make_token
from tests.builders import NOON
from tests.scenarios.app_queries import DENIED, NO_INDEX, SERVED, made, status_of, statuses_of_all
from tests.scenarios.test_indexes import DECLARED

ORG, CUSTOMER = "app-queries", "the-app-user"
REP = "sales_rep-uid"


@pytest.fixture(scope="module")
def root(firebase: LocalFirebase) -> Iterator[firestore.DocumentReference]:
    """An organisation with a member of each role and a customer who is a rep's and has an app."""
    client = firestore.Client(project=firebase.project, credentials=AnonymousCredentials())
    org = client.document(f"orgs/{ORG}")
    org.set({"features": {"crm": True, "loyalty": True}})
    for role in ROLES:
        territories = ["north"] if role == "sales_rep" else []
        org.collection("members").document(f"{role}-uid").set({"roles": [role], "territory_ids": territories})
    org.collection("customers").document("theirs").set(
        {"owner_uid": REP, "territory_id": "north", "app_user_id": CUSTOMER, "updated_at": NOON}
    )
    for collection, at in (("orders", "ordered_at"), ("interactions", "performed_at")):
        org.collection(collection).document("one").set({"customer_id": "theirs", at: NOON})
    yield org
    client.close()


def token_of(firebase: LocalFirebase, who: str) -> str:
    orgs = {ORG: who} if who in ROLES else {}
    uid = f"{who}-uid" if orgs else who
    return make_token(project=firebase.project, uid=uid, at=datetime.now(UTC), orgs=orgs)


def lawful(query: ScreenQuery) -> set[str]:
    """Who may make it: roles, and the customer with an app."""
    if "own" in query.roles:
        return {*ROLES, CUSTOMER, "a-stranger"}
    return {CUSTOMER if who == "customer" else who for who in query.roles}


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_each_query_is_lawful_for_its_readers_and_for_nobody_else(
    firebase: LocalFirebase, root: firestore.DocumentReference, query: ScreenQuery
) -> None:
    passed = set()
    for who in (*ROLES, CUSTOMER, "a-stranger"):
        uid = f"{who}-uid" if who in ROLES else who
        if status_of(made(query, root, uid=uid, ownerUid=uid), token_of(firebase, who)) == SERVED:
            passed.add(who)
    assert passed == lawful(query)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("customersOfOwner", {"ownerUid": "another-rep"}),
        ("customersOfTerritory", {"territoryId": "south"}),
        ("commandsBy", {"uid": "another-rep"}),
        ("customersOfAppUser", {"uid": CUSTOMER}),
    ],
)
def test_a_rep_s_query_for_what_is_another_s_is_refused(
    firebase: LocalFirebase, root: firestore.DocumentReference, name: str, parameters: dict[str, Any]
) -> None:
    query = next(each for each in QUERIES if each.name == name)
    assert status_of(made(query, root, **parameters), token_of(firebase, "sales_rep")) == DENIED


def test_without_the_apps_indexes_their_queries_are_refused(firebase: LocalFirebase) -> None:
    """The others need none: Firestore has an index of each field."""
    firebase.declare_indexes({"indexes": [], "fieldOverrides": []})
    client = firestore.Client(project=firebase.project, credentials=AnonymousCredentials())
    statuses = statuses_of_all(client, "none")
    firebase.declare_indexes(DECLARED)
    assert statuses == {query.name: NO_INDEX if query.needs_index else SERVED for query in QUERIES}
