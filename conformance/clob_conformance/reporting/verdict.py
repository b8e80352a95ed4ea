"""The verdict of a report, of one run or of several: the one source of what the terminal, the page, JUnit,
the annotations and the Markdown summary say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from attrs import frozen

from clob_conformance.core.citations import link_of
from clob_conformance.core.clauses import CATALOGUE
from clob_conformance.reporting.difference import seen, sentences

Report = dict[str, Any]
Finding = Mapping[str, Any]
Word = Literal["kept", "broken", "undecided"]

INTERRUPTED = "interrupted"
"""Why a run was broken off that somebody stopped."""
NEEDS_IT = "needs "
"""How a reason begins that names what the user may give."""
_HOW = "how to give what is needed: clob-conformance --help accounts"
_NO_REASON = "no reason was recorded"
_ALSO_SHOWN = 12


@frozen
class Unchecked:
    """Clauses or operations that were not checked, or scenarios (by their suites) that could not go on, and
    the reason that they share.
    """

    kind: Literal["clause", "operation", "scenario"]
    reason: str
    names: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """How many, and why."""
        what = "not completed" if self.kind == "scenario" else "not checked"
        return f"{counted(len(self.names), self.kind)} {what}: {self.reason}"


@frozen
class Verdict:
    """A report with what is concluded from it.

    `word`: kept, broken by a new finding, or undecided; `headline` says so in a sentence; `checked` how much
    was checked of how much; `unchecked` what was not, and why; `new` are the findings that nobody foresaw;
    `seen` is how much of the document was seen, `compared` what differs from an earlier report, in words.
    """

    report: Report
    word: Word
    headline: str
    checked: str
    unchecked: tuple[Unchecked, ...]
    new: tuple[Finding, ...]
    seen: str
    compared: tuple[str, ...]

    @classmethod
    def of(cls, report: Report) -> Verdict:
        """The verdict of a report's values; a report of an earlier version may lack some."""
        new = new_findings(report)
        word, headline = _conclusion(report, len(new))
        clauses, skipped = report["clauses"], report.get("skipped", {})
        idle = {name: skipped.get(name, _NO_REASON) for name, one in clauses.items() if one == "not-run"}
        unmet = {**dict.fromkeys(report["unserved"], "the server does not implement it"), **unmet_of(report)}
        met = len(report["operations"])
        return cls(
            report,
            word,
            headline,
            f"{len(clauses) - len(idle)} of {counted(len(clauses), 'clause')} "
            f"and {met} of {counted(met + len(unmet), 'operation')} checked",
            (*_by_reason("clause", idle), *_by_reason("operation", unmet), *_scenarios(report)),
            tuple(map(complete, new)),
            seen(report),
            sentences(report),
        )

    @property
    def how(self) -> str:
        """Where it stands how to give what was needed; empty when nothing was."""
        return _HOW if any(one.reason.startswith(NEEDS_IT) for one in self.unchecked) else ""

    @property
    def remarks(self) -> list[str]:
        """Why the run was broken off, if it was, how much was checked, and what was not."""
        off = self.report.get("broken_off")
        return [
            *([f"Broken off: {' '.join(off.split())}"] if off else []),
            self.checked,
            *(one.sentence for one in self.unchecked),
            *filter(None, [self.how, self.seen, *self.compared]),
        ]

    @property
    def exit_code(self) -> int:
        """0 when the contract is kept, 1 when it is broken or a strict run left a critical clause out, 2 when
        the run was broken off before it found anything, 130 when it was interrupted.
        """
        if self.report["broken_off"] == INTERRUPTED:
            return 130
        if self.word == "undecided":
            return 2 if self.report["broken_off"] else 1
        return int(self.word == "broken")

    @property
    def summary(self) -> str:
        """The run in one line, the verdict first."""
        return f"{self.headline}. {self.report['summary']}"


def foretold(unable: Mapping[str, str]) -> str:
    """How many clauses a run can check, and why not those that it is `unable` to, in a sentence."""
    every, groups = len(CATALOGUE), _by_reason("clause", unable)
    parts = [f"{every - len(unable)} of {counted(every, 'clause')} can be checked"]
    for count, reason in ((len(one.names), one.reason) for one in groups):
        lacking = reason.removeprefix(NEEDS_IT)
        needs = f"need{'s' if count == 1 else ''} {lacking}"
        parts.append(f"{count} {needs if lacking != reason else f'not: {reason}'}")
    lacks = any(one.reason.startswith(NEEDS_IT) for one in groups)
    return "; ".join(parts) + (" (clob-conformance --help accounts)" if lacks else "")


def complete(finding: Finding) -> dict[str, Any]:
    """A finding with the place of its source in the documentation, and something expected and actual."""
    return {
        **finding,
        "place": finding.get("place", ""),
        "link": link_of(finding["source"], finding["clause"]),
        "expected": finding.get("expected") or finding["sentence"],
        "actual": finding.get("actual") or finding["message"],
    }


def new_findings(report: Report) -> list[dict[str, Any]]:
    """The findings of a report that nobody foresaw."""
    return [finding for finding in report["findings"] if finding["known"] is None]


def unmet_of(report: Report) -> dict[str, str]:
    """The operations that no request of a report met, each with the reason."""
    return {name: why for name, why in report.get("unmet", {}).items() if name not in report["operations"]}


def places(finding: Finding) -> set[str]:
    """The operations where a finding shows."""
    return {finding["operation"], *finding["also_at"]}


def counted(count: int, noun: str) -> str:
    """A number with its noun."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def where(finding: Finding) -> str:
    """The operation of a finding, and at how many it shows where they are several."""
    count = len(places(finding))
    return str(finding["operation"]) if count == 1 else f"{finding['operation']}, at {count} operations"


def finding_text(finding: Finding) -> str:
    """A finding in words: the clause, its source, where and how it is broken, the interactions that show it,
    and how to see it again.
    """
    lines = [
        f"[{finding['id']}] {finding['clause']} at {where(finding)}: {finding['message']}",
        f"broken: {finding['sentence']}",
        f"source: {finding['source']} ({finding['link']})",
        *([f"place: {finding['place']}"] if finding["place"] else []),
        f"expected: {finding['expected']}",
        f"actual: {finding['actual']}",
    ]
    for interaction in finding["interactions"]:
        lines += ["", interaction["request"], "", interaction["response"]]
    lines += [""] if finding["interactions"] else []
    others = sorted(finding["also_at"])
    if others:
        more = f" and {len(others) - _ALSO_SHOWN} more" if len(others) > _ALSO_SHOWN else ""
        lines.append(f"the same at: {', '.join(others[:_ALSO_SHOWN])}{more}")
    follow = sorted({f"{other['clause']} at {other['operation']}" for other in finding["consequences"]})
    if follow:
        lines.append(f"seen with it: {', '.join(follow)}")
    return "\n".join([*lines, f"show it again: {finding['reproduce']}"])


def summary(report: Report) -> str:
    """What was done, in one line."""
    new = len(new_findings(report))
    idle = sum(verdict == "not-run" for verdict in report["clauses"].values())
    parts = [
        counted(len(report["operations"]), "operation"),
        counted(report["cases"], "case"),
        counted(new, "new finding"),
        f"{len(report['findings']) - new} known",
        f"{len(report['clauses']) - idle} of {counted(len(report['clauses']), 'clause')} checked",
    ]
    if report["not_reproduced"]:
        parts.append(f"{len(report['not_reproduced'])} no longer reproduced")
    if report["unserved"]:
        parts.append(f"{counted(len(report['unserved']), 'operation')} unserved")
    if report["left_out"]:
        parts.append(f"without {', '.join(report['left_out'])}")
    if report.get("selection"):
        parts.append(f"chosen by {' '.join(report['selection'])}")
    if report["broken_off"]:
        parts.append("broken off")
    return ", ".join(parts)


def _conclusion(report: Report, new: int) -> tuple[Word, str]:
    off = bool(report.get("broken_off"))
    if new:
        until = ", when the run was broken off" if off else ""
        return "broken", f"The contract is broken: {counted(new, 'new finding')}{until}"
    if off:
        return "undecided", "Undecided: the run was broken off"
    if report.get("strict") and (missed := list(_critical(report.get("skipped", {})))):
        return "undecided", f"Undecided: critical clauses were not checked (--strict): {', '.join(missed)}"
    return "kept", "The contract is kept"


def _critical(names: Iterable[str]) -> Iterable[str]:
    return (name for name in names if name in CATALOGUE and CATALOGUE[name].severity == "critical")


def _scenarios(report: Report) -> Iterable[Unchecked]:
    """The scenarios that could not go on."""
    return (
        Unchecked("scenario", reason, tuple(suites)) for reason, suites in report.get("ended", {}).items()
    )


def _by_reason(kind: Literal["clause", "operation"], reasons: Mapping[str, str]) -> list[Unchecked]:
    """Who share a reason, together; the reason of the most first."""
    names: dict[str, list[str]] = {}
    for name, reason in sorted(reasons.items()):
        names.setdefault(reason, []).append(name)
    ordered = sorted(names.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [Unchecked(kind, reason, tuple(those)) for reason, those in ordered]
