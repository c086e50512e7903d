"""What the templates of a recommendation are given, and a task that is about one."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from functions.domain.customers.customer import Customer
from functions.domain.customers.recommendations import Made
from functions.domain.orgs.org import Org, zone_of
from functions.domain.recommendations.planning import best_candidate
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
    return {"product": made.product, "other_product": called(org, customer, rule), "days": max(0, days)}


def with_recommendation(task: Task, org: Org, customer: Customer, *, given: Given) -> Task:
    """The task with what is recommended after what."""
    _, rule = _last(org, customer)
    products = rule.recommend.product_id if rule else ()
    return task.with_changes(
        reason=f"{task.reason}: {given['other_product']} ({given['product']}, {given['days']} d)",
        suggested_product_ids=products,
    )


def with_alternative(task: Task, org: Org, customer: Customer, *, now: datetime) -> Task:
    """The task with what else to offer: what may be recommended to the customer now and fits them best."""
    best = best_candidate(org, customer, now)
    if best is None:
        return task
    ids = dict.fromkeys((*task.suggested_product_ids, *best.rule.recommend.product_id))
    return task.with_changes(suggested_product_ids=tuple(ids), also_offer=called(org, customer, best.rule))


def called(org: Org, customer: Customer, rule: RecommendationRule) -> str:
    """What is recommended, in the customer's language; without names its first category or product as it stands."""
    if rule.called:
        locale = org.settings.locale
        return rule.called[nearest_language(rule.called, customer.locale or locale, locale)]
    return (*rule.recommend.category, *rule.recommend.product_id)[0]


def _last(org: Org, customer: Customer) -> tuple[Made | None, RecommendationRule | None]:
    made = customer.recommendations.last if customer.recommendations else None
    return made, org.recommendation_rules.get(made.rule_id) if made else None
