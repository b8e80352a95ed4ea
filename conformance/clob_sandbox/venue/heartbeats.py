"""The dead man's switch: an API key that has begun to send heartbeats loses its orders when it stops.

Source: description of the two heartbeat operations; 10 seconds from docs/protocol/requests.md#heartbeats. A
lapse happens once and ends the watch: the next heartbeat begins a new one, with an empty id or with the id
expected before.
"""

import hashlib
import uuid

from attrs import define
from sortedcontainers import SortedSet

from clob_sandbox.clock import NANOS
from clob_sandbox.errors import Refused

PATIENCE = 10 * NANOS


@define(eq=False)
class Watch:
    """The watch over one key: the id expected next, the beats so far, and when it lapses."""

    expected: str
    beats: int = 0
    deadline: int | None = None  # nanoseconds; None while nobody watches


class Heartbeats:
    """The watches of all API keys."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.watches: dict[str, Watch] = {}
        self._due: SortedSet[tuple[int, str]] = SortedSet()  # deadlines with their key ids

    def _id(self, key_id: str, beats: int) -> str:
        text = f"clob-sandbox/{self._seed}/heartbeat/{key_id}/{beats}"
        return str(uuid.UUID(bytes=hashlib.sha256(text.encode()).digest()[:16], version=4))

    def watch(self, key_id: str, watch: Watch) -> None:
        """Watch over a key as another sandbox did."""
        self.watches[key_id] = watch
        if watch.deadline is not None:
            self._due.add((watch.deadline, key_id))

    def _watch(self, key_id: str) -> Watch:
        return self.watches.setdefault(key_id, Watch(self._id(key_id, 0)))

    def _keep_alive(self, key_id: str, now: int) -> None:
        watch = self._watch(key_id)
        self._due.discard((watch.deadline, key_id))
        watch.deadline = now + PATIENCE
        self._due.add((watch.deadline, key_id))

    def beat(self, key_id: str, now: int) -> None:
        """Keep a key alive (the plain operation); `now` in nanoseconds."""
        self._keep_alive(key_id, now)

    def chain(self, key_id: str, heartbeat_id: object, now: int) -> str:
        """Keep a key alive by its chain of ids and return the next id; a wrong id is refused with the
        expected one.
        """
        watch = self._watch(key_id)
        fresh = watch.beats == 0 or watch.deadline is None
        if heartbeat_id != watch.expected and not (fresh and heartbeat_id == ""):
            raise Refused(400, "Invalid Heartbeat ID", heartbeat_id=watch.expected)
        watch.beats += 1
        watch.expected = self._id(key_id, watch.beats)
        self._keep_alive(key_id, now)
        return watch.expected

    def disarm(self) -> None:
        """Watch over nobody until the next heartbeat."""
        self._due.clear()
        for watch in self.watches.values():
            watch.deadline = None

    def next_lapse(self) -> int | None:
        """When the first key under watch is due to lapse (nanoseconds), or None."""
        return int(self._due[0][0]) if self._due else None

    def lapse(self) -> str:
        """End the watch that is due first and return its key's id."""
        key_id = str(self._due.pop(0)[1])
        self.watches[key_id].deadline = None
        return key_id
