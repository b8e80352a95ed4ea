"""The clauses of the description: what it says of every interaction, whoever made it.

`Judge.examine` is a pure function of description and interaction, so a suite, a replay or a proxy's log can
be judged alike. What a request may demand beyond its shape stands in the suites.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

from clob_conformance.checks.echo_clauses import ABOUT_THE_ASKED
from clob_conformance.checks.limit_headers import LIMIT_HEADERS, RETRY_AFTER, limit_headers, retry_after
from clob_conformance.checks.semantics import MEANINGS
from clob_conformance.core.clauses import Clause, declare
from clob_conformance.core.description import DescribedResponse, Description, Operation, failures
from clob_conformance.core.findings import Difference, Said, Violation
from clob_conformance.core.forms import is_error_alone, of_body, of_refusal
from clob_conformance.core.interaction import Interaction, Request, Response, read_json
from clob_conformance.core.subject import Meaning, Subject
from clob_conformance.core.wire import request_fault

ANSWERED = declare(
    "answered",
    "Every request gets a response: complete, in time, and within bounds of size.",
    source="RFC 9110 section 3.4",
    severity="critical",
)
NO_SERVER_ERROR = declare(
    "no-server-error",
    "No request makes the server fail (500, 502, 504, or an undocumented 5xx).",
    source="RFC 9110 section 15.6",
    severity="critical",
)
STATUS_DOCUMENTED = declare(
    "status-documented",
    "Every response has a status that the OpenAPI document has for the operation.",
    source="description: paths.*.*.responses",
    shared=True,
)
CONTENT_TYPE = declare(
    "content-type",
    "A response with a documented body has the documented media type.",
    source="description: paths.*.*.responses.*.content",
    severity="minor",
    shared=True,
)
CONTENT_ENCODING = declare(
    "content-encoding",
    "The body of a response is encoded as its Content-Encoding says.",
    source="RFC 9110 section 8.4",
    shared=True,
)
RESPONSE_SCHEMA = declare(
    "response-schema",
    "The body of a response matches the schema that the OpenAPI document has for its status.",
    source="description: paths.*.*.responses.*.content.*.schema",
)
RESPONSE_HEADERS = declare(
    "response-headers",
    "Headers that the OpenAPI document requires are there, and those with a schema match it.",
    source="description: paths.*.*.responses.*.headers",
    severity="minor",
    shared=True,
)
NEGATIVE_DATA_REFUSED = declare(
    "negative-data-refused",
    "A request that the OpenAPI document forbids is refused with a 4xx.",
    source="description: paths.*.*.parameters and requestBody",
    shared=True,
)
GOOD_CREDENTIALS_ACCEPTED = declare(
    "good-credentials-accepted",
    "A correctly signed request with a valid key never gets 401 or 403.",
    source="description: components.securitySchemes",
    severity="critical",
    shared=True,
)
METHOD_REFUSED = declare(
    "method-refused",
    "A method that the OpenAPI document does not have for a path gets 405.",
    source="RFC 9110 section 15.5.6",
    severity="minor",
    suites=("examples", "properties"),
    shared=True,
)
ALLOW_HEADER = declare(
    "allow-header",
    "A 405 lists in Allow every method that the OpenAPI document has for the path.",
    source="RFC 9110 section 10.2.1",
    severity="minor",
    suites=("examples", "properties"),
    shared=True,
)

_EXPECTED_FAILURES = frozenset({503})
_SHOWN = 120  # bytes of a body that is not JSON
_LONGEST_TARGET = 8_000  # bytes that any server should take (RFC 9112 section 3)


@frozen
class Validator:
    """Judges interactions by a description."""

    description: Description

    def operation(self, interaction: Interaction) -> Operation | None:
        """The operation that the request met, as sent."""
        return self.description.match(interaction.request.method, interaction.request.path)

    def examine(self, interaction: Interaction) -> list[Violation]:
        """Every violation of a clause of the description in the interaction."""
        operation = self.operation(interaction)
        if interaction.response.missing:
            place = operation.id if operation is not None else "undocumented paths"
            return [Violation(ANSWERED, place, interaction.response.missing)]
        if operation is None:
            return list(self._off_the_map(interaction))
        rules = _rules(operation, interaction.request)
        violations = [
            Violation(clause, operation.id, said.message, said.key, said.cause, said.forms, said.difference)
            for clause, rule in rules
            for said in rule(operation, interaction)
        ]
        unread = (CONTENT_ENCODING, RESPONSE_SCHEMA)
        if interaction.response.succeeded and not any(violation.clause in unread for violation in violations):
            violations += self._meaning(operation, interaction)
        return violations

    def clauses(self, interaction: Interaction) -> tuple[Clause, ...]:
        """The clauses that `examine` holds against an interaction."""
        operation = self.operation(interaction)
        if operation is None:
            return (ANSWERED, NO_SERVER_ERROR, METHOD_REFUSED, ALLOW_HEADER)
        rules, meanings = _rules(operation, interaction.request), _meanings(operation, interaction.request)
        return (ANSWERED, *(clause for clause, _ in (*rules, *meanings)))

    def _meaning(self, operation: Operation, interaction: Interaction) -> Iterator[Violation]:
        rules = _meanings(operation, interaction.request)
        if not rules:
            return
        subject = Subject(self.description, operation, interaction, interaction.response.json())
        if is_error_alone(interaction.response.status, subject.response):
            return  # it is about nothing
        for clause, meaning in rules:
            seen: set[str] = set()
            for key, message in meaning(subject):
                if key not in seen:
                    seen.add(key)
                    yield Violation(clause, operation.id, message, key)

    def _off_the_map(self, interaction: Interaction) -> Iterator[Violation]:
        """A request to no operation: another method of a known path, or an unknown path."""
        request, response = interaction.request, interaction.response
        methods = self.description.methods(request.path)
        place = f"{request.method} {next(iter(methods.values())).path}" if methods else "undocumented paths"
        if response.status in (500, 502, 504):
            difference = Difference("status", "no failure of the server", str(response.status))
            message = f"answered {response.status}"
            yield Violation(NO_SERVER_ERROR, place, message, str(response.status), difference=difference)
        elif all(operation.unjudged for operation in methods.values()) or (
            request.method in ("OPTIONS", "HEAD") and response.succeeded
        ):
            return
        elif response.status == 405:
            allowed = {method.strip().upper() for method in response.headers.get("allow", "").split(",")}
            missing = sorted(set(methods) - allowed)
            if missing:
                message = f"Allow leaves out {', '.join(missing)}"
                difference = Difference(
                    "header allow", ", ".join(sorted(methods)), response.headers.get("allow", "none")
                )
                yield Violation(ALLOW_HEADER, place, message, difference=difference)
        elif response.status != 501:
            difference = Difference("status", "405", str(response.status))
            message = f"answered {response.status} instead of 405"
            yield Violation(METHOD_REFUSED, place, message, difference=difference)


Rule = Callable[[Operation, Interaction], Iterator[Said]]


def _server_error(operation: Operation, interaction: Interaction) -> Iterator[Said]:
    status = interaction.response.status
    documented = operation.response(status) is not None
    if status >= 500 and not (status in _EXPECTED_FAILURES and documented):
        difference = Difference("status", "no failure of the server", str(status))
        yield Said(str(status), f"answered {status}", "", frozenset(), difference)


def _status(operation: Operation, interaction: Interaction) -> Iterator[Said]:
    status = interaction.response.status
    if status == 414 and len(interaction.request.target) > _LONGEST_TARGET:
        return
    if status < 500 and operation.response(status) is None:
        known = ", ".join(operation.responses)
        forms = of_refusal(interaction.response)
        difference = Difference("status", known, str(status))
        yield Said(str(status), f"answered {status}; the description names {known}", "", forms, difference)


def _content_type(operation: Operation, interaction: Interaction) -> Iterator[Said]:
    response = operation.response(interaction.response.status)
    if response is None or not response.media_types:
        return
    sent = interaction.response.headers.get("content-type", "")
    bare = sent.partition(";")[0].strip().lower()
    if bare not in {name.partition(";")[0].strip().lower() for name in response.media_types}:
        yield Said(
            str(interaction.response.status),
            f"sent as {sent or 'nothing'}, described as {response.media_types[0]}",
            "",
            frozenset({bare or "none"}),
            Difference("header content-type", response.media_types[0], sent),
        )


def _content_encoding(operation: Operation, interaction: Interaction) -> Iterator[Said]:
    if interaction.response.garbled:
        encoding = interaction.response.headers.get("content-encoding", "")
        yield Said(encoding, f"the body is not {encoding}, as it is said to be")


def _schema(operation: Operation, interaction: Interaction) -> Iterator[Said]:
    response = operation.response(interaction.response.status)
    if response is None or response.validator is None or interaction.response.garbled:
        return
    status = interaction.response.status
    try:
        body = _strict_json(interaction.response.body)
    except ValueError as error:
        forms = of_body(interaction.response.body)
        cause = f"not JSON: {' '.join(sorted(forms))}"
        body_start = interaction.response.body[:_SHOWN].decode("utf-8", "backslashreplace")
        difference = Difference("$", "JSON", body_start)
        yield Said(
            f"{status} not json",
            f"the body of the {status} is not JSON ({error})",
            cause,
            forms,
            difference,
        )
        return
    faults = failures(response.validator, body)
    if is_error_alone(status, body) and next(faults, None) is not None:
        yield Said(f"{status} $ error", f"the body of the {status} is an error: {body['error'][:200]}")
        return
    seen: set[tuple[str, frozenset[str]]] = set()
    for key, sentence, cause, forms, difference in failures(response.validator, body):
        if (key, forms) not in seen:
            seen.add((key, forms))
            message = f"the body of the {status} breaks its schema {sentence}"
            yield Said(f"{status} {key}", message, cause, forms, difference)


def _headers(operation: Operation, interaction: Interaction) -> Iterator[Said]:
    response: DescribedResponse | None = operation.response(interaction.response.status)
    for name, header in response.headers.items() if response is not None else ():
        value = interaction.response.headers.get(name)
        if value is None:
            if header.get("required"):
                difference = Difference(f"header {name}", "a value", "none")
                yield Said(name, f"the required header {name} is missing", "", frozenset(), difference)
        elif header.get("schema", {}).get("type") == "integer" and not re.fullmatch(
            r"-?\d+", value, re.ASCII
        ):
            difference = Difference(f"header {name}", "an integer", value)
            yield Said(name, f"the header {name} is {value!r}, not an integer", "", frozenset(), difference)


def _is_nonsense(response: Response) -> bool:
    """Whether a body is there and is no JSON: nothing was accepted with it, and that is told already."""
    try:
        response.json()
    except ValueError:
        return bool(response.body.strip())
    return False


def _negative(operation: Operation, interaction: Interaction) -> Iterator[Said]:
    if not interaction.response.succeeded:
        return
    fault = request_fault(operation, interaction.request)
    if fault is not None and not _is_nonsense(interaction.response):
        key, sentence = fault
        yield Said(key, f"answered {interaction.response.status} although {sentence}")


def _credentials(operation: Operation, interaction: Interaction) -> Iterator[Said]:
    if interaction.good_credentials and interaction.response.status in (401, 403):
        difference = Difference("status", "neither 401 nor 403", str(interaction.response.status))
        yield Said(
            "", f"answered {interaction.response.status} to good credentials", "", frozenset(), difference
        )


_HTTP_SEMANTICS: tuple[tuple[Clause, Rule], ...] = ((NO_SERVER_ERROR, _server_error),)
_RULES: tuple[tuple[Clause, Rule], ...] = (
    *_HTTP_SEMANTICS,
    (STATUS_DOCUMENTED, _status),
    (CONTENT_TYPE, _content_type),
    (CONTENT_ENCODING, _content_encoding),
    (RESPONSE_SCHEMA, _schema),
    (RESPONSE_HEADERS, _headers),
    (LIMIT_HEADERS, limit_headers),
    (RETRY_AFTER, retry_after),
    (NEGATIVE_DATA_REFUSED, _negative),
    (GOOD_CREDENTIALS_ACCEPTED, _credentials),
)
# What speaks of the request.
_OF_THE_REQUEST = frozenset({NEGATIVE_DATA_REFUSED, GOOD_CREDENTIALS_ACCEPTED, *ABOUT_THE_ASKED})


def _rules(operation: Operation, request: Request) -> tuple[tuple[Clause, Rule], ...]:
    """The rules for the form of an interaction with this operation."""
    rules = _HTTP_SEMANTICS if operation.unjudged else _RULES
    return tuple(rule for rule in rules if request.known or rule[0] not in _OF_THE_REQUEST)


def _meanings(operation: Operation, request: Request) -> tuple[tuple[Clause, Meaning], ...]:
    """The rules for what a response of this operation means."""
    rules = MEANINGS.get(operation.id, ())
    return tuple(rule for rule in rules if request.known or rule[0] not in _OF_THE_REQUEST)


# The clauses about the form of a response, and all that `Judge.examine` may find broken.
FORMAL = frozenset({ANSWERED, METHOD_REFUSED, ALLOW_HEADER} | {clause for clause, _ in _RULES})
CLAUSES = FORMAL | {clause for meanings in MEANINGS.values() for clause, _ in meanings}


def _strict_json(body: bytes) -> Any:
    def refuse(word: str) -> Any:
        raise ValueError(f"{word} is no JSON value")

    return read_json(body, refuse)
