"""JSON Schema (draft 2020-12) of what clients read and of what they ask for. Instants are RFC 3339 texts in it."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import DEFAULT_REF_TEMPLATE

from clients.exports import CommandExport, Export, command_kinds, documents
from functions.domain.kernel.validation import DECIMAL

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = "schemas"
# Fields of a model that are no fields of its document: the id is the document's name.
_NOT_STORED = ("id", "odd_fields")
_LIMITS = {"ge": "minimum", "le": "maximum"}

Schema = dict[str, Any]


def schema_files() -> Mapping[str, str]:
    """The files of `schemas/`: path -> text."""
    read = {f"{FOLDER}/documents/{each.name}.json": document_schema(each) for each in documents()}
    asked = {f"{FOLDER}/commands/{each.kind}.json": command_schema(each) for each in command_kinds()}
    return {path: as_text(schema) for path, schema in (read | asked).items()}


def document_schema(export: Export) -> Schema:
    """What a stored document holds. It may hold more: fields of others stay through every write of the server."""
    schema = schema_of(export.model)
    for name in _NOT_STORED:
        schema["properties"].pop(name, None)
    if export.content is not None:
        content = schema_of(export.content)
        schema["properties"] |= content["properties"]
        schema["required"] = [*schema.get("required", []), *content.get("required", [])]
        schema["$defs"] = schema.get("$defs", {}) | content.get("$defs", {})
        schema["description"] = content["description"]
    schema["required"] = [name for name in schema.get("required", []) if name not in _NOT_STORED]
    schema.pop("additionalProperties", None)
    comment = f"Stored as {export.path}."
    return {"$schema": DIALECT, "$comment": comment, **schema, "title": export.title}


def command_schema(export: CommandExport) -> Schema:
    """What `data` of a command of this kind holds."""
    schema = schema_of(export.form)
    return {"$schema": DIALECT, "$comment": "`data` of a command.", **schema, "title": type_name(export.kind)}


def type_name(words: str) -> str:
    """`change_customer` as a type's name."""
    return "".join(word[:1].upper() + word[1:] for word in words.split("_"))


def as_text(schema: Schema) -> str:
    """The same text for the same schema, whatever order its parts were found in."""
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def schema_of(model: type[BaseModel], ref_template: str = DEFAULT_REF_TEMPLATE) -> Schema:
    """A model's schema, its numbers in JSON Schema's own words."""
    schema = model.model_json_schema(mode="validation", ref_template=ref_template)
    for part in (schema, *schema.get("$defs", {}).values()):
        for field in part.get("properties", {}).values():
            field.pop("title", None)
            for either in (field, *field.get("anyOf", ())):
                _limit_number(either)
    return schema


def _limit_number(amount: Schema) -> None:
    """An exact amount in JSON Schema's words: pydantic leaves its limits beside number and text, and takes any text."""
    limits = {name: int(amount.pop(word)) for word, name in _LIMITS.items() if word in amount}
    kinds = {each.get("type"): each for each in amount.get("anyOf", ())}
    if kinds.keys() == {"number", "string"}:
        kinds["number"].update(limits)
        digits = DECIMAL.pattern.removeprefix("-?") if limits.get("minimum") == 0 else DECIMAL.pattern
        kinds["string"]["pattern"] = f"^{digits}$"
