"""No test passes in which the sandbox, in whichever process, answers against the judge's description."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from clob_spec.document import read_yaml
from clob_spec.overlay import apply_overlays

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT / "conformance" / "tests" / "judged"))

import judged_answers  # noqa: E402 - found by the line above

_PLACE = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Lay out the two descriptions, and have every process of the tests watched from its start. What a test
    runs does not speak for the job that runs the tests.
    """
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        os.environ.pop(name, None)
    place = config.stash[_PLACE] = tempfile.TemporaryDirectory(prefix="judged-")
    judge = read_yaml(ROOT / "generated" / "judge.yaml")
    Path(place.name, "documented.json").write_text(json.dumps(judge))
    tolerant = apply_overlays(judge, [ROOT / "overlays" / "spec" / "40-tolerance.yaml"])
    schemas = tolerant["components"]["schemas"]
    del schemas["Notification"]["properties"]["type"]["enum"]  # kinds that no document names were recorded
    for side in ("bids", "asks"):  # a side without orders
        levels = schemas["OrderBookSummary"]["properties"][side]
        schemas["OrderBookSummary"]["properties"][side] = {"anyOf": [levels, {"type": "null"}]}
    for schema in schemas.values():
        if "next_cursor" in schema.get("required", ()):  # and pages without their counts
            schema["required"] = ["next_cursor", "data"]
    Path(place.name, "observed.json").write_text(json.dumps(tolerant))
    paths = [str(judged_answers.FOLDER), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ.update(
        {
            judged_answers.PLACE: place.name,
            judged_answers.PREFIX: sys.prefix,
            "PYTHONPATH": os.pathsep.join(paths),
        }
    )
    judged_answers.watch()


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[_PLACE].cleanup()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, None, None]:
    """After a test and whatever ended with it: what was complained of since the last."""
    yield
    if found := judged_answers.take():
        pytest.fail("the sandbox answered against its description:\n" + "\n".join(found), pytrace=False)
