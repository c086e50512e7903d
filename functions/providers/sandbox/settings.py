"""What the sandbox can be set to."""

from functions.domain.settings.types import Setting
from functions.providers.secrets import SecretName

NAME = "sandbox"


class SandboxSettings(Setting):
    """It needs nothing to send. `callback_secret` signs its callbacks (functions/providers/sandbox/webhooks.py)."""

    callback_secret: SecretName | None = None


SETTINGS = SandboxSettings
