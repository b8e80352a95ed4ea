"""The README's first signed call runs as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

README = (Path(__file__).parent.parent / "README.md").read_text()


def test_the_first_signed_call_and_the_generated_function_run(tmp_path: Path) -> None:
    first, generated = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    inside = "".join(f"    {line}\n" for line in [*generated.splitlines(), "print(spread)"] if line)
    script = tmp_path / "first.py"
    script.write_text(first.replace("    result = clob.cancel", f"{inside}\n    result = clob.cancel"))
    answer = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert re.search(r"LIVE 0\.05\b", answer.stdout)
    assert re.search(r"\['0x[0-9a-f]{64}'\] \{\}", answer.stdout)
    assert "spread=" in answer.stdout
