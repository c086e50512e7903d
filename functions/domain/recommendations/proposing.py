"""Which pairs are proposed to managers as rules: those of which no rule speaks, and that nobody dismissed."""

from collections.abc import Mapping, Sequence
from typing import Any

from functions.domain.orgs.org import Org
from functions.domain.recommendations.affinity import Pair
from functions.domain.recommendations.counting import AffinityTable
from functions.domain.settings.recommendations import PairsOf, goods_of


def proposed_rule(of: PairsOf, pair: Pair) -> Mapping[str, Any]:
    """The rule that a pair is proposed as, in the form in which it is saved; with the days and the priority of any."""
    trigger, recommend = (
        goods_of(of, name).model_dump(mode="json", exclude_defaults=True)
        for name in (pair.trigger, pair.recommend)
    )
    return {"name": f"{pair.trigger}, {pair.recommend}", "trigger": trigger, "recommend": recommend}


def proposals(org: Org, table: AffinityTable) -> Sequence[Pair]:
    """The pairs that are proposed, the largest lift first."""
    return [
        pair for pair in table.pairs if pair.id not in table.dismissed and not _is_said(org, table.of, pair)
    ]


def _is_said(org: Org, of: PairsOf, pair: Pair) -> bool:
    """Whether a rule recommends the one after the other already, or was made of the pair and says otherwise by now."""
    is_category = of == "category"
    trigger = (None, pair.trigger) if is_category else (pair.trigger, None)
    recommend = (None, pair.recommend) if is_category else (pair.recommend, None)
    rules = org.recommendation_rules
    return pair.id in rules or any(
        rule.trigger.has(*trigger) and rule.recommend.has(*recommend) for rule in rules.values()
    )
