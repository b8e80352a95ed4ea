"""Modes of trading: what is refused while the exchange is disabled, cancel-only, post-only or restarting.

Source: description (503 of the Trade operations, examples included), facts, ERRORS. Cancels are open in every
mode but `disabled`; a restart is told on orders alone, where the repaired description names 425.
"""

from attrs import frozen

from clob_sandbox.errors import Refused

MODES = ("normal", "disabled", "cancel-only", "post-only", "restarting")
POST_ONLY = "post-only mode: only post-only orders and cancels are allowed"


@frozen
class Mode:
    """A mode of trading; `retry_after` is in seconds, and is told in post-only mode."""

    name: str = "normal"
    retry_after: int = 60

    def admit_cancel(self) -> None:
        """Refuse what is closed only while trading is disabled: cancels and scoring."""
        if self.name == "disabled":
            raise Refused(503, "Trading is currently disabled. Check polymarket.com for updates")

    def admit_orders(self) -> None:
        """Refuse new orders of any kind."""
        self.admit_cancel()
        if self.name == "cancel-only":
            raise Refused(
                503,
                "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.",
            )
        if self.name == "restarting":
            raise Refused(425, "matching engine restarting")

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
