"""Devices with the app: where the push messages of a customer go, and those of a member of staff."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import SerializerFunctionWrapHandler, StrictBool, model_serializer

from functions.domain.kernel.decisions import Document, Value

App = Literal["b2b", "retail"]  # which of a business's apps
AppType = Literal["b2b", "retail", "both"]


class PushDevice(Value):
    """Where a push goes: an FCM registration token, or the installation id (`fid`) that replaces it. `app`: of which
    app, where that says so.
    """

    kind: Literal["token", "fid"] = "token"
    value: str
    last_seen_at: datetime | None = None
    app: App | None = None

    @model_serializer(mode="wrap")
    def _without_an_unknown_app(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields: dict[str, Any] = serialize(self)
        return {name: value for name, value in fields.items() if name != "app" or value is not None}

    def is_seen_since(self, at: datetime) -> bool:
        return self.last_seen_at is not None and self.last_seen_at > at


class DeviceOwner(Document):
    """Who has devices. `devices`: where push messages go; `has_app`, `app_type` and `push_tokens` follow from them."""

    has_app: StrictBool = False
    app_type: AppType | None = None
    push_tokens: tuple[str, ...] = ()
    devices: tuple[PushDevice, ...] = ()

    @property
    def push_devices(self) -> tuple[PushDevice, ...]:
        """All devices, those first that only `push_tokens` has: when they were seen is not known."""
        values = {device.value for device in self.devices}
        only_tokens = tuple(PushDevice(value=token) for token in self.push_tokens if token not in values)
        return (*only_tokens, *self.devices)

    def with_devices(self, devices: tuple[PushDevice, ...]) -> Self:
        """The same owner with these devices: who has one has the app. `push_tokens` are those that are tokens."""
        tokens = tuple(device.value for device in devices if device.kind == "token")
        apps = {device.app for device in devices} - {None}
        app_type = "both" if len(apps) == 2 else next(iter(apps), None)
        return self.with_changes(
            devices=devices, push_tokens=tokens, has_app=bool(devices), app_type=app_type
        )

    def without_tokens(self, dead: Collection[str]) -> Self:
        """The same owner without the devices that are no more."""
        devices = self.push_devices
        kept = tuple(device for device in devices if device.value not in dead)
        return self if len(kept) == len(devices) else self.with_devices(kept)
