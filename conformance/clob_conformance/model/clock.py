"""The server's time, and what happens of itself as it passes: orders expire, silent keys lose their orders.

The server's clock runs as ours does, a fixed time ahead or behind; how far is learned from what it tells, and
unlearned when somebody moves it. What is due by now is touched with every interaction until it is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import inf, isinf
from typing import Any

from attrs import define, evolve, field

from clob_conformance.core.clauses import declare
from clob_conformance.core.description import Operation
from clob_conformance.core.interaction import Interaction
from clob_conformance.core.subject import Subject
from clob_conformance.model.values import Within

TIME = declare(
    "time-steady",
    "The server's time goes on as fast as ours does.",
    source="description: GET /time",
    operations=("getTime",),
)
_SLACK_S = 0.1
_APART_S = 5
"""How far the clocks of a server's parts may be apart, and what is cut of a time."""
_LAPSE_S = 10
_EARLY_S = 1
_LONGEST_DELAY_S = 61
_CLOCK_PATH = "/_sandbox/clock"


@define
class Clock:
    """How far the server's clock is ahead (`least` to `most` seconds), and by how much it was `moved`.

    `beats` are the last heartbeats by API key, when they were sent and answered by our clock with what it was
    moved; until `unsettled` delayed orders may be matched. Times may be told wrong by `slack` seconds.
    """

    slack: float = _SLACK_S
    least: float = -inf
    most: float = inf
    moved: float = 0
    beats: dict[str, tuple[float, float]] = field(factory=dict)
    unsettled: float = -inf

    def copy(self) -> Clock:
        """The same clock, to go on from by itself."""
        return evolve(self, beats=dict(self.beats))

    def pass_by(self, operation: Operation | None, interaction: Interaction) -> bool:
        """Follow the time of an interaction; whether something of itself may have happened by then."""
        if interaction.request.path == _CLOCK_PATH and interaction.request.method == "POST":
            self._move(interaction)
        if not interaction.received:
            return False
        sent, received = interaction.sent + self.moved, interaction.received + self.moved
        lapsing = [key for key, beat in self.beats.items() if received >= beat[0] + _LAPSE_S - self.slack]
        for key in lapsing:
            if sent > self.beats[key][1] + _LAPSE_S + self.slack:
                del self.beats[key]
        if operation is not None and operation.id in ("sendHeartbeat", "sendHeartbeatV1"):
            self.beats[interaction.request.headers.get("poly_api_key", "")] = sent, received
        if operation is not None and operation.id in ("postOrder", "postOrders") and _delayed(interaction):
            self.unsettled = received + _LONGEST_DELAY_S
        return bool(lapsing) or sent < self.unsettled

    def now(self, interaction: Interaction) -> float:
        """The server's time when it answered; 0 where nobody noted when that was."""
        return interaction.received + self.moved if interaction.received else 0.0

    def between(self, interaction: Interaction) -> Within | None:
        """The time, in Unix seconds, that the server may note for what it did for an interaction; None where
        nothing it told says how its clock stands.
        """
        if not interaction.received or isinf(self.least):
            return None
        # One that was moved may go on telling the time by which signatures are judged.
        least, most = interaction.sent + self.least, interaction.received + self.most + self.moved
        return Within(Decimal(least) - _APART_S, Decimal(most) + _APART_S)

    def due(self, interaction: Interaction) -> float:
        """The server's time by which something may be due, at the latest of an interaction."""
        return interaction.received + self.moved + _EARLY_S

    def _move(self, interaction: Interaction) -> None:
        try:
            reported: Any = interaction.request.json()
        except ValueError:
            reported = {}
        advance = reported.get("advance", 0) if isinstance(reported, dict) else 0
        self.moved += advance if isinstance(advance, int | float) else 0
        self.least, self.most = -inf, inf

    def hold(self, subject: Subject) -> Iterator[str]:
        """What is wrong with the time that is told."""
        interaction, reported = subject.interaction, subject.response
        if not interaction.received or isinstance(reported, bool) or not isinstance(reported, int):
            return
        least, most = (
            reported - interaction.received - self.slack,
            reported + 1 - interaction.sent + self.slack,
        )
        if least > self.most or most < self.least:
            right = interaction.received + self.least
            yield f"the time is {reported}; by what was told before it is about {right:.0f}"
            return
        self.least, self.most = max(self.least, least), min(self.most, most)


def _delayed(interaction: Interaction) -> bool:
    """Whether an order was taken that is to be matched later."""
    try:
        reported = interaction.response.json()
    except ValueError:
        return False
    every = reported if isinstance(reported, list) else [reported]
    taken = [one for one in every if isinstance(one, dict) and one.get("orderID")]
    return any(one.get("status") == "delayed" for one in taken)
