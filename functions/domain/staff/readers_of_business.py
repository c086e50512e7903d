"""Rows of the table of readers of what belongs to the business itself."""

from functions.domain.staff.readership import DESK, EVERY_ROLE, LEADERS, Readers

BUSINESS: tuple[Readers, ...] = (
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
        "outlets",
        "Where the business sells, and when it is open: as on its doors, so an app shows it to everyone who has signed"
        " in, before their first visit too. The uid of who leads an outlet stands in it, and opens nothing.",
        all=EVERY_ROLE,
        signed_in=True,
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
        "insights",
        "The day of an agent, with customers' names and phones, and what a member's deals come to: each their own, and"
        " leaders. Executives and finance read those that hold figures alone: forecasts, sales, KPIs, what goes"
        " together.",
        all=LEADERS,
        of="assignee_uid",
        figures=frozenset({"executive", "finance"}),
        feature="crm",
    ),
    Readers(
        "marketing",
        "The assistant's chats in figures, without anybody in them: those who lead, marketing, and executives.",
        all=LEADERS | {"marketing", "executive"},
        feature="crm",
    ),
    Readers(
        "ad_clicks",
        "Clicks on ads and what they cost: as the figures that are made of them.",
        all=LEADERS | {"marketing", "executive"},
        feature="crm",
    ),
    Readers(
        "commands",
        "Who gave a command sees what became of it, and may listen before it has arrived; leaders see all.",
        all=LEADERS,
        of="by_uid",
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
