"""Commands about quotes: a part of the table in commands/kinds.py."""

from collections.abc import Callable, Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form
from functions.domain.staff.readership import LEADERS
from functions.domain.staff.roles import Role

# Those who look after accounts (S002-59).
_SELLERS: frozenset[Role] = LEADERS | {"sales_rep"}
_BY_ARRIVAL = "it counts when it arrives; refused where the quote is not as it needs it by then"


def _save_quote() -> Act[Any]:
    from functions.domain.commands.quotes.drafts import QuoteForm, save_quote

    return by_form(QuoteForm, save_quote)


def _submit_quote() -> Act[Any]:
    from functions.domain.commands.quotes.steps import QuoteStepForm, submit_quote

    return by_form(QuoteStepForm, submit_quote)


def _decide_quote() -> Act[Any]:
    from functions.domain.commands.quotes.steps import DecisionForm, decide_quote

    return by_form(DecisionForm, decide_quote)


def _withdraw_quote() -> Act[Any]:
    from functions.domain.commands.quotes.steps import QuoteStepForm, withdraw_quote

    return by_form(QuoteStepForm, withdraw_quote)


def _send_quote() -> Act[Any]:
    from functions.domain.commands.quotes.steps import QuoteStepForm, send_quote

    return by_form(QuoteStepForm, send_quote)


def _answer_quote() -> Act[Any]:
    from functions.domain.commands.quotes.answers import AnswerForm, answer_quote

    return by_form(AnswerForm, answer_quote)


def _kind(act: Callable[[], Act[Any]], late: str, roles: frozenset[Role] = _SELLERS) -> Kind:
    return Kind(roles=roles, by_customers=False, act=act, late=late, feature="crm")


QUOTE_KINDS: Mapping[str, Kind] = {
    "save_quote": _kind(
        _save_quote,
        "of each field the change that was made last holds, by `made_at`; `outdated` names the others. Refused where"
        " the quote waits for approval or was accepted by then; of one that was sent it is the next version",
    ),
    "submit_quote": _kind(_submit_quote, _BY_ARRIVAL),
    # Those whose range may be wider than a rep's, and never about their own (S002-25, S002-60).
    "decide_quote": _kind(
        _decide_quote, "refused where the quote was withdrawn, decided on or submitted again since", LEADERS
    ),
    "withdraw_quote": _kind(_withdraw_quote, _BY_ARRIVAL),
    "send_quote": _kind(_send_quote, _BY_ARRIVAL),
    "answer_quote": _kind(
        _answer_quote,
        "it was given at `made_at`: in time where that is before the quote's last instant. Of two answers the one that"
        " arrives first holds",
    ),
}
