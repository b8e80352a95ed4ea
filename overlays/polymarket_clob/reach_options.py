"""The options of a command line by which a server is reached, alike in ``clob`` and in the suite's commands.

Needs typer, which the extras ``cli`` and ``conformance`` bring.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from ._redaction import discreet
from .errors import InvalidInput
from .reach import Reach

__all__ = [
    "CaFile",
    "ClientCert",
    "CredentialsFrom",
    "Headers",
    "Insecure",
    "Proxy",
    "Timeout",
    "reach_of",
]

Headers = Annotated[
    list[str] | None,
    typer.Option(
        "--header",
        metavar="'NAME: VALUE'",
        help="A header of every request, for a gateway; @FILE has one a line. Repeatable.",
    ),
]
CaFile = Annotated[
    str | None,
    typer.Option(
        "--ca-file",
        metavar="PEM",
        help="CA certificates to trust in place of the usual ones (SSL_CERT_FILE).",
    ),
]
ClientCert = Annotated[
    str | None,
    typer.Option("--client-cert", metavar="PEM[,KEY]", help="Our certificate and key, in one file or two."),
]
Insecure = Annotated[bool, typer.Option("--insecure", help="Do not check the server's certificate.")]
Proxy = Annotated[
    str | None,
    typer.Option(
        "--proxy",
        metavar="URL",
        help="The proxy to go through (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY); never to this machine.",
    ),
]
Timeout = Annotated[
    float | None, typer.Option("--timeout", metavar="SECONDS", min=0.1, help="How long a response may take.")
]
CredentialsFrom = Annotated[
    str | None,
    typer.Option(
        "--credentials-from",
        metavar="FILE|'!COMMAND'",
        help="Keys from lines NAME=value of a file, of - (standard input), or of what a command prints, in "
        "place of those in the environment.",
    ),
]


@discreet
def reach_of(
    headers: Sequence[str] | None,
    ca_file: str | None,
    client_cert: str | None,
    insecure: bool,
    proxy: str | None,
) -> Reach:
    """What these options mean. Raises InvalidInput that names the option."""
    chain, comma, key = (client_cert or "").partition(",")
    return Reach(
        headers=[pair for given in headers or () for pair in _headers(given)],
        ca_file=ca_file,
        client_cert=(chain, key) if comma else client_cert,
        insecure=insecure,
        proxy=proxy,
    )


def _headers(given: str) -> Iterator[tuple[str, str]]:
    lines = [given]
    if given.startswith("@"):
        try:
            lines = Path(given[1:]).read_text("utf-8").splitlines()
        except (OSError, ValueError) as error:
            rule = f"a file that can be read: {getattr(error, 'strerror', None) or type(error).__name__}"
            raise InvalidInput("header", given, rule) from None
    for line in filter(str.strip, lines):
        name, colon, value = line.partition(":")
        if not colon:
            raise InvalidInput("header", line.split()[0], "a header is NAME: VALUE, or @FILE with such lines")
        yield name.strip(), value.strip()
