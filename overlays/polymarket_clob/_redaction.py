"""What keeps secrets out of what others print of this client: variables in tracebacks, logs of libraries.

Debuggers, test runners and crash reports show the local variables of every frame that an error came through,
arguments of constructors among them. Whatever takes a key raises its errors without those frames.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
C = TypeVar("C", bound=type)
E = TypeVar("E", bound=BaseException)


def discreet(function: Callable[P, T]) -> Callable[P, T]:
    """The same function, whose errors bring no frame that knows its arguments."""

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - raised again below
            failure = frameless(error)
        del args, kwargs
        try:
            raise failure
        finally:
            del failure  # its frame would hold itself

    return call


def discreetly_made(kind: C) -> C:
    """The same class, whose constructor is discreet."""
    kind.__init__ = discreet(kind.__init__)  # type: ignore[misc]
    return kind


def frameless(error: E) -> E:
    """The error without the frames that it and what it comes from went through."""
    link: BaseException | None = error
    while link is not None:
        link.__traceback__ = None
        link = link.__cause__ or link.__context__
    return error


def without_login(url: str) -> str:
    """An address as it may be shown: user and password, if it has any, masked."""
    return re.sub(r"^([^/?#]*//)?[^/?#]*@", r"\1***@", url)


class _Numbers(logging.Filter):
    """Lets pass what tells nothing but numbers."""

    def filter(self, record: logging.LogRecord) -> bool:
        return isinstance(record.args, tuple) and all(isinstance(each, int) for each in record.args)


# HTTP/2's header compression logs every header at DEBUG, keys and signatures too. It redacts those that
# are marked as sensitive, and no layer above it passes such a mark on.
for _name in ("hpack.hpack", "hpack.table"):
    logging.getLogger(_name).addFilter(_Numbers())
