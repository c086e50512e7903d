"""The audit as those who lead the business see it."""

from functions.domain.kernel.audit import AuditEntry
from functions.domain.views.lists import Listed, only

AUDIT = Listed(AuditEntry, "at", only("who", "what", "of", "at", "by", "before", "after"))
