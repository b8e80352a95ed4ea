"""What `clob-spec diff` takes: of the vendored description, and of two of 0.9 MB. Prints; judges nothing.

Processor time is what the bounds of the design are held to: on a busy machine a clock shows the others.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from clob_spec.document import parse_yaml, to_yaml

VENDORED = Path(__file__).resolve().parents[1] / "clob-openapi.yaml"
PROGRAM = [sys.executable, "-c", "from clob_spec.cli import main; main()"]
SIZE = 900_000


def enlarged(document: Any, size: int) -> Any:
    """The description with copies of its operations and schemas until its YAML has `size` bytes."""
    made = json.loads(json.dumps(document))
    number = 0
    while len(to_yaml(made).encode()) < size:
        number += 1
        text = json.dumps(document).replace('"#/components/schemas/', f'"#/components/schemas/Copy{number}')
        copy = json.loads(text)
        for path, item in copy["paths"].items():
            for operation in item.values():
                if isinstance(operation, dict) and "operationId" in operation:
                    operation["operationId"] += f"Copy{number}"
            made["paths"][f"/copy{number}{path}"] = item
        schemas = copy["components"]["schemas"]
        made["components"]["schemas"].update(
            {f"Copy{number}{name}": schema for name, schema in schemas.items()}
        )
    return made


def changed(document: Any) -> Any:
    """The description with another type, another word and another text in every schema that has such."""
    made = json.loads(json.dumps(document))
    for schema in made["components"]["schemas"].values():
        for part in schema.get("properties", {}).values():
            if part.get("type") == "integer":
                part["type"] = "number"
            elif "enum" in part:
                part["enum"] = [*part["enum"], "ANOTHER"]
            elif "description" in part:
                part["description"] += " Told otherwise."
    return made


def measured(*arguments: object) -> tuple[float, float, float]:
    """Processor seconds of one run, the MB of memory of its largest process, and the lines it printed."""
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen([*PROGRAM, *map(str, arguments)], stdout=output)  # noqa: S603
        _, _, used = os.wait4(child.pid, 0)
        child.returncode = 0
        output.seek(0)
        return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, len(output.read().splitlines())


def main() -> None:
    """Prints a line for each measurement."""
    document = parse_yaml(VENDORED.read_text(encoding="utf-8"), VENDORED.name)
    large = enlarged(document, SIZE)
    with tempfile.TemporaryDirectory() as folder:
        files: dict[str, Path] = {}
        for name, content in {
            "vendored": document,
            "vendored-changed": changed(document),
            "large": large,
            "large-changed": changed(large),
        }.items():
            files[name] = Path(folder) / f"{name}.yaml"
            files[name].write_text(to_yaml(content), encoding="utf-8")
        for what, arguments in {
            "start": ("--help",),
            "vendored with itself": ("diff", files["vendored"], files["vendored"]),
            "vendored changed": ("diff", files["vendored"], files["vendored-changed"]),
            "0.9 MB with itself": ("diff", files["large"], files["large"]),
            "0.9 MB changed": ("diff", files["large"], files["large-changed"]),
        }.items():
            seconds, memory, lines = measured(*arguments)
            print(f"{what}: {seconds:.2f} s of processor time, {memory:.0f} MB, {lines:.0f} lines")


if __name__ == "__main__":
    main()
