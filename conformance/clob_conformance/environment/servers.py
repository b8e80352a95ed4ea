"""Which server a name or a URL means."""

from __future__ import annotations

from urllib.parse import urlsplit

from polymarket_clob.reach import is_loopback as is_own_host

from clob_conformance.core.description import Description
from clob_conformance.core.errors import WrongUsage


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this machine."""
    return is_own_host(urlsplit(url).hostname or "")


def is_loopback_address(url: str) -> bool:
    """Whether a URL leads to this machine whatever anybody says of names: its host is a loopback address."""
    return is_loopback(url) and urlsplit(url).hostname != "localhost"


def remote_url(name: str, description: Description) -> str:
    """The base URL that a target's name stands for. Raises `WrongUsage` when it is no name and no URL."""
    if name in ("staging", "production"):
        servers = [server["url"] for server in description.document.get("servers", [])]
        wanted = [url for url in servers if ("staging" in url) == (name == "staging")]
        if not wanted:
            raise WrongUsage(f"the description names no {name} server")
        return str(wanted[0])
    parts = urlsplit(name)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WrongUsage(f"--target {name}: neither sandbox, staging, production nor an http(s) URL")
    if "?" in name or "#" in name:
        raise WrongUsage(f"--target {name}: a base URL has no query and no fragment")
    if "@" in parts.netloc:
        rule = "a base URL holds no user and password; give them as --header 'Authorization: Basic ...'"
        raise WrongUsage(f"--target {parts._replace(netloc=f'***@{parts.hostname}').geturl()}: {rule}")
    return name.rstrip("/")
