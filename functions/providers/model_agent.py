"""A model as an agent of pydantic-ai: its instructions, its tools, the form of its answer, and what one try may use.

Any API like OpenAI's stands behind it (https://ai.pydantic.dev/models/openai/#openai-compatible-models).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from openai import AsyncOpenAI
from pydantic_ai import Agent, ModelRetry, NativeOutput, PromptedOutput, RunContext, ToolOutput, UsageLimits
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, UserPromptPart
from pydantic_ai.models import Model
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider
from pydantic_ai.settings import ModelSettings as Wishes

from functions.domain.model_answers import prompting
from functions.domain.model_answers.plans import speaks
from functions.domain.model_answers.questions import ModelAnswer, Question
from functions.domain.settings.assistant_model import ModelSettings

MOST_TOOL_CALLS = 8
MOST_REQUESTS = 6
_OPENAI = "https://api.openai.com"
_FORMS: dict[str, Any] = {"tool": ToolOutput, "json_schema": NativeOutput, "prompted": PromptedOutput}


@dataclass
class Desk:
    """What the tools read, and which of them were used."""

    question: Question
    used: list[str] = field(default_factory=list)


def model_of(settings: ModelSettings, key: str, client: Any) -> Model:
    """The model that settings name, reached by this HTTP client. It tries nothing again by itself."""
    api = AsyncOpenAI(base_url=settings.base_url, api_key=key, http_client=client, max_retries=0)
    is_openai = settings.base_url.startswith(_OPENAI)
    provider = (
        OpenAIProvider(openai_client=api)
        if is_openai
        else OpenAICompatibleProvider("compatible", openai_client=api)
    )
    return OpenAIChatModel(settings.name, provider=provider)


def agent_of(settings: ModelSettings, question: Question) -> Agent[Desk, ModelAnswer]:
    """The agent of one question. An answer in another language, or without words, is asked for once more."""
    agent: Agent[Desk, ModelAnswer] = Agent(
        output_type=_FORMS[settings.form](ModelAnswer),
        instructions=prompting.instructions_of(question),
        deps_type=Desk,
        retries=1,
    )
    _give_tools(agent)

    @agent.output_validator
    def check(context: RunContext[Desk], answer: ModelAnswer) -> ModelAnswer:
        if answer.action == "answer" and not answer.needs_human:
            if not answer.text.strip():
                raise ModelRetry("text: is empty, and action is answer")
            if not context.partial_output and not speaks(question, answer.text):
                raise ModelRetry(f"text: answer in the language {question.language}")
        return answer

    return agent


def _give_tools(agent: Agent[Desk, ModelAnswer]) -> None:
    """Each reads what the question carries, and notes its name."""

    @agent.tool
    def list_packages(context: RunContext[Desk]) -> Any:
        """The packages that are sold: code, name, price, departure and days of each."""
        context.deps.used.append("list_packages")
        return prompting.package_list(context.deps.question)

    @agent.tool
    def package_details(context: RunContext[Desk], code: str) -> Any:
        """All that is known of a package, by its code."""
        context.deps.used.append("package_details")
        return prompting.package_facts(context.deps.question, code)

    @agent.tool
    def check_quota(context: RunContext[Desk], code: str) -> Any:
        """How many seats are left of a package, by its code."""
        context.deps.used.append("check_quota")
        return prompting.quota_of(context.deps.question, code)

    @agent.tool
    def list_faqs(context: RunContext[Desk]) -> Any:
        """What customers often ask, and the business's answers."""
        context.deps.used.append("list_faqs")
        return prompting.faq_list(context.deps.question)

    @agent.tool
    def list_media(context: RunContext[Desk], code: str) -> Any:
        """The files of a package that media_ids may name, by its code."""
        context.deps.used.append("list_media")
        return prompting.media_list(context.deps.question, code)


def history_of(question: Question) -> Sequence[ModelMessage]:
    """What was said before, each by whom it was said."""
    return [
        ModelRequest(parts=[UserPromptPart(each.text)])
        if each.by == "customer"
        else ModelResponse(parts=[TextPart(each.text)])
        for each in question.history
    ]


def limits_of(settings: ModelSettings, used: int) -> UsageLimits:
    """What one more try may use of a turn's tokens."""
    return UsageLimits(
        request_limit=MOST_REQUESTS,
        tool_calls_limit=MOST_TOOL_CALLS,
        total_tokens_limit=max(1, settings.tokens_a_turn - used),
    )


def wishes_of(settings: ModelSettings) -> Wishes:
    """An answer of a few hundred characters, the same each time as far as the model can."""
    return Wishes(max_tokens=settings.longest_answer + 400, temperature=0.2)
