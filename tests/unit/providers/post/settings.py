"""What the provider for tests can be set to."""

from functions.domain.settings.types import Setting
from functions.providers.contract import ProviderSettings
from functions.providers.secrets import SecretName


class Account(Setting):
    name: str
    token: SecretName


class PostSettings(ProviderSettings):
    sender: str
    key: SecretName
    accounts: tuple[Account, ...] = ()


SETTINGS = PostSettings
