"""Reports that were written before, as they are read again: one may come from anybody."""

from __future__ import annotations

import json
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
from polymarket_clob.printable import all_printable, printable

from clob_conformance.core.errors import CannotRun, WrongUsage
from clob_conformance.core.findings import BASELINE
from clob_conformance.reporting.difference import earlier_of
from clob_conformance.reporting.page import TEMPLATES
from clob_conformance.reporting.reports import PROGRAM, SCHEMA_VERSION, THEN, Replays, replay_command
from clob_conformance.reporting.verdict import Report


def read_report(folder: Path) -> tuple[Report, Replays]:
    """What `write_files` wrote, as it may be shown: a report may come from anybody.

    Raises `CannotRun` when a file is not there, of another version, or not of its shape.
    """
    found: list[dict[str, Any]] = []
    for name in ("report.json", "replay.json"):
        try:
            document = json.loads((folder / name).read_text("utf-8"))
        except OSError as error:
            raise CannotRun(f"no report in {folder}: {name}: {error.strerror}") from None
        except ValueError as error:
            raise CannotRun(f"{folder / name} is not JSON: {error}") from None
        version = document.get("schema_version") if isinstance(document, dict) else None
        if version != SCHEMA_VERSION:
            raise CannotRun(f"{folder / name} has the schema version {version}, not {SCHEMA_VERSION}")
        found.append(document)
    report, replays = all_printable(found[0]), found[1]
    fault = next(_report_schema().iter_errors(report), None)
    if fault is not None:
        place = "".join(f"[{step!r}]" for step in fault.instance_path)
        raise CannotRun(f"{folder / 'report.json'} is no report: {place}: {printable(fault.message)[:200]}")
    if not isinstance(replays.get("findings"), dict):
        raise CannotRun(f"{folder / 'replay.json'} has no findings")
    for finding in report["findings"]:
        finding["reproduce"] = replay_command(finding["id"], folder)
    if not all(map(_is_ours, report["command"].split(THEN))):
        raise CannotRun(f"{folder / 'report.json'}: command: {report['command']!r} is none of this program")
    return report, replays


def read_baseline(path: str | None) -> frozenset[str]:
    """The ids of the findings that a report, or its folder, has as new or had as its own baseline.

    Raises `WrongUsage` when it is none.
    """
    report = {"findings": ()} if path is None else _of_the_user("--baseline", path)
    return frozenset(one["id"] for one in report["findings"] if one["known"] in (None, BASELINE))


def read_earlier(path: str | None) -> dict[str, Any] | None:
    """What is compared of a report, or of its folder. Raises `WrongUsage` when it is none."""
    return None if path is None else earlier_of(all_printable(_of_the_user("--compare", path)), path)


def _of_the_user(option: str, path: str) -> Report:
    """The report that an option names."""
    file = Path(path) / "report.json" if Path(path).is_dir() else Path(path)
    try:
        report: Report = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise WrongUsage(f"{option} {path}: {getattr(error, 'strerror', None) or 'no JSON'}") from None
    if not _report_schema().is_valid(report):
        raise WrongUsage(f"{option} {path}: this is no report.json of {PROGRAM}")
    return report


@cache
def _report_schema() -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(json.loads((TEMPLATES / "report.schema.json").read_text("utf-8")))


def _is_ours(line: str) -> bool:
    """Whether a shell that is given the line does nothing but run or judge."""
    try:
        words = shlex.split(line)
    except ValueError:
        return False
    return words[:1] == [PROGRAM] and words[1:2] in (["run"], ["judge"]) and shlex.join(words) == line
