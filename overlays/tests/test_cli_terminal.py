"""What the command line prints on a terminal: ids whole, and nothing of a server's that moves it."""

from __future__ import annotations

import io

import pytest
from polymarket_clob._cli import show
from polymarket_clob.printable import all_printable, printable
from rich.console import Console

TOKEN = "71321045679252212594626385532706912750332728571942532289631379312455583992563"


def test_an_id_is_printed_on_one_line_however_narrow_the_terminal_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = io.StringIO()
    narrow = Console(file=screen, width=40, force_terminal=True, highlight=False, markup=False)
    monkeypatch.setattr(show, "console", lambda: narrow)
    show.print_table(["question", "token id"], [["Will it rain?", TOKEN], ["\x1b]0;PWNED\x07", "1"]])
    assert TOKEN in screen.getvalue()
    assert "\x07" not in screen.getvalue()
    assert r"\x1b]0;PWNED\x07" in screen.getvalue()


def test_what_moves_a_terminal_or_cannot_be_written_is_spelled_out() -> None:
    assert printable("a\tb\nc") == "a\tb\nc"
    assert printable("\x1b[2J\x9b\u202e\ud800\r") == r"\x1b[2J\x9b\u202e\ud800\r"
    assert all_printable({"\x1b": ["\x07", 1, None]}) == {r"\x1b": [r"\x07", 1, None]}
