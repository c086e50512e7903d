"""What Interakt can be set to."""

from functions.domain.settings.messages import PublicUrl
from functions.providers.contract import ProviderSettings
from functions.providers.secrets import SecretName

NAME = "interakt"


class InteraktSettings(ProviderSettings):
    """`api_key` as the developer settings show it: it is sent as it stands. `webhook_secret` proves callbacks."""

    api_key: SecretName
    webhook_secret: SecretName
    base_url: PublicUrl = "https://api.interakt.ai"


SETTINGS = InteraktSettings
