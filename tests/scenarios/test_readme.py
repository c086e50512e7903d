"""What the README shows a new user to type, typed."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import IO

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
SERVICES = {"firestore": "8080", "functions": "5001", "tasks": "9499", "pubsub": "8085", "control": "4400"}
MAIL_PORT = "2525"
IDLE = "curl -sS -X POST 127.0.0.1:4400/idle -d '{\"timeout_s\": 60}' > /dev/null"


def typed(block: str, ports: dict[str, str]) -> str:
    """A block of the README with this run's interpreter and ports."""
    command = block.replace("venv/bin/python", sys.executable)
    for name, port in SERVICES.items():
        command = command.replace(f"127.0.0.1:{port}", f"127.0.0.1:{ports[name]}")
    return command


@contextmanager
def third_terminal(port: str) -> Iterator[IO[str]]:
    """The mail server that the README starts there, and what it prints."""
    (block,) = [block for block in BLOCKS if "-m aiosmtpd" in block]
    command = block.replace("venv/bin/python", sys.executable).replace(f":{MAIL_PORT}", f":{port}")
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command.split(), env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout
        finally:
            process.send_signal(signal.SIGINT)


def new_users_environment() -> dict[str, str]:
    """This environment without what points at an emulator."""
    return {name: value for name, value in os.environ.items() if not name.endswith("_HOST")}


def printed_by(script: str) -> str:
    """What bash prints of what a new user types; no line may fail."""
    done = subprocess.run(
        ["bash", "-euc", script],
        cwd=ROOT,
        env=new_users_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The ports of what the README starts in the first terminal, with the secret of the assistant's tour. They are free
    ones: nothing of the developer's is in the way.
    """
    secrets = tmp_path / "secrets"
    secrets.write_text("JOURNEYS_CALLBACK=s3cret\n")
    (block,) = [block for block in BLOCKS if "python -m local" in block]
    options = [option for name in SERVICES for option in (f"--{name}-port", "0")]
    process = subprocess.Popen(
        [*typed(block, SERVICES).split(), *options, "--secrets", str(secrets)],
        cwd=ROOT,
        env=new_users_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        assert process.stdout is not None
        try:
            lines = [line.split() for line in takewhile(lambda line: line != "ready\n", process.stdout)]
            found = {name: address.rpartition(":")[2] for name, address in lines}
            yield {name: found[name] for name in SERVICES}
        finally:
            process.send_signal(signal.SIGTERM)
    assert process.returncode == 0


def test_the_readmes_first_order_is_answered_as_the_readme_says(ports: dict[str, str]) -> None:
    (block,) = [block for block in BLOCKS if "curl -i" in block]
    provisioned, curl = typed(block, ports).split("\nBODY=")
    script = f"{provisioned}\nBODY={curl}\necho\n{curl[curl.index('curl') :]}"
    printed = printed_by(script)
    statuses = re.findall(r"HTTP/1.1 (\d+)", printed)
    assert statuses == ["201", "200"]
    assert printed.count('"points_earned":3') == 2
    assert re.findall(r'"replayed":(\w+)', printed) == ["false", "true"]


def test_the_readmes_first_message_arrives_as_the_readme_says(ports: dict[str, str]) -> None:
    first, block = [block for block in BLOCKS if "export" in block or "--channels" in block]
    (words,) = re.findall(r"# the third terminal: (.*)", block)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        mail_port = str(listener.getsockname()[1])
    exports, business = first.splitlines()[0], block.replace(f"port: {MAIL_PORT}", f"port: {mail_port}")
    script = f"{typed(exports, ports)}\n{typed(business, ports)}"
    with third_terminal(mail_port) as printed:
        shown = printed_by(script)
        mail = list(takewhile(lambda line: "END MESSAGE" not in line, printed))
    assert "email of chai goes out by smtp" in shown
    assert re.findall(r'"tier":"(\w+)"', shown) == ["silver", "gold"]
    assert {"From: Chai <hello@chai.example>\n", "To: regular@example.com\n", f"{words}\n"} <= set(mail)


def test_the_tour_of_the_api_leads_from_an_order_to_a_redeemed_reward_after_the_readmes_first_order(
    ports: dict[str, str],
) -> None:
    (first,) = [block for block in BLOCKS if "curl -i" in block]
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    start, tour = re.findall(r"```console\n(.*?)```", page, re.DOTALL)
    assert len(re.findall(r"^(?:ID=\$\()?(?:api|till) ", tour, re.MULTILINE)) == 10
    each = re.sub(r"^(api|till) ", r"echo; \1 ", tour, flags=re.MULTILINE)
    printed = printed_by(typed(f"{first}\n{start}\n{each}\n", ports))
    _, entered, order, profile, consent, note, feedback, redeemed, ledger, timeline = (
        json.loads(line) for line in printed.splitlines() if line.startswith("{")
    )
    assert order["replayed"] is False
    id = entered["customer_id"]
    assert (order["customer_id"], order["points_earned"], profile["loyalty"]["points"]) == (id, 10, 10)
    assert consent["agreed"]["marketing"] is True
    assert {"note_id", "feedback_id"} <= {*note, *feedback}
    assert redeemed["balance"] == 0
    assert sorted(entry["amount"] for entry in ledger["items"]) == [-10, 10]
    assert len(timeline["items"]) >= 4


def shown_by_line(page: str, ports: dict[str, str]) -> list[tuple[str, str]]:
    """Each line of docs/assistant.md's tour after its definitions, and of 'When nobody answers', with its output."""
    tour, waits = (page.split(f"## {name}")[1].split("\n## ")[0] for name in ("A chat and", "When nobody"))
    start, *blocks = re.findall(r"```console\n(.*?)```", tour, re.DOTALL)
    lines = "".join([*blocks, *re.findall(r"```sh\n(.*?)```", waits, re.DOTALL)]).splitlines()
    script = "\n".join([start, *(f"echo; echo @@; {line}" for line in lines)])
    waiting = "sleep 3; curl -sS -X POST 127.0.0.1:4400/idle -d '{\"timeout_s\": 30}' > /dev/null"
    printed = printed_by(typed(script.replace("sleep 4", waiting), ports))
    _, *each = printed.split("\n@@\n")
    return list(zip(lines, each, strict=True))


def test_the_tour_of_the_assistant_shows_what_its_page_says(ports: dict[str, str]) -> None:
    shown = shown_by_line((ROOT / "docs" / "assistant.md").read_text(encoding="utf-8"), ports)
    for line, printed in shown:
        said = line.rpartition(" # ")[2] if " # " in line else ""
        for fragment in re.findall(r'"[a-z_]+"(?::(?:"[^"]*"|\d+))?', said):
            assert fragment in printed, line
    answers = [printed for line, printed in shown if line.startswith("writes ")]
    words = (
        "Selamat datang",
        "Rp 25.000.000",
        "300 m dari Masjidil Haram",
        "",
        "meningitis",
        "Alhamdulillah",
        "",
    )
    for answer, word in zip(answers, words, strict=True):
        assert word in answer if word else not answer.strip()


def typed_line_by_line(page: str, heading: str, ports: dict[str, str]) -> list[tuple[str, str]]:
    """Each command of a tour after its definitions, with what it prints."""
    tour = (ROOT / "docs" / page).read_text(encoding="utf-8").split(f"## {heading}")[1].split("\n## ")[0]
    start, *blocks = re.findall(r"```console\n(.*?)```", tour, re.DOTALL)
    commands = re.findall(r"^\S.*(?:\n +\S.*)*", "".join(blocks), re.MULTILINE)
    script = "\n".join([start, *(f"echo; echo @@; {command}" for command in commands)])
    script = script.replace("later() {", f"later() {{ {IDLE}; ").replace(
        "as $MANAGER GET territories", f"{IDLE}; as $MANAGER GET territories"
    )
    _, *printed = printed_by(typed(script, ports)).split("\n@@\n")
    return list(zip(commands, printed, strict=True))


@pytest.mark.parametrize(
    ("page", "heading"),
    [("sales.md", "From a form to an order"), ("campaigns.md", "From an offer to its results")],
)
def test_a_tour_shows_what_its_page_says(page: str, heading: str, ports: dict[str, str]) -> None:
    for command, printed in typed_line_by_line(page, heading, ports):
        said = re.findall(r" # (?!the same again)(.*)$", command, re.MULTILINE)
        for fragment in re.findall(r'"[a-z_]+":(?:"[^"]*"|\d+|true|false)|^\d{3}(?= at)', "".join(said)):
            shown = f'"status":{fragment}' if fragment.isdigit() else fragment
            assert shown in printed.replace('": ', '":'), command


def test_each_request_to_the_control_port_is_answered(ports: dict[str, str], tmp_path: Path) -> None:
    load = tmp_path / "load.yaml"
    load.write_text("events_per_day: {hooks: 5000, tick: 24}\n", encoding="utf-8")
    (first,) = [block for block in BLOCKS if "curl -i" in block]
    page = (ROOT / "docs" / "local.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```console\n(.*?)```", page, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    lines.sort(key=lambda line: "/reset " in line)  # last: nothing of what the others ask for is left then
    script = "\n".join([first, *lines]).replace("curl ", "curl -sS ").replace("load.yaml", str(load))
    printed = printed_by(typed(script, ports))
    assert '"currency"' in printed
    assert '"error"' not in printed, printed


def test_the_readmes_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make ([\w-]+)", BLOCKS[0], re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_file_that_the_docs_link_to_is_there() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\(((?!http)[^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name} links to {link}"
