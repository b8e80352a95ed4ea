"""The wheel, installed into an empty environment outside the repository, runs the quick suite."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dist = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(dist)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = dist.glob("*.whl")
    return built


def environment(folder: Path, *requirements: str) -> Path:
    """The bin folder of a new environment with these installed, at the versions that are locked."""
    venv.create(folder, with_pip=True)
    pins = folder / "constraints.txt"
    locked = (ROOT / "requirements" / "dev.txt").read_text()
    pins.write_text("\n".join(re.findall(r"^[A-Za-z0-9_.-]+==[^\s;]+(?: ; [^\\\n]*)?", locked, re.MULTILINE)))
    subprocess.run(
        [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "-c", pins, *requirements], check=True
    )
    return folder / "bin"


def outside(tmp_path: Path, *command: object) -> subprocess.CompletedProcess[str]:
    """Runs a command outside the repository, with nothing of it on the path."""
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "CLOB_"))}
    return subprocess.run(
        [str(part) for part in command],
        cwd=tmp_path,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_base_install_is_the_client_alone(wheel: Path, tmp_path: Path) -> None:
    bin_folder = environment(tmp_path / "env", str(wheel))
    code = "import polymarket_clob as c; print(c.PrivateKeySigner('0x' + '11' * 32).address)"
    answer = outside(tmp_path, bin_folder / "python", "-c", code)
    assert answer.stdout.strip() == "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A", answer.stderr
    installed = outside(tmp_path, bin_folder / "python", "-m", "pip", "list", "--format", "json")
    names = {package["name"].lower() for package in json.loads(installed.stdout)}
    assert not names & {"schemathesis", "starlette", "eth-account", "pydantic", "openapi-python-client"}


def test_the_quick_suite_runs_from_the_wheel_by_either_judge(wheel: Path, tmp_path: Path) -> None:
    bin_folder = environment(tmp_path / "env", f"{wheel}[conformance]")
    suite = (bin_folder / "clob-conformance", "run", "--quick")
    published = outside(tmp_path, *suite, "--judge", "published", "--suite", "examples")
    assert published.returncode == 0, published.stdout + published.stderr
    answer = outside(tmp_path, *suite)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    report = json.loads((tmp_path / "reports" / "conformance" / "report.json").read_text())
    assert report["target"] == "sandbox"
    assert report["cases"] > 0
    assert report["findings"] == []
