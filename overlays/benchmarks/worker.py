"""What runs in each measured client's environment: does a task so often, and says how long it took.

Standard library only, since it is imported beside each client. A request is a line of JSON on standard input,
``{"task": name, "times": n}``; the answer is a line with the seconds for one time, or a string that says why
the client failed.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

Task = Callable[[], object]


def setting() -> dict[str, Any]:
    """What the workers are told: URLs, the account, the market, the bytes to read."""
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123 - nothing to import for it
        return dict(json.load(file))


def serve(tasks: Mapping[str, Task]) -> None:
    """Answers requests until standard input ends. Each task is run once unmeasured when first asked for."""
    warm: set[str] = set()
    print("ready", flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer: float | str = _measured(tasks, request["task"], request["times"], warm)
        except Exception as error:  # noqa: BLE001 - a client that fails is a result
            answer = type(error).__name__
        print(json.dumps(answer), flush=True)


def _measured(tasks: Mapping[str, Task], name: str, times: int, warm: set[str]) -> float:
    task = tasks[name]
    if name not in warm:
        task()
        warm.add(name)
    start = time.perf_counter()
    for _ in range(times):
        task()
    return (time.perf_counter() - start) / times
