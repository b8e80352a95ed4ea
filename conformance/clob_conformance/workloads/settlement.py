"""What trades move: shares to who bought them, money to who sold. Where others trade too, only who knows that
two accounts met alone can tell what each of them has to own afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from attrs import define, field

from clob_conformance.core.clauses import Clause, declare
from clob_conformance.core.errors import Skipped
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.signed_orders import Draft
from clob_conformance.model.notices import FILL, NOTIFIED
from clob_conformance.model.values import UNITS, number
from clob_conformance.workloads.scenario import Actor, Scene

MOVES = declare(
    "balances-move",
    "A trade that is confirmed has moved what it says: its shares are the buyer's, and who made it has paid "
    "or was paid its price, without a fee. An order that is cancelled unfilled has moved nothing.",
    source="docs/protocol/amounts.md#fees",
    severity="critical",
    suites=("lifecycle",),
    operations=("getBalanceAllowance",),
)
NOTICES = {"signature_type": "0"}
_PAUSES_S = (0, 1, 2, 4, 8)
"""Before each look: elsewhere a trade is settled, and told of, some time after it is made."""
_TWICE = 2
_CONFIRMED = frozenset({"CONFIRMED", "TRADE_STATUS_CONFIRMED"})


@define
class Move:
    """By how much (shares or USDC) a trade that is about to be made changes what an account owns of an asset;
    `rebated`: it may be more, by what a maker gets back of the fee.
    """

    actor: Actor
    asset: Mapping[str, str]
    change: Decimal
    rebated: bool = False
    _reported: list[tuple[Decimal, Interaction]] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        self.look()

    def look(self) -> None:
        """Read what is owned now, as far as it is told."""
        read = self.actor.send("getBalanceAllowance", query=self.asset)
        balance = number(read.response.mapping().get("balance")) if read.response.succeeded else None
        self._reported += [] if balance is None else [(balance, read)]

    @property
    def wrong(self) -> str:
        """What is wrong with what is owned since, empty where nothing is. Raises `Skipped` where it was not
        told before and after.
        """
        if len(self._reported) < _TWICE:
            raise Skipped("what an account owns is not told")
        (before, _), (now, _) = self._reported[0], self._reported[-1]
        moved = (now - before) / UNITS
        right = moved >= self.change if self.rebated else moved == self.change
        return "" if right else f"a balance moved by {moved:f}, by its trade {self.change:f}"

    @property
    def shown(self) -> tuple[Interaction, Interaction]:
        """What told it before and after."""
        return self._reported[0][1], self._reported[-1][1]


def _pauses(scene: Scene, clause: Clause) -> Sequence[int]:
    """Seconds to wait before each look; no more than one look where nothing takes time, or it is known that
    waiting does not help.
    """
    at_once = scene.context.target.own or scene.context.record.findings.places(clause)
    return _PAUSES_S[:1] if at_once else _PAUSES_S


def filled(by: Actor, draft: Draft) -> Decimal:
    """Shares of an order that are filled, as far as that is told."""
    read = by.send("getOrder", path={"orderID": draft.order_id}).response.mapping()
    part, size = number(read.get("size_matched")), number(read.get("original_size"))
    return part / size * draft.size if part is not None and size else Decimal(0)


def hold_moved(scene: Scene, moves: Sequence[Move], maker: Actor, rests: Draft, size: Decimal) -> None:
    """Wait until everything has moved that the trade of so many shares of an order that rests moves. Raises
    `Skipped` where they met others, or trades of the market are not confirmed.
    """
    left = list(moves)
    for pause in _pauses(scene, MOVES):
        scene.context.sender.sleep(pause)
        for move in left:
            if pause:
                move.actor.send("getUpdateBalanceAllowance", query=move.asset)
            move.look()
        left = [move for move in left if move.wrong]
        if not left:
            scene.hold(MOVES, "getBalanceAllowance", "")
            return
    if filled(maker, rests) != size:
        raise Skipped("two orders did not meet alone")
    for move in left:
        trades = move.actor.items("getTrades", query={"market": rests.market.condition_id})
        if any(trade.get("status") not in _CONFIRMED for trade in trades):
            raise Skipped("a trade was not confirmed in time")
        scene.hold(MOVES, "getBalanceAllowance", move.wrong, *move.shown, key=str(move.asset["asset_type"]))


def hold_unmoved(scene: Scene, move: Move, cancelled: Sequence[Draft]) -> None:
    """Nothing has moved by orders that are cancelled. Raises `Skipped` where some met others."""
    if any(filled(move.actor, draft) for draft in cancelled):
        raise Skipped("an order met others")
    move.look()
    scene.hold(MOVES, "getBalanceAllowance", move.wrong, *move.shown, key="cancelled")


def hold_notified(scene: Scene, by: Actor, draft: Draft) -> None:
    """Wait until an account is notified of what was filled of an order of its."""
    account = by.account
    of = NOTICES if account is None else {"signature_type": str(account.signature_type)}
    for pause in _pauses(scene, NOTIFIED):
        scene.context.sender.sleep(pause)
        read = by.send("getNotifications", query=of)
        if not read.response.succeeded:
            raise Skipped("notifications are not told")
        reported = [one.get("payload") for one in read.response.objects() if one.get("type") == FILL]
        if draft.order_id in {one.get("order_id") for one in reported if isinstance(one, dict)}:
            scene.hold(NOTIFIED, "getNotifications", "")
            return
    if filled(by, draft):
        message = f"of {draft.order_id} a part is filled, and no notice of it is told"
        scene.hold(NOTIFIED, "getNotifications", message, read, key="unnotified")
