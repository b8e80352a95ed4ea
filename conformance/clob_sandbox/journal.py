"""Keeps the sandbox's state across restarts (`--db`): a journal of the requests that changed it, in SQLite.

Everything in the exchange follows from its options, the instant of its birth and the requests since, so
replaying them is a full restore. A request is written before it is answered: after a kill, whatever was
answered is there. The journal belongs to the options it was begun with; other options are refused.
"""

import sqlite3
from collections.abc import Iterator

import orjson
from attrs import frozen


@frozen
class Incoming:
    """A request as received: `path` as sent, without its query."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    caller: str = ""  # the address that it came from


class Journal:
    """Requests in the order in which they were carried out, each with its instant (nanoseconds)."""

    def __init__(self, path: str, options: str, now: int) -> None:
        """Open or begin a journal; raises ValueError when the file is no journal, or one of other options."""
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = normal")
            self._db.execute("create table if not exists birth (options text, instant integer)")
            self._db.execute(
                "create table if not exists requests (number integer primary key, instant integer,"
                " method text, path text, query text, headers blob, body blob)"
            )
            row = self._db.execute("select options, instant from birth").fetchone()
        except sqlite3.Error as error:
            raise ValueError(f"--db {path}: not a journal of this sandbox: {error}") from None
        if row is not None and row[0] != options:
            raise ValueError(f"--db {path}: it was begun with {row[0]}, not with {options}")
        self._options = options
        if row is None:
            self._db.execute("insert into birth values (?, ?)", (options, now))
        self.birth: int = now if row is None else row[1]

    def append(self, instant: int, incoming: Incoming) -> None:
        """Write one request; it is there when this returns, even if the process is killed then."""
        headers = {n: v for n, v in incoming.headers.items() if n.startswith("poly_") or n == "content-type"}
        values = (
            instant,
            incoming.method,
            incoming.path,
            incoming.query,
            orjson.dumps(headers),
            incoming.body,
        )
        self._db.execute(
            "insert into requests (instant, method, path, query, headers, body) values (?, ?, ?, ?, ?, ?)",
            values,
        )

    def entries(self) -> Iterator[tuple[int, Incoming]]:
        """All requests, oldest first."""
        rows = self._db.execute(
            "select instant, method, path, query, headers, body from requests order by number"
        ).fetchall()
        for instant, method, path, query, headers, body in rows:
            yield instant, Incoming(method, path, query, orjson.loads(headers), body)

    def restart(self, now: int) -> None:
        """Forget everything: the sandbox was reset at this instant."""
        self._db.execute("begin")
        self._db.execute("delete from requests")
        self._db.execute("update birth set instant = ?", (now,))
        self._db.execute("commit")
        self.birth = now
