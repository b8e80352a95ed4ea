"""Properties: Schemathesis generates requests, valid and invalid; the judge reads every response.

Schemathesis covers the schemas (coverage) and draws from them (fuzzing). Its own checks are off: they judge
a case by how it was made, the judge by what went over the wire. It knows nothing of signatures, so the
description it is given has no security; requests are signed when they are ready to be sent (`outgoing`).
"""

from __future__ import annotations

import copy
import re
import string
import zlib
from collections.abc import Mapping
from typing import Any

import schemathesis
from attrs import frozen
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.config import (
    FuzzingPhaseConfig,
    GenerationConfig,
    HealthCheck,
    OperationConfig,
    OperationsConfig,
    PhasesConfig,
)
from schemathesis.core import NotSet
from schemathesis.engine import events, from_schema
from schemathesis.filters import FilterSet

from clob_conformance.core.description import Operation
from clob_conformance.core.errors import CannotRun
from clob_conformance.environment.seed_data import SeedData
from clob_conformance.environment.target import ORDER_POSTS
from clob_conformance.workloads import server_clock
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.outgoing import Outgoing

_WORKERS = 1
_SAFE_SEGMENT = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9_.~-]*", re.ASCII)
_SEGMENTS = st.text(string.ascii_letters + string.digits + "_~-", min_size=1, max_size=80)
# Out of ten valid cases, how many name things that exist.
_ALIVE_OF_TEN = 9


def run(context: Run) -> None:
    """Generate and judge, for every operation that the run may call and whose answers are documented."""
    operations = {operation.id: operation for operation in context.operations()}
    if not operations:
        return
    outgoing = Outgoing(context)
    schema = _schema(context, outgoing).include(operation_id=list(operations))
    for event in from_schema(schema).execute():
        if outgoing.adapter.ended is not None:
            raise outgoing.adapter.ended
        if isinstance(event, events.NonFatalError | events.FatalError):
            raise CannotRun(f"generation failed: {_reason(event)}")
        if isinstance(event, events.Interrupted):
            raise KeyboardInterrupt
        server_clock.look(context)


def _schema(context: Run, outgoing: Outgoing) -> Any:
    config = schemathesis.Config(seed=context.seed, suppress_health_check=[HealthCheck.all])
    config.cache.enabled = False
    schema = schemathesis.openapi.from_dict(_without_security(context.description.document), config=config)
    project = schema.config
    # A redirect is a response: signed headers go to nobody else.
    project.update(base_url=context.target.url, workers=_WORKERS, max_redirects=0)
    project.generation.update(
        max_examples=context.budget.examples, database="none", no_shrink=True, with_security_parameters=False
    )
    project.checks.update(included_check_names=[])
    project.phases.examples.enabled = False
    project.phases.stateful.enabled = False
    project.phases.coverage.extra_data_sources.responses = False
    project.phases.fuzzing.extra_data_sources.responses = False
    project.phases.fuzzing.error_feedback.is_enabled = False
    project.operations = _operations(context)
    if not context.target.own:
        project.phases.coverage.unexpected_methods = set()
    schema.hook("before_generate_path_parameters")(_path_parameters)
    schema.hook("map_case")(_map_case(context))
    # Schemathesis asks the class for its transport, also that of a part of a schema.
    schema.__class__ = type("Schema", (type(schema),), {"transport": outgoing})
    return schema


def _operations(context: Run) -> OperationsConfig:
    """Fuzz what takes nothing but a path with valid requests alone: any text is a valid segment."""
    plain = [
        operation.id
        for operation in context.operations()
        if operation.body_schema is None and all(p.where == "path" for p in operation.parameters)
    ]
    valid_only = FuzzingPhaseConfig(generation=GenerationConfig(modes=[GenerationMode.POSITIVE]))
    chosen = FilterSet()
    chosen.include(operation_id=plain)
    phases = PhasesConfig(fuzzing=valid_only)
    return OperationsConfig(operations=[OperationConfig(filter_set=chosen, phases=phases)] if plain else [])


def _without_security(document: Mapping[str, Any]) -> dict[str, Any]:
    bare: dict[str, Any] = copy.deepcopy(dict(document))
    bare.pop("security", None)
    bare.get("components", {}).pop("securitySchemes", None)
    for item in bare["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict):
                operation.pop("security", None)
    return bare


def _path_parameters(hook: Any, strategy: Any) -> Any:
    """Path parameters that stay one segment, so that the request meets the operation it is meant for."""
    names = [parameter.name for parameter in hook.operation.path_parameters]
    return st.fixed_dictionaries(dict.fromkeys(names, _SEGMENTS)) if names else strategy


def _map_case(context: Run) -> Any:
    enliven = _Enliven(context)

    def map_case(_: Any, case: Any) -> Any:
        return enliven.case(case)

    return map_case


@frozen
class _Enliven:
    """Puts live values into generated cases; in an invalid one, everywhere but where it is invalid."""

    context: Run

    def case(self, case: Any) -> Any:
        operation = self.context.description.operations[case.operation.definition.raw["operationId"]]
        negative = case.meta.generation.mode.is_negative
        shape = f"{self.context.seed}|{operation.id}|{case.path_parameters}|{case.query}|{case.body}"
        some = self.context.random(zlib.crc32(shape.encode("utf-8", "backslashreplace")))
        # Where no order may be filled, none goes out that the run has not made.
        tame = operation.id in ORDER_POSTS and not self.context.target.fills
        alive = negative or tame or some.randrange(10) < _ALIVE_OF_TEN
        path = {
            name: self._segment(operation, name, value, some, alive)
            for name, value in case.path_parameters.items()
        }
        if path != case.path_parameters:
            case.path_parameters = path
        if alive and isinstance(case.query, Mapping):
            case.query = {
                name: self._query(operation, name, value, some) for name, value in case.query.items()
            }
        if alive and not isinstance(case.body, NotSet):
            case.body = self._body(operation, case.body, some)
        return case

    def _segment(self, operation: Operation, name: str, value: Any, some: Any, alive: bool) -> Any:
        found = self.context.live.value(operation, name, some) if alive else None
        if found is not None:
            return found
        # A slash or a dot-segment would lead to another operation.
        return (
            value
            if _SAFE_SEGMENT.fullmatch(str(value))
            else f"{zlib.crc32(str(value).encode('utf-8', 'replace')):08x}"
        )

    def _query(self, operation: Operation, name: str, value: Any, some: Any) -> Any:
        live: SeedData = self.context.live
        if isinstance(value, str) and _declared(operation, name):
            return live.value(operation, name, some) or value
        if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
            return [live.value(operation, name, some) or item for item in value]
        return value

    def _body(self, operation: Operation, body: Any, some: Any) -> Any:
        trader = self.context.target.accounts.trader
        if operation.id in ORDER_POSTS and trader is not None and self.context.can_order(trader):
            return self.context.makes_orders(trader).body(operation, body, some)
        return self.context.live.fill(operation, body, some)


def _declared(operation: Operation, name: str) -> bool:
    return any(parameter.name == name and parameter.where == "query" for parameter in operation.parameters)


def _reason(event: Any) -> str:
    if isinstance(event, events.FatalError):
        return repr(event.exception)
    return f"{event.label}: {event.info.title}: {event.info.message}"
