"""Shows a stored finding again: its requests are sent anew, and where they do not show it, its suite is run.

Everything is signed afresh for the accounts of the new run. The target is the one of the stored run unless
another is given; its own sandbox is started as it was, with the same profile, seed and faults. A report may
come from anybody: the user's keys go to a target that the user named, or to a loopback address, and nothing
in a file permits to trade.
"""

from __future__ import annotations

from typing import Any

from attrs import evolve, fields_dict, frozen

from clob_conformance.core.clauses import SUITES
from clob_conformance.core.errors import CannotRun
from clob_conformance.core.findings import Finding
from clob_conformance.reporting.outcome import NOT_STORED, Outcome, Plan, reported_left_out
from clob_conformance.reporting.verdict import INTERRUPTED
from clob_conformance.run import execution as runs
from clob_conformance.run.recorded import judge_files
from clob_conformance.workloads.scene import Step


@frozen
class Replayed:
    """What came of a replay: the finding when it showed again, and how it was looked for."""

    outcome: Outcome
    shown: Finding | None
    how: str


def stored_plan(replays: dict[str, Any], finding: str) -> Plan:
    """The plan that shows a stored finding again; it permits no trading, and no keys where the file says.

    Raises `CannotRun` when the finding is not there or what is stored is unreadable.
    """
    stored = replays.get("findings", {}).get(finding)
    if stored is None:
        there = ", ".join(sorted(replays.get("findings", {}))) or "none"
        raise CannotRun(f"no finding {finding} in the report; there are: {there}")
    try:
        raw = dict(stored["plan"])
        if unknown := raw.keys() - (fields_dict(Plan).keys() - NOT_STORED):
            raise CannotRun(f"the stored finding {finding} has a plan with {min(unknown)}, which is unknown")
        lists = {name: tuple(value) for name, value in raw.items() if isinstance(value, list)}
        return evolve(
            Plan(**{**raw, **lists}),
            suites=tuple(suite for suite in SUITES if suite in stored["suites"]),
            only=frozenset(stored["operations"]),
            steps=tuple(map(Step.from_json, stored["steps"])),
            until=finding,
            trade=False,
            named=False,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CannotRun(f"the stored finding {finding} is unreadable: {error!r}") from None


def broken_clause(report: dict[str, Any], finding: str) -> str:
    """The id of the clause that a finding of a report breaks. Raises `CannotRun` when it is not there."""
    clauses = {found["id"]: str(found["clause"]) for found in report["findings"]}
    if finding not in clauses:
        raise CannotRun(f"no finding {finding} in report.json, only in replay.json")
    return clauses[finding]


def replay(plan: Plan, clause: str, watch: runs.Watch) -> Replayed:
    """Carry out a stored plan; `watch` is told of each suite as it begins.

    Raises as `run.execute`, and `CannotRun` when the clause was held nowhere that the finding shows.
    """
    outcome = judge_files(plan) if plan.files else runs.execute(plan, watch)
    shown = next((finding for finding in outcome.findings if finding.id == plan.until), None)
    places = plan.only or frozenset()
    if shown is None and outcome.broken_off == INTERRUPTED:
        raise KeyboardInterrupt
    if shown is None and outcome.broken_off:
        raise CannotRun(outcome.broken_off)
    # What speaks of no operation, such as a method that no path has, is held without one.
    if shown is None and not outcome.checked & {(clause, place) for place in (*places, "")}:
        needs = f"the finding needs {outcome.needs}" if outcome.needs else "there was no occasion for it"
        why = reported_left_out(outcome.left_out) or needs
        raise CannotRun(f"{clause} at {', '.join(sorted(places))} was not judged: {why}")
    requests = f"{len(plan.steps)} stored request{'' if len(plan.steps) == 1 else 's'}"
    suites = f"the suite{'' if len(plan.suites) == 1 else 's'} {', '.join(plan.suites)} with seed {plan.seed}"
    if plan.files:
        how = f"the file{'' if len(plan.files) == 1 else 's'} {', '.join(plan.files)}"
    elif not plan.steps:
        how = suites
    elif shown is not None and not shown.suite:
        how = requests
    else:
        how = f"{requests}, then {suites}"
    return Replayed(outcome, shown, how)
