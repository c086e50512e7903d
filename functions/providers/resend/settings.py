"""What Resend can be set to."""

from functions.domain.settings.messages import PublicUrl
from functions.providers.contract import ProviderSettings
from functions.providers.email_parts import Mailbox
from functions.providers.secrets import SecretName

NAME = "resend"


class ResendSettings(ProviderSettings):
    """`sender` and `reply_to` as in providers/smtp/sending.py. `webhook_secret` (`whsec_…`) signs what Resend reports
    to `hooks/{org}/resend`.
    """

    api_key: SecretName
    sender: Mailbox
    reply_to: Mailbox | None = None
    webhook_secret: SecretName | None = None
    url: PublicUrl = "https://api.resend.com"


SETTINGS = ResendSettings
