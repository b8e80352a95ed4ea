"""The files of the page, served as they lie in `static`, under a policy that lets nothing else in.

The policy (Content-Security-Policy) allows scripts, styles and connections of the sandbox's own origin alone,
no inline code and no text that becomes markup (Trusted Types), and no page may frame this one.
"""

from importlib.resources import files

from starlette.responses import Response

_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOLDER = files(__package__) / "static"
_PREFIX = "/_sandbox/"

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
}


def _load() -> dict[str, Response]:
    """The answers by path; the page itself stands at the folder's own path."""
    found = {}
    for file in _FOLDER.iterdir():
        kind = _TYPES["." + file.name.rpartition(".")[2]]
        path = _PREFIX if file.name == "index.html" else _PREFIX + file.name
        found[path] = Response(file.read_bytes(), headers=HEADERS, media_type=kind)
    return found


FILES = _load()
