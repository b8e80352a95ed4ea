"""What is known of one outcome of a market is known of its others too."""

from __future__ import annotations

from attrs import define, field, frozen

from clob_conformance.core.clauses import declare
from clob_conformance.core.interaction import Interaction
from clob_conformance.core.subject import Subject
from clob_conformance.model.memory import Memory

OUTCOMES_ALIKE = declare(
    "outcomes-alike",
    "What is known of one outcome of a market is known of its other outcomes too.",
    source="description: operations that take a token",
    operations=(
        "getBook",
        "getFeeRate",
        "getFeeRateByPath",
        "getMarketByToken",
        "getNegRisk",
        "getNegRiskByPath",
        "getTickSize",
        "getTickSizeByPath",
    ),
)
_REFUSED = (400, 404)


@frozen
class _Refused:
    """A token of which nothing was told, though something was of another one of its market before."""

    token: str
    interaction: Interaction


@define
class Outcomes:
    """By operation and market: the tokens of which something was told, and one that was refused since."""

    known: dict[tuple[str, str], frozenset[str]] = field(factory=dict)
    refused: dict[tuple[str, str], _Refused] = field(factory=dict)

    def copy(self) -> Outcomes:
        """The same, to go on from by itself."""
        return Outcomes(dict(self.known), dict(self.refused))

    def hold(self, subject: Subject, memory: Memory) -> Interaction | None:
        """The refusal of one outcome between two answers about another: a market may just have closed."""
        token, status = subject.asked.get("token_id", ""), subject.interaction.response.status
        market = memory.value("token", token, "market")
        place = (subject.operation.id, str(market))
        if market is None:
            return None
        if status in _REFUSED and self.known.get(place, frozenset()) - {token}:
            self.refused[place] = _Refused(token, subject.interaction)
        if not subject.interaction.response.succeeded:
            return None
        self.known[place] = self.known.get(place, frozenset()) | {token}
        before = self.refused.pop(place, None)
        return before.interaction if before is not None and before.token != token else None
