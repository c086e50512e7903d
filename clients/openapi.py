"""The OpenAPI 3.1 document of the staff API, made of its operations and the models of commands and configuration."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from clients.schemas import Schema, schema_of
from functions.domain.commands.kinds import KINDS
from functions.domain.staff.readers import readers_of
from functions.http.staff_api.giving import LONGEST_KEY
from functions.http.staff_api.operations import Operation
from functions.http.staff_api.subjects import SUBJECTS, operations_of

FILE = "functions/http/pages/openapi.json"
_PLACEHOLDER = re.compile(r"<(?:(\w+)(?:\(([^)]*)\))?:)?(\w+)>")
_REF = "#/components/schemas/"
_PROBLEMS = {
    400: "What was sent is not valid; `fields` names each wrong field",
    401: "The ID token is missing or not valid",
    403: "The member's role may not do this, or the feature is switched off",
    404: "There is nothing here",
    409: "Another change came first",
    412: "The document is not the one that `If-Match` names",
    413: "The body is too large",
    415: "The body is of another kind",
    422: "The Idempotency-Key was given with another request",
    429: "Too many requests of this organisation; `Retry-After` says when to ask again",
    503: "Try again; `Retry-After` says when",
}
_ALWAYS = (400, 401, 403, 404, 429, 503)
_WITH_BODY = (409, 413, 415)


def openapi_text() -> str:
    return json.dumps(document(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def document() -> Schema:
    """The whole document. Paths are below `/{org}`."""
    components: dict[str, Schema] = {"Problem": _problem()}
    paths: dict[str, Any] = {}
    for operation in operations():
        path, parameters = _path(operation.path)
        described = _operation(operation, parameters, components)
        paths.setdefault(f"/{{org}}{path}", {})[operation.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Regulars: the staff API",
            "version": "1",
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
            "description": "What a business's staff, tills and dashboards ask and change. Each request carries a"
            " Firebase ID token of a member of the organisation.",
        },
        "security": [{"id_token": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "id_token": {"type": "http", "scheme": "bearer", "bearerFormat": "Firebase ID token"}
            },
        },
    }


def operations() -> Iterator[Operation]:
    """Each operation once: several subjects may share a module."""
    seen: set[tuple[str, str]] = set()
    for subject in SUBJECTS:
        for operation in operations_of(subject):
            if (key := (operation.method, operation.path)) not in seen:
                seen.add(key)
                yield operation


def _operation(operation: Operation, parameters: list[Schema], components: dict[str, Schema]) -> Schema:
    described: Schema = {
        "summary": operation.summary,
        "operationId": operation.id,
        "tags": [operation.subject],
        "description": _who(operation),
        "parameters": [_org(), *parameters, *_query(operation), *_headers(operation)],
        "responses": _responses(operation, components),
    }
    if operation.has_body:
        described["requestBody"] = _body(operation, components)
    return described


def _path(path: str) -> tuple[str, list[Schema]]:
    """A path as OpenAPI writes it, with its parameters. A placeholder that takes one word alone is that word."""
    parameters: list[Schema] = []

    def named(match: re.Match[str]) -> str:
        kind, limits, name = match.groups()
        if kind == "any":
            return str(limits)
        schema: Schema = (
            {"type": "integer", "minimum": 0} if kind == "int" else {"type": "string", "minLength": 1}
        )
        for limit in filter(None, (limits or "").split(",")):
            word, _, value = limit.partition("=")
            schema[{"max": "maximum", "maxlength": "maxLength"}[word]] = int(value)
        parameters.append({"name": name, "in": "path", "required": True, "schema": schema})
        return f"{{{name}}}"

    return _PLACEHOLDER.sub(named, path), parameters


def plain_path(path: str) -> str:
    """A path with its placeholders as OpenAPI writes them."""
    return _path(path)[0]


def roles_of(operation: Operation) -> frozenset[str]:
    """Who may ask: by the command, else the table of readers, else the row itself. A list of all is for those who read
    all: it names no document that could be one's own. A member lists what they have taken.
    """
    if operation.kind is not None:
        return frozenset(KINDS[operation.kind].roles)
    if operation.reads is not None:
        row = readers_of(operation.reads)
        is_of_all = not _PLACEHOLDER.search(operation.path)
        if is_of_all:
            return frozenset(row.all | (row.assigned if row.taken else frozenset()))
        return frozenset(row.all | row.by_id | row.assigned)
    return operation.roles


def _org() -> Schema:
    schema = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}$"}
    return {"name": "org", "in": "path", "required": True, "schema": schema}


def _query(operation: Operation) -> list[Schema]:
    if operation.query is None:
        return []
    schema = schema_of(operation.query)
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _without_null(each)}
        for name, each in schema["properties"].items()
    ]


def _without_null(schema: Schema) -> Schema:
    """A query leaves out what it does not say: it has no null."""
    kinds = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    rest = {name: value for name, value in schema.items() if name not in ("anyOf", "default")}
    return {**kinds[0], **rest} if len(kinds) == 1 else schema


def _headers(operation: Operation) -> list[Schema]:
    names = {
        "Idempotency-Key": operation.method == "POST" and operation.kind is not None,
        "If-Match": operation.method in ("PUT", "PATCH", "DELETE"),
        "If-None-Match": operation.method == "GET",
    }
    limits = {"Idempotency-Key": {"maxLength": LONGEST_KEY}}
    return [
        {"name": name, "in": "header", "schema": {"type": "string", **limits.get(name, {})}}
        for name, has_it in names.items()
        if has_it
    ]


def _body(operation: Operation, components: dict[str, Schema]) -> Schema:
    form: type[BaseModel] | None = operation.form
    if form is None and operation.kind is not None:
        form = KINDS[operation.kind].act().form
    schema = _reference(form, components, without=operation.given) if form is not None else {"type": "object"}
    is_needed = form is not None and bool(set(schema_of(form).get("required", ())) - set(operation.given))
    return {"required": is_needed, "content": {operation.content_type: {"schema": schema}}}


def _responses(operation: Operation, components: dict[str, Schema]) -> Schema:
    is_file = operation.gives != "application/json"
    reply = {"schema": {"type": "string"} if is_file else _reference(operation.reply, components)}
    responses: Schema = {
        str(operation.status): {"description": operation.summary, "content": {operation.gives: reply}}
    }
    statuses = {*_ALWAYS, *(_WITH_BODY if operation.has_body else ())}
    if operation.method == "DELETE":
        statuses |= {409}
    headers = {each["name"] for each in _headers(operation)}
    statuses |= {422} if "Idempotency-Key" in headers else set()
    statuses |= {412} if "If-Match" in headers else set()
    if "If-None-Match" in headers:
        responses["304"] = {"description": "The caller has it as it stands"}
    problem = {"application/problem+json": {"schema": {"$ref": f"{_REF}Problem"}}}
    for status in sorted(statuses):
        responses[str(status)] = {"description": _PROBLEMS[status], "content": problem}
    return responses


def _reference(
    model: type[BaseModel], components: dict[str, Schema], *, without: tuple[str, ...] = ()
) -> Schema:
    """A reference to a model's schema, which is put beside the others with all that it needs."""
    name = model.__name__ + ("InPath" if without else "")
    schema = schema_of(model, ref_template=_REF + "{model}")
    for part, each in schema.pop("$defs", {}).items():
        components.setdefault(part, each)
    for field in without:
        schema["properties"].pop(field, None)
    if "required" in schema:
        schema["required"] = [field for field in schema["required"] if field not in without]
    components[name] = schema
    return {"$ref": _REF + name}


def _who(operation: Operation) -> str:
    who = f"For members with one of the roles {', '.join(sorted(roles_of(operation)))}."
    return f"{who} The command `{operation.kind}`." if operation.kind else who


def _problem() -> Schema:
    text = {"type": "string"}
    fault = {"type": "object", "required": ["path", "message"], "properties": {"path": text, "message": text}}
    properties: Mapping[str, Schema] = {
        "type": text,
        "title": text,
        "status": {"type": "integer"},
        "detail": text,
        "code": text,
        "fields": {"type": "array", "items": fault},
        "error": {"type": "object", "required": ["code", "message"]},
    }
    return {
        "type": "object",
        "description": "Problem Details (RFC 9457). `code` is stable, `detail` is for people.",
        "required": ["type", "title", "status", "detail", "code", "error"],
        "properties": properties,
    }
