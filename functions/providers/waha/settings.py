"""What WAHA can be set to."""

from typing import Annotated, ClassVar

from pydantic import Field

from functions.domain.settings.messages import PublicUrl
from functions.providers.contract import ProviderSettings
from functions.providers.secrets import SecretName

NAME = "waha"
WORKING = "WORKING"


class WahaSettings(ProviderSettings):
    """A session of a WAHA server. `api_key` is its X-Api-Key, `hmac_key` the key that it signs its webhooks with."""

    has_window: ClassVar[bool] = False

    base_url: PublicUrl
    session: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = "default"
    api_key: SecretName
    hmac_key: SecretName


SETTINGS = WahaSettings
