"""spec-change.md: what a new description means, for the person who decides on it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from clob_spec.dependents import Dependents
from clob_spec.difference import Change, Level, worst
from clob_spec.difference.report import as_code, markdown, readable, values
from clob_spec.printable import printable
from clob_spec.signatures import NameChanges
from clob_spec.update import Update
from clob_spec.verdict import Verdict

_WORDS = 300
_VERSION = re.compile(r'^version = "(\d+)\.(\d+)\.(\d+)"$', re.MULTILINE)


def proposal(done: Update, users: Mapping[str, Sequence[str]], pyproject: str, verdict: str = "") -> str:
    """The text: the class, the verdict, the changes, the names, the version and the changelog.

    What decides comes first: GitHub cuts the text of a pull request at 65,536 characters.
    """
    level = worst(done.changes)
    parts = [
        "# The description changed" if done.changes else "# The description did not change",
        f"Class: **{level.word if level is not None else 'none'}**. Source: {as_code(done.source)}.",
        *([verdict] if verdict else []),
        *(["## Changes", markdown(done.changes)] if done.changes else ["Nothing to propose."]),
    ]
    if done.declined:
        rows = [
            f"- {as_code(change.id)} {change.rule} {as_code(readable(change.place))}: {acknowledged.reason}"
            for change, acknowledged in done.declined
        ]
        parts += ["## Declined earlier", "\n".join(rows)]
    if done.names is None:
        return "\n\n".join(parts) + "\n"
    parts += ["## Overlays", _listed(done.needless) or "Every action still has work to do."]
    parts += _resting(done.dependents)
    parts += ["## What it means for users of the client", _names(done.names, users)]
    parts += [f"Proposed version: **{next_version(pyproject, done.changes, done.names)}**."]
    parts += ["### Draft for CHANGELOG.md", changelog(done.changes, done.names)]
    return "\n\n".join(parts) + "\n"


def _resting(found: Dependents) -> list[str]:
    """The rows of the project to look at again, by what they are."""
    sections = {
        "Units": found.units,
        "Overlay actions that rest on what changed": found.overlays,
        "Entries of the ledger that rest on what changed": found.ledger,
        "Handwritten lines that have a path, name, word or figure of before": found.sources,
    }
    return [f"### {title}\n\n{_listed(rows)}" for title, rows in sections.items() if rows]


def verdict_section(verdicts: Sequence[Verdict], unserved: Sequence[str]) -> str:
    """The text of the verdict, and the new operations that the sandbox lacks."""
    rows = "".join(f"| {as_code(one.command)} | {one.outcome} | {one.seconds:.0f} s |\n" for one in verdicts)
    parts = ["## Verdict", f"| command | outcome | time |\n|---|---|---|\n{rows}"]
    parts += [f"The sandbox lacks {as_code(name)}." for name in unserved]
    for one in verdicts:
        if not one.passed:
            # Behind a mark: what stands first on a line is a command to the log of a workflow.
            said = "\n".join(f"    | {printable(line)}" for line in one.said.splitlines())
            parts.append(f"<details><summary>{one.command}</summary>\n\n{said}\n\n</details>")
    return "\n".join(parts)


def next_version(pyproject: str, changes: Sequence[Change], names: NameChanges) -> str:
    """The version after this change by Semantic Versioning; before 1.0 the second number tells of breaks."""
    found = _VERSION.search(pyproject)
    if found is None:
        return "unknown, for pyproject.toml has none"
    major, minor, patch = (int(part) for part in found.groups())
    level = worst(changes)
    if names.breaking or level is Level.BREAKING:
        return f"0.{minor + 1}.0" if major == 0 else f"{major + 1}.0.0"
    if (names or level in (Level.RISKY, Level.COMPATIBLE)) and major > 0:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def changelog(changes: Sequence[Change], names: NameChanges) -> str:
    """A draft in the manner of Keep a Changelog."""
    calls = [name for name in names.appeared if name.startswith("api.")]
    gone = [name for name in names.vanished if name.startswith("api.")]
    changed = [
        f"- {change.rule.replace('-', ' ')}: {as_code(readable(change.place))}:"
        f" {as_code(values(change, _WORDS))} ({change.level.word}); {change.reason}"
        for change in changes
        if change.level in (Level.BREAKING, Level.RISKY)
        and change.rule not in ("operation-added", "operation-removed")
    ]
    sections = {
        "Added": [f"- {as_code(name)}" for name in calls],
        "Changed": changed,
        "Removed": [f"- {as_code(name)}" for name in gone],
    }
    written = [f"#### {title}\n\n" + "\n".join(rows) for title, rows in sections.items() if rows]
    return "\n\n".join(written) or "#### Changed\n\n- Texts of the description."


def _names(names: NameChanges, users: Mapping[str, Sequence[str]]) -> str:
    rows = [
        *(f"- vanishes: {as_code(name)}" for name in names.vanished),
        *(
            f"- changes: {as_code(name)} from {as_code(old)} to {as_code(new)}"
            for name, (old, new) in names.changed.items()
        ),
        *(f"- appears: {as_code(name)}: {as_code(kind)}" for name, kind in names.appeared.items()),
        *(
            f"- handwritten {as_code(name)} uses {', '.join(map(as_code, used))}"
            for name, used in users.items()
        ),
    ]
    return "\n".join(rows) or "No public name appears, vanishes or changes its type."


def _listed(sentences: Sequence[str]) -> str:
    return "\n".join(f"- {as_code(sentence)}" for sentence in sentences)
