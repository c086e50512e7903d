"""The table of readers: who may read which collection of an organisation, and which documents of it.

Clients read Firestore directly, so firestore.rules is made from this table, and docs/permissions.md (`make rules`).
What is not in the table is read by no client. Who may give which command stands in commands/kinds.py.

A document is all or nothing: what some of its readers may not see has to live in a document beside it.
"""

from functions.domain.staff.readers_of_accounts import ACCOUNTS
from functions.domain.staff.readers_of_business import BUSINESS
from functions.domain.staff.readers_of_configuration import CONFIGURATION
from functions.domain.staff.readers_of_customers import CUSTOMERS
from functions.domain.staff.readership import EVERY_ROLE, Readers, Roles

READERS: tuple[Readers, ...] = CUSTOMERS + ACCOUNTS + BUSINESS + CONFIGURATION

# The organisation's own document: name, currency, features and settings. It holds no secret.
ORG_READERS: Roles = EVERY_ROLE

# Collections that the server alone reads, with the reason.
SERVER_ONLY: dict[str, str] = {
    "identities": "hashes of phones and emails",
    "suppressions": "hashes of addresses",
    "devices": "hashes of push tokens",
    "budgets": "the day's counters",
    "rebuilds": "how far a rebuild is",
    "api_requests": "which requests with an Idempotency-Key were answered, and how",
    "assignments": "who has how much to do today, and how far handing out is",
    "product_news": "which of a product's watchers have looked at it",
    "campaign_redemptions": "which order redeemed a campaign: counted through the API",
    "order_posts": "what goes out to the order system, with the buyer: an order's `sending` through the API",
    "joins": "which documents moved with a customer who was joined into another",
    "imports": "imports of files, and how many rows were taken",
    "import_rows": "which rows of a file were taken",
    "undone_orders": "which orders were cancelled by taking an import back",
    "migrations": "how far a run of `functions.migrate` is",
    "erasures": "that a customer was erased, and how far one is",
    "dead_letters": "what could not be handled, as it came",
    "settings_versions": "through the API",
    "preset_versions": "what provisioning compares with",
    "org_secrets": "secrets, beside the organisations",
    "staff_claims": "what tokens say of staff, beside the organisations",
}


def readers_of(collection: str) -> Readers:
    """The row of a collection. Raises KeyError."""
    return {row.collection: row for row in READERS}[collection]
