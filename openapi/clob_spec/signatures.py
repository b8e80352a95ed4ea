"""The public names of a generated tree with their types, and what tells two trees apart.

Read from the sources, never imported: a tree may be compared that does not even import.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from clob_spec.generate import PACKAGE, Tree

_MODELS = f"{PACKAGE}/models/"
_API = f"{PACKAGE}/api/"
_OPERATIONS = f"{PACKAGE}/operations.py"
_CALLED = "sync_detailed"


@frozen
class NameChanges:
    """Names that appear and vanish with their types, and those of another type with both."""

    appeared: dict[str, str]
    vanished: dict[str, str]
    changed: dict[str, tuple[str, str]]

    @property
    def breaking(self) -> bool:
        """Whether code that uses the package may have to change."""
        return bool(self.vanished or self.changed)

    def __bool__(self) -> bool:
        return bool(self.appeared or self.vanished or self.changed)


def compare_trees(old: Tree, new: Tree) -> NameChanges:
    """What the public names of two generated trees have not in common."""
    before, after = signatures(old), signatures(new)
    return NameChanges(
        {name: after[name] for name in sorted(after.keys() - before.keys())},
        {name: before[name] for name in sorted(before.keys() - after.keys())},
        {
            name: (before[name], after[name])
            for name in sorted(before.keys() & after.keys())
            if before[name] != after[name]
        },
    )


def signatures(tree: Tree) -> dict[str, str]:
    """Public names, relative to the package, each with its type: calls, models, attributes, words, levels."""
    return {
        name: kind
        for path, content in tree.items()
        if path.endswith(".py") and not path.endswith("__init__.py")
        for name, kind in _of_module(path, ast.parse(content))
    }


def _of_module(path: str, module: ast.Module) -> Iterator[tuple[str, str]]:
    if path.startswith(_API):
        name = path.removeprefix(f"{PACKAGE}/").removesuffix(".py").replace("/", ".")
        for node in module.body:
            if isinstance(node, ast.FunctionDef) and node.name == _CALLED:
                yield (
                    name,
                    f"({ast.unparse(node.args)}) -> {ast.unparse(node.returns) if node.returns else ''}",
                )
    elif path.startswith(_MODELS):
        for node in module.body:
            if isinstance(node, ast.ClassDef):
                yield f"models.{node.name}", "class"
                yield from _of_class(node)
    elif path == _OPERATIONS:
        for call in ast.walk(module):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Operation":
                id_, method, where, level = (ast.literal_eval(argument) for argument in call.args)
                yield f"operations.OPERATIONS[{id_!r}]", f"{method} {where}, {level}"


def _of_class(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for item in node.body:
        target: ast.expr | None = item.target if isinstance(item, ast.AnnAssign) else None
        if isinstance(item, ast.Assign):
            target = item.targets[0]
        if not isinstance(target, ast.Name) or target.id.startswith("_"):
            continue
        if isinstance(item, ast.AnnAssign):
            optional = "" if item.value is None else " (optional)"
            yield f"models.{node.name}.{target.id}", ast.unparse(item.annotation) + optional
        elif isinstance(item, ast.Assign):
            yield f"models.{node.name}.{target.id}", ast.unparse(item.value)


def handwritten_users(folder: Path, names: NameChanges) -> dict[str, list[str]]:
    """Public names of the handwritten package that use what vanished or changed, each with what it uses."""
    touched = {
        name.split(".")[-1] if name.startswith("api.") else name.split(".")[1]: name
        for name in (*names.vanished, *names.changed)
        if name.startswith(("api.", "models."))
    }
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.py")):
        module = ".".join(path.relative_to(folder.parent).with_suffix("").parts)
        for node in ast.parse(path.read_bytes()).body:
            if (
                isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
                and node.name[0] != "_"
            ):
                words = {getattr(part, "id", getattr(part, "attr", None)) for part in ast.walk(node)}
                used = sorted(touched[word] for word in touched.keys() & words)
                if used:
                    found[f"{module}.{node.name}"] = used
    return found
