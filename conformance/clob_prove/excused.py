"""Mutants that no contract forbids, each with the reason: a faultless server may answer so."""

from __future__ import annotations

import re

from clob_prove.mutants import Mutant

_ORDER = "the order of the list is nowhere promised"
_WORDS = "the wording is nowhere promised for this case, and the question was not asked again"
_NEW = "a new key is any text, and it was not told again"
_CLOCK = "a clock is told in whole seconds, cut or rounded"
_MOMENT = "it passes with time, and nothing says how it is figured"
_EXCUSED: tuple[tuple[str, str, str, str], ...] = (
    ("cancel.*", r"\$\.canceled", "reordered", _ORDER),
    ("getApiKeys", r"\$\.apiKeys", "reordered", _ORDER),
    ("getBuilderApiKeys", r"\$", "reordered", _ORDER),
    ("cancel.*", r"\$\.not_canceled\[\*\]", "text changed", _WORDS),
    ("delete.*|revoke.*|drop.*", r"\$", "text changed", _WORDS),
    (".*", r"\$\.error", "text changed", _WORDS),
    ("create.*ApiKey", r"\$\.(key|apiKey|secret|passphrase)", "text changed", _NEW),
    ("getTime", r"\$", "one unit (more|less)", _CLOCK),
    ("postOrder", r"\$", "a neighbour's|an earlier one", "another refusal of another order"),
    ("get.*", r".*\.(market_competitiveness|earning_percentage|remaining_reward_amount)", ".*", _MOMENT),
    ("getRewardPercentagesForUser", ".*", ".*", _MOMENT),
    ("getTrades", r".*\.last_update", ".*", _MOMENT),
)
"""Patterns of operation, place and operator, and the reason."""


def excuse(operation: str, mutant: Mutant) -> str:
    """Why nobody has to notice a mutant; empty when somebody has to."""
    for operations, place, operators, reason in _EXCUSED:
        if all(
            re.fullmatch(pattern, text)
            for pattern, text in (
                (operations, operation),
                (place, mutant.place),
                (operators, mutant.operator),
            )
        ):
            return reason
    return ""
