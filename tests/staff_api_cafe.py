"""A café with a member of each role, a document of each kind, and another business beside it."""

from functools import cache

from functions.domain.accounts.contracts import Contract
from functions.domain.accounts.invoices import Invoice
from functions.domain.customers.customer import Customer, LoyaltyAccount
from functions.domain.leads.documents import Lead, LeadContact
from functions.domain.orders.documents import OrderContribution, RecordedOrder, RecordedState
from functions.domain.sales.opportunities import Opportunity
from functions.domain.staff.members import Member
from functions.domain.staff.roles import ROLES
from functions.domain.tasks.documents import Task
from tests.builders import NOON, PHONE, a_message, an_order
from tests.command_samples import standing, unmade
from tests.memory import DictBackend
from tests.provisioning import provision
from tests.staff_api import StaffApi


def begin_anew(api: StaffApi) -> None:
    """Have the API stand on the café as nothing has been done in it yet."""
    made = _made()
    api.backend.documents, api.backend.versions = dict(made.documents), dict(made.versions)


@cache
def _made() -> DictBackend:
    backend = DictBackend()
    for org_id in ("kopi", "teh"):
        provision(backend, org_id, name=org_id)
    for role in ROLES:
        backend.put(Member(id=role, name=f"The {role}", roles=(role,)))
    backend.put(Member(id="suspended", name="The suspended one"))
    backend.put(Member(id="elsewhere", roles=("owner",)), "teh")
    _fill(backend)
    return backend


def _fill(backend: DictBackend) -> None:
    """Customers: `somebody` is the sales rep's, `another` another's."""
    for document in (*standing(), *unmade()):
        backend.put(document)
    account = LoyaltyAccount(points=50, lifetime_points=50)
    backend.put(
        Customer(
            id="somebody",
            name="A regular",
            phone=PHONE,
            owner_uid="sales_rep",
            loyalty=account,
            whatsapp_opt_in=True,
            sms_opt_in=True,
            created_at=NOON,
            updated_at=NOON,
        )
    )
    backend.put(Customer(id="another", name="Another", owner_uid="x", created_at=NOON, updated_at=NOON))
    backend.put(Contract(id="agreed", customer_id="somebody", title="Beans", starts_on="2025-01-01"))
    owed = {"due_on": "2025-02-10", "total_minor": 900, "open_minor": 900, "counted_minor": 900}
    backend.put(Invoice(id="owed", customer_id="somebody", legal_entity_id="pt", **owed))
    backend.put(a_message(id="written", customer_id="somebody"))
    counts = OrderContribution(customer_id="somebody")
    facts = an_order().facts
    state = RecordedState(facts=facts, digest="d", contribution=counts, full_points=0)
    ordered = RecordedOrder(
        id="b2b:theirs",
        **dict(facts),
        lines=(),
        customer_id="somebody",
        points_earned=0,
        counted_for=None,
        counted_at=None,
        recorded_state=state,
    )
    backend.put(ordered)
    for role in ROLES:
        backend.put(Lead(id=f"lead of {role}", assigned_uid=role, contact=LeadContact(name="The chef")))
        backend.put(
            Opportunity(id=f"deal of {role}", customer_id="somebody", owner_uid=role, created_at=NOON)
        )
        backend.put(Task(id=f"task of {role}", task_type="call", assignee_uid=role, due_on="2025-01-25"))
