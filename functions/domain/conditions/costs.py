"""How many steps a condition may take: a list in a list in a list is no larger than others, and takes for ever.

An instance asks it of each change of a customer, and serves other businesses too.
"""

from typing import Any

from functions.domain.conditions.coercions import MOST
from functions.domain.conditions.lists import OPERATORS
from functions.domain.kernel.errors import FieldFault

MOST_STEPS = 100_000  # some 20 ms
USUAL_ITEMS = 100  # of a list of the subject: tags, visits
_FOR_EACH = OPERATORS.keys() - {"merge"}
_GROWS = "accumulator"


def cost_faults(logic: object) -> list[FieldFault]:
    """Whether logic would take too many steps, by the lists that it goes through in each other."""
    if _steps(logic) <= MOST_STEPS:
        return []
    return [FieldFault("", f"goes through lists in lists: it may take more than {MOST_STEPS} steps")]


def _steps(logic: Any) -> int:
    if isinstance(logic, list | tuple):
        return 1 + sum(map(_steps, logic))
    if not isinstance(logic, dict) or len(logic) != 1:
        return 1
    operator, operands = _parts(logic)
    if operator not in _FOR_EACH or len(operands) < 2:
        return 1 + sum(map(_steps, operands))
    source, item, *others = operands
    return 1 + _steps(source) + _items(source) * _steps(item) + sum(map(_steps, others))


def _items(logic: Any) -> int:
    """How many items it may give."""
    if isinstance(logic, list | tuple):
        return len(logic)
    if not isinstance(logic, dict) or len(logic) != 1:
        return 1
    operator, operands = _parts(logic)
    if operator in ("map", "filter"):
        return _items(operands[0]) if operands else 0
    if operator == "merge":
        return min(MOST, sum(map(_items, operands)))
    if operator == "var":
        return _items_of(operands[0] if operands else "")
    return MOST if operator == "reduce" else max(map(_items, operands), default=1)


def _items_of(path: Any) -> int:
    """How many items a variable may have: what a rule has gathered itself, or computes the path of, any number."""
    return USUAL_ITEMS if isinstance(path, str) and not path.startswith(_GROWS) else MOST


def _parts(logic: dict[Any, Any]) -> tuple[Any, list[Any]]:
    ((operator, operands),) = logic.items()
    return operator, list(operands) if isinstance(operands, list | tuple) else [operands]
