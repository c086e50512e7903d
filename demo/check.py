"""`python -m demo.check build/demo.json`: the demo's figures once more, from the CSV alone.

Nothing of Regulars is used here: the rules of each preset stand a second time in the `expected` of its business.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from demo.cafe.expected import expected as expected
from demo.dairy.expected import expected as expected_of_dairy
from demo.grocer.expected import expected as expected_of_grocer
from demo.lengths import LENGTHS
from demo.roaster.expected import expected as expected_of_roaster
from demo.umrah.expected import expected as expected_of_umrah

EXPECTED = {
    "cafe": expected,
    "grocer": expected_of_grocer,
    "roaster": expected_of_roaster,
    "dairy": expected_of_dairy,
    "umrah": expected_of_umrah,
}


def differences(figures: dict[str, Any], most: int | None = None) -> list[str]:
    """The figures that are not as expected."""
    wanted = EXPECTED[figures.get("preset", "cafe")](figures["length"], most)
    found = {path: _at(figures, path) for path in wanted}
    return [
        f"{path}: {found[path]}, expected {wanted[path]}" for path in wanted if found[path] != wanted[path]
    ]


def _at(figures: dict[str, Any], path: str) -> Any:
    """The figure at a dotted path."""
    found: Any = figures
    for name in path.split("."):
        found = found.get(name, "missing") if isinstance(found, dict) else "missing"
    return found


def read_figures(path: Path) -> dict[str, Any]:
    """What a run of the demo left there. ValueError where it is nothing of the kind."""
    figures = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(figures, dict) or figures.get("length") not in LENGTHS:
        raise ValueError("has no figures of a demo")
    if figures.get("preset", "cafe") not in EXPECTED:
        raise ValueError("has figures of a business that has no demo")
    return figures


def main() -> int:
    """Exit status 0; 1 where a figure differs, 2 where there are none."""
    parser = argparse.ArgumentParser(prog="python -m demo.check", description=__doc__)
    parser.add_argument("figures", type=Path, help="what `make demo` wrote: build/demo.json")
    path = parser.parse_args().figures
    try:
        found = differences(read_figures(path))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        print(f"demo.check: {path}: {reason}; `make demo` writes it", file=sys.stderr)
        return 2
    print("\n".join(found) or "every figure is what the purchases themselves say")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
