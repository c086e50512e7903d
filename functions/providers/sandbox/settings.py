"""What the sandbox can be set to."""

from functions.providers.contract import ProviderSettings
from functions.providers.secrets import SecretName

NAME = "sandbox"


class SandboxSettings(ProviderSettings):
    """It needs nothing to send. `callback_secret` signs its callbacks (functions/providers/sandbox/webhooks.py)."""

    callback_secret: SecretName | None = None


SETTINGS = SandboxSettings
