"""Where the functions, their queues and their documents are."""

import os

DEFAULT_REGION = "asia-southeast1"


def region() -> str:
    """The deployment's parameter `REGION` (parameters.py), which an instance finds in its environment."""
    return os.environ.get("REGION", DEFAULT_REGION)


def project() -> str:
    """The project that the environment names, else that of the identity as which this runs. Raises OSError."""
    named = os.environ.get("GOOGLE_CLOUD_PROJECT") or os.environ.get("GCLOUD_PROJECT")
    if not named:
        import google.auth

        _, named = google.auth.default()
    if not named:
        raise OSError("no project is known: set GOOGLE_CLOUD_PROJECT")
    return str(named)
