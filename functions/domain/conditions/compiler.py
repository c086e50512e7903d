"""Logic to closures: each operator compiles itself; everything that is wrong is found in one pass, with its path."""

from typing import Any

from functions.domain.conditions import arithmetic, comparisons, dates, lists, logic, texts, variables
from functions.domain.conditions.calls import Builder, Call, Findings, Node, constant
from functions.domain.kernel.errors import FieldFault

DEEPEST = 20
MOST_NODES = 500
OPERATORS: dict[str, tuple[Builder, int, int | None]] = {
    **variables.OPERATORS,
    **logic.OPERATORS,
    **comparisons.OPERATORS,
    **arithmetic.OPERATORS,
    **lists.OPERATORS,
    **texts.OPERATORS,
    **dates.OPERATORS,
}


def size_faults(written: object) -> list[FieldFault]:
    """Whether logic is too deep or too large to be compiled; an object inside a list is one level."""
    waiting, count = [(written, 0)], 0
    while waiting:
        value, depth = waiting.pop()
        count += 1
        if depth > DEEPEST and isinstance(value, dict | list | tuple):
            return [FieldFault("", f"is deeper than {DEEPEST} operators")]
        if count > MOST_NODES:
            return [FieldFault("", f"has more than {MOST_NODES} values")]
        if isinstance(value, dict):
            waiting += [(item, depth + 1) for item in value.values()]
        elif isinstance(value, list | tuple):
            waiting += [(item, depth + (not isinstance(item, dict))) for item in value]
    return []


def compile_node(written: Any, path: str, found: Findings, *, is_scoped: bool = False) -> Node:
    if isinstance(written, list):
        nodes = [
            compile_node(item, f"{path}.{place}", found, is_scoped=is_scoped)
            for place, item in enumerate(written)
        ]
        return lambda scope, clock: [node(scope, clock) for node in nodes]
    if not isinstance(written, dict) or not written:
        return _literal(written, path, found)
    if len(written) > 1:
        found.faults.append(FieldFault(path, "has more than one operator"))
        return constant(None)
    operator, args = next(iter(written.items()))
    inner = f"{path}.{operator}"
    args = args if isinstance(args, list) else [args]
    if operator in ("now", "today", "start_of_today") and args in ([None], [""]):
        args = []
    return _compile_call(Call(operator, args, inner, is_scoped, found, compile_node))


def _literal(written: Any, path: str, found: Findings) -> Node:
    if written is None or isinstance(written, str | int | float | dict):
        return constant(written)
    found.faults.append(FieldFault(path, "is no JSON"))
    return constant(None)


def _compile_call(call: Call) -> Node:
    known = OPERATORS.get(call.operator)
    if known is None:
        return call.refuse("is no operator")
    build, least, most = known
    if len(call.args) < least or (most is not None and len(call.args) > most):
        return call.refuse(f"takes {_arity(least, most)}, not {len(call.args)}")
    return build(call)


def _arity(least: int, most: int | None) -> str:
    if most is None:
        return f"at least {least} arguments"
    return f"{least} arguments" if least == most else f"{least} to {most} arguments"
