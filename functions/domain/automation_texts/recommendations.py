"""What the templates of a recommendation are given, and a task that is about one."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from functions.domain.customers.customer import Customer
from functions.domain.customers.recommendations import Made
from functions.domain.kernel.decisions import Reading
from functions.domain.orgs.org import Org, zone_of
from functions.domain.recommendations.fitting import first_fitting
from functions.domain.recommendations.planning import open_candidates
from functions.domain.settings.recommendations import RecommendationRule
from functions.domain.tasks.documents import Task
from functions.domain.templates.languages import nearest_language

Given = Mapping[str, str | int | None]


def variables_of(org: Org, customer: Customer, now: datetime) -> Given:
    """`product`, and the whole `days` since it was bought; `other_product`, what is recommended. Empty where nothing
    has been.
    """
    made, rule = _last(org, customer)
    if made is None or rule is None:
        return {}
    zone = ZoneInfo(zone_of(org, customer.timezone))
    days = (now.astimezone(zone).date() - made.bought_at.astimezone(zone).date()).days
    other = called(org, customer, rule, name=made.called)
    return {"product": made.product, "other_product": other, "days": max(0, days)}


def with_recommendation(task: Task, org: Org, customer: Customer, *, given: Given) -> Task:
    """The task with what is recommended after what."""
    made, rule = _last(org, customer)
    products = rule.recommend.product_id if rule else ()
    if made is not None and made.product_ids is not None:
        products = made.product_ids
    return task.with_changes(
        reason=f"{task.reason}: {given['other_product']} ({given['product']}, {given['days']} d)",
        suggested_product_ids=products,
    )


def with_alternative(task: Task, org: Org, customer: Customer, *, now: datetime) -> Reading[Task]:
    """The task with what else to offer: what may be recommended to the customer now and fits them best. Bills what
    `first_fitting` does.
    """
    found = yield from first_fitting(org, customer, open_candidates(org, customer, now), now=now)
    if found.candidate is None or found.fit is None:
        return task
    ids = dict.fromkeys((*task.suggested_product_ids, *found.fit.product_ids))
    offer = called(org, customer, found.candidate.rule, name=found.fit.name)
    return task.with_changes(suggested_product_ids=tuple(ids), also_offer=offer)


def called(org: Org, customer: Customer, rule: RecommendationRule, *, name: str | None = None) -> str:
    """What is recommended, in the customer's language; without names what suited them first (`name`), or the rule's
    first category or product as it stands.
    """
    if rule.called:
        locale = org.settings.locale
        return rule.called[nearest_language(rule.called, customer.locale or locale, locale)]
    return name or (*rule.recommend.category, *rule.recommend.product_id)[0]


def _last(org: Org, customer: Customer) -> tuple[Made | None, RecommendationRule | None]:
    made = customer.recommendations.last if customer.recommendations else None
    return made, org.all_recommendation_rules.get(made.rule_id) if made else None
