"""`python -m functions.provision ORG --preset NAME`: creates an organisation, or brings a preset's new version into it.

What the business changed itself stays, and the report lists it; `--reset` takes the preset's everywhere. What could not
be undone is refused with the option that allows it.
`--channels FILE` says which providers send for it; by itself it changes nothing else. Safe to repeat.
"""

import argparse
import json
import secrets
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

from functions import presets
from functions.command_line import command
from functions.domain.configuration.merging import ABSENT, Difference
from functions.domain.configuration.provisioning import Preset, Provisioned, provision_org
from functions.domain.configuration.safeguards import Allowance
from functions.domain.orgs.channels import set_up_channels
from functions.domain.orgs.documents import OrgSecrets
from functions.domain.orgs.org import ORG_ID
from functions.domain.settings.packages import Package
from functions.providers.channels_file import ChannelsFile, read_channels
from functions.store.firestore import store

MOST_SHOWN = 60
MOST_WRITTEN = 200
ALLOWANCES = {
    "switch-preset": "bring another preset in than the organisation was made from",
    "new-currency": "let its currency change, though amounts that are stored stay numbers of the one before",
    "new-identity-key": "go on where its secrets are lost: no customer who is there is found again",
}


@command("provision")
def main(arguments: list[str] | None) -> int:
    """Exit status 0, or 1 with a message that names what is wrong."""
    options = _parser().parse_args(arguments)
    if (reason := _why_not(options)) is not None:
        print(f"provision: {reason}", file=sys.stderr)
        return 1
    channels = read_channels(options.channels) if options.channels else None
    if options.preset is not None:
        _provision(options)
    if channels is not None:
        _set_up(options.org, channels)
    return 0


def _why_not(options: argparse.Namespace) -> str | None:
    """What the options lack: one that would do nothing is said, and not left aside."""
    if options.preset is not None:
        return None
    if options.channels is None:
        return "give --preset, --channels or both"
    alone = [
        name
        for name in ("name", "hook-secret", "order-secret", "reset", *ALLOWANCES)
        if _given(options, name)
    ]
    needing = ", ".join(f"--{name}" for name in alone)
    return f"{needing}: give --preset too, --channels alone changes nothing else" if alone else None


def _given(options: argparse.Namespace, name: str) -> Any:
    return getattr(options, name.replace("-", "_"))


def _allowed(options: argparse.Namespace) -> frozenset[Allowance]:
    return frozenset(name for name in get_args(Allowance) if _given(options, name))


def _provision(options: argparse.Namespace) -> None:
    spare = OrgSecrets(
        id=options.org, hook_secret=secrets.token_urlsafe(24), identity_key=secrets.token_hex(32)
    )
    preset = presets.load(options.preset)
    done = (
        store()
        .commit(
            options.org,
            lambda: provision_org(
                options.org,
                preset=preset,
                name=options.name,
                hook_secret=options.hook_secret,
                order_secret=options.order_secret,
                spare=spare,
                now=datetime.now(UTC),
                is_reset=options.reset,
                allowed=_allowed(options),
            ),
        )
        .value
    )
    print(f"{options.org} is provisioned from the preset {options.preset}")
    print("\n".join(_lines(done)))
    today = datetime.now(ZoneInfo(preset.settings.timezone)).date()
    if gone := departed(preset, done.created, today):
        print(f"departed: {', '.join(gone)}: no customer is told of these; save your own (docs/packages.md)")
    if done.secrets.hook_secret == spare.hook_secret:
        print(f"its hook secret, shown this once: {spare.hook_secret}")


def departed(preset: Preset, created: Iterable[str], today: date) -> list[str]:
    """Those of a preset's packages, among what was created, that have departed: no customer can book one."""
    days = {
        ".".join(ref): content.departs_on
        for ref, content in preset.contents.items()
        if isinstance(content, Package)
    }
    return [name for name in created if name in days and days[name] <= today]


def _lines(done: Provisioned) -> Iterator[str]:
    """The report: what came, changed and went, and what of the business's own stays against the preset's."""
    for what in ("created", "updated", "removed"):
        names = getattr(done, what)
        yield f"{what}: {', '.join(names) or 'nothing'}"
    yield f"kept: {len(done.kept) or 'nothing'}"
    for difference in done.kept:
        yield f"  {difference.path}: {_both(difference)}"


def _both(difference: Difference) -> str:
    return f"yours {_shown(difference.yours)} / the preset's {_shown(difference.presets)}"


def _shown(value: Any) -> str:
    if value is ABSENT:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}..."


def _set_up(org_id: str, channels: ChannelsFile) -> None:
    store().commit(
        org_id,
        lambda: set_up_channels(
            org_id,
            providers=channels.providers,
            served_by=channels.served_by,
            windowless=channels.windowless,
            now=datetime.now(UTC),
        ),
    )
    for channel, provider in sorted(channels.served_by.items()):
        print(f"{channel} of {org_id} goes out by {provider}")
    for name in channels.secret_names:
        print(f"the functions need the secret {name}")


def _org_id(text: str) -> str:
    if not ORG_ID.fullmatch(text):
        raise argparse.ArgumentTypeError("an organisation's id is a-z, 0-9, - and _, at most 63 characters")
    return text


def _written(text: str) -> str:
    """A name or secret. An empty one comes of a shell variable that is not set; with it anybody could sign."""
    if not text.strip() or text != text.strip() or not text.isprintable():
        raise argparse.ArgumentTypeError("must have printable characters, and no blanks around them")
    if len(text) > MOST_WRITTEN:
        raise argparse.ArgumentTypeError(f"has more than {MOST_WRITTEN} characters")
    return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m functions.provision", description=__doc__)
    parser.add_argument("org", type=_org_id, help="the organisation's id, as it stands in URLs and paths")
    parser.add_argument("--preset", help=f"one of: {', '.join(presets.names())}")
    parser.add_argument(
        "--channels",
        type=Path,
        metavar="FILE",
        help="YAML: provider -> settings, `secret: NAME` for a credential",
    )
    parser.add_argument("--name", type=_written, help="the business's name, as customers read it")
    parser.add_argument(
        "--hook-secret",
        type=_written,
        help="signs deliveries; made and printed once where there is none yet",
    )
    parser.add_argument(
        "--order-secret",
        type=_written,
        help="signs the orders that go out to the order system; docs/orders-out.md",
    )
    parser.add_argument(
        "--reset",
        action="store_true",
        help="take the preset's everywhere, in place of what the business changed",
    )
    for name, meaning in ALLOWANCES.items():
        parser.add_argument(f"--{name}", action="store_true", help=meaning)
    return parser


if __name__ == "__main__":
    sys.exit(main())
