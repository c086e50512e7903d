"""The truth of a rule as one Python function, for speed: a rule is mostly `and`, `or` and fields beside literals.

Where a field has the literal's type the function compares them itself, elsewhere the operator's own closure answers.
The text that is compiled is made of the forms below alone. Keys, literals and closures are its parameters, so no word
of a rule becomes code, and rules of one shape share one compilation.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from functions.domain.conditions.calls import Findings, Node
from functions.domain.conditions.coercions import is_true
from functions.domain.conditions.compiler import compile_node

Truth = Callable[[Any, Any], bool]
_COMPARED = {"==": "==", "===": "==", "!=": "!=", "!==": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
# Of time, and true or false themselves.
_BOOLEAN = frozenset({"older_than", "within", "day_is", "days_before"})
# From there on a whole number is compared as a float, which closures see to.
_WHOLE = 2**53
_KNOWN = {"type": type, "dict": dict, "list": list, "str": str, "is_true": is_true, "__builtins__": {}}


def truth_of(logic: Any, node: Node) -> Truth:
    """Whether the node's value is true as JsonLogic has it, for logic that the compiler has taken."""
    bound: list[Any] = [node]
    text = _text(logic, bound)
    truth: Truth = _made(text, len(bound))(*bound)
    return truth


@lru_cache(maxsize=1024)
def _made(text: str, count: int) -> Callable[..., Truth]:
    names = ", ".join(f"p{number}" for number in range(count))
    whole = f"lambda {names}: lambda s, c: {text} if type(s) is dict else is_true(p0(s, c))"
    made: Callable[..., Truth] = eval(whole, _KNOWN)
    return made


forget_shapes = _made.cache_clear


def _text(logic: Any, bound: list[Any]) -> str:
    operator, args = _call_of(logic)
    if operator in ("and", "or") and args:
        return "(" + f" {operator} ".join(_text(each, bound) for each in args) + ")"
    if operator == "!" and args:
        return f"(not {_text(args[0], bound)})"
    if operator == "!!" and args:
        return _text(args[0], bound)
    tested = _tested(operator, args, logic, bound=bound)
    if tested is not None:
        return tested
    asked = _closure(logic, bound)
    return asked if operator in _BOOLEAN else f"is_true({asked})"


def _tested(operator: str, args: list[Any], logic: Any, *, bound: list[Any]) -> str | None:
    """A field beside a literal."""
    if len(args) != 2:
        return None
    if operator == "in" and type(args[0]) is str:
        return _form(args[1], "{literal} in x", list, literal=args[0], logic=logic, bound=bound)
    if operator == "in" and isinstance(args[1], list) and all(type(item) is str for item in args[1]):
        texts = frozenset(args[1])
        return _form(args[0], "x in {literal}", str, literal=texts, logic=logic, bound=bound)
    if operator in _COMPARED and _is_plain(args[1]):
        compared = f"x {_COMPARED[operator]} {{literal}}"
        return _form(args[0], compared, type(args[1]), literal=args[1], logic=logic, bound=bound)
    return None


def _is_plain(literal: Any) -> bool:
    kind = type(literal)
    return kind in (str, float, bool) or (kind is int and abs(literal) < _WHOLE)


def _form(field: Any, test: str, kind: type, *, literal: Any, logic: Any, bound: list[Any]) -> str | None:
    keys = _keys_of(field)
    if not 0 < len(keys) < 3:
        return None
    first = f"s.get({_bind(keys[0], bound)})"
    found = f"type(x := {first})"
    if len(keys) == 2:
        found = f"type(y := {first}) is dict and type(x := y.get({_bind(keys[1], bound)}))"
    tested = test.format(literal=_bind(literal, bound))
    return f"({tested} if {found} is {_bind(kind, bound)} else {_closure(logic, bound)})"


def _keys_of(field: Any) -> list[str]:
    """The keys of `{"var": "a.b"}`; none where it has a default, or its path is computed."""
    operator, args = _call_of(field)
    is_plain = operator == "var" and len(args) == 1 and type(args[0]) is str and args[0] != ""
    return args[0].split(".") if is_plain else []


def _call_of(logic: Any) -> tuple[str, list[Any]]:
    if not isinstance(logic, dict) or not logic:
        return "", []
    ((operator, args),) = logic.items()
    return operator, args if isinstance(args, list) else [args]


def _closure(logic: Any, bound: list[Any]) -> str:
    return f"{_bind(compile_node(logic, '', Findings()), bound)}(s, c)"


def _bind(value: Any, bound: list[Any]) -> str:
    bound.append(value)
    return f"p{len(bound) - 1}"
