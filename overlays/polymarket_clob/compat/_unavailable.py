"""What cannot work here says so in one sentence when it is used, not when it is imported."""

from __future__ import annotations

from typing import Any, NoReturn

from .exceptions import PolyException


class Unavailable:
    """Stands in the place of a thing that is not here; whatever is done with it raises PolyException."""

    def __init__(self, name: str, instead: str) -> None:
        self._said = f"{name} is not here: {instead}"

    def _raise(self, *_: Any, **__: Any) -> NoReturn:
        raise PolyException(self._said)

    __call__ = __getitem__ = __iter__ = __len__ = __contains__ = _raise

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):  # what inspects modules asks for these
            raise AttributeError(name)
        self._raise()
