"""stand-in, not committed"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from functions.domain.kernel.errors import FieldFault


class RuleRefused(Exception):
    def __init__(self, faults):
        self.faults = faults


def _val(l, s, now):
    if isinstance(l, dict) and len(l) == 1:
        ((op, a),) = l.items()
        a = a if isinstance(a, list) else [a]
        if op == "var":
            cur = s
            for p in a[0].split("."):
                cur = cur.get(p) if isinstance(cur, dict) else None
            return cur
        if op == "and":
            return all(_val(x, s, now) for x in a)
        if op == "or":
            return any(_val(x, s, now) for x in a)
        if op == "!":
            return not _val(a[0], s, now)
        v = [_val(x, s, now) for x in a]
        if op == "older_than":
            return v[0] is not None and now - v[0] >= timedelta(days=int(v[1][:-1]))
        if op == "==":
            return v[0] == v[1]
        if op == ">=":
            return (v[0] or 0) >= v[1]
        if op == ">":
            return (v[0] or 0) > v[1]
        if op == "<":
            return (v[0] or 0) < v[1]
        if op == "%":
            return (v[0] or 0) % v[1]
        if op == "in":
            return v[0] in (v[1] or ())
        raise RuleRefused([FieldFault("", f"there is no operator {op}")])
    return l


@dataclass(frozen=True)
class Rule:
    logic: Any

    def holds(self, s, now, zone):
        return bool(_val(self.logic, s, now))

    def next_change(self, s, now, zone):
        found = []

        def walk(l):
            if isinstance(l, dict):
                for op, a in l.items():
                    if op == "older_than":
                        v = _val(a[0], s, now)
                        if v is not None and v + timedelta(days=int(a[1][:-1])) > now:
                            found.append(v + timedelta(days=int(a[1][:-1])))
                    for x in a if isinstance(a, list) else [a]:
                        walk(x)

        walk(self.logic)
        return min(found, default=None)


def compile_rule(logic):
    _check(logic)
    return Rule(logic)


def _check(l):
    if isinstance(l, dict):
        for op, a in l.items():
            if op not in {"var", "and", "or", "!", "older_than", "==", ">=", ">", "<", "%", "in"}:
                raise RuleRefused([FieldFault(op, "is no operator")])
            for x in a if isinstance(a, list) else [a]:
                _check(x)
