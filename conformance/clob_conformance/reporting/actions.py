"""What a run says on GitHub Actions besides its usual words: annotations, and the summary of the job.

A line that begins with `::` is a command to the runner there, whoever wrote it. So whatever quotes a server
stands between `::stop-commands::` and its end, or has the signs of a command escaped.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from clob_conformance.reporting.markdown import markdown
from clob_conformance.reporting.verdict import Verdict, finding_text, where

_LEVELS = {"kept": "notice", "broken": "error", "undecided": "error"}


def at_work(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether this is a step of a job on GitHub Actions."""
    return environ.get("GITHUB_ACTIONS") == "true"


@contextmanager
def quoting(stream: TextIO, environ: Mapping[str, str] = os.environ) -> Iterator[None]:
    """What the context writes to the stream is text to the runner, no commands."""
    if not at_work(environ):
        yield
        return
    word = secrets.token_hex(16)
    print(f"::stop-commands::{word}", file=stream, flush=True)
    try:
        yield
    finally:
        print(f"\n::{word}::", file=stream, flush=True)


def commands_of(verdict: Verdict) -> list[str]:
    """A command for the verdict, and one for each new finding. GitHub shows the first ten of a step beside
    the code, and all in the log.
    """
    return [
        _command(_LEVELS[verdict.word], verdict.headline, "\n".join(verdict.remarks)),
        *(
            _command("error", f"{finding['clause']} at {where(finding)}", finding_text(finding))
            for finding in verdict.new
        ),
    ]


def complaint(sentence: str) -> str:
    """A command for a run that could not be."""
    return _command("error", "clob-conformance", sentence)


def publish(verdict: Verdict, stream: TextIO, environ: Mapping[str, str] = os.environ) -> None:
    """Annotate the job, and add to its summary, where there is one. Raises `OSError` when the summary cannot
    be written.
    """
    if at_work(environ):
        print(*commands_of(verdict), sep="\n", file=stream, flush=True)
    if path := environ.get("GITHUB_STEP_SUMMARY"):
        with Path(path).open("a", encoding="utf-8") as summary:
            summary.write(markdown(verdict))


def _command(level: str, title: str, message: str) -> str:
    return f"::{level} title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    """A text that cannot end its command or begin another."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
