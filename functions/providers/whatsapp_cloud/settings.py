"""What Meta's Cloud API can be set to."""

from typing import Annotated

from pydantic import Field

from functions.domain.settings.messages import PublicUrl
from functions.providers.contract import ProviderSettings
from functions.providers.secrets import SecretName

NAME = "whatsapp_cloud"


class WhatsappCloudSettings(ProviderSettings):
    """A number of Meta's Cloud API. `app_secret` proves Meta's callbacks, `verify_token` is a word that the business
    makes up and enters at Meta too.
    """

    phone_number_id: Annotated[str, Field(pattern=r"^[0-9]{1,32}$")]
    access_token: SecretName
    app_secret: SecretName
    verify_token: SecretName
    business_account_id: Annotated[str, Field(pattern=r"^[0-9]{1,32}$")] | None = None
    api_version: Annotated[str, Field(pattern=r"^v[0-9]{1,3}\.[0-9]{1,2}$")] = "v25.0"
    base_url: PublicUrl = "https://graph.facebook.com"


SETTINGS = WhatsappCloudSettings
