"""The file of `--db`: the state as it was saved last, and the requests that have changed it since.

Everything in the exchange follows from its options, the instant of its birth and the requests since. So a
request is written, in full and on the disk (WAL, full sync), before it is carried out: what was answered is
there after a kill, and what could not be written has not happened. From time to time the state itself is
saved and the requests behind it are deleted in the same transaction (`snapshot`), so that a restart reads a
bounded number of them again. The file is locked while it is open; its header says whose it is
(`application_id`) and in which format (`user_version`).
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
from attrs import frozen

from clob_sandbox.snapshot import Saved

APPLICATION_ID = int.from_bytes(b"CLOB", "big")
VERSION = 2
_MAGIC = b"SQLite format 3\0"
_TABLES = """
create table sandbox (name text primary key, value);
create table if not exists requests (number integer primary key, instant integer, method text, path text,
  query text, headers blob, body blob);
create table orders (id text primary key, body text) without rowid;
create table trades (number integer primary key, body text);
create table notifications (number integer primary key, address text, body blob);
"""
_FOREIGN = "a database of another program, it is left as it is"
_EMPTY = ("delete from orders", "delete from trades", "delete from notifications")


@frozen
class RawRequest:
    """A request as received: `path` as sent, without its query."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    caller: str = ""  # the address that it came from


class Unusable(ValueError):
    """The file cannot be used, for the reason that it tells."""


class NotKept(Exception):
    """The file could not take what was to be written; nothing of it is there."""


class Journal:
    """The open file. Its methods may be called from any thread, one at a time."""

    def __init__(self, path: str, options: str, now: int) -> None:
        """Open or begin a file; raises Unusable, in one sentence, when it cannot be used, and then leaves
        it as it was.

        By `options` the file knows its sandbox; `now` is the instant of birth if it is new (nanoseconds).
        """
        self._path = path
        known = _look(path)
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=0, check_same_thread=False)
            try:
                self._open(options, now, known)
            except BaseException:
                self._db.close()
                raise
        except sqlite3.Error as error:
            raise Unusable(f"--db {path}: {_reason(error)}") from None

    def _open(self, options: str, now: int, known: int) -> None:
        self._db.execute("pragma locking_mode = exclusive")
        self._db.execute("pragma synchronous = full")
        self._db.execute("begin exclusive")  # a second process ends here
        if known == 0:  # before there is a WAL, so that the file itself says whose it is
            self._begin(options, now)
        self._db.execute("commit")
        if known == 1:
            self._upgrade()
        self._db.execute("pragma journal_mode = wal")
        if [row[0] for row in self._db.execute("pragma quick_check(1)")] != ["ok"]:
            raise sqlite3.DatabaseError("malformed")
        about = self.about()
        if about["options"] != options:
            raise Unusable(f"--db {self._path}: it was begun with {about['options']}, not with {options}")
        self.birth: int = about["birth"]
        self.unsaved = int(self._db.execute("select count(*) from requests").fetchone()[0])

    def _begin(self, options: str, now: int) -> None:
        if self._db.execute("select count(*) from sqlite_master").fetchone()[0]:
            raise Unusable(f"--db {self._path}: {_FOREIGN}")
        self._make_tables()
        self._db.executemany(
            "insert into sandbox values (?, ?)", [("options", options), ("birth", now), ("state", None)]
        )

    def _make_tables(self) -> None:
        for statement in _TABLES.split(";"):
            self._db.execute(statement)
        self._db.execute(f"pragma application_id = {APPLICATION_ID}")
        self._db.execute(f"pragma user_version = {VERSION}")

    def _upgrade(self) -> None:
        """Bring the format that had requests alone up to date, after a copy."""
        copy = Path(f"{self._path}.v1")
        if copy.exists():
            raise Unusable(f"--db {self._path}: to be upgraded, but its copy {copy} is already there")
        with sqlite3.connect(copy) as kept:
            self._db.backup(kept)
        kept.close()
        self._db.execute("begin")
        options, birth = self._db.execute("select options, instant from birth").fetchone()
        self._db.execute("drop table birth")
        self._make_tables()
        self._db.executemany(
            "insert into sandbox values (?, ?)", [("options", options), ("birth", birth), ("state", None)]
        )
        self._db.execute("commit")

    def about(self) -> dict[str, Any]:
        """Options, birth, and the saved state or None."""
        return dict(self._db.execute("select name, value from sandbox"))

    def saved(self) -> Saved | None:
        """The state that was saved last, or None."""
        state = self.about()["state"]
        if state is None:
            return None
        return Saved(
            state=state,
            orders=list(self._db.execute("select * from orders")),
            trades=list(self._db.execute("select * from trades order by number")),
            notifications=list(self._db.execute("select * from notifications order by number")),
        )

    def requests(self) -> Iterator[tuple[int, RawRequest]]:
        """What came after the saved state, oldest first, each with its instant (nanoseconds)."""
        rows = self._db.execute(
            "select instant, method, path, query, headers, body from requests order by number"
        ).fetchall()
        for instant, method, path, query, headers, body in rows:
            yield instant, RawRequest(method, path, query, orjson.loads(headers), body)

    def append(self, entries: Sequence[tuple[int, RawRequest]]) -> None:
        """Write requests in one commit; when this returns they are on the disk. Raises NotKept."""
        rows = [
            (instant, one.method, one.path, one.query, _headers(one), one.body) for instant, one in entries
        ]
        with self._transaction():
            self._db.executemany(
                "insert into requests (instant, method, path, query, headers, body)"
                " values (?, ?, ?, ?, ?, ?)",
                rows,
            )
        self.unsaved += len(rows)

    def save(self, changes: Saved) -> None:
        """Save the state, and delete the requests that it has come from. Raises NotKept."""
        with self._transaction():
            if changes.whole:
                for statement in _EMPTY:
                    self._db.execute(statement)
            self._db.execute("update sandbox set value = ? where name = 'state'", (changes.state,))
            self._db.execute("delete from trades where number < ?", (changes.oldest_trade,))
            for statement, rows in (
                ("delete from orders where id = ?", [(one,) for one in changes.forgotten]),
                ("delete from notifications where number = ?", [(one,) for one in changes.read]),
                ("insert or replace into orders values (?, ?)", changes.orders),
                ("insert or replace into trades values (?, ?)", changes.trades),
                ("insert or replace into notifications values (?, ?, ?)", changes.notifications),
            ):
                self._db.executemany(statement, rows)
            self._db.execute("delete from requests")
        self.unsaved = 0

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._db)

    def close(self) -> None:
        """Close the file and let others have it."""
        self._db.close()


class _Transaction:
    """All that is done inside, or nothing and NotKept."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        try:
            self._db.execute("begin immediate")
        except sqlite3.Error as error:
            raise NotKept(_reason(error)) from error

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        try:
            if error is None:
                self._db.execute("commit")
                return
        except sqlite3.Error as failed:
            error = failed
        if self._db.in_transaction:
            self._db.execute("rollback")
        if isinstance(error, sqlite3.Error):
            raise NotKept(_reason(error)) from error


def _headers(incoming: RawRequest) -> bytes:
    """The headers that an operation reads, as JSON."""
    kept = {n: v for n, v in incoming.headers.items() if n.startswith("poly_") or n == "content-type"}
    return orjson.dumps(kept)


def _look(path: str) -> int:
    """The format of a file, by its header and before anything touches it: 0 for a new one.

    Raises Unusable for a file that is not the sandbox's to open.
    """
    try:
        with Path(path).open("rb") as file:
            head, size = file.read(100), file.seek(0, os.SEEK_END)
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise Unusable(f"--db {path}: it cannot be read: {error.strerror}") from None
    if not head:
        return 0
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise Unusable(f"--db {path}: not a file of this sandbox, it is left as it is")
    version, owner = (int.from_bytes(head[at : at + 4], "big") for at in (60, 68))
    if owner == 0 and version == 0 and _has_birth(path):
        version = 1
    elif owner == 0 and Path(f"{path}-journal").exists():
        return 0  # killed while it was begun: SQLite takes that back
    elif owner != APPLICATION_ID:
        raise Unusable(f"--db {path}: {_FOREIGN}")
    if version > VERSION:
        raise Unusable(f"--db {path}: of a newer sandbox (format {version}, this one knows {VERSION})")
    page_size = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    if size < pages * (page_size if page_size > 1 else 65_536) and not Path(f"{path}-wal").exists():
        raise Unusable(f"--db {path}: it has been cut short, it is left as it is")
    return version


def _has_birth(path: str) -> bool:
    """Whether a file has the tables of the first format, which had no number."""
    db = sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro", uri=True)
    try:
        names = {name for (name,) in db.execute("select name from sqlite_master where type = 'table'")}
    except sqlite3.Error:
        return False
    finally:
        db.close()
    return {"birth", "requests"} <= names


def _reason(error: sqlite3.Error) -> str:
    """What went wrong with the file, in words for who started the sandbox."""
    name = getattr(error, "sqlite_errorname", "") or ""
    for start, words in (
        ("SQLITE_BUSY", "in use by another process"),
        ("SQLITE_LOCKED", "in use by another process"),
        ("SQLITE_CANTOPEN", "it cannot be opened or made: is there such a folder, and may you write to it?"),
        ("SQLITE_READONLY", "it cannot be written: permission denied"),
        ("SQLITE_PERM", "it cannot be written: permission denied"),
        ("SQLITE_FULL", "the disk is full"),
        ("SQLITE_IOERR", f"the disk does not take it ({name})"),
    ):
        if name.startswith(start):
            return words
    return f"it is damaged ({error}), it is left as it is"
