"""Authentication: what is missing, malformed, tampered with, out of time or another's must be refused.

Each probe changes one thing in a request that is otherwise well signed. Probes that test the same lock are
one group: once a server lets one of them in, the rest of the group would say the same again.
"""

from __future__ import annotations

import base64
import secrets
import uuid
from collections.abc import Callable, Iterator
from functools import partial

from attrs import evolve, frozen
from polymarket_clob.credentials import Credentials
from polymarket_clob.signers import PrivateKeySigner

from clob_conformance.core.clauses import Clause, Severity, declare
from clob_conformance.core.description import Operation
from clob_conformance.core.errors import each_to_its_end
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.sender import Call, call
from clob_conformance.environment.target import unknown_signer
from clob_conformance.workloads import privacy
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.examples import documented_calls

_HOUR = 3600
_SCHEMES = "description: components.securitySchemes"
_CLIENTS = "docs/protocol/authentication.md#api-keys"
_ASSUMED = "docs/architecture.md#the-time-window-is-assumed"


def _auth(name: str, sentence: str, source: str = _SCHEMES, severity: Severity = "critical") -> Clause:
    return declare(
        name,
        sentence,
        source=source,
        severity=severity,
        suites=("auth",),
        shared=True,
        needs=("credentials",),
    )


MISSING = _auth(
    "auth-missing-header", "A request without one of its authentication headers is refused with 401."
)
MALFORMED = _auth(
    "auth-malformed-header", "A request with a malformed authentication header is refused with 401."
)
TAMPERED = _auth(
    "auth-tampered-body",
    "A request whose body, time or nonce is not the signed one is refused with 401.",
    _CLIENTS,
)
OTHER_PATH = _auth("auth-other-path", "A request signed for another path is refused with 401.", _CLIENTS)
OTHER_METHOD = _auth(
    "auth-other-method", "A request signed for another method is refused with 401.", _CLIENTS
)
STALE = _auth("auth-stale", "A request signed an hour ago is refused with 401.", _ASSUMED, "major")
FUTURE = _auth("auth-future", "A request signed for an hour ahead is refused with 401.", _ASSUMED, "major")
REPLAYED = _auth(
    "auth-replayed", "The headers of another request, sent before, are refused with 401.", _CLIENTS
)
OTHER_SECRET = _auth(
    "auth-other-secret", "A request signed with another key's secret is refused with 401.", _CLIENTS
)
OTHER_ADDRESS = _auth("auth-other-address", "A request under another account's address is refused with 401.")
WRONG_PASSPHRASE = _auth("auth-wrong-passphrase", "A request with a wrong passphrase is refused with 401.")
UNKNOWN_KEY = _auth("auth-unknown-key", "A request with a key that was never given out is refused with 401.")
PUBLIC_OPEN = declare(
    "auth-public-open",
    "An operation without security works without credentials.",
    source="description: paths.*.*.security",
    suites=("auth",),
    shared=True,
)
HEADER_CASE = declare(
    "auth-header-case",
    "The names of the authentication headers are taken in capitals as in small letters.",
    source="RFC 9110 section 5.1; docs/protocol/authentication.md#api-keys",
    suites=("auth",),
    operations=("getOrders", "getApiKeys", "deriveApiKey"),
)

AS_SENT = declare(
    "auth-body-as-sent",
    "A signature is over the body as it was sent, with whatever spaces are in it.",
    source="docs/protocol/authentication.md#api-keys",
    suites=("auth",),
    operations=("cancelOrders", "postOrdersScoring"),
)

Headers = dict[str, str]


@frozen
class Probe:
    """A request with one thing wrong in its headers, and the lock that it tries."""

    clause: Clause
    group: str
    what: str
    headers: Headers


def run(context: Run) -> None:
    """Probe every operation, then try to reach what is another account's."""
    judged = [operation for operation in context.operations() if not operation.unjudged]
    parts = [
        partial(_public if operation.level == "public" else _guarded, context, operation)
        for operation in judged
    ]
    complete = (_header_case, _spaces, privacy.run) if context.shard[0] == 1 else ()
    each_to_its_end([*parts, *(partial(part, context) for part in complete)])


def _public(context: Run, operation: Operation) -> None:
    for what in documented_calls(context, operation):
        interaction = context.sender.send(what)
        context.record.hold(PUBLIC_OPEN, operation.id)
        if interaction.response.status in (401, 403):
            context.violation(
                PUBLIC_OPEN, operation.id, f"answered {interaction.response.status}", interaction
            )
        return


def _guarded(context: Run, operation: Operation) -> None:
    account = context.actor(operation)
    what = next(documented_calls(context, operation), None)
    if account is None or what is None:
        return
    let_in: set[str] = set()
    for probe in _probes(operation, account, what):
        if probe.group in let_in:
            continue
        interaction = context.sender.send_with(what, probe.headers)
        context.record.hold(probe.clause, operation.id)
        if interaction.response.status != 401 and interaction.response.status < 500:
            let_in.add(probe.group)
            message = f"{probe.what}: answered {interaction.response.status}, not 401"
            context.violation(probe.clause, operation.id, message, interaction, key=probe.group)
    if operation.level == "L2" and "signature" not in let_in:
        _replay(context, operation, account, what)


def _replay(context: Run, operation: Operation, account: Account, what: Call) -> None:
    """Send a rightly signed reading, then its headers with another request."""
    other = context.operation("getApiKeys" if operation.id == "getOrders" else "getOrders")
    if other is None or other.level != "L2":
        return
    first = call(other)
    headers = account.headers("L2", first.method, first.path)
    if not context.sender.send_with(first, headers).response.succeeded:
        return
    interaction = context.sender.send_with(what, headers)
    context.record.hold(REPLAYED, operation.id)
    if interaction.response.status != 401 and interaction.response.status < 500:
        message = f"answered {interaction.response.status}, not 401"
        context.violation(REPLAYED, operation.id, message, interaction)


def _probes(operation: Operation, account: Account, what: Call) -> Iterator[Probe]:
    def sign(changed: Call = what, by: Account = account, offset: int = 0) -> Headers:
        return by.headers(operation.level, changed.method, changed.path, changed.body, offset=offset)

    good = sign()
    stranger = unknown_signer()
    if operation.level == "L2":
        yield from _signature_probes(account, what, sign)
        yield from _key_probes(good)
    else:
        yield from _login_probes(account, stranger, good, sign)
    yield Probe(MISSING, "none", "no authentication header at all", {})
    for name in good:
        group = "signature" if name == "POLY_SIGNATURE" else name
        yield Probe(MISSING, group, f"without {name}", {k: v for k, v in good.items() if k != name})
    for name, value in _malformed(operation):
        group = "signature" if name == "POLY_SIGNATURE" else f"malformed {name}"
        yield Probe(MALFORMED, group, f"{name}: {value!r}", {**good, name: value})
    yield Probe(STALE, "stale", "signed an hour ago", sign(offset=-_HOUR))
    yield Probe(FUTURE, "future", "signed for an hour ahead", sign(offset=_HOUR))
    yield Probe(OTHER_ADDRESS, "address", "another address", {**good, "POLY_ADDRESS": stranger.address})


def _signature_probes(account: Account, what: Call, sign: Callable[..., Headers]) -> Iterator[Probe]:
    group = "signature"
    assert account.credentials is not None
    key = account.credentials
    secret = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    other = evolve(account, credentials=Credentials(key.api_key, secret, key.passphrase, account.address))
    yield Probe(OTHER_SECRET, group, "signed with another secret", sign(by=other))
    other_body = evolve(what, body=what.body + b" " if what.body else b"{}")
    yield Probe(TAMPERED, group, "another body than the signed one", sign(other_body))
    if what.body:
        yield Probe(TAMPERED, group, "signed without its body", sign(evolve(what, body=b"")))
    yield Probe(OTHER_PATH, group, "signed for another path", sign(evolve(what, path=what.path + "/x")))
    other_method = "GET" if what.method != "GET" else "DELETE"
    yield Probe(OTHER_METHOD, group, "signed for another method", sign(evolve(what, method=other_method)))
    good = sign()
    later = str(int(good["POLY_TIMESTAMP"]) + 1)
    yield Probe(TAMPERED, group, "another time than the signed one", {**good, "POLY_TIMESTAMP": later})
    text = good["POLY_SIGNATURE"]
    almost = text[:20] + ("A" if text[20] != "A" else "B") + text[21:]
    yield Probe(
        MALFORMED, group, "one character of the signature changed", {**good, "POLY_SIGNATURE": almost}
    )


def _key_probes(good: Headers) -> Iterator[Probe]:
    wrong = {**good, "POLY_PASSPHRASE": secrets.token_hex(32)}
    yield Probe(WRONG_PASSPHRASE, "passphrase", "a wrong passphrase", wrong)
    yield Probe(UNKNOWN_KEY, "key", "a key that nobody has", {**good, "POLY_API_KEY": str(uuid.uuid4())})


def _login_probes(
    account: Account, stranger: PrivateKeySigner, good: Headers, sign: Callable[..., Headers]
) -> Iterator[Probe]:
    forged = {**sign(by=evolve(account, signer=stranger)), "POLY_ADDRESS": account.address}
    yield Probe(OTHER_SECRET, "signature", "signed with another private key", forged)
    moved = {**good, "POLY_NONCE": str(int(good["POLY_NONCE"]) + 1)}
    yield Probe(TAMPERED, "signature", "another nonce than the signed one", moved)
    later = {**good, "POLY_TIMESTAMP": str(int(good["POLY_TIMESTAMP"]) + 1)}
    yield Probe(TAMPERED, "signature", "another time than the signed one", later)


def _malformed(operation: Operation) -> Iterator[tuple[str, str]]:
    yield "POLY_ADDRESS", "0x12"
    yield "POLY_TIMESTAMP", "now"
    yield "POLY_SIGNATURE", "not a signature"
    if operation.level == "L2":
        yield "POLY_API_KEY", "not-a-key"
        yield "POLY_PASSPHRASE", "-"
    else:
        yield "POLY_NONCE", "-1x"


def _header_case(context: Run) -> None:
    """Over HTTP/2 all names arrive in small letters."""
    for name in HEADER_CASE.operations:
        operation = context.operation(name)
        account = context.actor(operation) if operation is not None else None
        if operation is None or account is None:
            continue
        what = next(documented_calls(context, operation))
        good = account.headers(operation.level, what.method, what.path, what.body)
        if not context.sender.send_with(what, good).response.succeeded:
            continue
        small = context.sender.send_with(what, {key.lower(): value for key, value in good.items()})
        context.record.hold(HEADER_CASE, name)
        if small.response.status == 401:
            context.violation(HEADER_CASE, name, "answered 401 to headers in small letters", small)


def _spaces(context: Run) -> None:
    """Clients differ in how they write JSON, so a server may not write it anew to check the signature."""
    for name in AS_SENT.operations:
        operation = context.operation(name)
        account = context.actor(operation) if operation is not None else None
        if operation is None or account is None or operation.level != "L2":
            continue
        compact = call(operation, body=["0x" + "5e" * 32])
        spaced = evolve(compact, body=b" " + compact.body.replace(b"]", b" ]"))
        if context.sender.send(compact, account, "L2").response.status == 401:
            continue
        interaction = context.sender.send(spaced, account, "L2")
        context.record.hold(AS_SENT, name)
        if interaction.response.status == 401:
            context.violation(
                AS_SENT, name, "a body with spaces in it, signed as it is, is answered 401", interaction
            )
