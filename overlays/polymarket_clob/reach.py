"""How a server is reached: a gateway's headers, certificates on both sides, a proxy; alike for each request.

What is not given comes from the environment: ``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` for whom to trust, and
``HTTPS_PROXY``, ``HTTP_PROXY``, ``ALL_PROXY`` and ``NO_PROXY``. This machine is never reached by a proxy.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from ipaddress import ip_address
from typing import Any, Final
from urllib.request import getproxies, proxy_bypass

import httpx
from attrs import field, frozen

from ._redaction import discreetly_made, without_login
from .errors import InvalidInput

__all__ = ["DIRECT", "Reach", "is_loopback", "user_agent"]

_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", re.ASCII)
_OURS: Final = frozenset(
    {"host", "connection", "user-agent", "accept-encoding"}
    | {"content-length", "content-type", "content-encoding", "transfer-encoding"}
)
"""Headers that belong to the request itself."""


def _pairs(given: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(given.items() if isinstance(given, Mapping) else map(tuple, given))


def _names(pairs: tuple[tuple[str, str], ...]) -> str:
    return str([name for name, _ in pairs])


@discreetly_made
@frozen
class Reach:
    """``headers``: sent with every request, for what stands in front of the exchange; their values are not
    shown. ``ca_file``: a PEM file with the authorities to trust, in place of the usual ones.
    ``client_cert``: a PEM file with our certificate and its key, or two files, certificate and key.
    ``insecure``: believe any certificate. ``proxy``: its URL; the environment's when None.

    Raises InvalidInput when a part cannot be used.
    """

    headers: tuple[tuple[str, str], ...] = field(default=(), converter=_pairs, repr=_names)
    ca_file: str | None = None
    client_cert: str | tuple[str, str] | None = None
    insecure: bool = False
    proxy: str | None = field(default=None, repr=lambda proxy: repr(proxy and without_login(proxy)))

    def __attrs_post_init__(self) -> None:
        for name, value in self.headers:
            if not _NAME.fullmatch(name):
                raise InvalidInput("header", name, "a header's name is letters, digits and hyphens")
            if name.lower() in _OURS or name.lower().replace("-", "_").startswith("poly_"):
                raise InvalidInput("header", name, "this header belongs to the request itself")
            if not (value.isascii() and value.isprintable()):
                raise InvalidInput("header", name, "a header's value is printable ASCII")
        if self.insecure and self.ca_file is not None:
            raise InvalidInput("ca_file", self.ca_file, "whom to trust does not go with trusting anybody")
        if self.proxy is not None:
            checked_proxy(self.proxy)
        if self.ca_file is not None or self.client_cert is not None:
            self.context()

    @property
    def is_plain(self) -> bool:
        """Whether connections are made as the environment says and not otherwise."""
        return (self.ca_file, self.client_cert, self.insecure, self.proxy) == (None, None, False, None)

    def context(self) -> ssl.SSLContext:
        """Whom to trust, and who we are. Raises InvalidInput when a file cannot be read as what it is for."""
        try:
            if self.ca_file is None:
                context = httpx.create_ssl_context(verify=not self.insecure)
            else:
                context = ssl.create_default_context(cafile=self.ca_file)
        except (OSError, ssl.SSLError) as error:
            rule = f"a PEM file with the authorities to trust: {_why(error)}"
            raise InvalidInput("ca_file", self.ca_file or "that of SSL_CERT_FILE", rule) from None
        if self.client_cert is not None:
            given = self.client_cert
            chain, key = (given, None) if isinstance(given, str) else given
            try:
                context.load_cert_chain(chain, key, _no_password)
            except (OSError, ssl.SSLError) as error:
                rule = f"PEM, a certificate and its key without a password: {_why(error)}"
                raise InvalidInput("client_cert", ",".join(filter(None, (chain, key))), rule) from None
        return context

    def pool_options(self, url: httpx.URL) -> dict[str, Any]:
        """What httpcore's connections to an address are made with. Raises InvalidInput."""
        import httpcore  # noqa: PLC0415 - takes long to import

        proxy = self.proxy_to(url)
        options: dict[str, Any] = {"ssl_context": self.context() if url.scheme == "https" else None}
        if proxy is not None:
            given = httpx.Proxy(proxy)
            address = httpcore.URL(
                scheme=given.url.raw_scheme,
                host=given.url.raw_host,
                port=given.url.port,
                target=given.url.raw_path,
            )
            options["proxy"] = httpcore.Proxy(url=address, auth=given.raw_auth, headers=given.headers.raw)
        return options

    def proxy_to(self, url: httpx.URL) -> str | None:
        """The URL of the proxy for an address, None where there is none. Raises InvalidInput for one that a
        package is missing for, or that the environment names wrongly.
        """
        if is_loopback(url.host):
            return None
        proxy = self.proxy or proxy_of(url)
        if proxy is not None and proxy.startswith("socks") and find_spec("socksio") is None:
            rule = "a SOCKS proxy needs socksio: pip install 'httpx[socks]'"
            raise InvalidInput("proxy", without_login(proxy), rule)
        return proxy


DIRECT: Final = Reach()
"""As the environment says."""


@cache
def user_agent(name: str = "polymarket-clob") -> str:
    """Who sends, with the version, for the header of that name; the name alone where nothing is installed."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - takes long to import

    try:
        return f"{name}/{version('polymarket-clob')}"
    except PackageNotFoundError:  # the sources are on the path, and nothing else
        return name


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is that of this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def proxy_of(url: httpx.URL) -> str | None:
    """The proxy that the environment names for an address, None for this machine and where it names none.

    Raises InvalidInput where it cannot be used.
    """
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    if not proxy or is_loopback(url.host) or proxy_bypass(url.netloc.decode("ascii")):
        return None
    return checked_proxy(proxy if "://" in proxy else f"http://{proxy}")


def checked_proxy(proxy: str) -> str:
    """The URL of a proxy, as it is. Raises InvalidInput, and shows no password."""
    try:
        httpx.Proxy(proxy)
    except (ValueError, TypeError, httpx.InvalidURL):
        shown = without_login(proxy) if isinstance(proxy, str) else type(proxy).__name__
        raise InvalidInput("proxy", shown, "a URL: http, https, socks5 or socks5h") from None
    return proxy


def _why(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__


def _no_password() -> str:
    """OpenSSL would ask for it on the terminal."""
    return ""
