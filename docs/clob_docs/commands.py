"""The command lines, from their own parsers: usage, what each does, arguments and options."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import clob_conformance.cli.commands
import clob_sandbox.cli.commands
import clob_spec.commands
import polymarket_clob._cli.app
import typer

_APPS = {
    "clob": polymarket_clob._cli.app.app,
    "clob-conformance": clob_conformance.cli.commands.app,
    "clob-sandbox": clob_sandbox.cli.commands.app,
    "clob-spec": clob_spec.commands.app,
}


def all_commands() -> str:
    """Every command with its subcommands as Markdown, a heading each."""
    return "\n".join(
        line for name, app in _APPS.items() for line in _reported(name, typer.main.get_command(app), 2)
    )


def _reported(path: str, command: Any, depth: int) -> Iterator[str]:
    context = command.make_context(path, [], resilient_parsing=True)
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    yield f"\n{'#' * depth} {path}\n"
    yield f"```text\n{usage}\n```\n"
    yield _paragraphs(command.help or "")
    rows = [row for parameter in command.params for row in _row(parameter, context)]
    if rows:
        yield "\n| option or argument | |\n|---|---|"
        yield from rows
    for name, below in sorted(getattr(command, "commands", {}).items()):
        if not below.hidden:
            yield from _reported(f"{path} {name}", below, min(depth + 1, 4))


def _paragraphs(text: str) -> str:
    """A help text without what Markdown would take for its own."""
    return (
        inspect.cleandoc(text).replace("\b", "").replace("<", "\\<").replace("*", "\\*").replace("_", "\\_")
    )


def _row(parameter: Any, context: Any) -> Iterator[str]:
    reported = parameter.get_help_record(context)
    if reported is None:  # an argument
        reported = (parameter.human_readable_name, getattr(parameter, "help", None) or "")
    name, text = reported
    yield f"| `{name.replace('|', '/')}` | {_paragraphs(text).replace('|', '/')} |"
