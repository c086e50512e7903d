"""Rows of the table of readers of accounts, and of what is sold to them."""

from functions.domain.staff.readership import DESK, LEADERS, Readers

ACCOUNTS: tuple[Readers, ...] = (
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
)
