"""Rows of the table of readers of configuration."""

from functions.domain.staff.readership import DESK, LEADERS, Readers

CONFIGURATION: tuple[Readers, ...] = (
    Readers(
        "templates",
        "Those who write to customers choose one; its earlier versions go with it.",
        all=DESK | {"marketing", "sales_rep"},
        below=("versions",),
    ),
    Readers(
        "automations",
        "Those who write and answer for them; their earlier versions go with them.",
        all=LEADERS | {"marketing"},
        below=("versions",),
    ),
    Readers(
        "consumption_profiles",
        "Those who speak with customers tell how long a product lasts; its earlier versions go with it.",
        all=DESK | {"marketing", "sales_rep"},
        below=("versions",),
    ),
    Readers(
        "recommendation_rules",
        "Those who speak with customers tell what goes with what; its earlier versions go with it.",
        all=DESK | {"marketing", "sales_rep"},
        below=("versions",),
    ),
    Readers(
        "segments",
        "Those who speak with customers see which saved filter takes whom; its earlier versions go with it.",
        all=DESK | {"marketing", "sales_rep"},
        below=("versions",),
    ),
    Readers(
        "offers",
        "Those who speak with customers, and tills, tell what is offered; its earlier versions go with it.",
        all=DESK | {"marketing", "sales_rep"},
        below=("versions",),
    ),
    Readers(
        "offer_counts",
        "How often an offer was redeemed, and what it cost: those who answer for it.",
        all=LEADERS | {"marketing"},
    ),
    Readers(
        "coupon_batches",
        "How far codes are made: those who make them.",
        all=LEADERS | {"marketing"},
        feature="crm",
    ),
    Readers(
        "pipelines",
        "Those who speak with customers see the stages of deals, and so do those who read figures; the earlier versions"
        " go with them.",
        all=DESK | {"marketing", "sales_rep", "executive", "finance"},
        below=("versions",),
    ),
    Readers(
        "territories",
        "Those who work with customers see who works where; the earlier versions go with them.",
        all=DESK | {"marketing", "sales_rep", "executive"},
        below=("versions",),
    ),
    Readers(
        "packages",
        "Those who speak with customers tell what each journey costs and has; its earlier versions go with it.",
        all=DESK | {"marketing", "sales_rep", "finance", "executive"},
        below=("versions",),
    ),
    Readers(
        "faqs",
        "Those who answer customers read the answers that the business has; the earlier versions go with them.",
        all=DESK | {"marketing", "sales_rep"},
        below=("versions",),
    ),
    Readers(
        "prompts",
        "Those who answer customers read what a model is told that answers beside them.",
        all=DESK | {"marketing", "sales_rep"},
    ),
    Readers(
        "prompt_examples",
        "Those who write the prompt; the earlier versions go with them.",
        all=LEADERS | {"marketing"},
        below=("versions",),
    ),
    Readers(
        "prompt_trials",
        "Those who write the prompt.",
        all=LEADERS | {"marketing"},
    ),
    Readers(
        "offer_calendar",
        "Those who speak with customers know which offer comes when; its earlier versions go with it.",
        all=DESK | {"marketing", "sales_rep"},
        below=("versions",),
    ),
    Readers(
        "campaigns",
        "Those who speak with customers know which offer is whose.",
        all=DESK | {"marketing", "sales_rep"},
        feature="crm",
    ),
)
