"""The table of troubles, what documents it, and how others find a running sandbox."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from clob_sandbox.http.trouble import KINDS, LATENCIES, make_trouble
from clob_sandbox.http.troubles import TROUBLES, Row

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "sandbox.md").read_text("utf-8")


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "clob_sandbox", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("row", TROUBLES, ids=lambda row: str(row.name))
def test_each_row_switches_something_on_as_it_says(world: Any, row: Row) -> None:
    before = world.get("/_sandbox/settings").json
    assert world.post(f"/_sandbox/{row.path}", row.body).status == 200
    assert world.get("/_sandbox/settings").json != before
    assert bool(row.sentence) is not row.source.startswith("no public")


def test_every_mode_kind_and_profile_has_a_row(world: Any) -> None:
    reported = json.dumps([row.body for row in TROUBLES])
    for name in (*KINDS, *LATENCIES, "disabled", "cancel-only", "post-only", "restarting"):
        assert name == "none" or f'"{name}"' in reported
    assert world.get("/_sandbox/troubles").json == json.loads(
        json.dumps([{name: getattr(row, name) for name in Row.__annotations__} for row in TROUBLES])
    )


def test_the_page_of_documentation_has_the_same_rows() -> None:
    lines = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]
    shown = {cells[0].removeprefix("| "): cells[1:] for cells in lines}
    for row in TROUBLES:
        switch, option, effect, said = shown[row.name]
        assert switch == f"`{row.path}` `{json.dumps(row.body)}`"
        assert (option.strip("` "), effect) == (row.option, row.effect)
        assert said == (f"{row.source}: {row.sentence}" if row.sentence else row.source) + " |"


def test_every_option_of_the_table_is_taken(serve: Any) -> None:
    options = [row.option.split() for row in TROUBLES if row.option]
    modes, troubles = ([one for one in options if one[0] == kind] for kind in ("--mode", "--trouble"))
    assert len(options) == len(modes) + len(troubles) + 2  # the limits and the clock
    for option in troubles:
        kind, _, value = option[1].partition(":")
        make_trouble(kind, float(value) if value[:1].isdigit() else value or None)
    with serve(*troubles[0], *modes[0], "--rate-limits", "standard", "--clock-skew", "-90") as served:
        reported = served.http.get("/_sandbox/settings").json()
    assert reported["trouble"] == {"kind": "latency", "value": 0.3, "times": None}
    assert (reported["mode"], reported["rate_limits"], reported["skew"]) == ("restarting", "standard", -90)


def test_a_profile_of_latency_gives_the_same_delays_each_time() -> None:
    for name, profile in LATENCIES.items():
        one, other = make_trouble("latency", name), make_trouble("latency", name)
        delays = [one.delay() for _ in range(3000)]
        assert delays == [other.delay() for _ in range(3000)]
        stalls = [delay for delay in delays if delay == profile.stall]
        assert 0 < len(stalls) < 2 * 3000 / profile.rarity + 10
        assert all(profile.least <= delay <= profile.most for delay in delays if delay != profile.stall)


def test_the_curl_lines_of_the_page_run(serve: Any) -> None:
    script = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)[1]
    with serve() as served:
        script = script.replace("http://127.0.0.1:8137", served.ready["url"])
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        assert '"status":"live"' in ran.stdout
        assert served.http.get("/_sandbox/settings").json()["trouble"]["kind"] == "reset"


def test_the_variables_of_a_running_sandbox_are_printed_for_a_shell(
    serve: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    missing = command("env")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "no sandbox of yours is running" in missing.stderr
    (tmp_path / f"clob-sandbox-{os.getuid()}").mkdir()
    (tmp_path / f"clob-sandbox-{os.getuid()}" / "999999999").write_text("http://127.0.0.1:1")
    with serve("--profile", "observed", with_parent=False) as served, serve():  # a program's own is not found
        reported = command("env")
        by_url = command("env", "--url", served.ready["url"], XDG_RUNTIME_DIR="/nonexistent")
    with serve(with_parent=False) as other:
        base = command("env")
    assert reported.stdout == by_url.stdout
    values = dict(word.split("=", 1) for word in shlex.split(reported.stdout) if word != "export")
    account = served.ready["account"]
    assert values == {
        "CLOB_API_URL": served.ready["url"],
        "CHAIN_ID": "137",
        "PK": account["private_key"],
        "CLOB_ADDRESS": account["address"],
        "CLOB_API_KEY": account["api_key"],
        "CLOB_SECRET": account["secret"],
        "CLOB_PASS_PHRASE": account["passphrase"],
        "CLOB_UNITS": "whole",
    }
    assert f"CLOB_API_URL={other.ready['url']}" in base.stdout
    assert "CLOB_UNITS=base" in base.stdout
    assert command("env").returncode == 2
    assert "no sandbox answers there" in command("env", "--url", "http://127.0.0.1:1").stderr


def test_the_container_recipe_asks_no_index_runs_as_nobody_and_looks_after_itself() -> None:
    """Read instruction by instruction, as no engine is at hand where the tests run."""
    text = re.sub(r"(?m)^#.*\n", "", (ROOT / "Dockerfile").read_text()).replace("\\\n", " ")
    steps = [line.split(None, 1) for line in text.splitlines() if line.strip()]
    by = {step[0]: step[1] for step in steps}
    assert [word for word, _ in steps if word == "RUN"] == ["RUN"]
    assert "--no-index" in by["RUN"]
    assert not re.search(r"https?://|curl|wget|apt", by["RUN"])
    assert by["COPY"].split()[0] == "dist/"
    assert "!dist" in (ROOT / ".dockerignore").read_text().split()
    assert by["USER"] == "sandbox"
    entry = json.loads(by["ENTRYPOINT"])
    assert entry[:2] == ["clob-sandbox", "serve"]
    port = entry[entry.index("--port") + 1]
    assert by["EXPOSE"] == port
    check = by["HEALTHCHECK"].split("CMD ", 1)[1]
    assert check == f"clob-sandbox env --url http://127.0.0.1:{port} >/dev/null || exit 1"
