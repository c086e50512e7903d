"""From a model's answer to a plan: checked, since nothing that a model says is taken as it is."""

from functions.domain.assistant.plans import Part, Plan
from functions.domain.assistant.questions import ModelAnswer, Question


def plan_of(question: Question, answer: ModelAnswer) -> Plan:
    """The plan of a turn that a model answered."""
    return Plan(question.chat, (Part("model", text=answer.text),), ("model",), answer.confidence)
