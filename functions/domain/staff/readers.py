"""The table of readers: who may read which collection of an organisation, and which documents of it.

Clients read Firestore directly, so firestore.rules is made from this table, and docs/permissions.md (`make rules`).
What is not in the table is read by no client. Who may give which command stands in commands/kinds.py.

A document is all or nothing: what some of its readers may not see has to live in a document beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from functions.domain.staff.roles import ROLES, Role

Roles = frozenset[Role]

# By which field a document belongs to a person: the customer's own document, one of a customer, one that a uid made,
# one that a member has to do, or one that itself says who owns it, in which territory, and with which team.
Of = Literal["customer", "customer_id", "by_uid", "uid", "assignee_uid", "assigned_uid", "owner_uid"]

NO_ROLES: Roles = frozenset()
EVERY_ROLE: Roles = frozenset(ROLES)
LEADERS: Roles = frozenset({"owner", "manager"})
# Those who work with customers and see all of them.
DESK: Roles = LEADERS | {"agent", "support"}


@dataclass(frozen=True)
class Readers:
    """Who reads a collection.

    `all`: roles that read and list every document. `by_id`: roles that read one whose id they know, and list none.
    `assigned`: roles that read those of customers who are assigned to them (`owner_uid`) or in one of their territories
    (`territory_id`, `territory_ids` of the member); of deals those that are assigned to them so, or have them in their
    team (`team_uids`). `customer`: whether a customer reads their own (`app_user_id`).
    `of`: by which field a document is theirs, or that of the member who made it or whose task it is. `feature`: while
    it is off, no client reads. `looked_up`: a list of everything asks the member's document too, so that a right that
    was taken away ends before the token does. `below`: the same readers read this collection below each document.
    `signed_in`: an app reads it for everyone who has signed in, whether they are a customer yet or not.
    `addressed`: a member of any role reads what is to them (`member_uid`). `why`: in words.
    """

    collection: str
    why: str
    all: Roles = NO_ROLES
    by_id: Roles = NO_ROLES
    assigned: Roles = NO_ROLES
    customer: bool = False
    of: Of | None = None
    feature: Literal["crm", "loyalty"] | None = None
    looked_up: bool = False
    signed_in: bool = False
    below: str | None = None
    addressed: bool = False

    def may_be_read_by(self, roles: Iterable[Role], *, is_own: bool = False) -> bool:
        """Whether one of the roles reads any document of it. `is_own`: one that is to the member."""
        if is_own and self.addressed:
            return bool(tuple(roles))
        return not (self.all | self.by_id | self.assigned).isdisjoint(roles)


READERS: tuple[Readers, ...] = (
    Readers(
        "customers",
        "Those who work with customers. A driver opens the one of a delivery, finance the one of a bill; an executive"
        " reads figures, no people.",
        all=DESK | {"marketing"},
        by_id=frozenset({"delivery", "finance"}),
        assigned=frozenset({"sales_rep"}),
        customer=True,
        of="customer",
        feature="crm",
        looked_up=True,
    ),
    Readers(
        "orders",
        "Those who sell, answer for sales, bring and bill them; marketing looks at what is bought.",
        all=DESK | {"marketing", "delivery", "finance"},
        assigned=frozenset({"sales_rep"}),
        customer=True,
        of="customer_id",
    ),
    Readers(
        "loyalty_transactions",
        "The ledger: those who are asked about points.",
        all=DESK | {"marketing"},
        assigned=frozenset({"sales_rep"}),
        customer=True,
        of="customer_id",
        feature="loyalty",
    ),
    Readers(
        "interactions",
        "Those who work with customers. They say what staff think of a customer, so the customer does not.",
        all=DESK | {"marketing"},
        assigned=frozenset({"sales_rep"}),
        of="customer_id",
        feature="crm",
    ),
    Readers(
        "messages",
        "What the business sent and why not: those who work with customers. Addresses and texts stand in it. What is to"
        " a member of staff is read by them too, whatever their role.",
        all=DESK | {"marketing"},
        assigned=frozenset({"sales_rep"}),
        of="customer_id",
        feature="crm",
        looked_up=True,
        addressed=True,
    ),
    Readers(
        "conversations",
        "What customers write: those who answer, and marketing, which looks after the assistant (S003-01).",
        all=DESK | {"marketing"},
        assigned=frozenset({"sales_rep"}),
        of="customer_id",
        feature="crm",
        looked_up=True,
        below="messages",
    ),
    Readers(
        "carts",
        "What customers are about to buy: as orders.",
        all=DESK | {"marketing"},
        assigned=frozenset({"sales_rep"}),
        customer=True,
        of="customer_id",
        feature="crm",
    ),
    Readers(
        "wishlists",
        "What customers would like: as orders.",
        all=DESK | {"marketing"},
        assigned=frozenset({"sales_rep"}),
        customer=True,
        of="customer_id",
        feature="crm",
    ),
    Readers(
        "stock_notices",
        "What customers wait for: as orders.",
        all=DESK | {"marketing"},
        assigned=frozenset({"sales_rep"}),
        customer=True,
        of="customer_id",
        feature="crm",
    ),
    Readers(
        "products",
        "What the business sells: everyone who works for it. Customers see it in the shop.",
        all=EVERY_ROLE,
        feature="crm",
    ),
    Readers(
        "product_costs",
        "What products cost the business: those who lead or bill.",
        all=LEADERS | {"finance"},
        feature="crm",
    ),
    Readers(
        "coupons",
        "Codes of customers: those who are asked about them.",
        all=DESK | {"marketing"},
        assigned=frozenset({"sales_rep"}),
        customer=True,
        of="customer_id",
        feature="crm",
    ),
    Readers(
        "referrals",
        "Who brought whom: those who are asked about coupons. A customer is not told what a friend buys.",
        all=DESK | {"marketing"},
        assigned=frozenset({"sales_rep"}),
        of="customer_id",
        feature="loyalty",
    ),
    Readers(
        "legal_entities",
        "Whom contracts are with: those who work with customers or bill them.",
        all=DESK | {"marketing", "finance"},
        assigned=frozenset({"sales_rep"}),
        of="customer_id",
        feature="crm",
    ),
    Readers(
        "brands",
        "Businesses that buy: as customers.",
        all=DESK | {"marketing"},
        assigned=frozenset({"sales_rep"}),
        of="customer_id",
        feature="crm",
    ),
    Readers(
        "locations",
        "Where they are: as customers; a driver opens the one of a delivery.",
        all=DESK | {"marketing"},
        by_id=frozenset({"delivery"}),
        assigned=frozenset({"sales_rep"}),
        of="customer_id",
        feature="crm",
    ),
    Readers(
        "contacts",
        "Who works at an account: as customers.",
        all=DESK | {"marketing"},
        assigned=frozenset({"sales_rep"}),
        of="customer_id",
        feature="crm",
    ),
    Readers(
        "contracts",
        "Prices and terms: those who lead or bill, and the rep of the account.",
        all=LEADERS | {"finance"},
        assigned=frozenset({"sales_rep"}),
        of="customer_id",
        feature="crm",
    ),
    Readers(
        "invoices",
        "What an account owes: those who lead or bill, and the rep of the account.",
        all=LEADERS | {"finance"},
        assigned=frozenset({"sales_rep"}),
        of="customer_id",
        feature="crm",
    ),
    Readers(
        "opportunities",
        "Deals: those who lead, and a rep's own, their team's and their territory's.",
        all=LEADERS,
        assigned=frozenset({"sales_rep"}),
        of="owner_uid",
        feature="crm",
    ),
    Readers(
        "leads",
        "Who may become customers: those who speak with them, and marketing, whose campaigns bring them; a rep those"
        " that are assigned to them.",
        all=DESK | {"marketing"},
        of="assigned_uid",
        feature="crm",
    ),
    Readers(
        "quotes",
        "Offers with their prices: those who lead or bill, and the rep of the account.",
        all=LEADERS | {"finance"},
        assigned=frozenset({"sales_rep"}),
        of="customer_id",
        feature="crm",
    ),
    Readers(
        "tasks",
        "Each their own; those who work for others see all.",
        all=DESK,
        of="assignee_uid",
        feature="crm",
    ),
    Readers(
        "notes",
        "What staff want colleagues to know: as interactions.",
        all=DESK | {"marketing"},
        assigned=frozenset({"sales_rep"}),
        of="customer_id",
        feature="crm",
    ),
    Readers(
        "feedback",
        "What customers say of a visit: those who work with them, and the customer who said it.",
        all=DESK | {"marketing"},
        assigned=frozenset({"sales_rep"}),
        customer=True,
        of="customer_id",
        feature="crm",
    ),
    Readers(
        "outlets",
        "Where the business sells, and when it is open: as on its doors, so an app shows it to everyone who has signed"
        " in, before their first visit too. The uid of who leads an outlet stands in it, and opens nothing.",
        all=EVERY_ROLE,
        signed_in=True,
        feature="crm",
    ),
    Readers(
        "insights",
        "The day of an agent, with customers' names and phones: each their own, and leaders.",
        all=LEADERS,
        of="assignee_uid",
        feature="crm",
    ),
    Readers(
        "commands",
        "Who gave a command sees what became of it, and may listen before it has arrived; leaders see all.",
        all=LEADERS,
        of="by_uid",
    ),
    Readers(
        "templates",
        "Those who write to customers choose one; its earlier versions go with it.",
        all=DESK | {"marketing", "sales_rep"},
        below="versions",
    ),
    Readers(
        "automations",
        "Those who write and answer for them; their earlier versions go with them.",
        all=LEADERS | {"marketing"},
        below="versions",
    ),
    Readers(
        "consumption_profiles",
        "Those who speak with customers tell how long a product lasts; its earlier versions go with it.",
        all=DESK | {"marketing", "sales_rep"},
        below="versions",
    ),
    Readers(
        "recommendation_rules",
        "Those who speak with customers tell what goes with what; its earlier versions go with it.",
        all=DESK | {"marketing", "sales_rep"},
        below="versions",
    ),
    Readers(
        "segments",
        "Those who speak with customers see which saved filter takes whom; its earlier versions go with it.",
        all=DESK | {"marketing", "sales_rep"},
        below="versions",
    ),
    Readers(
        "pipelines",
        "Those who speak with customers see the stages of deals, and so do those who read figures; the earlier versions"
        " go with them.",
        all=DESK | {"marketing", "sales_rep", "executive", "finance"},
        below="versions",
    ),
    Readers(
        "campaigns",
        "Those who speak with customers know which offer is whose.",
        all=DESK | {"marketing", "sales_rep"},
        feature="crm",
    ),
    Readers(
        "recommendations",
        "Leaders and marketing count how often a rule was met with a purchase.",
        all=LEADERS | {"marketing"},
    ),
    Readers(
        "audit",
        "Who did what that leaves no other trace: those who answer for the business.",
        all=LEADERS,
        looked_up=True,
    ),
    Readers(
        "members",
        "Each their own; leaders all: working hours and absences stand in it.",
        all=LEADERS,
        of="uid",
        looked_up=True,
    ),
)

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
    "joins": "which documents moved with a customer who was joined into another",
    "imports": "imports of files, and how many rows were taken",
    "import_rows": "which rows of a file were taken",
    "undone_orders": "which orders were cancelled by taking an import back",
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
