"""Models of an agency's assistant, for tests: settings, questions, and doubles that say what a test wants."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from functions.domain.assistant.booking_leads import capture_booking
from functions.domain.assistant.model_turns import answer_turn
from functions.domain.assistant.turns import TakenTurn, take_turn
from functions.domain.conversations.documents import Heard, Said
from functions.domain.model_answers.prompts import OURS
from functions.domain.model_answers.questions import ModelAnswer, Outcome, Question
from functions.domain.orgs.org import Org
from functions.domain.replies.plans import Chat
from functions.domain.settings.assistant_model import key_name
from functions.store.commit import Committed
from tests.chats import AGENCY, MORNING, Chats, an_agency
from tests.memory import a_store, run

MARCH = "umr_mar_2025_hemat"
TODAY = date(2025, 1, 25)
KEY_NAME = key_name(AGENCY)
MODEL: Mapping[str, Any] = {
    "base_url": "http://127.0.0.1:9/v1",
    "name": "gpt-4o-mini",
    "api_key": {"secret": KEY_NAME},
    "prices": {"input_micros": 150_000, "output_micros": 600_000, "currency": "USD"},
}
# What no rule and no FAQ knows.
OPEN_QUESTION = "Apakah jendelanya menghadap taman bunga mawar?"


def a_modelled_agency(*, languages: tuple[str, ...] = ("id", "en"), **model: Any) -> Org:
    """The preset `umrah` with a model."""
    return an_agency(model={**MODEL, **model}, languages=list(languages))


def a_question(
    org: Org | None = None,
    *texts: str,
    chat: Chat | None = None,
    language: str = "id",
    seats: Mapping[str, int] | None = None,
    history: tuple[Said, ...] = (),
) -> Question:
    """A question about the March package, in the middle of a chat."""
    heard = tuple(
        Heard(id=f"in-{number}", at=MORNING, received_at=MORNING, text=text)
        for number, text in enumerate(texts or (OPEN_QUESTION,))
    )
    return Question(
        org=org or a_modelled_agency(),
        conversation_id="whatsapp:abc",
        chat=chat or Chat("leads", 1, is_first=False, package_id=MARCH),
        heard=heard,
        prompt=OURS,
        language=language,
        today=TODAY,
        seats={MARCH: 45} if seats is None else seats,
        history=history,
    )


def an_answer(text: str, **changes: Any) -> ModelAnswer:
    return ModelAnswer.model_validate({"text": text, "confidence": 0.9, **changes})


def an_outcome(answer: ModelAnswer | None = None, **changes: Any) -> Outcome:
    fields: dict[str, Any] = {"tokens_in": 900, "tokens_out": 60, "cost_micros": 171}
    return Outcome("gpt-4o-mini", answer, **fields | changes)


@dataclass
class ModelledChats(Chats):
    """An agency's chats whose turns ask a double. `thinks`: what happens while it is asked."""

    org: Org = field(default_factory=a_modelled_agency)
    says_next: Callable[[Question], Outcome] = field(
        default_factory=lambda: lambda question: an_outcome(an_answer("Ada, kak."))
    )
    thinks: Callable[[], None] | None = None
    questions: list[Question] = field(default_factory=list)
    leases: int = 0

    def turn(self, place: str | None = None) -> TakenTurn:
        """The turn that is due, taken; the model asked where it wants to ask, and its answer taken."""
        id = place or self.place
        committed = self.taken(id)
        if committed.value.asked is None:
            return self.captured(id, committed.value)
        return self.captured(id, self.answered(id, committed))

    def captured(self, id: str, taken: TakenTurn) -> TakenTurn:
        if taken.lead_due is not None:
            run(a_store(self.backend), lambda: capture_booking(self.org, id, self.now))
        return taken

    def taken(self, id: str | None = None) -> Committed[TakenTurn]:
        """The turn up to the question, which is not asked yet."""
        place = id or self.place
        self.leases += 1
        lease = f"lease-{self.leases}"
        return a_store(self.backend).commit(
            AGENCY, lambda: take_turn(self.org, place, due_at=self.now, now=self.now, lease_id=lease)
        )

    def answered(self, id: str, committed: Committed[TakenTurn]) -> TakenTurn:
        asked = committed.value.asked
        assert asked is not None
        self.questions.append(asked.question)
        outcome = self.says_next(asked.question)
        if self.thinks is not None:
            self.thinks()
        return (
            a_store(self.backend)
            .commit(
                AGENCY,
                lambda: answer_turn(self.org, id, asked=asked, outcome=outcome, now=self.now),
                known=committed.known,
            )
            .value
        )

    def will_say(self, text: str, **changes: Any) -> None:
        self.says_next = lambda question: an_outcome(an_answer(text, **changes))

    @property
    def use(self) -> dict[str, Any]:
        found: dict[str, Any] = self.conversation.get("model_use", {})
        return found
