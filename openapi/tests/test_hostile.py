"""A description whose texts try to become code, a path, a request or a command: nothing of them does.

What is generated from it is imported and called in a process that records what it does.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from clob_spec.document import read_yaml, to_yaml
from clob_spec.generate import Tree, build, write
from clob_spec.project import Project

from .checkouts import ROOT

COMPLETE = Path(__file__).with_name("data") / "complete.yaml"
CODE = "open('stolen', 'w')"
TRICKS = [
    f'"\n{CODE}\n"',
    f"'\n{CODE}\n'",
    f'"""\n{CODE}\n"""',
    f"'''\n{CODE}\n'''",
    f'" + {CODE} + "',
    f"' + {CODE} + '",
    f'\\" + {CODE} + "',
    f"\\' + {CODE} + '",
    f'", {CODE}, "',
    f"){CODE}(",
    f"x\n{CODE}",
    f"x\r{CODE}",
    f"x\x0c{CODE}",
    f"x\x85{CODE}",
    f"x\u2028{CODE}",
    f"\\n{CODE}",
    "\\",
    "\\\\",
    'x"',
    "x'",
    'x"""',
    "x\\N{BULLET}\\x\\u12",
    f"{{{CODE}}}",
    f"{{{{ {CODE} }}}}",
    f"{{% set x = {CODE} %}}",
    f"${{{{ {CODE} }}}}",
    "{0.__class__}",
    "%s%(x)s%n",
    "../../../stolen",
    "/stolen",
    "$(touch stolen)",
    "`touch stolen`",
    "x\u202eniam",
    "\x1b[2J\x1b]0;x\x07",
    "import",
    "None",
    "self",
    "__class__",
    "__init__",
    "日本",
]
"""Quotes of every kind, backslashes, ends of lines, templates, paths, commands, and words of Python."""


def hostile() -> Any:
    """A valid description that has every trick at every place that takes it."""
    document = read_yaml(COMPLETE)
    thing = {"$ref": "#/components/schemas/Thing"}
    schemas = document["components"]["schemas"]
    for number, trick in enumerate(TRICKS):
        words: dict[str, Any] = {"title": f"T{number} {trick} T{number}", "description": trick}
        held = {"type": "string", "description": trick, "example": trick, "default": trick}
        schemas[f"Words{number}"] = {
            "type": "object",
            **words,
            "required": [trick],
            "properties": {
                trick: {"type": "string", "format": trick},
                f"a{trick}": {"type": "string", "format": "date"},
                f"b{trick}": thing,
                f"c{trick}": {"type": "array", "items": thing},
                f"d{trick}": {"type": "object", "properties": {"z": {"type": "string", "enum": ["a"]}}},
                f"e{trick}": {"oneOf": [thing, {"type": "string", "format": "uuid"}]},
                "held": held,
                "fixed": {"const": trick},
                "word": {"type": "string", "enum": [trick, "other"]},
                "number": {"type": "integer", "enum": [1, 2], "x-enum-varnames": [f"A{trick}", "B"]},
            },
            "additionalProperties": {"type": "object", "properties": {f"f{trick}": thing}},
        }
        text = {"type": "string", "default": trick}
        parameters: list[dict[str, Any]] = [
            {"name": f"{where}{trick}", "in": where, "description": trick, "schema": text, "example": trick}
            for where in ("query", "header", "cookie")
        ]
        parameters.append({"name": "word", "in": "query", "schema": {"type": "string", "enum": [trick, "b"]}})
        document["paths"][f"/hostile/{number}/{trick.replace('{', '(').replace('}', ')')}"] = {
            "post": {
                "operationId": f"op{number}{trick}",
                "summary": trick,
                "description": trick,
                "tags": [f"Things{trick}"],
                "parameters": parameters,
                "externalDocs": {"url": "https://api.example", "description": trick},
                "requestBody": {
                    "description": trick,
                    "content": {
                        "application/json": {"schema": {"$ref": f"#/components/schemas/Words{number}"}},
                    },
                },
                "responses": {
                    "200": {
                        "description": trick,
                        "content": {
                            "application/json": {"schema": {"$ref": f"#/components/schemas/Words{number}"}}
                        },
                    },
                },
                "x-words": {trick: trick},
            }
        }
        document["servers"].append({"url": f"https://{number}.example", "description": trick})
        document["tags"].append({"name": f"Things{trick}", "description": trick})
    document["info"].update(title="".join(TRICKS), description="".join(TRICKS), version="".join(TRICKS))
    return document


def staged(root: Path, document: Any) -> Project:
    """A project of this description and no overlay."""
    project = Project(root)
    project.description.parent.mkdir(parents=True)
    (root / "overlays" / "spec").mkdir(parents=True)
    for path in (project.templates, project.settings):
        (root / path.relative_to(root)).symlink_to(ROOT / path.relative_to(root))
    for item in document["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict):
                operation.pop("security", None)
    project.description.write_text(to_yaml({**document, "security": []}), encoding="utf-8")
    return project


AUDIT = """
import importlib, inspect, json, os, pkgutil, sys
import httpx, attrs, orjson, uuid, datetime

done, folder = [], sys.argv[1]
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT

def record(event, arguments):
    if event == "open":
        path, _, flags = arguments
        mine = str(path).startswith((folder, sys.prefix, sys.base_prefix))
        if mine and not (flags or 0) & WRITES:
            return
    elif not event.startswith(("socket", "subprocess", "os.", "shutil", "ctypes", "urllib", "ftplib")):
        return
    elif event in ("os.listdir", "os.scandir"):
        return
    done.append([event, str(arguments)])

sys.path.insert(0, folder)
sys.addaudithook(record)
import polymarket_clob_api as package
names, calls = [], 0
for found in pkgutil.walk_packages(package.__path__, "polymarket_clob_api."):
    module = importlib.import_module(found.name)
    names.append(found.name)
    for name, value in vars(module).copy().items():
        if name == "_get_kwargs":
            wanted = inspect.signature(value).parameters.values()
            given = {p.name: p.default if p.default is not p.empty else {} for p in wanted}
            if "body" in given:
                given["body"] = importlib.import_module("polymarket_clob_api.types").UNSET
            value(**given)
            calls += 1
        elif hasattr(value, "adopt") and value.__module__ == found.name != "polymarket_clob_api.types":
            model = value.from_dict({"word": "x", "held": 1})
            repr(model), model.to_dict(), dict(model)
print(json.dumps([done, names, calls]))
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return build(staged(tmp_path_factory.mktemp("hostile"), hostile()))


def test_what_is_generated_from_a_hostile_description_does_nothing_when_it_is_used(
    tree: Tree, tmp_path: Path
) -> None:
    write(tree, tmp_path / "generated")
    (tmp_path / "elsewhere").mkdir()
    command = [sys.executable, "-B", "-c", AUDIT, str(tmp_path / "generated")]
    run = subprocess.run(command, cwd=tmp_path / "elsewhere", capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    done, names, calls = json.loads(run.stdout)
    assert done == []
    assert calls >= len(TRICKS)
    assert len(names) > 4 * len(TRICKS)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_no_text_of_a_hostile_description_is_code(tree: Tree) -> None:
    for name, content in tree.items():
        assert name == "judge.yaml" or name.startswith("polymarket_clob_api/")
        assert ".." not in name
        for node in ast.walk(ast.parse(content)) if name.endswith(".py") else ():
            assert not (isinstance(node, ast.Name) and node.id == "open"), name
    assert tree["judge.yaml"].count(b"\x1b") == 0
