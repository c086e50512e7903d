"""What a task of staff says: why to call, which products to suggest, and what to say in the customer's language."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from functions.domain.automation_texts.parts import figures_of
from functions.domain.automation_texts.reminders import named_products
from functions.domain.consumption.reminding import reminded_products
from functions.domain.customers.consumption import Consumed, Consumption
from functions.domain.customers.customer import Customer
from functions.domain.occasions.asking import State
from functions.domain.orgs.org import Org
from functions.domain.tasks.documents import Task

Variables = Mapping[str, str | int | None]
MOST_SUGGESTED = 3


def with_reminder(task: Task, customer: Customer | None, given: Variables) -> Task:
    """The task with what the reminder is about: why to call, and what to suggest."""
    products = reminded_products(customer.consumption) if customer else ()
    return task.with_changes(
        reason=f"{task.reason}: {given['products']} ({given['days']} d)",
        suggested_product_ids=_ids(products),
    )


def with_suggestions(
    org: Org,
    task: Task,
    customer: Customer | None,
    *,
    template: str | None = None,
    given: Variables = MappingProxyType({}),
    now: datetime,
) -> Task:
    """The task with products that the customer bought last, where it suggests none, and with what to say, where it says
    nothing. `template`: the script; without one that which is named like the task's type. Bills nothing.
    """
    products = recent_products(customer.consumption) if customer else ()
    if not task.suggested_product_ids:
        task = task.with_changes(suggested_product_ids=_ids(products))
    script = template or (task.task_type if task.task_type in org.templates else None)
    if task.script is not None or script is None:
        return task
    recent: Variables = {}
    if customer is not None:
        figures = figures_of(State.of_customer(customer))
        recent = {**figures, **named_products(org, customer, products, now=now)}
    return task.with_changes(script=_script(org, customer, template=script, given={**recent, **given}))


def recent_products(consumption: Consumption | None) -> tuple[Consumed, ...]:
    """The three products that a customer bought last."""
    found = [each for each in (consumption.products if consumption else ()) if not each.is_taken_back]
    return tuple(sorted(found, key=lambda each: (each.bought_at, each.key), reverse=True)[:MOST_SUGGESTED])


def _ids(products: tuple[Consumed, ...]) -> tuple[str, ...]:
    return tuple(each.product_id for each in products if each.product_id)


def _script(org: Org, customer: Customer | None, *, template: str, given: Variables) -> str | None:
    """What to say, in the customer's language; None where the template cannot be rendered: the task stands."""
    from functions.domain.kernel.errors import Terminal
    from functions.domain.templates.writer import Occasion, write

    locale = (customer.locale if customer else None) or org.settings.locale
    variables = {"name": customer.name if customer else None, "business": org.name, **given}
    try:
        return write(Occasion(org, template, "sms", locale, variables)).text
    except Terminal:
        return None
