"""What a lead is worth, by the rules of the business, with each reason; and what follows from its stage."""

from functions.domain.leads.documents import Lead, LeadReason
from functions.domain.orgs.org import Org
from functions.domain.settings.leads import LeadPoints, NurturingStage


def scored(org: Org, lead: Lead) -> Lead:
    """The lead with its score from 0 to 100, the rules that it meets, and the probability of its stage."""
    settings = org.settings.lead_scoring
    met = tuple(rule for rule in settings.rules if _is_met(rule, lead))
    score = min(100, max(0, sum(rule.points for rule in met)))
    stage = _stage_of(org, lead)
    return lead.with_changes(
        score=score,
        score_reasons=tuple(LeadReason(rule=rule.name, points=rule.points) for rule in met),
        is_qualified=score >= settings.qualifies_at,
        conversion_probability=None if stage is None else stage.probability_percent,
    )


def first_stage(org: Org) -> str:
    return org.settings.leads.nurturing_stages[0].id


def is_stage(org: Org, name: str) -> bool:
    return any(stage.id == name for stage in org.settings.leads.nurturing_stages)


def _stage_of(org: Org, lead: Lead) -> NurturingStage | None:
    """None where the business gave the stage up."""
    stages = org.settings.leads.nurturing_stages
    return next((stage for stage in stages if stage.id == lead.nurturing_stage), None)


def _is_met(rule: LeadPoints, lead: Lead) -> bool:
    value: object = lead
    for name in rule.field.split("."):
        value = getattr(value, name)
    if rule.one_of:
        return isinstance(value, str) and value.casefold() in {word.casefold() for word in rule.one_of}
    if rule.at_least is not None:
        count = len(value) if isinstance(value, tuple) else value
        return isinstance(count, int) and count >= rule.at_least
    return value not in (None, "", (), 0)
