"""`python -m tests.rules.mutants`: firestore.rules with one condition dropped, negated or widened at a time; each has
to be caught by a cell of the matrix, or stand below with the reason why it means the same.

Node lists the mutants by Firebase's own grammar (tests/js/rules_mutants.mjs).
"""

import json
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from functions.domain.staff.roles import ROLES
from local.firestore.emulator import FirestoreEmulator
from local.wire.servers import free_port
from tests.rules.cells import Cell, all_cells
from tests.rules.people import documents
from tests.rules.wall import Wall

RULES = Path("firestore.rules")
WALLS = 2

_NARROWER = "who may list a document may get it: the other line allows that"
# (what is mutated, on which line of which collection): why no request can tell the difference.
EQUIVALENT: dict[tuple[str, str, str], str] = {
    **{
        ("list widened", "allow list: if (", collection): _NARROWER
        for collection in ("customers", "messages", "conversations", "commands")
    },
    (
        "list widened",
        "allow list: if hasRole(org, ['owner', 'manager']) && isStill(org, ['owner', 'manager']);",
        "members",
    ): _NARROWER,
    ("get widened", "allow get: if (", "commands"): "in a list `resource` is never null",
    (
        "get widened",
        f"allow get: if hasRole(org, [{', '.join(map(repr, ROLES))}]);",
        "",
    ): "a list of organisations names none, and so has no role",
}


@dataclass(frozen=True)
class Mutant:
    """Rules with one mistake. `collection`: of the block in which it is, so that it is about no other; empty for the
    functions and the organisation, which are about all of them.
    """

    number: int
    line: str
    what: str
    collection: str
    rules: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.what, self.line, self.collection


def all_mutants(source: str) -> list[Mutant]:
    """Each condition of the rules dropped, negated or widened. Needs Node and tests/js' packages."""
    listed = subprocess.run(
        ["node", "tests/js/rules_mutants.mjs", str(RULES)], check=True, capture_output=True, text=True
    )
    return [_mutant(source, number, **each) for number, each in enumerate(json.loads(listed.stdout))]


def _mutant(source: str, number: int, *, start: int, end: int, what: str, replacement: str) -> Mutant:
    before = source[:start]
    line = source[before.rfind("\n") + 1 :].partition("\n")[0].strip()
    _, is_in_block, block = before.rpartition("\n      match /")
    collection = block.partition("/")[0] if is_in_block and "\n      }\n" not in block else ""
    _, _, function = before.rpartition("\n    function ")
    if function.startswith("isCommand(") and "\n    match /orgs" not in function:
        collection = "commands"
    return Mutant(number, line, what, collection, before + replacement + source[end:])


def catcher(wall: Wall, mutant: Mutant, cells: Sequence[Cell]) -> str | None:
    """What catches the mutant: the first cell that is answered otherwise, or the compiler; None where nothing does."""
    if wall.load(mutant.rules) is not None:
        return "does not compile"
    for cell in cells:
        if mutant.collection not in ("", cell.collection):
            continue
        if cell.answer(wall) != cell.expected:
            if cell.operation in ("update", "delete"):
                wall.put(documents())
            return cell.name
    return None


@contextmanager
def emulator_for_mutants() -> Iterator[str]:
    port = free_port("127.0.0.1", 0, "the emulator")
    emulator = FirestoreEmulator.start("127.0.0.1", port, "127.0.0.1:9")
    try:
        emulator.wait_ready()
        yield emulator.address
    finally:
        emulator.stop()


def survivors(mutants: Sequence[Mutant]) -> tuple[list[Mutant], Counter[str]]:
    """The mutants that no cell catches, and how the others were caught."""
    left, how, own = [], Counter[str](), threading.local()
    cells = list(all_cells())
    random.Random(1).shuffle(cells)  # a mutant is caught by cells of one kind, which lie side by side
    with emulator_for_mutants() as address:

        def hunt(mutant: Mutant) -> tuple[Mutant, str | None]:
            if not hasattr(own, "wall"):
                own.wall = Wall(address)
                own.wall.put(documents())
            return mutant, catcher(own.wall, mutant, cells)

        with ThreadPoolExecutor(WALLS) as hunters:
            for done, (mutant, caught) in enumerate(hunters.map(hunt, mutants), 1):
                if caught is None:
                    left.append(mutant)
                how["compiler" if caught == "does not compile" else "cell"] += caught is not None
                if done % 25 == 0:
                    print(f"{done} of {len(mutants)}, {len(left)} not caught", flush=True)
    return left, how


def main() -> int:
    """Exit status 0 where every mutant is caught or known to be equivalent, and every reason is still needed."""
    mutants = all_mutants(RULES.read_text(encoding="utf-8"))
    left, how = survivors(mutants)
    new = [mutant for mutant in left if mutant.key not in EQUIVALENT]
    needed = {mutant.key for mutant in left}
    stale = [reason for reason in EQUIVALENT if reason not in needed]
    for mutant in new:
        print(f"not caught: {mutant.what}: {mutant.line} ({mutant.collection})")
    for what, line, collection in stale:
        print(f"caught, and listed as equivalent: {what}: {line} ({collection})")
    print(
        f"{len(mutants)} mutants: {how['cell']} caught by a cell, {how['compiler']} by the compiler, ", end=""
    )
    print(f"{len(left) - len(new)} equivalent, {len(new)} not caught")
    return 1 if new or stale else 0


if __name__ == "__main__":
    sys.exit(main())
