"""Modes of trading: what is refused while the exchange is disabled, cancel-only, post-only or restarting.

Source: description (503 of the Trade operations, examples included); docs/protocol/errors.md#modes; the
public page "Matching Engine Restarts" (425 on orders and cancels alike, then two minutes in which only
post-only orders are taken). A mode may be set for a time, by the exchange's own clock.
"""

from attrs import evolve, frozen

from clob_sandbox.clock import NANOS
from clob_sandbox.errors import Refused

MODES = ("normal", "disabled", "cancel-only", "post-only", "restarting")
RESTARTING = "matching engine restarting"
POST_ONLY = "post-only mode: only post-only orders and cancels are allowed"
AFTER_RESTART = 120  # seconds of post-only mode


@frozen
class Mode:
    """A mode of trading; `retry_after` is in seconds, and is told in post-only mode.

    `until` (nanoseconds) ends it: a restart is followed by post-only mode, everything else by normal trading.
    """

    name: str = "normal"
    retry_after: int = 60
    until: int | None = None

    def at(self, now: int) -> "Mode":
        """The mode that this one has become at a time (nanoseconds)."""
        if self.until is None:
            return self
        if now >= self.until:
            following = Mode()
            if self.name == "restarting":
                following = Mode("post-only", until=self.until + AFTER_RESTART * NANOS)
            return following.at(now)
        return evolve(self, retry_after=-((now - self.until) // NANOS))

    def admit_scoring(self) -> None:
        """Refuse what is closed only while trading is disabled."""
        if self.name == "disabled":
            raise Refused(503, "Trading is currently disabled. Check polymarket.com for updates")

    def admit_cancel(self) -> None:
        """Refuse cancels while there is nothing that could carry them out."""
        self.admit_scoring()
        if self.name == "restarting":
            raise Refused(425, RESTARTING)

    def admit_orders(self) -> None:
        """Refuse new orders of any kind."""
        self.admit_cancel()
        if self.name == "cancel-only":
            raise Refused(
                503,
                "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.",
            )

    def admit_order(self, *, post_only: bool) -> None:
        """Refuse an order that is not post-only while only those are taken."""
        if self.name == "post-only" and not post_only:
            raise Refused(
                503,
                POST_ONLY,
                code="post_only_mode",
                retry_after_seconds=self.retry_after,
                headers={"retry-after": str(self.retry_after)},
            )
