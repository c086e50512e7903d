"""Commands about what a business is set to: a part of the table in commands/kinds.py."""

from collections.abc import Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form
from functions.domain.configuration.kinds import SAVING_ROLES, SETTINGS_ROLES


def _save_configuration() -> Act[Any]:
    from functions.domain.commands.configuration.changes import SavingForm, save_by_command

    return by_form(SavingForm, save_by_command)


def _remove_configuration() -> Act[Any]:
    from functions.domain.commands.configuration.changes import RemovalForm, remove_by_command

    return by_form(RemovalForm, remove_by_command)


def _change_settings() -> Act[Any]:
    from functions.domain.commands.configuration.changes import SettingsForm, change_settings_by_command

    return by_form(SettingsForm, change_settings_by_command)


_BY_REVISION = (
    "with the `revision` that was seen it is refused where that has moved on; without it the last holds"
)

CONFIGURATION_KINDS: Mapping[str, Kind] = {
    # Those who set the business up. A collection's own roles are asked where its document is saved or removed.
    "save_configuration": Kind(
        roles=SAVING_ROLES, by_customers=False, act=_save_configuration, late=_BY_REVISION
    ),
    "remove_configuration": Kind(
        roles=SAVING_ROLES, by_customers=False, act=_remove_configuration, late=_BY_REVISION
    ),
    "change_settings": Kind(
        roles=SETTINGS_ROLES, by_customers=False, act=_change_settings, late=_BY_REVISION
    ),
}
