"""The texts of a campaign, tried before it is scheduled, and sent to the member who asks."""

from collections.abc import Iterator
from datetime import datetime

from functions.domain.campaigns.documents import Campaign
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.requests import Request
from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.kernel.errors import FieldFault, MissingVariable, TemplateFailed
from functions.domain.kernel.validation import DocumentId, Form, OptionalId
from functions.domain.messages.campaign_messages import code_of
from functions.domain.messages.explanations import words_for
from functions.domain.messages.gate import Blocked
from functions.domain.messages.notices import check_notice
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.providers.channel_limits import faults_in
from functions.domain.settings.types import Channel
from functions.domain.templates.previews import Preview, usual_channels
from functions.domain.templates.samples import AUTOMATIONS_GIVE, SAMPLE_NAME, SAMPLE_URL
from functions.domain.templates.writer import Occasion, write

TRIAL_RULE = "campaign_trial"


class TrialForm(Form):
    """`variant`: which of several texts; without it the first."""

    campaign_id: DocumentId
    variant: OptionalId = None


def template_faults(org: Org, campaign: Campaign) -> list[FieldFault]:
    """Why its texts cannot be sent: one that is for staff or no marketing, or that a channel would not take."""
    return list(_faults(org, campaign))


def _faults(org: Org, campaign: Campaign) -> Iterator[FieldFault]:
    paths = [f"variants.{number}.template" for number in range(len(campaign.variants))] or ["template"]
    for path, template in zip(paths, campaign.templates, strict=False):
        if org.templates[template].purpose != "marketing":
            yield FieldFault(path, "is not for marketing, which a campaign is")
            continue
        for channel in channels_of(org, campaign, template):
            for fault in tried(org, campaign, template, channel=channel).faults:
                yield FieldFault(path, f"cannot be sent by {channel}: {fault}")


def channels_of(org: Org, campaign: Campaign, template: str) -> tuple[Channel, ...]:
    """The channels by which its texts may go; a call speaks the text of an SMS."""
    named = tuple("sms" if each == "call" else each for each in campaign.channels)
    return tuple(dict.fromkeys(named)) or usual_channels(org, template)


def tried(
    org: Org, campaign: Campaign, template: str, *, channel: Channel, locale: str | None = None
) -> Preview:
    """What a made-up customer would get of it, with what a campaign gives its texts and nothing else."""
    language, settings = locale or org.settings.locale, org.templates[template]
    given = {"name": SAMPLE_NAME, "business": org.name, **sampled(org, campaign)}
    if (lack := settings.missing(given)) is not None:
        return Preview(channel, language, None, (f"asks for {lack}, which the campaign does not give",))
    has_call = channel == "whatsapp" and settings.whatsapp is not None
    try:
        content = write(Occasion(org, template, channel, language, given, has_call, SAMPLE_URL))
    except (MissingVariable, TemplateFailed) as error:
        return Preview(channel, language, None, (str(error),))
    found = faults_in(content, channel, most_segments=org.settings.messages.most_sms_segments)
    return Preview(channel, language, content, tuple(f"{each.part} {each.reason}" for each in found))


def sampled(org: Org, campaign: Campaign) -> dict[str, str | int | None]:
    """What a text is given of a campaign and of a customer who is made up."""
    made_up = {name: AUTOMATIONS_GIVE[name] for name in ("customer", "tier", "points", "orders", "visits")}
    given = {**campaign.variables, **code_of(org, campaign), **made_up}
    return {**given, "campaign": campaign.name, "offer": campaign.offer}


def send_trial(org: Org, request: Request[TrialForm], now: datetime) -> Decision[Result]:
    """The campaign's text to the member who asks, by their own devices or mail, for nobody else. Bills 1 read and 1
    write. It needs no consent, counts for no cap, and is no recipient's document.

    Where no channel reaches the member the answer says why. Malformed where there is no such text.
    """
    from functions.domain.commands.campaigns.steps import read_sending

    campaign = yield from read_sending(request.data.campaign_id)
    template = _chosen(campaign, request.data.variant)
    if template not in org.templates:
        raise refuse("campaign_id", "names a segment, template or offer that is gone")
    member = request.giver.member
    assert member is not None, "the kind is given by members alone"
    id = f"command:{request.command_id}:message"
    yield from get(Message, id, presumed_missing=True)
    message = Message(
        id=id,
        customer_id="",
        member_uid=member.id,
        cause=f"command:{request.command_id}",
        rule=TRIAL_RULE,
        template=template,
        purpose="internal",
        variables={"name": member.name, "business": org.name, **sampled(org, campaign)},
        locale=member.locale or org.settings.locale,
        channel=None,
        status="queued",
        created_at=now,
        expires_at=org.settings.retention.message_until(now),
    )
    verdict = check_notice(org, member, message.subject, now=now)
    if isinstance(verdict, Blocked):
        left = message.with_changes(skipped=verdict.skipped, reason=verdict.reason)
        ended = left.now_is("suppressed", now, verdict.reason)
        why = words_for(verdict.reason, is_to_staff=True)
        return Changes(create=(ended,)), {"message_id": id, "status": "suppressed", "reason": why}
    queued = message.planned(verdict, now)
    return Changes(create=(queued,)), {"message_id": id, "status": "queued", "channel": queued.channel}


def _chosen(campaign: Campaign, variant: str | None) -> str:
    if variant is None:
        if not campaign.templates:
            raise refuse("template", "is needed")
        return campaign.templates[0]
    found = [each.template for each in campaign.variants if each.id == variant]
    if not found:
        raise refuse("variant", "names no variant of the campaign")
    return found[0]
