"""Forms post leads: `POST hooks/{org}/leads` (docs/leads.md)."""

from functions.domain.leads.parsing import parse_lead
from functions.domain.leads.posting import post_lead
from functions.http import signed_posts

LEAD = signed_posts.Post("lead", most_bytes=64 * 1024, parse=parse_lead, take=post_lead)
