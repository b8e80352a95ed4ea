"""Keeps web pages of other sites away from the control paths.

A page that is open in the user's browser can send requests to a loopback address, and by DNS rebinding it can
do so under its own name and read the answers. The sandbox therefore believes three headers that a page cannot
forge: Sec-Fetch-Site and Origin have to name the sandbox's own page, Host has to be an address or a name that
nobody can register. Programs (curl, test clients) send neither of the first two. No permission for other
origins (CORS) is ever given.
"""

import ipaddress
from collections.abc import Mapping

from clob_sandbox.errors import Refused

_SAME_SITE = ("same-origin", "none")  # none: the user typed the address
_RESERVED = (".localhost", ".internal")  # RFC 6761, and ICANN's reservation of 2024: in no public DNS


def check_site(headers: Mapping[str, str]) -> None:
    """Refuse with 403 what another site's page sent; `headers` by lower-case name."""
    host = headers.get("host", "")
    if host and not _is_local_name(_without_port(host)):
        raise Refused(
            403,
            f"the control paths are not served to Host {host!r}: use an address, localhost or a name "
            "without a dot, which nobody else can point here",
        )
    site = headers.get("sec-fetch-site", "none")
    if site not in _SAME_SITE:
        raise Refused(403, f"the control paths are not for pages of other sites (Sec-Fetch-Site: {site})")
    origin = headers.get("origin")
    if origin is not None and origin.lower() not in (f"http://{host}".lower(), f"https://{host}".lower()):
        raise Refused(403, f"the control paths are not for pages of other sites (Origin: {origin})")


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address or name that is listened on."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _without_port(host: str) -> str:
    name, _, port = host.rpartition(":")
    return name if name and port.isdecimal() and (name.endswith("]") or ":" not in name) else host


def _is_local_name(name: str) -> bool:
    """Whether a name is an address, or one that the public DNS does not know: without a dot, or reserved."""
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return "." not in name or name.lower().endswith(_RESERVED)
    return True
