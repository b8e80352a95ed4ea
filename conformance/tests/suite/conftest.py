"""A description to judge by, exchanges to judge, and a run against a server that the test scripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest
from clob_conformance.checks.record import Record
from clob_conformance.checks.validator import Validator
from clob_conformance.core.description import Description, read_description
from clob_conformance.core.deviations import KnownDeviations
from clob_conformance.core.interaction import Interaction, Masker, Request, Response
from clob_conformance.core.resources import description_file
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.seed_data import Market, SeedData, Token
from clob_conformance.environment.sender import Sender
from clob_conformance.environment.target import RunAccounts, Target
from clob_conformance.reporting.outcome import Outcome
from clob_conformance.reporting.reports import report_json
from clob_conformance.reporting.verdict import Verdict
from clob_conformance.workloads.context import Budget, Run
from polymarket_clob.credentials import Credentials
from polymarket_clob.signers import PrivateKeySigner

YES = "71321045679252212594626385532706912750332728571942532289631379312455583992563"
NO = "52114319501245915516055106046884209969926127482827954674443846427813813222426"
CONDITION = "0xbd31dc8a20211944f6b70f31557f1001557b59905b7738480ca09bd4532f84af"

Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(scope="session")
def published() -> Description:
    return read_description(description_file("published"))


def interaction(
    method: str,
    target: str,
    status: int,
    response: Any = None,
    *,
    body: Any = None,
    headers: dict[str, str] | None = None,
    good: bool = False,
) -> Interaction:
    """An exchange with JSON bodies; bytes are sent as they are."""
    sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    got = (
        response
        if isinstance(response, bytes)
        else b""
        if response is None
        else json.dumps(response).encode()
    )
    request_headers = {"content-type": "application/json"} if sent else {}
    answer_headers = {"content-type": "application/json", **(headers or {})}
    return Interaction(
        Request(method, target, request_headers, sent), Response(status, answer_headers, got), good
    )


def exit_code(outcome: Outcome) -> int:
    """What a command ends with that tells this outcome."""
    return Verdict.of(report_json(outcome, "5" * 64)).exit_code


def account(number: int = 1) -> Account:
    """An account with made-up credentials."""
    signer = PrivateKeySigner(number.to_bytes(32, "big"))
    key = Credentials(
        f"00000000-0000-0000-0000-{number:012}", "c2VjcmV0" * 4, "passphrase-of-a-test", signer.address
    )
    return Account(signer.address, key, signer)


@pytest.fixture
def scripted(published: Description) -> Callable[..., Run]:
    """Makes a run against a server that answers as the given function says."""

    def make(
        handler: Handler, *, own: bool = False, budget: Budget | None = None, repaired: bool = False
    ) -> Run:
        description = read_description(description_file("repaired")) if repaired else published
        record = Record(Validator(description), KnownDeviations("repaired" if repaired else "published"))
        client = httpx.Client(transport=httpx.MockTransport(handler))
        sender = Sender("http://exchange.test", record.observe, None, client)
        accounts = RunAccounts(account(1), account(2), account(3), account(4))
        tokens = (Token(YES, "Yes"), Token(NO, "No"))
        market = Market(CONDITION, Decimal("0.01"), neg_risk=False, tokens=tokens)
        return Run(
            target=Target("scripted", "http://exchange.test", own=own, trade=True, accounts=accounts),
            description=description,
            record=record,
            sender=sender,
            live=SeedData((market,), accounts.reader.maker if accounts.reader else ""),
            masker=Masker(),
            seed=0,
            budget=budget or Budget(examples=1, histories=40, steps=20),
        )

    return make


def broken(run: Run) -> set[tuple[str, str]]:
    """Clause and operation of every finding, and of what was seen with one."""
    found = run.record.findings.all()
    met = {(finding.violation.clause.id, name) for finding in found for name in finding.places}
    return met | {(other.clause.id, other.operation) for one in found for other in one.consequences}
