"""A conformance run as tests of pytest: ``pytest --pyargs clob_conformance --clob-target URL``.

The run is that of ``clob-conformance run``, once, before the tests, with the same verdict and the same
report. Each clause is a test for each operation that it speaks of: passed where it was held, failed by a new
finding, expected to fail by a known one, skipped with the reason where nothing was held against it. With
xdist the run goes before the workers start, and they tell what it found.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pytest

_HERE = Path(__file__).parent / "core" / "clauses.py"
"""The file whose tests they are, when the package is asked for."""
_COMMAND = [sys.executable, "-c", "from clob_conformance.cli import main; main()", "run"]
_COMPLETE = "the-whole-run"
"""Stands for an operation where a clause speaks of none."""
_REPORT = "clob_conformance"


class Reported(NamedTuple):
    """What came of a clause at an operation."""

    word: Literal["passed", "failed", "known", "skipped"]
    text: str = ""


Results = dict[str, dict[str, Reported]]
"""By operation and clause."""
_RESULTS = pytest.StashKey[Results]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of a run."""
    group = parser.getgroup("clob-conformance", "conformance of a CLOB: pytest --pyargs clob_conformance")
    group.addoption(
        "--clob-target", metavar="TARGET", help="whom to judge: sandbox, staging, production, URL"
    )
    group.addoption(
        "--clob-run",
        metavar="OPTIONS",
        default="",
        help="further options of `clob-conformance run` in one word, such as '--quick --seed 7'",
    )
    group.addoption(
        "--clob-report-dir",
        metavar="DIR",
        default="reports/conformance",
        help="where the report of the run goes; reports/conformance if not given",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Carry out the run; a worker of xdist is told what came of it."""
    config = session.config
    target = config.getoption("--clob-target")
    reported = getattr(config, "workerinput", {}).get(_REPORT)
    if reported is not None:
        config.stash[_RESULTS] = results_of(json.loads(reported))
    elif target is not None and not config.option.collectonly:
        folder = Path(config.getoption("--clob-report-dir"))
        config.stash[_RESULTS] = results_of(_run(target, str(config.getoption("--clob-run")), folder))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of xdist what the run found."""
    if _RESULTS in node.config.stash:
        folder = Path(node.config.getoption("--clob-report-dir"))
        node.workerinput[_REPORT] = (folder / "report.json").read_text("utf-8")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The clauses, when this package is asked for."""
    return Contract.from_parent(parent, path=file_path) if file_path == _HERE else None


def _run(target: str, options: str, folder: Path) -> dict[str, Any]:
    """The report of a run. Ends pytest as the command ends when there is none."""
    file = folder / "report.json"
    before = file.stat().st_mtime_ns if file.exists() else None
    words = ["--target", target, "--report-dir", str(folder), *shlex.split(options)]
    ended = subprocess.run([*_COMMAND, *words], check=False).returncode  # noqa: S603
    if not file.exists() or file.stat().st_mtime_ns == before:
        pytest.exit("clob-conformance could not run: its own words stand above", ended or 2)
    report: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return report


def results_of(report: dict[str, Any]) -> Results:
    """What a report says of every clause at every operation of which it speaks."""
    from clob_conformance.reporting.verdict import Verdict, complete, finding_text, places  # noqa: PLC0415 - takes time

    results: Results = {}
    for name, operations in report["checked"].items():
        for operation in operations:
            results.setdefault(operation or _COMPLETE, {})[name] = Reported("passed")
    for name, reason in report["skipped"].items():
        results.setdefault(_COMPLETE, {})[name] = Reported("skipped", reason)
    for operation, reason in report["unmet"].items():
        results.setdefault(operation, {})["answered"] = Reported("skipped", reason)
    # The new ones last: they outweigh the known.
    for finding in sorted(report["findings"], key=lambda one: one["known"] is None):
        known = finding["known"]
        reported = (
            Reported("known", known)
            if known is not None
            else Reported("failed", finding_text(complete(finding)))
        )
        for operation in places(finding):
            results.setdefault(operation or _COMPLETE, {})[finding["clause"]] = reported
        for other in finding["consequences"]:
            results.setdefault(other["operation"] or _COMPLETE, {})[other["clause"]] = reported
    verdict = Verdict.of(report)
    ended = not report["broken_off"] and verdict.word != "undecided"
    reported = Reported("passed") if ended else Reported("failed", verdict.summary)
    results.setdefault(_COMPLETE, {})["to-the-end"] = reported
    return results


class Contract(pytest.File):
    """All clauses at all operations."""

    def collect(self) -> Iterator[Operation]:
        """The operations. Raises `UsageError` when no run was asked for."""
        if _RESULTS not in self.config.stash:
            if self.config.option.collectonly:
                return
            raise pytest.UsageError("--clob-target TARGET: whom to judge (sandbox, staging, production, URL)")
        results: Results = self.config.stash[_RESULTS]
        for name in sorted(results):
            yield Operation.from_parent(self, name=name)


class Operation(pytest.Collector):
    """An operation, or the whole run."""

    def collect(self) -> Iterator[Clause]:
        """What was told of it."""
        results: Results = self.config.stash[_RESULTS]
        for name, reported in sorted(results[self.name].items()):
            yield Clause.from_parent(self, name=name, reported=reported)


class Clause(pytest.Item):
    """A clause at an operation."""

    def __init__(self, reported: Reported, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.reported = reported

    def runtest(self) -> None:
        """Tell what came of it."""
        word, text = self.reported
        if word == "failed":
            raise Broken(text)
        if word == "known":
            pytest.xfail(f"known: {text}")
        if word == "skipped":
            pytest.skip(text)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The finding in words, without a traceback."""
        if isinstance(excinfo.value, Broken):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it stands."""
        return self.path, None, f"{self.parent.name if self.parent else ''}: {self.name}"


class Broken(Exception):
    """A new finding, in words."""
