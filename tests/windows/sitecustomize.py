"""Takes from Python, at its start, what it lacks on Windows; found where this folder is on PYTHONPATH."""

import asyncio
import os
import select
import signal
import stat
import subprocess  # noqa: F401 - it and asyncio are loaded while they still find what they need here
import sys
from typing import Any

_MODULES = ("fcntl", "grp", "pwd", "resource", "syslog", "termios", "tty", "uvloop")
_OF_OS = ("fork", "forkpty", "geteuid", "getgid", "getpgid", "getuid", "killpg", "register_at_fork", "setsid")
_OF_SIGNAL = ("SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGUSR1", "SIGUSR2", "alarm", "setitimer")
_select, _kill = select.select, os.kill


def _only_sockets(*waited: Any) -> Any:
    for file in (each for several in waited[:3] for each in several):
        number = file if isinstance(file, int) else file.fileno()
        if not stat.S_ISSOCK(os.fstat(number).st_mode):
            raise OSError(10038, "an operation was attempted on something that is not a socket")
    return _select(*waited)


def _no_handler(*_: Any) -> None:
    raise NotImplementedError


def _ends_others(process: int, number: int) -> None:
    assert number != 0, "on Windows this ends the process that it asks about"
    _kill(process, number)


for name in _MODULES:
    sys.modules[name] = None  # type: ignore[assignment]
for module, names in ((os, _OF_OS), (signal, _OF_SIGNAL), (select, ("poll", "epoll"))):
    for name in names:
        if hasattr(module, name):
            delattr(module, name)
select.select = _only_sockets
os.kill = _ends_others
asyncio.SelectorEventLoop.add_signal_handler = _no_handler  # type: ignore[assignment]
