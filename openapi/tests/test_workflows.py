"""The workflows: thin, pinned, with least permissions; their shell runs here as it stands."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from .checkouts import ROOT, copied, environment

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINS = {
    "actions/checkout": ("3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1"),
    "actions/setup-python": ("5fda3b95a4ea91299a34e894583c3862153e4b97", "v7.0.0"),
    "actions/upload-artifact": ("bbbca2ddaa5d8feaa63e36b76fdaad77386f024f", "v7.0.0"),
    "peter-evans/create-pull-request": ("5f6978faf089d4d20b00c7766989d076bb2fc7f1", "v8.1.1"),
    "pypa/gh-action-pypi-publish": ("81e9d935c883d0b210363ab89cf05f3894778450", "v1.8.14"),
}


def parsed(name: str) -> Any:
    """A workflow; `on` is a word here, not a truth value."""
    return yaml.load((ROOT / ".github" / "workflows" / name).read_text(), Loader=yaml.BaseLoader)  # noqa: S506


def jobs() -> list[tuple[str, str, Any]]:
    return [(path.name, name, job) for path in WORKFLOWS for name, job in parsed(path.name)["jobs"].items()]


def steps(body: Any) -> list[Any]:
    """The steps of a job; none of one that calls a workflow of this project."""
    assert ("steps" in body) != (body.get("uses") == "$/.github/workflows/conformance.yml")
    return list(body.get("steps", ()))


def shell(name: str, job: str) -> list[str]:
    """What a job runs, step by step."""
    return [step["run"] for step in steps(parsed(name)["jobs"][job]) if "run" in step]


def test_there_are_four_workflows() -> None:
    assert [path.name for path in WORKFLOWS] == [
        "conformance.yml",
        "contract.yml",
        "regenerate.yml",
        "release.yml",
    ]


def test_every_action_is_pinned_by_its_commit_and_names_its_version() -> None:
    for path in WORKFLOWS:
        text = re.sub(r"(?m)^#.*| +uses: \$/\.github/workflows/.*", "", path.read_text())
        used = re.findall(r"uses: (\S+)@(\S+) # (\S+)", text)
        assert len(used) == text.count("uses:")
        for action, commit, version in used:
            assert PINS[action] == (commit, version)


def test_nothing_may_be_written_but_what_a_job_says() -> None:
    allowed = {
        ("conformance.yml", "verdict"): {"contents": "read", "actions": "read"},
        ("contract.yml", "sandbox"): {"contents": "read", "actions": "read"},
        ("contract.yml", "production"): {"contents": "read", "actions": "read"},
        ("regenerate.yml", "propose"): {"contents": "write", "pull-requests": "write", "actions": "read"},
        ("release.yml", "try"): {"actions": "read"},
        ("release.yml", "publish"): {"id-token": "write", "actions": "read"},
    }
    for path in WORKFLOWS:
        assert parsed(path.name)["permissions"] == {}
    for name, job, body in jobs():
        assert body["permissions"] == allowed.get((name, job), {"contents": "read"})


def test_no_checkout_leaves_its_token_behind() -> None:
    for _, _, body in jobs():
        for step in steps(body):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] == "false"


def test_no_pull_request_reaches_a_secret() -> None:
    for path in WORKFLOWS:
        assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(parsed(path.name)["on"])
    for name, job, body in jobs():
        if "secrets." in json.dumps(body):
            assert (name, job) == ("contract.yml", "staging")
            guard = body["if"]
            assert guard.startswith(
                "(github.event_name == 'schedule' || github.event_name == 'workflow_dispatch')"
            )
            assert "||" not in guard.partition(")")[2]
            assert body["environment"] == "staging"


def test_no_text_of_others_is_pasted_into_a_shell() -> None:
    for _, _, body in jobs():
        for step in steps(body):
            assert "${{" not in step.get("run", "")


def test_the_shell_is_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    others = (
        'test "$GITHUB_REF_NAME" = "v$(.venv/bin/python -m hatchling version)"',
        ".venv/bin/python -m hatchling build",
        'echo "sums=$(cd dist && sha256sum * | base64 --wrap 0)" >> "$GITHUB_OUTPUT"',
        'cd dist && base64 --decode <<<"$SUMS" | sha256sum --check --strict',
        "python3 -m venv try ",
        "try/bin/clob-conformance run --quick",
        'cat reports/coverage/summary.md >> "$GITHUB_STEP_SUMMARY"',
        "python -m pip install --require-hashes -r requirements/dev.txt",
        "python -m pip install --no-deps --no-build-isolation -e .",
        "python -m pytest $TESTS",
        'python -m pip install --quiet "$PACKAGE"',
        "clob-conformance run ",
        "clob-conformance merge shards/* --report-dir merged",
        "gh run download ",
        "rm -r generated && mv proposal/generated ",
    )
    for name, job, _ in jobs():
        for line in shell(name, job):
            made = re.match(r"make ([a-z-]+)( |$)", line)
            assert (made and made[1] in targets) or line.startswith(others), line


def test_staging_is_the_only_server_that_is_written_to() -> None:
    lines = [line for name, job, _ in jobs() for line in shell(name, job) if "--trade" in line]
    assert lines == ['make conformance TARGET=staging ARGS="--profile observed --trade"']


# The shell itself


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the project; its environment is this one's tools, reading the copy's sources."""
    copied(tmp_path, ("tests", ".github"))
    official = tmp_path / ".venvs" / "py-clob-client-v2"
    official.mkdir(parents=True)
    (official / ".ready").touch()
    return tmp_path


def run(root: Path, line: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A step's shell, as a runner runs it."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", line]
    return subprocess.run(
        command, cwd=root, env=environment(root, **variables), capture_output=True, text=True, check=False
    )


def uses(name: str, job: str, action: str) -> Any:
    """What a job gives to an action."""
    (step,) = (step for step in parsed(name)["jobs"][job]["steps"] if action in step.get("uses", ""))
    return step["with"]


def contents(root: Path, paths: list[str]) -> dict[str, bytes]:
    files = (file for path in paths for file in (root / path, *(root / path).rglob("*")) if file.is_file())
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in files
        if "__pycache__" not in file.parts
    }


def test_regenerate_hands_its_tree_over_and_proposes_nothing_while_upstream_stays_as_it_is(
    checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With no difference left the action deletes the branch, and with it the proposal."""
    uploaded = uses("regenerate.yml", "update", "upload-artifact")["path"].split()
    proposal = uses("regenerate.yml", "propose", "create-pull-request")
    added = proposal["add-paths"].split()
    assert sorted(uploaded) == sorted([*added, proposal["body-path"]])
    assert proposal["delete-branch"] == "true"

    same = checkout / "same.yaml"
    shutil.copy(checkout / "openapi" / "clob-openapi.yaml", same)
    before = contents(checkout, added)
    lines = shell("regenerate.yml", "update")
    assert lines == ["make spec-update"]
    done = run(checkout, lines[0], FROM=str(same))
    assert done.returncode == 0, done.stderr
    assert contents(checkout, added) == before
    assert "Class: **none**." in (checkout / proposal["body-path"]).read_text()

    # The other job: its checkout, and a gh that brings what was uploaded.
    other = tmp_path_factory.mktemp("other")
    for path in added:
        (other / path).parent.mkdir(exist_ok=True)
        (shutil.copytree if (ROOT / path).is_dir() else shutil.copy)(ROOT / path, other / path)
    gh = tmp_path_factory.mktemp("bin") / "gh"
    wanted = "run download 7 --repo o/r --name proposal --dir proposal"
    copied = f"cd '{checkout}' && cp -r --parents {' '.join(uploaded)} '{other}/proposal'"
    gh.write_text(f'#!/bin/sh\n[ "$*" = "{wanted}" ] && mkdir proposal && {copied}\n')
    gh.chmod(0o755)
    (checkout / "generated" / "new.py").write_text("new = True\n")
    (checkout / "generated" / "judge.yaml").unlink()
    (checkout / "openapi" / "source.toml").write_text("changed = true\n")
    path = os.pathsep.join([str(gh.parent), os.environ["PATH"]])
    for line in shell("regenerate.yml", "propose"):
        done = run(other, line, PATH=path, RUN="7", REPOSITORY="o/r", GH_TOKEN="none")
        assert done.returncode == 0, line + done.stderr
    assert contents(other, uploaded) == contents(checkout, uploaded)


def test_the_job_that_may_write_runs_nothing_that_upstream_wrote() -> None:
    for line in shell("regenerate.yml", "propose"):
        assert re.match(r"gh run download |rm -r generated && mv ", line)
    assert "setup-python" not in json.dumps(parsed("regenerate.yml")["jobs"]["propose"])


def test_a_server_is_judged_in_shards_and_told_once(checkout: Path, tmp_path: Path) -> None:
    """As it stands, but for how much: a few operations in two shards, one fault planted."""
    summary = tmp_path / "summary.md"
    on_github = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    judge = next(line for line in shell("conformance.yml", "judge") if "clob-conformance run" in line)
    chosen = "--quick --suite examples --fault mid-price-number --operation getMidpoint --operation getTime"
    codes, said = [], ""
    for number in (1, 2):
        done = run(
            checkout, judge, TARGET="sandbox", SHARD=f"{number}/2", OPTIONS=chosen, **with_commands(on_github)
        )
        codes.append(done.returncode)
        said += done.stdout + done.stderr
        (checkout / "shards").mkdir(exist_ok=True)
        (checkout / "shard").rename(checkout / "shards" / f"conformance-shard-{number}")
    assert max(codes) == 1, said
    assert not summary.exists()
    assert "::error" not in said
    merge = shell("conformance.yml", "verdict")[-1]
    done = run(checkout, merge, **with_commands(on_github))
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"^::error title=[\w-]+ at getMidpoint::", done.stdout, re.MULTILINE), done.stdout
    assert summary.read_text().startswith("## ")


def with_commands(variables: dict[str, str]) -> dict[str, str]:
    """The variables, and the commands of this environment on the path."""
    return {**variables, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}


def test_the_contract_is_checked_and_held_on_every_change() -> None:
    contract = parsed("contract.yml")["jobs"]
    assert shell("contract.yml", "project") == ["make check"]
    assert contract["sandbox"]["with"]["package"] == "."
    assert contract["production"]["with"]["shards"] == "[1]"  # each shard would be a caller of its own
    inputs = parsed("conformance.yml")["on"]["workflow_call"]["inputs"]
    for job in ("sandbox", "production"):
        assert contract[job]["with"].keys() <= inputs.keys()
        assert "secrets" not in contract[job]
    assert contract["ends"]["strategy"]["matrix"] == {"versions": ["lowest-direct", "highest"]}


def test_what_was_built_is_what_is_tried_and_published(tmp_path: Path) -> None:
    """Its hash goes from job to job, and another file is refused."""
    built = tmp_path / "dist" / "polymarket_clob-0.1.0.tar.gz"
    built.parent.mkdir()
    built.write_bytes(b"built")
    (line,) = (line for line in shell("release.yml", "build") if "sha256sum" in line)
    output = tmp_path / "output"
    step = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"]
    subprocess.run([*step, line], cwd=tmp_path, env={**os.environ, "GITHUB_OUTPUT": str(output)}, check=True)
    sums = output.read_text().strip().removeprefix("sums=")
    for job in ("try", "publish"):
        assert "build" in parsed("release.yml")["jobs"][job]["needs"]
        (line,) = (line for line in shell("release.yml", job) if "sha256sum" in line)
        codes = []
        for content in (b"built", b"other"):
            built.write_bytes(content)
            done = subprocess.run([*step, line], cwd=tmp_path, env={**os.environ, "SUMS": sums}, check=False)
            codes.append(done.returncode)
        assert codes == [0, 1]


def test_nothing_unpinned_runs_where_the_release_is_built() -> None:
    lines = shell("release.yml", "build")
    assert not [line for line in lines if re.search(r"\bpip\b|npm|curl|make (test|conformance)", line)]


def test_the_client_is_tried_elsewhere_with_tests_that_exist() -> None:
    strategy = parsed("contract.yml")["jobs"]["client"]["strategy"]
    assert strategy["fail-fast"] == "false"
    for row in strategy["matrix"]["include"]:
        for path in row["tests"].split():
            assert (ROOT / path).exists(), path


def test_the_matrix_is_what_the_project_says_it_takes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    said = [one.rpartition(" :: ")[2] for one in project["classifiers"] if ":: Python :: 3." in one]
    for name in ("contract.yml", "release.yml"):
        strategy = parsed(name)["jobs"]["test"]["strategy"]
        assert strategy == {"fail-fast": "false", "matrix": {"python": said}}
    assert project["requires-python"] == f">={said[0]}"
