"""A project of the Firestore emulator under rules, as clients meet it: with an ID token, or without."""

import base64
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

SERVER_TIME = object()  # a field of a create that the server fills
_ADMIN = {"Authorization": "Bearer owner"}
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Person:
    """Who asks: their uid and what their ID token says; without a uid not signed in. `name` is for reading. The server
    is asked nothing by the rules.
    """

    name: str
    uid: str | None = None
    orgs: Mapping[str, Any] = field(default_factory=dict, hash=False)
    is_server: bool = False

    @property
    def headers(self) -> dict[str, str]:
        if self.is_server:
            return _ADMIN
        if self.uid is None:
            return {}
        claims = {"sub": self.uid, "user_id": self.uid, "firebase": {"sign_in_provider": "custom"}}
        if self.orgs:
            claims["orgs"] = dict(self.orgs)
        return {"Authorization": f"Bearer {_encoded({'alg': 'none'})}.{_encoded(claims)}."}


def _encoded(part: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


class Wall:
    """One project: its rules, its documents, and what a person may do with them."""

    def __init__(self, address: str, project: str | None = None) -> None:
        self.project = project or f"demo-rules-{next(_numbers)}"
        self._http = httpx.Client(base_url=f"http://{address}", timeout=180)
        self._root = f"projects/{self.project}/databases/(default)/documents"

    def close(self) -> None:
        self._http.close()

    def load(self, rules: str) -> str | None:
        """Put rules in force; the compiler's message where it refuses them."""
        body = {"rules": {"files": [{"name": "firestore.rules", "content": rules}]}}
        answer = self._http.put(f"/emulator/v1/projects/{self.project}:securityRules", json=body)
        return None if answer.status_code == 200 else answer.text

    def coverage(self) -> dict[str, Any]:
        """What of the rules was evaluated, and how it came out: the emulator's own report."""
        answer = self._http.get(f"/emulator/v1/projects/{self.project}:ruleCoverage")
        found: dict[str, Any] = answer.json()
        return found

    def put(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Store documents as the server does, whatever the rules say."""
        writes = [
            {"update": {"name": f"{self._root}/{path}", "fields": _fields(f)}}
            for path, f in documents.items()
        ]
        self._http.post(
            f"/v1/{self._root}:commit", json={"writes": writes}, headers=_ADMIN
        ).raise_for_status()

    def get(self, person: Person, path: str) -> bool:
        return self._is_allowed(self._http.get(f"/v1/{self._root}/{path}", headers=person.headers))

    def list(self, person: Person, path: str, where: Mapping[str, Any], limit: int = 50) -> bool:
        """Whether a query of a collection is lawful. `where`: fields and what they equal; of a list, what it holds."""
        parent, _, collection = f"{self._root}/{path}".rpartition("/")
        query: dict[str, Any] = {"from": [{"collectionId": collection}], "limit": limit}
        filters = [
            {"fieldFilter": {"field": {"fieldPath": name}, "op": _operator(name), "value": _value(value)}}
            for name, value in where.items()
        ]
        if filters:
            query["where"] = {"compositeFilter": {"op": "AND", "filters": filters}}
        body = {"structuredQuery": query}
        return self._is_allowed(self._http.post(f"/v1/{parent}:runQuery", json=body, headers=person.headers))

    def create(self, person: Person, path: str, fields: Mapping[str, Any]) -> bool:
        return self._commits(person, {**self._whole(path, fields), "currentDocument": {"exists": False}})

    def _whole(self, path: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        stored = {name: value for name, value in fields.items() if value is not SERVER_TIME}
        write: dict[str, Any] = {
            "update": {"name": f"{self._root}/{path}", "fields": _fields(stored)},
        }
        if times := [name for name, value in fields.items() if value is SERVER_TIME]:
            write["updateTransforms"] = [
                {"fieldPath": name, "setToServerValue": "REQUEST_TIME"} for name in times
            ]
        return write

    def overwrite(self, person: Person, path: str, fields: Mapping[str, Any]) -> bool:
        """Write a whole document over what is there, as `set` does."""
        return self._commits(person, self._whole(path, fields))

    def update(self, person: Person, path: str, fields: Mapping[str, Any]) -> bool:
        document = {"name": f"{self._root}/{path}", "fields": _fields(fields)}
        return self._commits(person, {"update": document, "updateMask": {"fieldPaths": [*fields]}})

    def delete(self, person: Person, path: str) -> bool:
        return self._commits(person, {"delete": f"{self._root}/{path}"})

    def _commits(self, person: Person, write: Mapping[str, Any]) -> bool:
        body = {"writes": [write]}
        return self._is_allowed(
            self._http.post(f"/v1/{self._root}:commit", json=body, headers=person.headers)
        )

    def _is_allowed(self, answer: httpx.Response) -> bool:
        """Denied, or anything else: a document that is not there was looked for, so it was allowed."""
        assert answer.status_code in (200, 403, 404, 409), answer.text
        return answer.status_code != 403


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in values.items()}


def _operator(name: str) -> str:
    return "ARRAY_CONTAINS" if name == "team_uids" else "EQUAL"


def _value(value: Any) -> dict[str, Any]:
    match value:
        case None:
            return {"nullValue": None}
        case bool():
            return {"booleanValue": value}
        case int():
            return {"integerValue": str(value)}
        case float():
            return {"doubleValue": value}
        case str():
            return {"stringValue": value}
        case datetime():
            return {"timestampValue": value.isoformat().replace("+00:00", "Z")}
        case dict():
            return {"mapValue": {"fields": _fields(value)}}
        case list() | tuple():
            return {"arrayValue": {"values": [_value(each) for each in value]}}
    raise TypeError(type(value))
