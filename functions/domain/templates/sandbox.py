"""Jinja2's sandbox with an end to what a text may take: a business's text is rendered beside those of all others.

A text has places, conditions and a loop over what it is given. What multiplies (`'x' * 10 ** 9`, a loop in a loop, a
text that is made of itself again and again) is refused where it is saved, and stopped where it is rendered: also where
it is many small steps, of which one rendering may take so many.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from jinja2 import nodes, pass_context, pass_eval_context
from jinja2.exceptions import SecurityError
from jinja2.filters import do_format, do_join, do_replace
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

LONGEST = 500_000  # characters of a text, items of a list
# Items that loops go through, and that filters look at or `*` makes, in one rendering.
MOST_STEPS = 100_000
STEPS = "_steps"
_COUNTED = "_counted"
MOST_BITS = 4096  # of a whole number
WIDEST = 1000  # a place in a format, a range
_NO_FILTERS = frozenset({"batch", "center", "indent", "pprint", "slice", "wordwrap", "xmlattr"})
_NO_METHODS = frozenset(
    {
        *("center", "expandtabs", "format", "format_map", "join", "ljust", "replace", "rjust", "to_bytes"),
        *("translate", "zfill"),
    }
)
_NO_GLOBALS = ("lipsum", "namespace")
_WIDE = re.compile(r"%[^a-zA-Z%]*(\d{4}|\*)")
_NO_STATEMENTS = {
    nodes.AssignBlock: "a block of set",
    nodes.Block: "block",
    nodes.CallBlock: "call",
    nodes.FilterBlock: "a block of filter",
    nodes.Macro: "macro",
}


class Sandbox(ImmutableSandboxedEnvironment):
    """Raises SecurityError where a value would grow beyond bounds."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for name in _NO_GLOBALS:
            self.globals.pop(name)
        for name in _NO_FILTERS:
            self.filters.pop(name)
        self.globals["range"] = _short_range
        self.filters |= {"format": _format, "join": _join, "replace": _replace, _COUNTED: _counted}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The text with its loops and filters counted."""
        parsed = super()._parse(source, name, filename)
        for loop in parsed.find_all(nodes.For):
            loop.iter = _counting(loop.iter)
        for used in [*parsed.find_all(nodes.Filter)]:
            if used.name != _COUNTED and used.node is not None:
                used.node = _counting(used.node)
        return parsed

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: PLR0917 - jinja2's own
        if operator == "%" and isinstance(left, str):
            raise SecurityError("a text has no %")
        if operator == "*":
            _check_product(left, right)
        if operator == "**" and isinstance(left, int) and isinstance(right, int):
            _check(left.bit_length() * max(right, 0), MOST_BITS)
        made = super().call_binop(context, operator, left, right)
        return _counted(context, made) if operator == "*" else made

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return attr not in _NO_METHODS and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """`format` is no method here: what it makes may be of any width."""


def bounded(pieces: Iterable[str]) -> str:
    """A text of its pieces. SecurityError where there is no end to them."""
    kept, length = [], 0
    for piece in pieces:
        length += len(piece)
        _check(length, LONGEST)
        kept.append(piece)
    return "".join(kept)


def excesses(parsed: nodes.Template) -> Iterator[str]:
    """What of a parsed text has no bounds, in words."""
    for kind, words in _NO_STATEMENTS.items():
        if parsed.find(kind) is not None:
            yield f"has {words}, which is not for texts"
    if any(loop.recursive or loop.find(nodes.For) is not None for loop in parsed.find_all(nodes.For)):
        yield "has a loop in a loop"
    yield from (f"makes a variable of {name}, which it has made itself" for name in _made_of_made(parsed))


def _made_of_made(parsed: nodes.Template) -> list[str]:
    """Variables that a text makes and makes others of: each could be twice as long as the one before."""
    made = {name.name for name in parsed.find_all(nodes.Name) if name.ctx in ("store", "param")}
    looped = {name.name for loop in parsed.find_all(nodes.For) for name in _names(loop.target)}
    used = {name.name for value in _assigned(parsed) for name in _names(value)}
    return sorted(used & (made - looped))


def _assigned(parsed: nodes.Template) -> Iterator[nodes.Node]:
    """The values that become variables."""
    yield from (assign.node for assign in parsed.find_all(nodes.Assign))
    yield from (value for block in parsed.find_all(nodes.With) for value in block.values)


def _names(node: nodes.Node) -> list[nodes.Name]:
    return [*([node] if isinstance(node, nodes.Name) else []), *node.find_all(nodes.Name)]


class Steps:
    """How many steps a rendering has left. A text finds nothing here: all names are private to it."""

    def __init__(self) -> None:
        self._left = MOST_STEPS

    def _take(self, count: int) -> None:
        self._left -= count
        _check(-self._left, 0)


def _counting(node: Any) -> nodes.Filter:
    return nodes.Filter(node, _COUNTED, [], [], None, None, lineno=node.lineno)


@pass_context
def _counted(context: Context, value: Any) -> Any:
    """The value, with what going through it takes."""
    steps: Steps = context[STEPS]
    steps._take(1 + (len(value) if isinstance(value, str | bytes | list | tuple | dict | range) else 0))
    return value


def _check(size: int, most: int) -> None:
    if size > most:
        raise SecurityError(f"is beyond {most}")


def _check_product(left: Any, right: Any) -> None:
    if isinstance(left, int) and isinstance(right, int):
        _check(left.bit_length() + right.bit_length(), MOST_BITS)
    for repeated, times in ((left, right), (right, left)):
        if isinstance(times, int) and isinstance(repeated, str | bytes | list | tuple):
            _check(len(repeated) * times, LONGEST)


def _short_range(*bounds: int) -> range:
    found = range(*bounds)
    _check(len(found), WIDEST)
    return found


def _format(value: Any, *values: Any, **named: Any) -> str:
    _check(WIDEST + 1 if _WIDE.search(str(value)) else 0, WIDEST)
    return do_format(value, *values, **named)


@pass_eval_context
def _join(context: EvalContext, value: Iterable[Any], d: str = "", attribute: str | int | None = None) -> str:  # noqa: PLR0917 - jinja2's own
    items = list(islice(value, LONGEST + 1))
    _check(sum(len(str(item)) + len(d) for item in items), LONGEST)
    joined: str = do_join(context, items, d, attribute)
    return joined


@pass_eval_context
def _replace(context: EvalContext, s: str, old: str, new: str, count: int | None = None) -> str:  # noqa: PLR0917 - jinja2's own
    _check(len(str(s)) + str(s).count(str(old)) * len(str(new)), LONGEST)
    return do_replace(context, s, old, new, count)
