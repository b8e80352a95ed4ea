"""`clob-sandbox env`: the variables by which the clients find a running sandbox and its first account."""

import shlex

import httpx

from clob_sandbox.running import urls


class NoSandbox(Exception):
    """There is none, or it does not answer; the text says which."""


def variables(url: str | None) -> dict[str, str]:
    """The variables for the sandbox at a URL, by default for the one that was started last.

    Raises `NoSandbox`.
    """
    found = urls() if url is None else [url]
    if not found:
        raise NoSandbox(
            "no sandbox of yours is running; start one with clob-sandbox serve, or give its --url"
        )
    base = found[0].rstrip("/") + "/_sandbox/"
    try:
        with httpx.Client(trust_env=False, timeout=5) as http:
            ready = http.get(base + "ready").raise_for_status().json()
            rows = http.get(base + "deviations").raise_for_status().json()
        account = ready["account"]
        whole = next(row["on"] for row in rows if row["id"] == "order-units")
        return {
            "CLOB_API_URL": found[0].rstrip("/"),
            "CHAIN_ID": str(ready["chain_id"]),
            "PK": account["private_key"],
            "CLOB_ADDRESS": account["address"],
            "CLOB_API_KEY": account["api_key"],
            "CLOB_SECRET": account["secret"],
            "CLOB_PASS_PHRASE": account["passphrase"],
            "CLOB_UNITS": "whole" if whole else "base",
        }
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
        raise NoSandbox(f"--url {found[0]}: no sandbox answers there: {error}") from None


def lines(values: dict[str, str]) -> str:
    """The variables as a POSIX shell reads them."""
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in values.items())
