"""The pytest plugin with the fixture ``clob_sandbox``: a local exchange that begins afresh for every test.

pytest loads this at every start, used or not: so the client is loaded when a test asks for the fixture. What
the fixture gives is described in ``polymarket_clob.pytest_plugin``.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from polymarket_clob.pytest_plugin import ClobSandbox, SandboxProcess

__all__: list[str] = []

_TELLING = 8  # characters of a secret by which it is known
_SECRETS = pytest.StashKey[set[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """``clob_sandbox_profile`` in the configuration: how the exchange of ``clob_sandbox`` behaves."""
    parser.addini(
        "clob_sandbox_profile",
        "documented: as the description says; observed: as the live service is known to behave",
        default="observed",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_SECRETS] = set()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Mask the keys of the sandbox's accounts wherever a report would show them."""
    report = yield
    secrets = item.config.stash[_SECRETS]
    if report.failed and (masked := _masked(report.longreprtext, secrets)) != report.longreprtext:
        report.longrepr = masked
    report.sections = [(name, _masked(text, secrets)) for name, text in report.sections]
    return report


def _masked(text: str, secrets: set[str]) -> str:
    """A text without secrets, and without the beginning or end that a shortened one leaves of them."""
    for secret in secrets:
        begins, ends = re.escape(secret[:_TELLING]), re.escape(secret[-_TELLING:])
        text = re.sub(rf"{begins}[\w=-]*|[\w=-]*{ends}", "***", text)
    return text


@pytest.fixture(scope="session")
def clob_sandbox_process(pytestconfig: pytest.Config) -> Iterator[SandboxProcess]:
    """A sandbox that runs as long as the session."""
    from polymarket_clob.pytest_plugin import sandbox_process  # noqa: PLC0415 - see above

    profile = str(pytestconfig.getini("clob_sandbox_profile"))
    with sandbox_process(profile, pytestconfig.stash[_SECRETS]) as process:
        yield process


@pytest.fixture
def clob_sandbox(clob_sandbox_process: SandboxProcess) -> Iterator[ClobSandbox]:
    """A running exchange that has just begun, with a funded account and its client."""
    from polymarket_clob.pytest_plugin import ClobSandbox  # noqa: PLC0415 - see above

    with contextlib.closing(ClobSandbox(clob_sandbox_process)) as sandbox:
        yield sandbox
