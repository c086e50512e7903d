"""A condition, compiled: whether it holds for a subject, and when that next changes though the subject stays."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

from functions.domain.conditions.calls import Findings, Node
from functions.domain.conditions.clock import Clock, answering
from functions.domain.conditions.coercions import is_true
from functions.domain.conditions.compiler import compile_node, size_faults
from functions.domain.conditions.costs import cost_faults
from functions.domain.conditions.truths import Truth, truth_of
from functions.domain.kernel.errors import FieldFault, Malformed

# How many noted instants are tried for a real change of the answer; after that the next one is given as it is.
_TRIES = 100
_FIRST = answering(datetime(2000, 1, 1, tzinfo=UTC), UTC)


class RuleRefused(Malformed):
    """A condition that cannot be kept; its paths lead into the logic, for example `and.1.<.0`."""

    def __init__(self, faults: Sequence[FieldFault]) -> None:
        super().__init__("condition", faults)


class Rule:
    """A compiled condition. `variables`: the dotted paths that it reads; "" where it may read any."""

    __slots__ = ("_clock", "_node", "_truth", "is_timed", "variables")

    def __init__(self, node: Node, truth: Truth, *, is_timed: bool, variables: frozenset[str]) -> None:
        self._node, self._truth, self.is_timed, self.variables = node, truth, is_timed, variables
        self._clock = (
            _FIRST  # of the last question; it keeps no state, so that threads may take it from each other
        )

    def holds(self, subject: Mapping[str, Any], now: datetime, zone: tzinfo) -> bool:
        """JsonLogic's truth of the value; an empty condition is false. Raises for no subject."""
        clock = self._clock
        if clock.zone is not zone or (self.is_timed and clock.now is not now):
            clock = self._clock = answering(now, zone)
        return self._truth(subject, clock)

    def value(self, subject: Mapping[str, Any], now: datetime, zone: tzinfo) -> Any:
        return self._node(subject, Clock(now, zone))

    def next_change(self, subject: Mapping[str, Any], now: datetime, zone: tzinfo) -> datetime | None:
        """The earliest instant after `now`, in UTC, at which `holds` may differ; None where it never does.

        It is the exact one unless a hundred instants of the rule's parts leave the answer as it is; then it is the last
        of these, and asking again from there goes on.
        """
        if not self.is_timed:
            return None
        clock = Clock(now, zone)
        answer = is_true(self._node(subject, clock))
        for _ in range(_TRIES):
            if clock.until is None:
                return None
            clock = Clock(clock.until, zone)
            if is_true(self._node(subject, clock)) != answer:
                return clock.now
        return clock.now


def compile_rule(logic: object) -> Rule:
    """Logic as JSON has it. Raises RuleRefused with all that is wrong with it."""
    too_large = size_faults(logic) or cost_faults(logic)
    if too_large:
        raise RuleRefused(too_large)
    found = Findings()
    logic = False if logic == {} else logic
    node = compile_node(logic, "", found)
    if found.faults:
        raise RuleRefused([FieldFault(fault.path.removeprefix("."), fault.message) for fault in found.faults])
    truth = truth_of(logic, node)
    return Rule(node, truth, is_timed=found.is_timed, variables=frozenset(found.variables))
