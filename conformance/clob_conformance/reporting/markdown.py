"""A verdict as Markdown: the summary of a job on GitHub (`$GITHUB_STEP_SUMMARY`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clob_conformance.reporting.verdict import Finding, Verdict, finding_text, where

_MOST = 900_000  # bytes; GitHub refuses a summary of more than 1 MiB
_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")
_TICKS = re.compile("`+")
_SIGNS = {"kept": "✅", "broken": "❌", "undecided": "⚠️"}


def markdown(verdict: Verdict) -> str:
    """The verdict, what was checked, what was not and why, and each new finding; nothing that a server sent
    stands outside of code. Findings that have no room are counted.
    """
    report = verdict.report
    lines = [
        f"## {_SIGNS[verdict.word]} {_text(verdict.headline)}",
        "",
        f"Conformance of {_code(report['target'])}: {_text(verdict.checked)}; {_text(report['summary'])}. "
        f"Judge {report['judge']}, profile {report['profile']}, seed {report['seed']}, "
        f"{report['duration_s']:.0f} s.",
        "",
        *([f"Broken off: {_code(report['broken_off'])}", ""] if report["broken_off"] else []),
    ]
    lines += [f"- {_text(one.sentence)}: {', '.join(map(_code, one.names))}" for one in verdict.unchecked]
    lines += [f"\n{_text(line)}" for line in filter(None, [verdict.how, verdict.seen])]
    lines += ["", *(f"- {_text(line)}" for line in verdict.compared)]
    text = "\n".join([*lines, ""])
    size = len(text.encode())
    for position, finding in enumerate(verdict.new):
        part = "\n".join(_finding(finding))
        size += len(part.encode())
        if size > _MOST:
            return f"{text}\n{len(verdict.new) - position} more findings: the report has them.\n"
        text += part
    return f"{text}\nThe same run again: {_code(report['command'])}\n"


def _finding(finding: Finding) -> Iterator[str]:
    yield f"\n### {_code(finding['clause'])} at {_code(where(finding))}\n"
    yield _text(finding["sentence"])
    link = finding["link"]
    yield f"\n- **Source**: {_code(finding['source'])}, " + (
        f"<{link}>" if link.startswith("https://") else _code(link)
    )
    if finding["place"]:
        yield f"- **Place**: {_code(finding['place'])}"
    yield f"- **Expected**: {_code(finding['expected'])}"
    yield f"- **Actual**: {_code(finding['actual'])}"
    yield f"- **Show it again**: {_code(finding['reproduce'])}"
    yield f"\n<details><summary>{finding['severity']}, met {finding['met']} times</summary>\n"
    yield f"{_block(finding_text(finding))}\n\n</details>\n"


def _text(text: str) -> str:
    """Words that are no Markdown."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _code(text: str) -> str:
    """Code within a line, whatever is in it."""
    line = " ".join(text.split()) or " "
    fence = "`" * (1 + max(map(len, _TICKS.findall(line)), default=0))
    pad = " " if "`" in line else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _block(text: str) -> str:
    """A block of code, whatever is in it."""
    fence = "`" * (1 + max([2, *map(len, _TICKS.findall(text))]))
    return f"{fence}text\n{text}\n{fence}"
