"""A channel's own ids of a person. Both kinds may come without a phone."""

from typing import Literal

# whatsapp_user: the one that Meta gives the business. whatsapp_lid: WhatsApp's hidden one, which a gateway sees.
UserIdKind = Literal["whatsapp_user", "whatsapp_lid"]
