"""The history of a run: every request with its response, in order, as a file that `judge` reads back.

The form is that of `recordings`: JSON Lines, one interaction a line, here with `sent` and `received` (Unix
seconds by the writer's clock), `signed` (it was rightly signed with a live key) and, of one without a
response, `missing`. The first line names the world in which it was written. Secrets are replaced by their
`stand_in`, the same one in every history, so that who asked whom for what can still be told.
"""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal, Self

from attrs import define, field, frozen
from polymarket_clob.credentials import stand_in

from clob_conformance.core.interaction import Interaction, Masker, is_secret, secrets_in

World = Literal["closed", "open"]
"""Whether nobody but the writer acts there."""
_UNKEPT = frozenset({"set-cookie"})
_ESCAPE = re.compile(r"(\\(?:u[0-9a-fA-F]{4}|.))", re.DOTALL)
_TOKEN = re.compile("[0-9A-Za-z_+/-]{8,}=*")
_LONGEST_KEY = 128
"""Longer secrets are signatures, of which each is made once."""


@frozen
class Disguise(Masker):
    """Covers a secret by a stand-in: of the same form, the same one each time, and found out by nobody.

    A secret that stands without its name is found where it is a word by itself.
    """

    def cover(self, secret: str) -> str:
        """The stand-in; JSON's escapes stay, so that what was JSON still is."""
        return "".join(part if part.startswith("\\") else stand_in(part) for part in _ESCAPE.split(secret))

    def values(self, text: str) -> str:
        """`text` with the keys that are known covered."""
        return _TOKEN.sub(lambda word: self.cover(word[0]) if word[0] in self._secrets else word[0], text)

    def line(self, interaction: Interaction) -> dict[str, Any]:
        """An interaction as a line of a history."""
        request, response = interaction.request, interaction.response
        self.learn(
            one
            for one in secrets_in(interaction)
            if len(one) < _LONGEST_KEY and one != request.headers.get("poly_signature")
        )
        line: dict[str, Any] = {
            "method": request.method,
            "target": self.masked(request.target),
            "request_headers": self._disguised(request.headers),
            "signed": interaction.good_credentials,
            "sent": interaction.sent,
            "received": interaction.received,
        }
        line |= self._body_line(request.body, "request_body", "request_encoding")
        if response.missing:
            return {**line, "missing": self.masked(response.missing)}
        line |= {"status": response.status, "headers": self._disguised(response.headers)}
        line |= {"garbled": True} if response.garbled else {}
        return line | self._body_line(response.body, "body", "encoding")

    def _disguised(self, headers: Mapping[str, str]) -> dict[str, str]:
        return {
            name: self.cover(value) if is_secret(name) else self.masked(value)
            for name, value in headers.items()
            if name not in _UNKEPT
        }

    def _body_line(self, body: bytes, name: str, encoding: str) -> dict[str, str]:
        try:
            return {name: self.masked(body.decode())} if body else {}
        except UnicodeDecodeError:
            return {name: base64.b64encode(body).decode(), encoding: "base64"}


@define(eq=False)
class History:
    """Writes interactions to a file, made for its owner alone; a context manager.

    Raises `OSError` when the file cannot be written.
    """

    _file: IO[str]
    _disguise: Disguise = field(factory=Disguise)

    @classmethod
    def to(cls, path: Path, world: World) -> Self:
        """A history at `path`, begun anew."""
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        file = os.fdopen(number, "w", encoding="utf-8", buffering=1)
        file.write(json.dumps({"history": 1, "world": world}) + "\n")
        return cls(file)

    def note(self, interaction: Interaction) -> None:
        """Write an interaction."""
        self._file.write(json.dumps(self._disguise.line(interaction)) + "\n")

    def close(self) -> None:
        """End the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
