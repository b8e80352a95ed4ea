"""What the generated models and functions share."""

import datetime
from abc import abstractmethod
from collections.abc import Iterator, Mapping, MutableMapping
from enum import Enum
from typing import IO, TYPE_CHECKING, Any, BinaryIO, ClassVar, Final, Generic, Literal, Self, TypeVar
from uuid import UUID

import httpx
import orjson
from attrs import define, field


class Unset:
    """The type of UNSET: the server did not send the key, or the caller does not want it sent."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()

SECRET: Final = frozenset(
    {"apiKey", "apiKeys", "key", "owner", "passphrase", "privateKey", "secret", "signature"}
)
"""Wire names whose values no repr shows. The owner of an order is the API key."""


class Model(Mapping[str, Any]):
    """An object of the API: attributes by their Python names, items by their names on the wire.

    A key that the server did not send is UNSET as an attribute and absent as an item, required or not. A value whose
    JSON type is not the described one is kept as it came. Keys that the description does not know are items too.
    """

    __slots__ = ()
    _names: ClassVar[dict[str, str]]  # the name on the wire -> the attribute
    additional_properties: dict[str, Any]

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """The model of a JSON object, which is left as it is. Never raises on account of what the server sent."""
        return cls.adopt({key: _copied(value) for key, value in src_dict.items()})

    @classmethod
    @abstractmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        """As from_dict, of a freshly parsed object that nobody else uses: the model takes the dict over."""

    @classmethod
    def _unknown(cls, _dict: dict[str, Any]) -> dict[str, Any]:
        """Takes the keys out that the description does not know."""
        return {key: _dict.pop(key) for key in [key for key in _dict if key not in cls._names]}

    if not TYPE_CHECKING:  # or every misspelt attribute would have a type

        def __getattr__(self, name: str) -> Any:
            """What was not sent."""
            if name == "additional_properties":
                return self.__dict__.setdefault(name, {})
            if name in self._names.values():
                return UNSET
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __getitem__(self, key: str) -> Any:
        name = self._names.get(key)
        if name is None:
            return self.additional_properties[key]
        value = getattr(self, name)
        if value is UNSET:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[str]:
        for key, name in self._names.items():
            if getattr(self, name) is not UNSET:
                yield key
        yield from self.additional_properties

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({', '.join(f'{key}={value!r}' for key, value in self.__rich_repr__())})"
        )

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        """What prints: rich would look at the attributes themselves."""
        for key, value in self.items():
            yield key, "***" if key in SECRET and value else value

    def to_dict(self) -> dict[str, Any]:
        """The JSON object: wire names, plain values, nothing for what is UNSET."""
        held = self.__dict__
        plain = {
            key: to_plain(held[name])
            for key, name in self._names.items()
            if held.get(name, UNSET) is not UNSET
        }
        for key, value in held.get("additional_properties", {}).items():
            plain[key] = to_plain(value)
        return plain


class Moment(datetime.datetime):
    """A time of an answer in another form than `2026-05-13T00:00:00Z`, with its zone; `sent` is what the server
    sent for it, None for one made otherwise.
    """

    sent: "str | int | float | None" = None

    def __reduce_ex__(self, protocol: Any) -> Any:
        return super().__reduce_ex__(protocol) if self.sent is None else (moment, (self.sent,))


class Day(datetime.date):
    """A day of an answer; `sent` is what the server sent for it, None for one made otherwise."""

    sent: "str | int | float | None" = None

    def __reduce_ex__(self, protocol: Any) -> Any:
        return super().__reduce_ex__(protocol) if self.sent is None else (day, (self.sent,))


def moment(sent: Any) -> Any:
    """A time as sent: ISO text, UTC where it names no zone, or Unix seconds, milli-, micro- or nanoseconds by their
    size, as number or digits. What is no time, an empty text and 0 among it, comes back as it is.
    """
    try:
        if isinstance(sent, str) and len(sent) == 20 and sent[4::3] == "--T::Z":  # as nearly always
            return datetime.datetime.fromisoformat(sent)  # a Moment costs ten times as much
        if isinstance(sent, str) and not sent.isdigit():
            made = Moment.fromisoformat(sent)
            if made.tzinfo is None:
                made = made.replace(tzinfo=datetime.UTC)
        else:
            number = int(sent)
            if isinstance(sent, bool) or number <= 0:
                return sent
            scale = next(
                scale for scale in (1, 10**3, 10**6, 10**9) if number < 10**11 * scale or scale == 10**9
            )
            made = Moment.fromtimestamp(number // scale, datetime.UTC)
            made = made.replace(microsecond=number % scale * 10**6 // scale)
    except (ValueError, TypeError, OverflowError, OSError):
        return sent
    made.sent = sent
    return made


def day(sent: Any) -> Any:
    """A day as sent: the one that a time, or a date alone, has in UTC. What is none comes back as it is."""
    at = moment(sent)
    if not isinstance(at, datetime.datetime):
        return sent
    at = at.astimezone(datetime.UTC)
    made = Day(at.year, at.month, at.day)
    made.sent = sent
    return made


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_copied(each) for each in value]
    return value


def _written(at: datetime.date) -> Any:
    """A time or day as it was sent; one made otherwise as ISO text."""
    if (sent := getattr(at, "sent", None)) is not None:
        return sent
    text = at.isoformat()
    return f"{text[:19]}Z" if text[19:] == "+00:00" else text


def to_plain(value: Any) -> Any:
    """The JSON value of a model's attribute."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return value
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, list):
        return [to_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime.date):
        return _written(value)
    if isinstance(value, UUID):
        return str(value)
    return value


def decode(response: httpx.Response) -> Any:
    """The JSON value of a response's body; UNSET when the body is not JSON, as a CDN's HTML page is not."""
    try:
        return orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return UNSET


# The types that httpx takes for `files`.
FileContent = IO[bytes] | bytes | str
FileTypes = (
    tuple[str | None, FileContent, str | None] | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
RequestFiles = list[tuple[str, FileTypes]]


@define
class File:
    """A file to upload."""

    payload: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    def to_tuple(self) -> FileTypes:
        return self.file_name, self.payload, self.mime_type


T = TypeVar("T")


@define
class Response(Generic[T]):
    """An answer: the status and the bytes as they came, and what could be read of them.

    `parsed` is None when the description does not know the status or the body is not JSON.
    """

    status_code: int
    content: bytes = field(repr=False)
    headers: MutableMapping[str, str] = field(repr=False)
    parsed: T | None = field(
        repr=lambda value: repr(value) if isinstance(value, Model) else type(value).__name__
    )


__all__ = ["UNSET", "File", "FileTypes", "Model", "RequestFiles", "Response", "Unset", "decode", "to_plain"]
