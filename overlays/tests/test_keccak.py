"""The hash under every signature, held against eth-utils: whoever hashes beside it, and by whatever means."""

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import Crypto.Hash
import pytest
from Crypto.Hash import keccak as library
from eth_utils.crypto import keccak as other
from polymarket_clob import eip712

RANDOM = random.Random(1)
MESSAGES = [RANDOM.randbytes(length) for length in (*range(300), 1000, 100_000)]
EXPECTED = [other(message) for message in MESSAGES]


def test_it_is_keccak_256() -> None:
    assert [eip712.keccak(message) for message in MESSAGES] == EXPECTED


def test_threads_hash_side_by_side() -> None:
    with ThreadPoolExecutor(8) as threads:
        for _ in range(20):
            assert list(threads.map(eip712.keccak, MESSAGES)) == EXPECTED


def test_what_comes_in_between_may_hash_too() -> None:
    """As a signal's handler that signs does."""

    class Interrupted(bytes):
        def __len__(self) -> int:
            assert eip712.keccak(b"other") == other(b"other")
            return super().__len__()

    assert eip712.keccak(Interrupted(b"one")) == other(b"one")


def test_after_an_exception_the_next_hash_is_right() -> None:
    class Broken(bytes):
        def __len__(self) -> int:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        eip712.keccak(Broken(b"one"))
    assert eip712.keccak(b"two") == other(b"two")


def test_a_library_that_is_built_in_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Crypto.Hash, "keccak", SimpleNamespace(new=library.new))
    monkeypatch.setattr(eip712, "_IDLE", [])
    assert [eip712.keccak(message) for message in MESSAGES] == EXPECTED


def test_without_docstrings_the_library_goes_by_ctypes() -> None:
    script = (
        "import sys; from polymarket_clob.eip712 import keccak; from Crypto.Util._raw_api import backend;"
        "print(backend, [keccak(bytes(n)).hex() for n in (0, 1, 300)])"
    )
    said = subprocess.run([sys.executable, "-OO", "-c", script], capture_output=True, text=True, check=False)
    expected = [other(bytes(length)).hex() for length in (0, 1, 300)]
    assert said.stdout == f"ctypes {expected}\n", said.stderr
