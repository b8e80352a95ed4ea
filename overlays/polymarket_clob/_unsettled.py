"""The orders of a client that are on their way, and those of which no response said what became of them.

Each sending of an order counts by itself: that a second one is refused says nothing of the first. Source:
docs/architecture.md#an-order-is-named-before-it-is-sent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, Literal
from weakref import WeakValueDictionary

from attrs import define, field

from .orders import SignedOrder


@define(eq=False)
class Post:
    """One sending of an order: on its way, refused, answered, or over without a word on what became of it."""

    signed: SignedOrder
    state: Literal["on its way", "refused", "answered", "unknown"] = "on its way"
    travelling: Collection[object] = ()
    """What may still send it after its call has ended: empty, mostly."""

    @property
    def may_arrive(self) -> bool:
        """Whether it can still be taken, as far as is known here."""
        return self.state == "on its way" or bool(self.travelling)


SENT: Final[ContextVar[list[Post] | None]] = ContextVar("SENT", default=None)
"""The sendings of the call that is under way."""


@define(eq=False)
class Unsettled:
    """Sendings of orders of which the caller does not know the outcome yet."""

    _posts: dict[Post, None] = field(factory=dict)
    _watches: dict[int, set[str]] = field(factory=dict)
    _sent: WeakValueDictionary[str, SignedOrder] = field(factory=WeakValueDictionary)

    def orders(self) -> tuple[SignedOrder, ...]:
        """The orders, each once."""
        return tuple({post.signed.order_id: post.signed for post in list(self._posts)}.values())

    def begin(self, signed: SignedOrder, travelling: Collection[object] = ()) -> Post:
        """An order is about to be sent."""
        post = Post(signed, travelling=travelling)
        if (sent := SENT.get()) is not None:
            sent.append(post)  # first: what strikes from now on is an end of this sending
        self._posts[post] = None
        self._sent[signed.order_id] = signed
        for begun in list(self._watches.values()):
            begun.add(signed.order_id)
        return post

    def refused(self, post: Post) -> None:
        """This sending was refused, or nothing was sent: the others of its order may have been taken."""
        post.state = "refused"
        self._posts.pop(post, None)

    def was_sent(self, signed: SignedOrder) -> bool:
        """Whether this client has sent an order, whatever came of it."""
        return signed.order_id in self._sent

    def on_their_way(self) -> set[str]:
        """The ids of the orders of which a sending has not ended: they can still be taken."""
        return {post.signed.order_id for post in list(self._posts) if post.may_arrive}

    @contextmanager
    def begun(self) -> Iterator[set[str]]:
        """The ids of the orders that are sent while this lasts: what is shown meanwhile may be older."""
        begun: set[str] = set()
        self._watches[id(begun)] = begun
        try:
            yield begun
        finally:
            del self._watches[id(begun)]

    def settle(self, order_id: str) -> None:
        """It is known what became of an order, whatever its sendings said that are over."""
        for post in self._of(order_id):
            if not post.may_arrive:
                self._posts.pop(post, None)

    def deliver(self, sent: Iterable[Post]) -> None:
        """The caller gets the responses to what a call sent."""
        for post in sent:
            if post.state == "answered":
                self.settle(post.signed.order_id)

    def keep(self, sent: Iterable[Post]) -> list[SignedOrder]:
        """Something struck before the caller got the responses to what a call sent; gives their orders."""
        kept = [post for post in sent if post.state in ("on its way", "answered")]
        for post in kept:
            post.state = "unknown"
            self._posts[post] = None
        return [post.signed for post in kept]

    def _of(self, order_id: str) -> list[Post]:
        return [post for post in list(self._posts) if post.signed.order_id == order_id.lower()]
