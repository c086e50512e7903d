"""What an operator is given to compile itself: its arguments and their place in the logic."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from functions.domain.conditions.clock import Clock
from functions.domain.kernel.errors import FieldFault

# A compiled piece of a rule: the scope that `var` reads, and the clock.
Node = Callable[[Any, Clock], Any]


@dataclass
class Findings:
    """What the compiler gathers on its way through a rule."""

    faults: list[FieldFault] = field(default_factory=list)
    variables: set[str] = field(default_factory=set)
    is_timed: bool = False


@dataclass(frozen=True)
class Call:
    """One use of an operator. `is_scoped`: below `map` and its like, where `var` reads an item, not the subject."""

    operator: str
    args: list[Any]
    path: str
    is_scoped: bool
    found: Findings
    compile: Callable[..., Node]

    def node(self, index: int) -> Node:
        return self.compile(self.args[index], self.path_of(index), self.found, is_scoped=self.is_scoped)

    def nodes(self, start: int = 0) -> list[Node]:
        return [self.node(index) for index in range(start, len(self.args))]

    def item_node(self, index: int) -> Node:
        """An argument that is evaluated for each item of a list."""
        return self.compile(self.args[index], self.path_of(index), self.found, is_scoped=True)

    def path_of(self, index: int) -> str:
        return f"{self.path}.{index}"

    def literal(self, index: int) -> Any:
        """An argument as it is written; None where it is missing or logic."""
        written = self.args[index] if index < len(self.args) else None
        return None if isinstance(written, dict | list) else written

    def reads(self, path: str) -> None:
        if not self.is_scoped:
            self.found.variables.add(path)

    def refuse(self, reason: str, index: int | None = None) -> Node:
        self.found.faults.append(FieldFault(self.path if index is None else self.path_of(index), reason))
        return constant(None)


Builder = Callable[[Call], Node]


def constant(value: Any) -> Node:
    return lambda scope, clock: value
