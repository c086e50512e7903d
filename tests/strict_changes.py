"""In tests `with_changes` checks values too: what is not of its field's type raises, as it would when it is read.

Only the fields that change are checked: the others were when they came in. A model with validators of its own, which
may look from one field to another, is checked as a whole.
"""

from functools import cache
from typing import Any

from pydantic_core import SchemaValidator, core_schema

from functions.domain.kernel.decisions import Value

_with_changes = Value.with_changes


def _checked(self: Value, **changes: Any) -> Any:
    changed = _with_changes(self, **changes)
    model = type(self)
    if _is_checked_as_a_whole(model):
        model.model_validate(dict(changed), strict=True)
    else:
        for name, value in changes.items():
            _check_of(model, name).validate_python({name: value}, strict=True)
    return changed


@cache
def _is_checked_as_a_whole(model: Any) -> bool:
    model.model_rebuild()
    decorators = model.__pydantic_decorators__
    own = (decorators.field_validators, decorators.model_validators, decorators.validators)
    return any(own) or _model_in(model)["type"] != "model"


@cache
def _check_of(model: Any, name: str) -> SchemaValidator:
    fields = {name: _model_in(model)["schema"]["fields"][name]}
    schema = core_schema.model_fields_schema(fields, model_name=model.__name__)
    return SchemaValidator(core_schema.definitions_schema(schema, _beside(model)))


def _model_in(model: Any) -> Any:
    """The model's own part of its schema, which other models that it refers to may stand beside."""
    schema = model.__pydantic_core_schema__
    return schema["schema"] if schema["type"] == "definitions" else schema


def _beside(model: Any) -> Any:
    return model.__pydantic_core_schema__.get("definitions", [])


setattr(Value, "with_changes", _checked)  # noqa: B010  # mypy refuses the assignment of a method
