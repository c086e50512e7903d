"""Where the functions and their queues run, for who addresses a task."""

import os

DEFAULT_REGION = "asia-southeast1"


def region() -> str:
    """The deployment's parameter `REGION` (parameters.py), which an instance finds in its environment."""
    return os.environ.get("REGION", DEFAULT_REGION)
