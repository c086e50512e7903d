"""How many examples Hypothesis tries of a property: a third in `make test`, all of them in `make faults`."""

import os

EVERY = "EVERY_EXAMPLE"  # an environment variable


def examples(most: int) -> int:
    return most if os.environ.get(EVERY) else max(10, most // 3)
