"""Which documents and commands clients get types for: the table of readers, with the model of each collection."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from functions.domain.accounts.brands import Brand
from functions.domain.accounts.contacts import Contact
from functions.domain.accounts.contracts import Contract
from functions.domain.accounts.invoices import Invoice
from functions.domain.accounts.legal_entities import LegalEntity
from functions.domain.accounts.locations import Location
from functions.domain.bookings.documents import Booking, PackageSeats, Pilgrim
from functions.domain.campaigns.documents import Campaign
from functions.domain.commands import kinds as commands
from functions.domain.commands.documents import Problem, Status
from functions.domain.configuration import kinds as configuration
from functions.domain.conversations.documents import ChatMessage, Conversation
from functions.domain.coupons.documents import Coupon
from functions.domain.customers.customer import Customer
from functions.domain.customers.interactions import Interaction
from functions.domain.customers.notes import Note
from functions.domain.feedback.documents import Feedback
from functions.domain.insights.agent_day import AgentDay
from functions.domain.insights.business_documents import BusinessPage
from functions.domain.insights.month_pages import Forecast, SalesPage
from functions.domain.insights.pipeline_pages import PipelinePage
from functions.domain.kernel.audit import AuditEntry
from functions.domain.kernel.decisions import Value
from functions.domain.leads.documents import Lead
from functions.domain.loyalty.points import LedgerEntry
from functions.domain.marketing.clicks import AdClicks
from functions.domain.marketing.documents import Analytics, MarketingDashboard
from functions.domain.messages.outbox import Message
from functions.domain.offers.documents import CodeBatch, OfferCount
from functions.domain.orders.documents import RecordedOrder
from functions.domain.orgs.documents import OrgDocument
from functions.domain.prompts.trials import PromptTrial
from functions.domain.quotes.documents import Quote
from functions.domain.recommendations.counting import AffinityTable
from functions.domain.recommendations.documents import Recommendation
from functions.domain.referrals.documents import Referral
from functions.domain.replies.turn_documents import AssistantTurn
from functions.domain.sales.opportunities import Opportunity
from functions.domain.shop.carts import Cart
from functions.domain.shop.outlets import Outlet
from functions.domain.shop.products import Product, ProductCost
from functions.domain.shop.watchers import StockNotice, Wishlist
from functions.domain.staff.members import Member
from functions.domain.staff.readers import READERS
from functions.domain.tasks.documents import Task


class CommandDocument(Value):
    """A command. The client writes the first five fields once, the server the others; without a status it is pending.
    `created_at` is null on the phone until the server has the command.
    """

    kind: Annotated[str, Field(json_schema_extra={"enum": list(commands.KINDS)})]
    data: dict[str, Any]
    made_at: datetime
    by_uid: str
    created_at: datetime | None = None
    status: Status = "pending"
    problems: tuple[Problem, ...] = ()
    result: dict[str, Any] | None = None
    settled_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Export:
    """A document that clients read. `title` names its type; `content` lies at its top beside the model's fields."""

    name: str
    title: str
    path: str
    model: type[BaseModel]
    content: type[BaseModel] | None = None


@dataclass(frozen=True)
class CommandExport:
    """A kind of command. `form` is the model of its data."""

    kind: str
    form: type[BaseModel]


_MODELS: Mapping[str, tuple[str, type[BaseModel]]] = {
    "customers": ("Customer", Customer),
    "orders": ("Order", RecordedOrder),
    "loyalty_transactions": ("LoyaltyTransaction", LedgerEntry),
    "interactions": ("Interaction", Interaction),
    "messages": ("Message", Message),
    "conversations": ("Conversation", Conversation),
    "carts": ("Cart", Cart),
    "wishlists": ("Wishlist", Wishlist),
    "stock_notices": ("StockNotice", StockNotice),
    "notes": ("Note", Note),
    "feedback": ("Feedback", Feedback),
    "outlets": ("Outlet", Outlet),
    "campaigns": ("Campaign", Campaign),
    "products": ("Product", Product),
    "product_costs": ("ProductCost", ProductCost),
    "coupons": ("Coupon", Coupon),
    "offer_counts": ("OfferCount", OfferCount),
    "coupon_batches": ("CouponBatch", CodeBatch),
    "referrals": ("Referral", Referral),
    "legal_entities": ("LegalEntity", LegalEntity),
    "brands": ("Brand", Brand),
    "locations": ("Location", Location),
    "contacts": ("Contact", Contact),
    "contracts": ("Contract", Contract),
    "invoices": ("Invoice", Invoice),
    "opportunities": ("Opportunity", Opportunity),
    "leads": ("Lead", Lead),
    "quotes": ("Quote", Quote),
    "bookings": ("Booking", Booking),
    "pilgrims": ("Pilgrim", Pilgrim),
    "package_seats": ("PackageSeats", PackageSeats),
    "tasks": ("Task", Task),
    "insights": ("AgentDay", AgentDay),
    "marketing": ("MarketingDashboard", MarketingDashboard),
    "ad_clicks": ("AdClicks", AdClicks),
    "recommendations": ("Recommendation", Recommendation),
    "commands": ("Command", CommandDocument),
    "members": ("Member", Member),
    "audit": ("AuditEntry", AuditEntry),
    "prompt_trials": ("PromptTrial", PromptTrial),
}
_BELOW: Mapping[tuple[str, str], tuple[str, type[BaseModel]]] = {
    ("conversations", "messages"): ("ConversationMessage", ChatMessage),
    ("conversations", "turns"): ("AssistantTurn", AssistantTurn),
}
# Documents of one collection that are told apart by the beginning of their id.
_BESIDE: Mapping[str, tuple[tuple[str, str, type[BaseModel]], ...]] = {
    "insights": (
        ("pipeline", "PipelinePage", PipelinePage),
        ("forecast", "ForecastPage", Forecast),
        ("sales", "SalesPage", SalesPage),
        ("business", "BusinessPage", BusinessPage),
    ),
    "marketing": (("analytics", "MarketingAnalytics", Analytics),),
}

# Documents of one collection that have names.
_NAMED: Mapping[str, tuple[tuple[str, str, type[BaseModel]], ...]] = {
    "insights": (("affinity", "AffinityTable", AffinityTable),),
}


def documents() -> Iterator[Export]:
    """What clients read, by the table of readers. Raises KeyError where a collection there has no model here."""
    yield Export("orgs", "Org", "orgs/{org}", OrgDocument)
    for row in READERS:
        path = f"orgs/{{org}}/{row.collection}/{{id}}"
        kind = configuration.KINDS.get(row.collection)
        if kind is not None:
            title = kind.document.__name__.removesuffix("Document")
            yield Export(row.collection, title, path, kind.document, kind.content)
        else:
            title, model = _MODELS[row.collection]
            yield Export(row.collection, title, path, model)
        for beginning, title, model in _BESIDE.get(row.collection, ()):
            yield Export(f"{row.collection}_{beginning}", title, f"{path[:-4]}{beginning}:{{id}}", model)
        for id, title, model in _NAMED.get(row.collection, ()):
            yield Export(f"{row.collection}_{id}", title, f"{path[:-4]}{id}", model)
        for below in row.below:
            title, model = (kind.version.__name__, kind.version) if kind else _BELOW[row.collection, below]
            yield Export(f"{row.collection}_{below}", title, f"{path}/{below}/{{id}}", model)


def command_kinds() -> Iterator[CommandExport]:
    """Every kind of command with the form of its data."""
    for name, kind in commands.KINDS.items():
        yield CommandExport(name, kind.act().form)
