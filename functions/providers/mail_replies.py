"""What a mail server says when it does not take an email: of the mailbox, or of us (RFC 5321, RFC 3463).

One reading for a reply to SMTP and for what SendGrid, SES and Resend pass on. Only words or codes that say that there
is no such mailbox count against an address. Replies are written by people, and a block list may come under any code, so
what names one is about us, even if its code says otherwise.
"""

import re
from collections.abc import Mapping
from typing import Literal

from functions.providers.error_tables import Meaning, Verdict

# no_mailbox: there is none of that name. refuses_us: our host, our domain, our login or our reputation. full: the
# mailbox exists and has no room. content: this email. unclear: none of these can be told.
Says = Literal["no_mailbox", "refuses_us", "full", "content", "unclear"]

VERDICT_OF: Mapping[Says, Verdict] = {
    "no_mailbox": "suppress",
    "refuses_us": "blocked",
    "full": "fallback",
    "content": "stop",
    "unclear": "fallback",
}
NO_MAILBOX = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
FULL = frozenset({"5.2.2", "4.2.2"})
SENDERS_FAULT = frozenset({"5.1.7", "5.1.8", "5.1.9"})

_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?:^|;\s*)[245]\d\d(?=[\s-]|$)")
_BLOCK_LIST = re.compile(
    r"spamhaus|spamcop|barracuda|sorbs|\bdnsbl|\brbls?\b|\b(block|black|deny)[\s-]?list|\breputation\b|\bbanned\b"
    r"|\b(ip|host|client|sender|network|domain|server)\b.{0,60}\b(is |been |was )?(blocked|listed|rejected)\b"
    r"|\bblocked\b.{0,30}\b(using|by|at|see)\b",
    re.IGNORECASE,
)
_ABOUT_US = re.compile(
    r"\b(spf|dkim|dmarc)\b|unauthenticated|not authenticated|authentication (is )?required|relay(ing)?\b"
    r"|not (authori[sz]ed|permitted|allowed) to send|sender (address )?(rejected|denied)|rate.?limit|too many"
    r"|unsolicited|against our policy|local policy",
    re.IGNORECASE,
)
_NO_MAILBOX = re.compile(
    r"(no such|unknown|invalid|non-?existent) (user|mailbox|recipient|address|account|person|local part)"
    r"|(user|mailbox|recipient|address|account)( \S+){0,2} (is )?(unknown|not found|not exist|not known)"
    r"|(does not|doesn.?t|did not) exist|no (mailbox|user|account) (here|by that name)"
    r"|not a (valid|known) (user|mailbox)"
    r"|user not local|unrouteable address|account .{0,20}(disabled|deleted|closed)",
    re.IGNORECASE,
)
_FULL = re.compile(
    r"(mailbox|inbox|quota|storage)\b.{0,30}\b(full|exceeded|limit)|over\s?quota", re.IGNORECASE
)


def what_it_says(text: str, *, enhanced: str | None = None) -> Says:
    """What a reply says, by its words before its codes where they name a block list. `enhanced`: `5.1.1`."""
    if _BLOCK_LIST.search(text):
        return "refuses_us"
    if enhanced in FULL:
        return "full"
    if enhanced in NO_MAILBOX:
        return "no_mailbox"
    if enhanced is not None and (enhanced in SENDERS_FAULT or enhanced.startswith("5.7.")):
        return "refuses_us"
    if enhanced is not None and enhanced.startswith(("5.5.", "5.6.")):
        return "content"
    return _by_words(text)


def _by_words(text: str) -> Says:
    if _ABOUT_US.search(text):
        return "refuses_us"
    if _FULL.search(text):
        return "full"
    return "no_mailbox" if _NO_MAILBOX.search(text) else "unclear"


def enhanced_of(text: str) -> str | None:
    """The first status code of RFC 3463 in a text, such as `5.1.1`."""
    match = _ENHANCED.search(text)
    return match[1] if match else None


def bounce_of(
    text: str, *, enhanced: str | None = None, is_permanent: bool, says: Says | None = None
) -> Meaning:
    """What a bounce means that a provider passes on with the receiving server's words. A permanent one without a reply
    of that server is a mailbox that does not exist; `says`: the provider's own class of it, for words that are unclear.
    """
    found = what_it_says(text, enhanced=enhanced or enhanced_of(text))
    if found == "unclear":
        found = says or ("unclear" if enhanced or _is_reply(text) else "no_mailbox")
    if found == "refuses_us":
        return Meaning("sender_refused", VERDICT_OF[found])
    if not is_permanent or found == "full":
        return Meaning("soft_bounce", "fallback")
    if found == "no_mailbox":
        return Meaning("hard_bounce", "suppress")
    return Meaning("bounce", "fallback")


def _is_reply(text: str) -> bool:
    """Whether a text is what a server answered, and no sentence of the provider's own."""
    return enhanced_of(text) is not None or _REPLY.search(text) is not None


def amazon_bounce(kind: object, subtype: str, words: str, *, status: str | None = None) -> Meaning:
    """What a bounce means in Amazon's classes, which Resend passes on too. One without a kind is permanent: who has
    something that passes says so.
    """
    says = AMAZON_CLASSES.get(subtype.lower())
    is_permanent = says == "no_mailbox" or not (isinstance(kind, str) and kind in PASSING)
    enhanced = status if status is not None and enhanced_of(status) == status else None
    return bounce_of(words, enhanced=enhanced, is_permanent=is_permanent, says=says)


AMAZON_CLASSES: Mapping[str, Says] = {
    "noemail": "no_mailbox",
    "suppressed": "no_mailbox",
    "onaccountsuppressionlist": "no_mailbox",
    "mailboxfull": "full",
    "messagetoolarge": "content",
    "contentrejected": "content",
    "attachmentrejected": "content",
}
PASSING = frozenset({"Transient", "Undetermined"})
