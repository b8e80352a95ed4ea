"""`python -m clob_prove.steps FILE WORD...`: `clob-sandbox WORD...`, its event loop measured.

In the end FILE holds the longest steps of the loop as JSON: how long each held it, in seconds of processor,
which other work on the machine does not lengthen, and what it was. asyncio's own loop is taken in place of
uvloop, whose steps cannot be seen; what they do is the same.
"""

from __future__ import annotations

import asyncio
import heapq
import json
import runpy
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_LONGEST = 20

longest: list[tuple[float, str]] = []  # a heap, the shortest of them first


def measured(run: Callable[[Any], None]) -> Callable[[Any], None]:
    """`Handle._run`, which carries out one step of a loop, with a look at the processor's clock around it."""

    def measure(handle: Any) -> None:
        name = _name(handle)
        began = time.thread_time()
        run(handle)
        step = (time.thread_time() - began, name)
        if len(longest) < _LONGEST:
            heapq.heappush(longest, step)
        elif step > longest[0]:
            heapq.heapreplace(longest, step)

    return measure


def _name(handle: Any) -> str:
    work = getattr(handle._callback, "__self__", None)
    if isinstance(work, asyncio.Task):
        return str(getattr(work.get_coro(), "__qualname__", work))
    return str(getattr(handle._callback, "__qualname__", handle._callback))


def main() -> None:
    """Run the command and write the steps down."""
    file = Path(sys.argv.pop(1))
    without_uvloop: dict[str, Any] = {"uvloop": None}  # as if it were not installed
    sys.modules.update(without_uvloop)
    handles: Any = asyncio.events.Handle
    handles._run = measured(handles._run)
    sys.argv[0] = "clob-sandbox"
    try:
        runpy.run_module("clob_sandbox", run_name="__main__")
    finally:
        file.write_text(json.dumps(sorted(longest, reverse=True)), "utf-8")


if __name__ == "__main__":
    main()
