"""What conditions are asked about, as JsonLogic knows values: it has lists, and no tuples."""

from typing import Any


def with_lists(value: Any) -> Any:
    """The same maps and lists, with a list for every tuple."""
    if isinstance(value, dict):
        return {name: with_lists(each) for name, each in value.items()}
    return [with_lists(each) for each in value] if isinstance(value, list | tuple) else value
