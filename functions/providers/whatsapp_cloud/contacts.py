"""The people whom an event of Meta's Cloud API names, and who of them a message is from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from pydantic import ValidationError

from functions.domain.kernel.validation import Form
from functions.domain.providers.events import Sender
from functions.providers.parsing import OptionalText, phone_of


class _Profile(Form):
    name: OptionalText = None


class _Contact(Form):
    wa_id: OptionalText = None
    user_id: OptionalText = None
    profile: _Profile = _Profile()


@dataclass(frozen=True)
class Contacts:
    """The people whom a change names: either id of a person may be absent."""

    known: tuple[_Contact, ...]

    @classmethod
    def read(cls, parts: object) -> Self:
        """Those that can be read. A contact only adds to a message, which is read without it too."""
        return cls(tuple(_contacts(parts)))

    def sender(self, wa_id: str | None, user_id: str | None) -> Sender:
        """A person, by both ids as far as they are known. ValueError if neither is."""
        contact = self._of(wa_id, user_id) or _Contact()
        wa_id, user_id = wa_id or contact.wa_id, user_id or contact.user_id
        if wa_id is None and user_id is None:
            raise ValueError("names no sender")
        phone = phone_of(wa_id)
        return Sender(
            phone=phone,
            user_id=user_id or (wa_id if phone is None else None),
            name=contact.profile.name,
        )

    def _of(self, wa_id: str | None, user_id: str | None) -> _Contact | None:
        for contact in self.known:
            if (user_id and contact.user_id == user_id) or (wa_id and contact.wa_id == wa_id):
                return contact
        is_unnamed = wa_id is None and user_id is None
        return self.known[0] if is_unnamed and len(self.known) == 1 else None


def _contacts(parts: object) -> Iterable[_Contact]:
    for part in parts if isinstance(parts, list) else ():
        try:
            yield _Contact.model_validate(part)
        except ValidationError:
            continue
