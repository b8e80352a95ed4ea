"""The wheel, installed into an empty environment outside the repository, runs the quick suite."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

SIGNS = """
import polymarket_clob as c
signer = c.PrivateKeySigner("0x" + "11" * 32)
rules = c.MarketRules(tick_size="0.01", neg_risk=False)
signed = c.OrderBuilder(signer).limit(c.OrderArgs("7" * 76, "0.5", 10, "BUY"), rules)
print(signer.address, len(signed.signature))
"""


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


def pip(python: Path, *arguments: object) -> str:
    """This environment's pip at work in another, without a compiler, at the versions that are locked."""
    locked = (ROOT / "requirements" / "dev.txt").read_text()
    pins = python.parent / "constraints.txt"
    pins.write_text("\n".join(re.findall(r"^[A-Za-z0-9_.-]+==[^\s;]+(?: ; [^\\\n]*)?", locked, re.MULTILINE)))
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python, *arguments]
    variables = {**os.environ, "PIP_CONSTRAINT": str(pins), "CC": "/bin/false", "CXX": "/bin/false"}
    done = subprocess.run(
        [str(part) for part in command], env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


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


def test_the_source_distribution_holds_all_that_is_tracked(tmp_path: Path) -> None:
    """So its tests have what they need: their data, workflows, documents, locks."""
    git = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if git.returncode:
        pytest.skip("not a checkout of git: nothing says what is tracked")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(built) as packed:
        held = {name.partition("/")[2] for name in packed.getnames()}
    assert set(git.stdout.split()) - held == set()


def test_the_wheel_carries_the_notices_of_others(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        (name,) = (name for name in packed.namelist() if name.endswith("licenses/THIRD-PARTY-NOTICES.md"))
        notice = packed.read(name).decode()
    (licence,) = (
        file.read_text()
        for file in distribution("openapi-python-client").files or ()
        if file.match("*.dist-info/licenses/LICENSE")
    )
    assert licence.strip() in notice
    assert f"openapi-python-client {distribution('openapi-python-client').version}" in notice


def test_the_wheel_alone_is_the_client_and_with_its_extra_it_runs_the_quick_suite_by_either_judge(
    wheel: Path, tmp_path: Path
) -> None:
    venv.create(tmp_path / "env")
    bin_folder = tmp_path / "env" / "bin"
    python = bin_folder / "python"
    assert json.loads(pip(python, "list", "--format", "json")) == []

    pip(python, "install", "--no-compile", wheel)
    response = outside(tmp_path, python, "-c", SIGNS)
    assert response.stdout.split() == ["0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A", "132"], response.stderr
    names = {package["name"].lower() for package in json.loads(pip(python, "list", "--format", "json"))}
    assert "polymarket-clob" in names
    assert not names & {"schemathesis", "starlette", "eth-account", "pydantic", "openapi-python-client"}

    pip(python, "install", "--no-compile", f"{wheel}[conformance]")
    some = (
        "getBook",
        "getSimplifiedMarkets",
        "postOrder",
        "cancelOrder",
        "getOrders",
        "getTrades",
    )  # by every suite
    suite = (bin_folder / "clob-conformance", "run", "--quick", *(f"--operation={name}" for name in some))
    published = outside(tmp_path, *suite, "--judge", "published", "--suite", "examples")
    assert published.returncode == 0, published.stdout + published.stderr
    response = outside(tmp_path, *suite)
    assert response.returncode == 0, response.stdout + response.stderr
    report = json.loads((tmp_path / "reports" / "conformance" / "report.json").read_text())
    assert report["target"] == "sandbox"
    assert report["cases"] > 0
    assert report["findings"] == []
