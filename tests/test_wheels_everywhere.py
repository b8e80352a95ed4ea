"""The base install has a wheel of every package for each Python and platform: nobody needs a compiler.

The versions are the locked ones. ``uv`` answers for other platforms as pip does on them, and at once, of the
pages of the registry that it read a moment before; without a registry nothing is asked, and the tests say so.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
UV = Path(sys.executable).parent / "uv"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = {
    "x86_64-manylinux_2_28": "Linux, x86-64",
    "aarch64-manylinux_2_28": "Linux, ARM",
    "x86_64-unknown-linux-musl": "Alpine Linux",
    "aarch64-apple-darwin": "macOS, ARM",
    "x86_64-apple-darwin": "macOS, Intel",
    "x86_64-pc-windows-msvc": "Windows, x86-64",
    "aarch64-pc-windows-msvc": "Windows, ARM",
}
NOT_FOR = {
    "pycurl": ("fast", ("Alpine Linux",)),
}
"""The package of an extra that has not every wheel, and where it has none; the README says the same."""


def resolve(*arguments: object, text: str = "") -> subprocess.CompletedProcess[str]:
    """uv's choice of packages for these arguments."""
    command = [UV, "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--python", sys.executable]
    return subprocess.run(
        [str(part) for part in (*command, *arguments)],
        input=text,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def without_wheels(pins: str, platform: str, python: str) -> str:
    """What stands in the way of installing these pins without a compiler; empty when nothing does."""
    options = (
        "--no-deps",
        "--only-binary",
        ":all:",
        "--python-platform",
        platform,
        "--python-version",
        python,
    )
    found = resolve("-", *options, text=pins)
    return found.stderr.strip() if found.returncode else ""


def pinned(text: str, *options: str) -> str:
    """These requirements at the versions that are locked; what the registry has of them is read."""
    lock = ROOT / "requirements" / "dev.txt"
    found = resolve("-", "--universal", "--python-version", "3.11", "-c", lock, *options, text=text)
    assert found.returncode == 0, found.stderr
    return found.stdout


@pytest.fixture(scope="module", autouse=True)
def registry() -> None:
    found = resolve("-", "--no-deps", text="attrs")
    if found.returncode:
        pytest.skip(f"no registry of packages is reachable: {found.stderr.strip()[:200]}")


@pytest.fixture(scope="module")
def base() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return pinned("\n".join(project["dependencies"]))


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_base_install_needs_no_compiler(base: str, platform: str) -> None:
    assert "btclib-secp256k1==" in base
    assert {python: without_wheels(base, platform, python) for python in PYTHONS} == dict.fromkeys(
        PYTHONS, ""
    )


@pytest.mark.parametrize("package", NOT_FOR)
def test_an_extra_says_where_it_cannot_go(package: str) -> None:
    extra, platforms = NOT_FOR[package]
    pin = pinned(package, "--no-deps")
    assert tuple(name for key, name in PLATFORMS.items() if without_wheels(pin, key, "3.13")) == platforms
    (said,) = re.findall(r"^- \*\*Wheels\*\*.*$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert all(re.search(rf"`{extra}`[^;.]*{name}", said) for name in platforms)


def test_a_package_without_a_wheel_is_seen() -> None:
    assert resolve("-", "--no-deps", text="safe-pysha3==1.0.7").returncode == 0
    assert without_wheels("safe-pysha3==1.0.7", "x86_64-unknown-linux-musl", "3.14") == ""
    assert "no usable wheels" in without_wheels("safe-pysha3==1.0.7", "x86_64-pc-windows-msvc", "3.14")
