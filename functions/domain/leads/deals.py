"""The deal that a lead begins: in the first stage of its pipeline, of the lead's customer, counted on their account."""

from datetime import datetime

from functions.domain.customers.account import Account
from functions.domain.customers.customer import Customer
from functions.domain.leads.documents import Lead
from functions.domain.orgs.org import Org
from functions.domain.sales.opportunities import Opportunity, entered_stage
from functions.domain.sales.rollups import share_of, with_shares
from functions.domain.sales.stages import category_of, first_stage, pipeline_of, sla_due_at


def deal_of(org: Org, lead: Lead, customer: Customer, *, at: datetime, by_uid: str | None) -> Opportunity:
    """Its id is the lead's, so that a lead begins one deal. The lead's member owns it, else the customer's, else the
    member who converts; nobody where a form, the assistant or the server does.
    """
    placed = pipeline_of(org, None, customer.customer_group)
    stage = first_stage(placed.pipeline)
    begun = Opportunity(
        id=f"lead:{lead.id}",
        customer_id=customer.id,
        title=lead.company.name or lead.contact.name,
        pipeline=placed.id,
        estimated_value_minor=lead.estimated_value_minor,
        currency=lead.currency or org.settings.currency,
        owner_uid=lead.assigned_uid or customer.owner_uid or by_uid,
        customer_group=customer.customer_group,
        industry_segment=customer.segment,
        territory_id=customer.territory_id,
        source_method=customer.source_method or lead.source_method,
        source_app=customer.source_app or lead.source_app,
        probability=stage.chance_percent,
        forecast_category=category_of(stage),
        sla_due_at=sla_due_at(org, stage, at),
        last_activity_at=at,
        created_at=at,
        updated_at=at,
    )
    staged = entered_stage(begun, stage.id, outcome=stage.outcome, at=at)
    return staged.with_changes(counted=share_of(staged, placed.pipeline, currency=org.settings.currency))


def with_deal(customer: Customer, deal: Opportunity) -> Customer:
    """The customer whose account has the deal."""
    if deal.counted is None:
        return customer
    account = with_shares(customer.account or Account(), (deal.counted,), sign=1)
    return customer.with_changes(account=account)
