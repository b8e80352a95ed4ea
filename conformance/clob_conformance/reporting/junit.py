"""A verdict as JUnit's XML, for test servers."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from clob_conformance.reporting.verdict import Finding, Verdict, finding_text, places

_SUITE = "clob_conformance"
_REPORTED = ("target", "profile", "judge", "seed", "command", "summary")


def junit(verdict: Verdict) -> ET.Element:
    """One test case an operation, failing with the new findings that show there, and one for each operation
    and clause that was not checked, skipped with the reason.
    """
    report, failing = verdict.report, _failing(verdict)
    left_out = [(one, name) for one in verdict.unchecked for name in one.names if name not in failing]
    root = ET.Element(
        "testsuite",
        name="clob-conformance",
        tests=str(len(failing) + len(left_out) + bool(report["broken_off"])),
        failures=str(sum(map(bool, failing.values()))),
        errors=str(int(bool(report["broken_off"]))),
        skipped=str(len(left_out)),
        time=f"{report['duration_s']:.3f}",
        timestamp=report["started"],
    )
    properties = ET.SubElement(root, "properties")
    reported = {name: str(report[name]) for name in _REPORTED}
    reported |= {"verdict": verdict.headline, "checked": verdict.checked, "how": verdict.how}
    reported |= {"seen": verdict.seen, "compared": "; ".join(verdict.compared)}
    for name, value in reported.items():
        ET.SubElement(properties, "property", name=name, value=value)
    for name, found in sorted(failing.items()):
        case = _case(root, _SUITE, name, report["operations"].get(name, {}))
        if found:
            failure = ET.SubElement(case, "failure", message=_message(name, found), type="finding")
            failure.text = "\n\n".join(map(finding_text, found))
    for one, name in left_out:
        case = _case(root, f"{_SUITE}.{one.kind}s", name)
        ET.SubElement(case, "skipped", message=one.reason)
    if report["broken_off"]:
        case = _case(root, _SUITE, "to the end")
        ET.SubElement(case, "error", message=report["broken_off"], type="broken-off")
    return root


def _failing(verdict: Verdict) -> dict[str, list[Finding]]:
    """Every operation that was met, or that a finding names, with its new findings."""
    failing: dict[str, list[Finding]] = {name: [] for name in verdict.report["operations"]}
    for finding in verdict.new:
        for name in places(finding):
            failing.setdefault(name, []).append(finding)
    return failing


def _case(root: ET.Element, group: str, name: str, row: dict[str, Any] | None = None) -> ET.Element:
    """A test case; its time is what its responses took."""
    time = f"{(row or {}).get('seconds', 0):.3f}"
    return ET.SubElement(root, "testcase", classname=group, name=name, time=time)


def _message(operation: str, found: list[Finding]) -> str:
    """What is broken at an operation, and where in the response."""
    return "; ".join(
        ": ".join(filter(None, [one["clause"], one["place"], one["also_at"].get(operation, one["message"])]))
        for one in found
    )
