"""Taking a new description in: fetched, compared, generated from and put in place, or not at all.

All is made beside the tree; the tree changes in one step at the end, and stays as it was on any failure.
What the suite says of the result is not asked here.
"""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from attrs import field, frozen

from clob_spec.acknowledged import Acknowledgement, read_acknowledged
from clob_spec.bounded import bounded
from clob_spec.dependents import Dependents, dependents
from clob_spec.difference import Change, compare_documents
from clob_spec.difference.change import Changes
from clob_spec.document import Json, parse_yaml, read_text, read_yaml
from clob_spec.errors import SpecError
from clob_spec.fetch import Patience, read_source
from clob_spec.generate import PACKAGE, Tree, build, read_tree, write
from clob_spec.lint import invalid, lint_text
from clob_spec.operations import bare_path, operations
from clob_spec.overlay import apply_action, is_needless, read_overlay
from clob_spec.project import Project
from clob_spec.signatures import NameChanges, compare_trees

_IMPORT_ALL = f"""
import importlib, pkgutil, sys
sys.path.insert(0, sys.argv[1])
import {PACKAGE}
assert {PACKAGE}.__path__[0].startswith(sys.argv[1])
for found in pkgutil.walk_packages({PACKAGE}.__path__, "{PACKAGE}."):
    importlib.import_module(found.name)
"""


@frozen
class Update:
    """What an update did: the changes it proposes, those declined before, and what they made.

    `names` is None when nothing was new, and the tree is as it was.
    """

    source: str
    changes: list[Change]
    declined: list[tuple[Change, Acknowledgement]]
    needless: list[str]
    names: NameChanges | None
    new_operations: list[tuple[str, str, str]]
    dependents: Dependents = field(factory=Dependents)


@frozen
class _Made:
    """What an update is about to put in place; without a tree nothing is."""

    done: Update
    settings: str = ""
    tree: Tree | None = None


def update(
    project: Project, source: str | None, patience: Patience, today: dt.date, dated: dt.date | None = None
) -> Update:
    """Replaces description, source.toml and generated tree by what `source` makes, a URL or a file.

    None is the URL of source.toml. `dated` is the day that the content is known to be of; when None, `today`
    for a URL, the day of its last change for a file. Raises SpecError, and the tree is as before.
    """
    settings = read_text(project.source)
    source = source or _upstream(settings)
    text = read_source(source, patience)
    day = dated or _day_of(source, today)
    made = bounded(source, lambda: _made(project, source, text, settings, day))
    if made.tree is not None:
        put_in_place(project, text, made.settings, made.tree)
    return made.done


def _made(project: Project, source: str, text: str, settings: str, day: dt.date) -> _Made:
    new = _valid(text, source, read_yaml(project.description))
    old_text = read_text(project.description)
    old = parse_yaml(old_text, project.description.name)
    found = [*compare_documents(old, new), *new_findings(old_text, text)]
    acknowledged = read_acknowledged(project.acknowledged)
    declined = [(change, acknowledged[change.id]) for change in found if change.id in acknowledged]
    changes = [change for change in found if change.id not in acknowledged]
    if not changes:
        return _Made(Update(source, [], declined, [], None, []))
    needless = review_overlays(project, old, new)
    tree = _generated(project, text)
    added = new_addresses(old, new)
    names = compare_trees(read_tree(project.generated), tree)
    done = Update(source, changes, declined, needless, names, added, dependents(project, old, changes))
    return _Made(done, _described(settings, text, new, day), tree)


def _day_of(source: str, today: dt.date) -> dt.date:
    if "://" in source:
        return today
    return dt.datetime.fromtimestamp(Path(source).stat().st_mtime, dt.UTC).date()


def _upstream(settings: str) -> str:
    found = re.search(r'^url = "([^"]+)"$', settings, re.MULTILINE)
    if found is None:
        raise SpecError("source.toml has no url.")
    return found[1]


def _valid(text: str, source: str, old: Json) -> Json:
    new = parse_yaml(text, source)
    info = new.get("info")
    title, due = (info.get("title") if isinstance(info, dict) else None), old["info"]["title"]
    if title != due:
        raise SpecError(f"{source} is another document: its title is {title!r}, not {due!r}.")
    for finding in invalid(new):
        raise SpecError(f"{source} is not a valid description: {finding.pointer or '/'}: {finding.message}")
    return new


def new_findings(old: str, new: str) -> list[Change]:
    """What lint has against the new text and had not against the old: quotes that were lost, for one."""
    known = set(lint_text(old, "old"))
    found = Changes()
    for finding in lint_text(new, "new"):
        if finding not in known:
            found.add(f"lint-{finding.rule}", finding.pointer, None, finding.message)
    return found.sorted()


def new_addresses(old: Json, new: Json) -> list[tuple[str, str, str]]:
    """Method, path and id of each operation that had another address before, or none."""
    known = {(method, bare_path(path)) for path, method, _ in operations(old)}
    return [
        (method.upper(), path, operation.get("operationId", ""))
        for path, method, operation in operations(new)
        if (method, bare_path(path)) not in known
    ]


def review_overlays(project: Project, old: Json, new: Json) -> list[str]:
    """The actions that change nothing any more. Raises SpecError naming each that no longer fits."""
    tried = _tried(project, new)
    known = _tried(project, old) if tried else {}
    said = {sentence: fits for sentence, fits in tried.items() if sentence not in known}
    broken = [sentence for sentence, fits in said.items() if not fits]
    if broken:
        raise SpecError(f"The overlays no longer fit: {' '.join(broken)}")
    return list(said)


def _tried(project: Project, document: Json) -> dict[str, bool]:
    """A sentence for each action that brings nothing (true) or cannot be done (false)."""
    said: dict[str, bool] = {}
    document = copy.deepcopy(document)
    for path in project.overlays():
        for number, action in enumerate(read_overlay(path)["actions"], 1):
            where = f"{path.name}, action {number}"
            try:
                if is_needless(document, action, where):
                    said[f"{where} ({action['target']}) changes nothing: {action['x-reason']}"] = True
                document = apply_action(document, action, where)
            except SpecError as error:
                said[str(error)] = False
    return said


def _generated(project: Project, text: str) -> Tree:
    """The tree that the new description makes, tried by importing all of it."""
    with tempfile.TemporaryDirectory(prefix="clob-spec-update-") as folder:
        stage = Project(Path(folder))
        shutil.copytree(project.root / "overlays" / "spec", stage.root / "overlays" / "spec")
        shutil.copytree(project.templates, stage.templates)
        stage.description.parent.mkdir()
        shutil.copy(project.settings, stage.settings)
        stage.description.write_text(text, encoding="utf-8")
        tree = build(stage)
        write(tree, stage.generated)
        command = [sys.executable, "-B", "-c", _IMPORT_ALL, str(stage.generated)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)  # noqa: S603
        if done.returncode != 0:
            raise SpecError(
                f"The generated client does not import: {done.stderr.strip().splitlines()[-1:] or ['?']}."
            )
    return tree


def _described(settings: str, text: str, document: Json, dated: dt.date) -> str:
    """The text of source.toml for a description; its comment and URL stay."""
    facts = {
        "date": dated.isoformat(),
        "sha256": f'"{hashlib.sha256(text.encode()).hexdigest()}"',
        "paths": str(len(document["paths"])),
        "operations": str(len(list(operations(document)))),
        "schemas": str(len(document.get("components", {}).get("schemas", {}))),
    }
    for key, value in facts.items():
        settings = re.sub(rf"^{key} = .*$", f"{key} = {value}", settings, flags=re.MULTILINE)
    return settings


def put_in_place(project: Project, text: str, settings: str, tree: Tree) -> None:
    """Description, source.toml and generated tree together; when one cannot be written, all stay."""
    before = read_tree(project.generated)
    files = {project.description: text, project.source: settings}
    kept = {path: path.read_bytes() for path in files}
    undo: list[Callable[[], object]] = [lambda: write(before, project.generated)]
    try:
        write(tree, project.generated)
        for path, content in files.items():
            undo.append(lambda path=path: _replace(path, kept[path]))  # type: ignore[misc]
            _replace(path, content.encode())
    except BaseException as error:
        for step in reversed(undo):
            step()
        if isinstance(error, OSError):
            raise SpecError(f"The new tree cannot be written: {error}. The old one stands.") from error
        raise


def _replace(path: Path, content: bytes) -> None:
    """A file's content, all at once."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        beside = Path(file.name)
        file.write(content)
    try:
        shutil.copymode(path, beside)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
