"""The history of a run: every request with its response, in order, as a file that `judge` reads back.

The form is that of `recordings`: JSON Lines, one interaction a line, here with `sent` and `received` (Unix
seconds by the writer's clock), `signed` (it was rightly signed with a live key) and, of one without a
response, `missing`. The first line names the world in which it was written. Secrets are replaced by made-up
ones of the same form, a secret always by the same one, so that who asked whom for what can still be told.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal, Self

from attrs import define, field, frozen

from clob_conformance.core.interaction import Interaction, Masker, is_secret, secrets_in

World = Literal["closed", "open"]
"""Whether nobody but the writer acts there."""
_HEX = re.compile("(0x)?[0-9a-fA-F-]+")
_UNKEPT = frozenset({"set-cookie"})


_TOKEN = re.compile("[0-9A-Za-z_+/-]{8,}=*")
_LONGEST_KEY = 128
"""Longer secrets are signatures, of which each is made once."""


@frozen
class Disguise(Masker):
    """Covers a secret by a stand-in: of the same form, the same one each time, and found out by nobody.

    A secret that stands without its name is found where it is a word by itself.
    """

    _key: bytes = field(factory=lambda: secrets.token_bytes(16), repr=False)

    def cover(self, secret: str) -> str:
        """The stand-in."""
        digest = hashlib.shake_256(self._key + secret.removeprefix("0x").encode()).digest(len(secret) + 1)
        start = "0x" if secret.startswith("0x") else ""
        alphabet = "0123456789abcdef" if _HEX.fullmatch(secret) else "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
        return start + "".join(
            alphabet[byte % len(alphabet)] if char.isalnum() else char
            for char, byte in zip(secret[len(start) :], digest, strict=False)
        )

    def values(self, text: str) -> str:
        """`text` with the keys that are known covered."""
        return _TOKEN.sub(lambda word: self.cover(word[0]) if word[0] in self._secrets else word[0], text)


@define(eq=False)
class History:
    """Writes interactions to a file, made for its owner alone; a context manager.

    Raises `OSError` when the file cannot be written.
    """

    _file: IO[str]
    _masker: Disguise = field(factory=Disguise)

    @classmethod
    def to(cls, path: Path, world: World) -> Self:
        """A history at `path`, begun anew."""
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        file = os.fdopen(number, "w", encoding="utf-8", buffering=1)
        file.write(json.dumps({"history": 1, "world": world}) + "\n")
        return cls(file)

    def note(self, interaction: Interaction) -> None:
        """Write an interaction."""
        self._masker.learn(
            one
            for one in secrets_in(interaction)
            if len(one) < _LONGEST_KEY and one != interaction.request.headers.get("poly_signature")
        )
        self._file.write(json.dumps(line_of(interaction, self._masker)) + "\n")

    def close(self) -> None:
        """End the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def line_of(interaction: Interaction, masker: Masker) -> dict[str, Any]:
    """An interaction as a line of a history."""
    request, answer = interaction.request, interaction.answer
    line: dict[str, Any] = {
        "method": request.method,
        "target": masker.text(request.target),
        "request_headers": _headers(request.headers, masker),
        "signed": interaction.good_credentials,
        "sent": interaction.sent,
        "received": interaction.received,
    }
    line |= _body(request.body, masker, "request_body", "request_encoding")
    if answer.missing:
        return {**line, "missing": masker.text(answer.missing)}
    line |= {"status": answer.status, "headers": _headers(answer.headers, masker)}
    return line | _body(answer.body, masker, "body", "encoding")


def _headers(headers: Mapping[str, str], masker: Masker) -> dict[str, str]:
    return {
        name: masker.cover(value) if is_secret(name) else masker.text(value)
        for name, value in headers.items()
        if name not in _UNKEPT
    }


def _body(body: bytes, masker: Masker, name: str, encoding: str) -> dict[str, str]:
    try:
        return {name: masker.text(body.decode())} if body else {}
    except UnicodeDecodeError:
        return {name: base64.b64encode(body).decode(), encoding: "base64"}
