# ruff: noqa: PLC0415 - a command loads its own tools: all of them together take two seconds
"""The commands of `clob-spec`: maintain the OpenAPI document and what is generated from it.

Exit codes: 0 done or nothing found; 1 findings or a stale tree; 2 it could not (a file, a server, the extra
"spec" is missing); 64 wrong usage; `diff` has its own: 0 none or wording, 1 compatible or risky, 2 breaking,
3 could not, wrong usage included.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, cast

import typer

from clob_spec.bounded import bounded
from clob_spec.errors import SpecError, WrongUsage
from clob_spec.printable import printable

app = typer.Typer(help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"clob-spec {version('polymarket-clob')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool,
        typer.Option("--version", help="Print the version and end.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    pass


@app.command()
def lint(
    file: Annotated[
        Path | None, typer.Argument(help="An OpenAPI document; the vendored one if left out.")
    ] = None,
    *,
    effective_description: Annotated[
        bool, typer.Option("--effective", help="The vendored document after all overlays.")
    ] = False,
) -> None:
    """List what would hurt: rule, place, sentence."""
    from clob_spec.document import read_text, to_yaml
    from clob_spec.generate import effective
    from clob_spec.lint import lint_text
    from clob_spec.project import find_project

    project = find_project()
    if effective_description and file is not None:
        raise WrongUsage("A FILE and --effective exclude each other.")
    if effective_description:
        name = "the effective description"
        findings = bounded(name, lambda: lint_text(to_yaml(effective(project)), name))
    else:
        path = file or project.description
        findings = bounded(path.name, lambda: lint_text(read_text(path), path.name))
    for finding in findings:
        typer.echo(printable(f"{finding.rule}: {finding.pointer or '/'}: {finding.message}"))
    typer.echo(f"{len(findings)} finding{'' if len(findings) == 1 else 's'}.", err=True)
    raise typer.Exit(1 if findings else 0)


# Typer brings its own copy of click or uses the installed one, by version; both make this the base.
UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[1])


class Format(StrEnum):
    """How `diff` writes."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="The OpenAPI document as it was.")],
    new: Annotated[Path, typer.Argument(help="The OpenAPI document as it is.")],
    style: Annotated[Format, typer.Option("--format", help="How to write.")] = Format.TEXT,
) -> None:
    """List what changed for a caller of the API, a line for each change.

    Exit 0 none or wording, 1 compatible or risky, 2 breaking, 3 could not.
    """
    from clob_spec.difference import compare_documents, worst
    from clob_spec.difference.change import Exit, exit_code
    from clob_spec.difference.reading import read_description
    from clob_spec.difference.report import FORMATS

    def compared() -> tuple[str, Exit]:
        changes = compare_documents(read_description(old), read_description(new))
        return FORMATS[style](changes), exit_code(worst(changes))

    shown, code = bounded(f"The comparison of {old.name} and {new.name}", compared)
    typer.echo(shown, nl=False)
    raise typer.Exit(code)


@app.command()
def apply(
    through: Annotated[int | None, typer.Option(help="Leave out overlays of a higher number.")] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A file instead of standard output.")
    ] = None,
) -> None:
    """Write the description with the overlays applied in name order."""
    from clob_spec.document import to_yaml
    from clob_spec.generate import effective
    from clob_spec.project import find_project

    project = find_project()
    text = bounded(project.description.name, lambda: to_yaml(effective(project, through)))
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SpecError(f"Cannot write {output}: {error}.") from error


@app.command()
def generate() -> None:
    """Make generated/ from the description, the overlays and the templates."""
    from clob_spec.generate import build
    from clob_spec.generate import write as write_tree
    from clob_spec.project import find_project

    project = find_project()
    folder = project.generated
    changed = write_tree(bounded(project.description.name, lambda: build(project)), folder)
    typer.echo("generated/ is made anew." if changed else "generated/ is unchanged.")


@app.command()
def check() -> None:
    """Compare generated/ with what the generator makes now, file by file."""
    from clob_spec.generate import build, differences
    from clob_spec.project import find_project

    project = find_project()
    folder = project.generated
    found = differences(bounded(project.description.name, lambda: build(project)), folder)
    for sentence in found:
        typer.echo(sentence)
    if not found:
        typer.echo("generated/ is what the generator makes.")
    raise typer.Exit(1 if found else 0)


@app.command("update")
def update_command(
    source: Annotated[
        str | None, typer.Option("--from", help="A URL or a file; the URL of source.toml if left out.")
    ] = None,
    *,
    dated: Annotated[
        dt.datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Day the content is known to be of; if left out today for a URL, a file's last change.",
        ),
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds to wait for upstream, in all.")] = 60.0,
) -> None:
    """Take upstream's description in, regenerate, and write spec-change.md with the suite's verdict.

    Exit 0 when the tree was updated or nothing changed, 2 when it could not: then the tree is as before.
    """
    from clob_spec.difference.report import verdict
    from clob_spec.document import read_text
    from clob_spec.fetch import Patience
    from clob_spec.project import find_project
    from clob_spec.proposal import proposal, verdict_section
    from clob_spec.signatures import handwritten_users
    from clob_spec.update import update
    from clob_spec.verdict import unserved, verdicts

    project = find_project()
    root = project.generated.parent
    today = dt.datetime.now(dt.UTC).date()
    done = update(project, source, Patience(timeout), today, dated.date() if dated else None)
    users = handwritten_users(root / "overlays" / "polymarket_clob", done.names) if done.names else {}
    pyproject = read_text(root / "pyproject.toml")
    page = root / "spec-change.md"
    page.write_text(proposal(done, users, pyproject), encoding="utf-8")
    typer.echo(verdict(done.changes))
    if done.names is not None:
        typer.echo("openapi/ and generated/ are made anew; the checks and the quick suite run now.")
        section = verdict_section(verdicts(root), unserved(root, done.new_operations))
        page.write_text(proposal(done, users, pyproject, section), encoding="utf-8")
        typer.echo(section)
    typer.echo("See spec-change.md.")
