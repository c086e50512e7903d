"""The agency's days on local Firebase: customers write, the assistant answers, staff take over and reserve."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from urllib.error import HTTPError

from google.cloud.firestore import FieldFilter

from demo.api import StaffApi
from demo.offices import Office
from demo.progress import Step as Progress
from demo.replays import wait_until
from demo.umrah.gateway import Gateway
from demo.umrah.office import DESK, FINANCE, ORG, PACKAGES
from demo.umrah.scripts import Script, Step
from local.client import LocalFirebase

IDLE_S = 120
UNTIL_ALL_IS_DONE = timedelta(minutes=10)
REFUSED = 400


@dataclass
class Days:
    """The agency's days. `has_seat`: of the chats whose last reservation was tried whether it got its seats."""

    firebase: LocalFirebase
    gateway: Gateway
    office: Office
    has_seat: dict[str, bool] = field(default_factory=dict)
    refused: int = 0
    _scripts: dict[str, Script] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    _desk: dict[str, StaffApi] = field(default_factory=dict)

    def live(self, scripts: Sequence[Script], progress: Progress) -> None:
        """Let every step of the chats be taken at its instant; those of one instant are taken together."""
        self._scripts = {script.id: script for script in scripts}
        self._numbers = {script.id: number for number, script in enumerate(scripts)}
        steps = sorted((step for script in scripts for step in script.steps), key=lambda step: step.at)
        for at, together in groupby(steps, lambda step: step.at):
            stop = list(together)
            wait_until(self.firebase, at)
            self._write([step for step in stop if step.does in ("says", "old")], at)
            self._reserve([step for step in stop if step.does == "reserves"])
            for step in stop:
                self._take(step)
            self.firebase.idle(IDLE_S)
            progress(len(stop))
        wait_until(self.firebase, steps[-1].at + UNTIL_ALL_IS_DONE)
        self.firebase.idle(IDLE_S)

    def _write(self, steps: Sequence[Step], at: datetime) -> None:
        """The bursts of an instant. The messages of one follow each other at once: the clock runs on by itself, and a
        slow machine would take longer over two than the assistant waits.
        """
        for step in steps:
            for number in range(len(step.messages)):
                self._post(step, number, at - timedelta(days=step.days))

    def _post(self, step: Step, number: int, at: datetime) -> None:
        script, message = self._scripts[step.chat], step.messages[number]
        key = self._key(step, number)
        self.gateway.customer_writes(script.phone, script.name, message, key=key, at=at)
        if step.is_twice:
            self.gateway.post_once_more(self.gateway.posted[-1])

    def _key(self, step: Step, number: int) -> str:
        return f"3EB0{self._numbers[step.chat]:06X}{step.number:03X}{number:03X}"

    def _reserve(self, steps: Sequence[Step]) -> None:
        """All at once: of two for the last seat one gets it."""
        with ThreadPoolExecutor(max(len(steps), 1)) as chats:
            for step, is_reserved in zip(steps, chats.map(self._reserves, steps), strict=True):
                self.has_seat[step.chat] = is_reserved
                self.refused += not is_reserved

    def _reserves(self, step: Step) -> bool:
        script, (id, conversation) = self._scripts[step.chat], self.chat(step.chat)
        body = {"booking_id": self._booking(step.chat, conversation), "conversation_id": id}
        body |= {"package_id": PACKAGES[str(step.package)], "seats": step.what, "name": script.name}
        try:
            self._api(self._owner(conversation)).post("bookings", body)
        except HTTPError as error:
            if error.code == REFUSED:
                return False
            raise
        return True

    def _take(self, step: Step) -> None:
        """What staff do; not where it hangs on a seat that the chat did not get, or did."""
        if step.when is not None and self.has_seat[step.chat] != (step.when == "seat"):
            return
        script = self._scripts[step.chat]
        if step.does == "phone":
            key = self._key(step, 0)
            self.gateway.staff_writes(script.phone, step.what, key=key, at=step.at)
        elif step.does == "staff":
            _, conversation = self.chat(step.chat)
            path = f"customers/{conversation['customer_id']}/messages"
            self._api(self._owner(conversation)).post(path, {"text": step.what, "channel": "whatsapp"})
        elif step.does == "pays":
            id, conversation = self.chat(step.chat)
            booking = self._booking(step.chat, conversation)
            body = {"payment_reference": f"BCA {self._numbers[step.chat]:04}"}
            self._api(FINANCE).post(f"bookings/{booking}/confirmation", body)
            self._give_back(id, conversation, "paid")
        elif step.does == "gives_back":
            self._give_back(*self.chat(step.chat), step.what)

    def _give_back(self, id: str, conversation: dict[str, Any], phase: str | None) -> None:
        path = f"conversations/{id}/give_back"
        self._api(self._owner(conversation)).post(path, {"phase": phase})

    def _api(self, uid: str) -> StaffApi:
        if uid not in self._desk:
            self._desk[uid] = StaffApi(self.firebase, ORG, uid)
        return self._desk[uid]

    def _owner(self, conversation: dict[str, Any]) -> str:
        """The member who has the chat; the first of the desk where the pool has found none yet."""
        owner = conversation.get("owner")
        return owner if owner in DESK else DESK[0]

    def _booking(self, chat: str, conversation: dict[str, Any]) -> str:
        """The id of a chat's booking, one in each season."""
        return f"{chat}-{conversation.get('cycle', 1)}"

    def chat(self, chat: str) -> tuple[str, dict[str, Any]]:
        """A customer's conversation, by their phone."""
        phone = self._scripts[chat].phone
        found = self.office.org.collection("customers").where(filter=FieldFilter("phone", "==", phone))
        (customer,) = found.stream()
        id = (customer.to_dict() or {})["conversation_ids"]["whatsapp"]
        return id, self.office.org.collection("conversations").document(id).get().to_dict() or {}
