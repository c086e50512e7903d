"""Custom fields of a file, which has texts alone: each is read as the type that the business gave its field."""

from collections.abc import Iterable, Mapping
from typing import Any

from functions.domain.kernel.validation import DECIMAL
from functions.domain.settings.custom_fields import CustomField

_YES_OR_NO = {
    **dict.fromkeys(("true", "yes", "y", "1", "ya", "हाँ", "হ্যাঁ"), True),
    **dict.fromkeys(("false", "no", "n", "0", "tidak", "नहीं", "না"), False),
}


def typed_custom(defined: Iterable[CustomField], custom: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with values of their types. A text of another type stays as it is, and the command refuses it."""
    types = {field.name: field.type for field in defined}
    return {name: _typed(types.get(name), value) for name, value in custom.items()}


def _typed(type: str | None, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if type == "list":
        return [part for each in value.split(";" if ";" in value else ",") if (part := each.strip())]
    if type == "boolean":
        return _YES_OR_NO.get(value.strip().casefold(), value)
    if type == "number" and DECIMAL.fullmatch(value.strip()):
        return float(value) if "." in value else int(value)
    return value
