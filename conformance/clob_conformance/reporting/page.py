"""The report as one page for people: no network, nothing but this one file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from clob_conformance.core.citations import linked, passages, target_of
from clob_conformance.core.clauses import CATALOGUE
from clob_conformance.core.resources import data_file
from clob_conformance.reporting.difference import STATES
from clob_conformance.reporting.grid import MEANINGS, SIGNS, grid
from clob_conformance.reporting.verdict import Verdict, complete, where

TEMPLATES = Path(__file__).parent / "templates"
_OPEN_AT_FIRST = 3
_VERDICTS = ("broken", "not-reproduced", "known", "kept", "not-run")


def page(verdict: Verdict) -> str:
    """The page of a verdict and its report."""
    report = verdict.report
    known: dict[str, list[Any]] = {}
    for finding in report["findings"]:
        if finding["known"] is not None:
            known.setdefault(finding["known"], []).append(complete(finding))
    verdicts = report["clauses"].values()
    return (
        _environment()
        .get_template("index.html.jinja")
        .render(
            report=report,
            verdict=verdict,
            new=verdict.new,
            known=known,
            entries=_entries(),
            clauses=CATALOGUE,
            grid=grid(report),
            signs=SIGNS,
            states=STATES,
            meanings=MEANINGS,
            passages=passages(_sources(report)),
            counts={verdict: sum(one == verdict for one in verdicts) for verdict in _VERDICTS},
            open_at_first=_OPEN_AT_FIRST,
            style=_part("style.css"),
            script=_part("script.js"),
        )
    )


def _sources(report: Mapping[str, Any]) -> list[str]:
    """What the clauses and findings of a report cite."""
    of_clauses = [clause.source for name, clause in CATALOGUE.items() if name in report["clauses"]]
    return [*of_clauses, *(finding["source"] for finding in report["findings"])]


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["linked"] = linked
    environment.filters["where"] = where
    environment.filters["target_of"] = target_of
    return environment


def _part(name: str) -> Markup:
    """A part of the page that is ours and no text of a server's."""
    return Markup((TEMPLATES / name).read_text("utf-8"))  # noqa: S704 - a file of this package


@cache
def _entries() -> dict[str, dict[str, Any]]:
    """The known deviations with their words, by id."""
    entries = tomllib.loads(data_file("deviations.toml").read_text("utf-8")).get("deviation", [])
    return {entry["id"]: entry for entry in entries}
