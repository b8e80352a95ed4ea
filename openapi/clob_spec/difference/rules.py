"""Every judgement on a change, in one table: what it means for a caller, in requests and in answers.

A request that was valid and is refused now, or an answer that code relied on and that may be missing, null
or of another type, is breaking. A caller should look at what is risky: what he sends means something else,
or what he gets holds something new. Compatible changes harm nobody who keeps to the old description; names
that never go over the wire (ids, tags, names of schemas) are compatible too, for the generated names follow
them. Wording is what no program reads, and what neither a request nor an answer holds; a generated class
that comes or goes while the wire stays as it is stands there too.
"""

from __future__ import annotations

from enum import Enum, IntEnum

from attrs import frozen


class Level(IntEnum):
    """Classes of changes, from the mildest to the gravest."""

    WORDING = 0
    COMPATIBLE = 1
    RISKY = 2
    BREAKING = 3

    @property
    def word(self) -> str:
        return self.name.lower()


class Direction(Enum):
    """Whether the caller sends a value or receives it; neither, where a request has what is read only."""

    REQUEST = "request"
    RESPONSE = "answer"
    NEITHER = "neither"


WORDING, COMPATIBLE, RISKY, BREAKING = Level


@frozen
class Rule:
    """A kind of change: its class and the reason, for what is sent and for what is received."""

    request: Level
    sent: str
    response: Level
    received: str

    def judge(self, direction: Direction) -> tuple[Level, str]:
        """The class and the reason."""
        if direction is Direction.REQUEST:
            return self.request, self.sent
        if direction is Direction.NEITHER:
            return WORDING, "neither a request nor an answer depends on it"
        return self.response, self.received


def _always(level: Level, reason: str) -> Rule:
    return Rule(level, reason, level, reason)


def _narrower(reason: str, received: Level = COMPATIBLE, why: str = "answers hold less than before") -> Rule:
    return Rule(BREAKING, reason, received, why)


def _wider(received: Level, reason: str) -> Rule:
    return Rule(COMPATIBLE, "requests may hold more than before", received, reason)


SCHEMA_RULES = {
    # types
    "type-gained": _wider(BREAKING, "an answer may be of another type"),
    "type-lost": _narrower("a value of this type is refused"),
    "type-changed": Rule(
        BREAKING, "a value of the old type is refused", BREAKING, "an answer is of another type"
    ),
    "nullable-gained": _wider(BREAKING, "an answer may be null"),
    "nullable-lost": _narrower("null is refused"),
    "null-without-form": _always(COMPATIBLE, "null is not written here: the value is left out"),
    "list-gained": _wider(RISKY, "an answer may hold several values"),
    "list-split": _always(RISKY, "a comma parts two values now"),
    "list-lost": _narrower("several values are refused"),
    # words
    "enum-word-added": _wider(RISKY, "an answer may hold a new word"),
    "enum-word-removed": _narrower("the word is refused"),
    "enum-replaced": Rule(
        BREAKING, "every old word is refused", BREAKING, "an answer holds none of the words that code knows"
    ),
    "enum-set": _narrower("other values than these words are refused"),
    "enum-lifted": _wider(RISKY, "an answer may hold any word"),
    # limits
    "limit-set": _narrower("values beyond the limit are refused", RISKY, "answers have a new limit"),
    "limit-tightened": _narrower("values beyond the new limit are refused"),
    "limit-loosened": _wider(RISKY, "an answer may go beyond the old limit"),
    "limit-lifted": _wider(RISKY, "an answer may go beyond the old limit"),
    "limit-changed": _narrower("values that kept the old limit are refused", RISKY, "the limit is another"),
    "pattern-set": _narrower("texts that do not match are refused"),
    "pattern-lifted": _wider(RISKY, "an answer may be any text"),
    "pattern-changed": _narrower("texts of the old pattern may be refused", RISKY, "texts look different"),
    "format-set": _narrower("texts that do not have the format are refused"),
    "format-lifted": _wider(BREAKING, "a text may not read as what it was"),
    "format-changed": Rule(
        BREAKING, "texts of the old format are refused", BREAKING, "a text does not read as what it was"
    ),
    "content-set": _narrower("texts of another content are refused"),
    "content-lifted": _wider(BREAKING, "a text may not hold what it held"),
    "content-changed": _always(BREAKING, "the text is read as another content"),
    "encoding-changed": _always(BREAKING, "the bytes are written in another way"),
    "number-format-widened": _wider(RISKY, "a number may be larger than before"),
    "number-format-narrowed": _narrower("large numbers are refused"),
    "number-format-changed": _always(RISKY, "range or precision of the number may be another"),
    # objects
    "property-added": Rule(COMPATIBLE, "it may be left out", COMPATIBLE, "an answer holds more"),
    "property-added-to-closed": Rule(
        COMPATIBLE, "it may be left out", RISKY, "an answer that allowed nothing else holds more"
    ),
    "required-property-added": Rule(
        BREAKING, "a request without it is refused", COMPATIBLE, "an answer holds more"
    ),
    "property-removed": Rule(
        RISKY, "what is sent under this name is not read any more", BREAKING, "an answer lacks it"
    ),
    "property-removed-from-closed": Rule(
        BREAKING, "a request that holds it is refused", BREAKING, "an answer lacks it"
    ),
    "property-renamed": Rule(
        RISKY,
        "what is sent under the old name is not read any more",
        BREAKING,
        "an answer lacks the old name",
    ),
    "required-property-renamed": Rule(
        BREAKING, "a request without the new name is refused", BREAKING, "an answer lacks the old name"
    ),
    "required-gained": _narrower("a request without it is refused", why="it is always there now"),
    "required-lost": _wider(BREAKING, "it may be missing in an answer"),
    "keys-closed": _narrower("other keys are refused"),
    "keys-opened": _wider(RISKY, "an answer may hold other keys"),
    "keys-typed": _narrower("other keys must keep a schema"),
    "keys-untyped": _wider(BREAKING, "the values of other keys may be of any type"),
    "keys-dropped": _narrower("keys that were allowed are refused", BREAKING, "an answer lacks its keys"),
    # compositions
    "variant-added": _wider(BREAKING, "an answer may have another shape"),
    "variant-removed": _narrower("a value of this shape is refused"),
    "exactly-one-set": _narrower("a value that fits several shapes is refused"),
    "exactly-one-lifted": _wider(RISKY, "a value may fit several shapes"),
    "constraint-set": _narrower("values that break it are refused"),
    "constraint-lifted": _wider(RISKY, "an answer may break it"),
    "constraint-changed": _narrower("values of the old rule may be refused", RISKY, "the rule is another"),
    "annotation-changed": _always(RISKY, "programs read this word"),
    "discriminator-changed": _always(BREAKING, "another property tells the shapes apart"),
    "discriminator-word-added": _wider(RISKY, "an answer may have a new kind"),
    "discriminator-word-removed": _narrower("the kind is refused"),
    "read-only-set": Rule(
        RISKY, "what is sent under this name is not read any more", COMPATIBLE, "answers hold it as before"
    ),
    "read-only-lifted": Rule(COMPATIBLE, "it may be sent too", COMPATIBLE, "answers hold it as before"),
    "write-only-set": Rule(COMPATIBLE, "it is sent as before", BREAKING, "an answer lacks it"),
    "write-only-lifted": _always(COMPATIBLE, "answers hold it too"),
    "default-changed": Rule(
        RISKY, "leaving it out means something else", WORDING, "what is left out is not read"
    ),
    # names
    "class-added": _always(WORDING, "a generated class appears"),
    "class-removed": _always(WORDING, "the generated class of this name is gone"),
    "schema-renamed": _always(COMPATIBLE, "the wire is the same; the generated class has another name"),
}

_OF_THE_API = {
    "operation-added": (COMPATIBLE, "a new call"),
    "operation-removed": (BREAKING, "the call is gone"),
    "operation-moved": (BREAKING, "the old method and path are gone"),
    "operation-id-changed": (COMPATIBLE, "the wire is the same; the generated function has another name"),
    "operation-id-reused": (RISKY, "the generated function of this name makes another call"),
    "operation-tag-changed": (COMPATIBLE, "the wire is the same; the generated module is another"),
    "path-parameter-renamed": (COMPATIBLE, "the wire is the same; the generated argument has another name"),
    "parameter-added": (COMPATIBLE, "it may be left out"),
    "required-parameter-added": (BREAKING, "a request without it is refused"),
    "parameter-removed": (RISKY, "what is sent is not read any more"),
    "parameter-renamed": (RISKY, "what is sent under the old name is not read any more"),
    "required-parameter-renamed": (BREAKING, "a request without the new name is refused"),
    "parameter-moved": (RISKY, "what is sent in the old place is not read any more"),
    "required-parameter-moved": (BREAKING, "a request without it in the new place is refused"),
    "parameter-required": (BREAKING, "a request without it is refused"),
    "parameter-optional": (COMPATIBLE, "it may be left out"),
    "parameter-style-changed": (BREAKING, "values are written differently"),
    "parameter-sign-allowed": (COMPATIBLE, "more may be sent"),
    "parameter-sign-refused": (BREAKING, "what was allowed is refused"),
    "body-added": (COMPATIBLE, "it may be left out"),
    "required-body-added": (BREAKING, "a request without a body is refused"),
    "body-removed": (RISKY, "what is sent is not read any more"),
    "body-required": (BREAKING, "a request without a body is refused"),
    "body-optional": (COMPATIBLE, "it may be left out"),
    "body-media-added": (COMPATIBLE, "one more form of the body"),
    "body-media-removed": (BREAKING, "a body of this form is refused"),
    "body-encoding-changed": (BREAKING, "the parts of the body are written differently"),
    "status-added": (RISKY, "an answer may have a new status"),
    "status-removed": (COMPATIBLE, "an error less"),
    "status-narrowed": (COMPATIBLE, "an answer has fewer statuses of the range"),
    "status-told-apart": (COMPATIBLE, "a range or the default held it before"),
    "status-among-others": (COMPATIBLE, "a range or the default holds it now"),
    "success-removed": (BREAKING, "the answer that code relied on is gone"),
    "success-moved": (BREAKING, "the answer that code relied on has another status"),
    "content-added": (COMPATIBLE, "the answer holds more"),
    "content-removed": (BREAKING, "the answer has no content"),
    "answer-media-added": (RISKY, "an answer may have another form"),
    "body-media-narrowed": (BREAKING, "other forms of the range are refused"),
    "body-media-among-others": (COMPATIBLE, "a range holds it now"),
    "answer-media-narrowed": (COMPATIBLE, "answers have fewer forms than before"),
    "answer-media-among-others": (RISKY, "an answer may have another form of the range"),
    "answer-media-removed": (BREAKING, "the answer no longer has this form"),
    "header-added": (COMPATIBLE, "the answer holds more"),
    "header-removed": (BREAKING, "the answer lacks it"),
    "header-always": (COMPATIBLE, "it is always there now"),
    "header-optional": (BREAKING, "it may be missing in an answer"),
    "security-stricter": (BREAKING, "a request that was authenticated enough is refused"),
    "security-looser": (COMPATIBLE, "what was authenticated enough still is"),
    "scheme-changed": (BREAKING, "credentials are sent in another way"),
    "scheme-undeclared": (BREAKING, "operations ask for it and nothing says how to send it"),
    "scheme-declared": (COMPATIBLE, "operations asked for it and nothing said how to send it"),
    "flow-added": (COMPATIBLE, "one more way to get a token"),
    "flow-removed": (BREAKING, "tokens are no longer given in this way"),
    "scope-added": (COMPATIBLE, "one more scope may be asked for"),
    "scope-removed": (BREAKING, "the scope is no longer given"),
    "scheme-renamed": (WORDING, "the header is the same"),
    "server-added": (COMPATIBLE, "one more address"),
    "server-removed": (BREAKING, "the address is no longer promised"),
    "servers-reordered": (RISKY, "the first address is what tools take"),
    "server-changed": (RISKY, "the variables of the address are others"),
    "deprecated": (RISKY, "it is going to vanish"),
    "deprecation-lifted": (COMPATIBLE, "it stays"),
    "calls-back-changed": (RISKY, "what the server calls is another"),
    "dialect-changed": (RISKY, "schemas are read by other rules"),
    "unused-schema-added": (COMPATIBLE, "no operation uses it; a generated class appears"),
    "unused-schema-removed": (COMPATIBLE, "no operation used it; a generated class vanishes"),
    "unused-schema-changed": (COMPATIBLE, "no operation uses it; a generated class may change"),
    "security-default-changed": (WORDING, "operations that follow it are changes of their own"),
    "nullable-word": (WORDING, "means nothing in OpenAPI 3.1: null belongs into type"),
    "wording": (WORDING, "no program reads it"),
}

_OF_THE_TEXT = {
    f"lint-{name}": (WORDING, "it is read differently by others, or not as it is meant")
    for name in ("nullable", "tags", "path", "operation-id", "pattern", "security", "example", "yaml")
}

RULES = {**SCHEMA_RULES, **{name: _always(*judged) for name, judged in (_OF_THE_API | _OF_THE_TEXT).items()}}
