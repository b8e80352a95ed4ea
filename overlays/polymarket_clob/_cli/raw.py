"""``request``: one signed request as it is, for what no command does."""

from __future__ import annotations

import json
import posixpath
import shlex
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import httpx
import typer
from polymarket_clob_api.operations import OPERATIONS

from polymarket_clob._client import ClobClient
from polymarket_clob.errors import InvalidInput, NotSent, TransportError, response_error
from polymarket_clob.hooks import SHOWN_HEADERS
from polymarket_clob.printable import printable

from . import connect
from .show import MASK, Json, ShowSecrets, masked, under_way, without_secrets
from .wording import Unfinished

_PLACING = frozenset(
    (OPERATIONS[name].method, OPERATIONS[name].path)
    for name in ("postOrder", "postOrders", "acceptRfqQuote", "approveRfqOrder")
)
"""What carries an order: decisions about quotes do, too."""


def request(
    method: Annotated[str, typer.Argument(help="GET, POST, PUT or DELETE.")],
    path: Annotated[str, typer.Argument(help="Such as /data/orders?market=0x...")],
    body: Annotated[
        str | None,
        typer.Argument(help="JSON; sent as it is. @FILE reads it from a file, - from standard input."),
    ] = None,
    curl: Annotated[
        bool, typer.Option("--curl", help="Print it as a curl line instead of sending it.")
    ] = False,
    show_secrets: ShowSecrets = False,
    as_json: Json = False,
) -> None:
    """Send one request, signed at the level that the description asks for; print the response's body.

    A path that the description does not know goes unsigned. With --json the status and headers too. Ends with
    1 when the response is no success, and with 3 when it places orders and the response does not say what
    became of them. A curl line is good for as long as its timestamp.
    """
    if method.upper() not in ("GET", "POST", "PUT", "DELETE"):
        raise InvalidInput("method", method, "GET, POST, PUT or DELETE")
    if not path.startswith("/") or path.startswith("//"):
        raise InvalidInput("path", path, "begins with one /")
    try:
        httpx.URL(path)
    except (httpx.InvalidURL, UnicodeEncodeError) as error:
        raise InvalidInput("path", path, f"no part of a URL: {error}") from None
    body = _checked_json(_read(body))
    with connect.client() as client:
        http = client.generated.get_httpx_client()
        headers = {} if body is None else {"Content-Type": "application/json"}
        asked = http.build_request(method.upper(), path, content=body, headers=headers)
        if curl:
            line = _curl_line(client, asked, http.auth, secrets=show_secrets)
            print(line)
            if MASK in line:
                print("clob: masked; add --show-secrets to have it work", file=sys.stderr)
            return
        placing = (asked.method, _meant(asked.url, http.base_url)) in _PLACING
        with under_way("an order") if placing else nullcontext():
            response = _sent(http, asked)
            shown = _shown(response, as_json=as_json, secrets=show_secrets)
            print(printable(shown if show_secrets else without_secrets(shown, client)), flush=True)
    if placing and not _tells(response):
        raise Unfinished(
            f"HTTP {response.status_code} does not say what became of the order: see clob orders"
        )
    if not response.is_success:
        print(f"clob: HTTP {response.status_code}", file=sys.stderr)
        raise typer.Exit(1)


def _meant(url: httpx.URL, base: httpx.URL) -> str:
    """The path that a server may read in an address, without that of its base: what is encoded there, or has
    dots or a slash too many, may be an order's.
    """
    path = url.path.removeprefix(base.path.rstrip("/"))
    return posixpath.normpath("/" + path.lstrip("/"))


def _sent(http: httpx.Client, asked: httpx.Request) -> httpx.Response:
    what = f"{asked.method} {asked.url.path}"
    try:
        return http.send(asked)
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise NotSent(f"{what}: {error}") from error
    except httpx.RequestError as error:
        raise TransportError(f"{what}: {type(error).__name__}: {error}") from error


def _tells(response: httpx.Response) -> bool:
    """Whether a response to orders says what became of them."""
    if not response.is_success:
        return response_error(
            "request", response.status_code, response.headers, response.content
        ).outcome_known
    try:
        return bool(response.json())
    except ValueError:
        return False


def _shown(response: httpx.Response, *, as_json: bool, secrets: bool) -> str:
    try:
        document = response.json()
    except ValueError:
        document = response.text
    if not secrets:
        document = masked(document)
    if as_json:
        headers = dict(response.headers)
        return json.dumps({"status": response.status_code, "headers": headers, "body": document}, indent=2)
    return document if isinstance(document, str) else json.dumps(document, indent=2)


def _curl_line(client: ClobClient, asked: httpx.Request, auth: httpx.Auth | None, *, secrets: bool) -> str:
    signed = asked if auth is None else next(auth.sync_auth_flow(asked))
    parts = ["curl", "-X", signed.method]
    for name, value in signed.headers.multi_items():
        if name.startswith("poly_") or name in ("content-type", "authorization"):
            spelled = name.upper() if name.startswith("poly_") else name.title()
            shown = value if secrets or spelled in SHOWN_HEADERS else MASK
            parts += ["-H", f"{spelled}: {shown}"]
    if signed.content:
        text = signed.content.decode()
        parts += ["-d", text if secrets else without_secrets(text, client)]
    url = str(signed.url)
    if set(url) & set("{}[]"):
        parts.insert(1, "-g")  # curl would take them for a range of URLs
    return shlex.join([*parts, url])


def _read(body: str | None) -> str | None:
    """The body as it was given, or what is in the file or comes on standard input."""
    if body is None or (body != "-" and not body.startswith("@")):
        return body
    try:
        return sys.stdin.read() if body == "-" else Path(body[1:]).read_text("utf-8")
    except OSError as error:
        raise InvalidInput("body", body, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InvalidInput("body", body, "is no UTF-8") from None


def _checked_json(body: str | None) -> str | None:
    if body is not None:
        try:
            json.loads(body.encode())
        except ValueError as error:
            raise InvalidInput("body", body, f"not JSON: {error}") from None
    return body
