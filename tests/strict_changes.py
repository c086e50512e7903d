"""In tests `with_changes` checks values too: what is not of its field's type raises, as it would when it is read."""

from typing import Any

from functions.domain.kernel.decisions import Value

_with_changes = Value.with_changes


def _checked(self: Any, **changes: Any) -> Any:
    changed = _with_changes(self, **changes)
    type(self).model_validate(dict(changed), strict=True)
    return changed


setattr(Value, "with_changes", _checked)  # noqa: B010  # mypy refuses the assignment of a method
