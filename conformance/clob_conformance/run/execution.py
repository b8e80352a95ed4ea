"""A conformance run: target, preflight, suites, verdict."""

from __future__ import annotations

import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from attrs import define, evolve
from hypothesis.configuration import set_hypothesis_home_dir
from polymarket_clob.reach import DIRECT

from clob_conformance.checks.coverage import Coverage
from clob_conformance.checks.record import Record
from clob_conformance.checks.validator import Validator
from clob_conformance.core.clauses import CATALOGUE, SuiteName
from clob_conformance.core.description import Description, read_description
from clob_conformance.core.deviations import KnownDeviations
from clob_conformance.core.errors import CannotRun, Unanswered, WrongUsage
from clob_conformance.core.findings import Finding
from clob_conformance.core.history import History, World
from clob_conformance.core.interaction import SHORTEST_SECRET, Masker
from clob_conformance.core.reading import SECONDS
from clob_conformance.core.resources import description_file
from clob_conformance.environment import preflight
from clob_conformance.environment.interrupts import interruptible
from clob_conformance.environment.own_key import own_key, spare_key
from clob_conformance.environment.pacing import Pacer
from clob_conformance.environment.purse import Purse
from clob_conformance.environment.sandbox import running_sandbox
from clob_conformance.environment.sender import Sender
from clob_conformance.environment.servers import is_loopback, is_loopback_address, remote_url
from clob_conformance.environment.target import RunAccounts, Target
from clob_conformance.model import Model
from clob_conformance.reporting.outcome import (
    Outcome,
    Plan,
    deviations,
    own_deviations,
    reported_left_out,
    skipped,
    unmet,
    verdicts,
)
from clob_conformance.reporting.stored import read_baseline
from clob_conformance.reporting.verdict import INTERRUPTED
from clob_conformance.workloads import authentication, examples, lifecycle, limits, pagination, properties
from clob_conformance.workloads.context import Budget, Run
from clob_conformance.workloads.scene import replay, scene_of

DEFAULT = Budget(examples=150, histories=150, steps=25)
QUICK = Budget(examples=15, histories=40, steps=20)

_RUNNERS: dict[SuiteName, Callable[[Run], None]] = {
    "examples": examples.run,
    "properties": properties.run,
    "auth": authentication.run,
    "lifecycle": lifecycle.run,
    "pagination": pagination.run,
    "limits": limits.run,
}


def budget(plan: Plan) -> Budget:
    """How much to do."""
    usual = QUICK if plan.quick else DEFAULT
    return usual if plan.max_examples is None else evolve(usual, examples=plan.max_examples)


Watch = Callable[[Run, SuiteName], Any]


def execute(plan: Plan, watch: Watch = lambda run, suite: None) -> Outcome:
    """Carry out a plan; `watch` is told of each suite as it begins.

    A run that is interrupted, whose server goes away, or whose time is over, ends there and tells what it
    found until then; a suite that cannot go on ends alone.
    Raises `CannotRun` when the target cannot be judged or no suite judged anything, `WrongUsage` when the
    plan makes no sense, `KeyboardInterrupt` when nothing was judged yet.
    """
    started, clock = datetime.now(UTC), time.monotonic()
    description = read_description(description_file(plan.judge))
    end = _End(plan)
    plan.selection.check(description)
    for name in sorted(plan.first_of - CATALOGUE.keys()):
        raise WrongUsage(f"--first-of {name}: no clause; clob-conformance clauses lists them")
    known = KnownDeviations(plan.judge, deviations(plan), read_baseline(plan.baseline))
    coverage = Coverage(description)
    record = Record(
        Validator(description), known, on_finding=end.reached, selection=plan.selection, coverage=coverage
    )
    took: dict[str, float] = {}
    begun: list[SuiteName] = []
    left_out: dict[str, str] = {}
    broken_off = ""
    cut: list[str] = []
    with interruptible(), _quiet_hypothesis(), ExitStack() as stack:
        try:
            run = stack.enter_context(prepared(plan, description, record))
        except (CannotRun, WrongUsage):
            raise
        except Exception as error:
            raise CannotRun(f"what {plan.target} answers first is not understood: {_fault(error)}") from error
        try:
            end.arm(record.findings.all())
            replay(run, plan.steps)
            for suite in plan.suites:
                record.suite = suite
                if not plan.selection.occupies(suite):
                    left_out[suite] = "checks none of the clauses that were chosen"
                    continue
                watch(run, suite)
                begun.append(suite)
                before, began = record.cases, time.monotonic()
                try:
                    cut += _carried_out(suite, run)
                finally:
                    took[suite] = time.monotonic() - began
                if record.cases == before:
                    left_out[suite] = _why_left_out(run, suite)
            if run.target.own and {"examples", "properties"} & set(plan.suites):
                record.suite = ""
                examples.judge_exercise(run)
        except KeyboardInterrupt:
            if not begun and not end.came:
                raise
            broken_off = "" if end.came else INTERRUPTED
        except CannotRun as error:
            if not begun:
                raise
            broken_off = str(error).rstrip(".")
        finally:
            end.armed = False
    broken_off = "; ".join(filter(None, [*cut, broken_off])) if broken_off != INTERRUPTED else broken_off
    if begun and not plan.steps and left_out.keys() == set(plan.suites):
        raise CannotRun(f"nothing was judged: {reported_left_out(left_out)}")
    looked = (plan.live_service or plan.deviations) and not broken_off
    not_reproduced = tuple(record.known.not_reproduced(record.checked, plan.complete())) if looked else ()
    if not plan.live_service:
        own = own_deviations(plan)
        not_reproduced = tuple(entry for entry in not_reproduced if entry in own)
    reported = verdicts(record, not_reproduced)
    return Outcome(
        plan=plan,
        url=run.target.url,
        started=started,
        duration_s=time.monotonic() - clock,
        cases=record.cases,
        description=description,
        tallies=record.tallies,
        unserved=run.unserved,
        findings=tuple(record.findings.all()),
        not_reproduced=not_reproduced,
        clauses=reported,
        masker=run.masker,
        scenes={finding.id: scene_of(run, finding) for finding in record.findings.all()},
        suites=tuple(suite for suite in begun if suite not in left_out),
        left_out=left_out,
        checked=frozenset(record.checked),
        needs=run.needs(plan.only or ()),
        broken_off=broken_off,
        skipped=skipped(reported, plan, left_out, broken_off, run.lacks, record.skipped),
        unmet=unmet(
            plan, description.operations, record.tallies, lambda name: run.why_unmet(name, broken_off)
        ),
        ended=record.ended,
        coverage=coverage.json(),
        times=record.times,
        took=took,
    )


def _carried_out(suite: SuiteName, run: Run) -> list[str]:
    """Carry out a suite. Gives why it was broken off, where that is no reason to end the others."""
    try:
        with run.part(*(clause for clause in CATALOGUE.values() if suite in clause.suites)):
            _RUNNERS[suite](run)
    except Unanswered as error:
        return [f"{suite} was broken off: {error}".rstrip(".")]
    except CannotRun:
        raise
    # Whatever a server answers, what was found until then is told.
    except Exception as error:  # noqa: BLE001 - a fault of a suite's own, and told as that
        return [f"{suite} was broken off by a fault of its own: {_fault(error)}"]
    return []


def _fault(error: Exception) -> str:
    """An exception that nobody foresaw, and where it was raised."""
    *_, last = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} at {Path(last.filename).name}, line {last.lineno}: {error}".rstrip(".")


def _why_left_out(run: Run, suite: SuiteName) -> str:
    """Why a suite judged nothing."""
    index, count = run.shard
    if index != 1:
        return f"has nothing in shard {index}/{count}"
    needs = run.needs(lifecycle.NEEDED if suite == "lifecycle" else run.only or run.description.operations)
    return f"needs {needs}" if needs else "has nothing to check there"


@contextmanager
def prepared(plan: Plan, description: Description, record: Record) -> Iterator[Run]:
    masker = Masker()
    with ExitStack() as stack:
        own = plan.target == "sandbox"
        sandbox = running_sandbox(plan.profile, plan.seed, plan.faults, plan.without)
        ready = stack.enter_context(sandbox) if own else {}
        url = str(ready["url"]) if own else remote_url(plan.target, description)
        record.others = not own
        world: World = "closed" if own or plan.closed else "open"
        record.model = Model(description, world)
        pacer = None if is_loopback(url) else Pacer()
        until = time.monotonic() + 60 * plan.minutes
        masker.learn(value for _, value in plan.reach.headers if len(value) >= SHORTEST_SECRET)
        reach = DIRECT if own else plan.reach
        sender = Sender.to(
            url,
            record.observe,
            pacer,
            patient=not own,
            until=until,
            reach=reach,
            seconds=plan.timeout or SECONDS,
        )
        stack.callback(sender.close)
        sender.notes.append(record.note)
        if plan.history is not None:
            sender.notes.append(stack.enter_context(_written(Path(plan.history), world)).note)
        if own:
            accounts = preflight.own_accounts(sender, ready, masker)
            target = Target(
                "sandbox",
                url,
                own=True,
                trade=True,
                accounts=preflight.roles_of(accounts),
                chain_id=int(ready["chain_id"]),
            )
            markets = preflight.own_markets(sender, ready)
            unserved = preflight.unserved_operations(sender, description)
        else:
            withheld = not (plan.named or is_loopback_address(url))
            account = None if withheld else preflight.given_account(masker, plan.credentials_from)
            second = None if withheld else preflight.given_counterparty(masker, account)
            account = preflight.check_remote(sender, description, account, trade=plan.trade, masker=masker)
            if second is not None:
                second = preflight.tried_second(sender, description, second, trade=plan.trade, masker=masker)
            markets = preflight.remote_markets(sender, trade=plan.trade, named=plan.markets)
            trader = None
            if account is not None and plan.trade:
                trader = stack.enter_context(own_key(sender, description, account, masker))
            if second is not None and second.signer is not None and plan.trade:
                second = stack.enter_context(own_key(sender, description, second, masker))
            tests = plan.trade and (is_loopback(url) if plan.test_accounts is None else plan.test_accounts)
            keeper = None
            if tests and second is not None and second.signer is not None:
                keeper = stack.enter_context(spare_key(sender, description, second, masker))
            reader = trader if account is not None and account.credentials is None else account
            sells = trader is not None and preflight.can_sell(sender, trader, markets)
            target = Target(
                plan.target,
                url,
                own=False,
                trade=plan.trade,
                accounts=RunAccounts(reader, trader, second, keeper),
                sells=sells,
                withheld=withheld,
                purse=Purse.of(plan.spend) if plan.trade and plan.fills and plan.spend else None,
                tests=tests,
            )
            unserved = preflight.not_implemented(sender, description, target)
        description = description.without(unserved)
        record.judge = Validator(description)
        live = preflight.gather_seed_data(sender, description, markets, target)
        record.watchers.append(live.notice)
        yield Run(
            target,
            description,
            record,
            sender,
            live,
            masker,
            plan.seed,
            budget(plan),
            unserved,
            plan.shard,
            "lifecycle" in plan.suites and (target.own or plan.trade),
            plan.only or plan.selection.among(description),
        )


def _written(path: Path, world: World) -> History:
    try:
        return History.to(path, world)
    except OSError as error:
        raise CannotRun(f"cannot write {path}: {error.strerror}") from None


@define
class _End:
    """Ends the suites as Ctrl-C does, once, when what is waited for is found; not before they have begun."""

    plan: Plan
    came: bool = False
    armed: bool = False

    def arm(self, found: Iterable[Finding]) -> None:
        """The suites begin; these findings are there already."""
        self.armed = True
        for finding in found:
            self.reached(finding)

    def reached(self, finding: Finding) -> None:
        """A finding was met."""
        one = finding.violation.clause.id
        enough = finding.known is None and (self.plan.first or one in self.plan.first_of)
        if (enough or finding.id == self.plan.until) and self.armed:
            self.armed, self.came = False, True
            signal.raise_signal(signal.SIGTERM)


@contextmanager
def _quiet_hypothesis() -> Iterator[None]:
    """Hypothesis keeps files; let it keep them where nobody has to look."""
    with tempfile.TemporaryDirectory(prefix="clob-conformance-") as folder:
        set_hypothesis_home_dir(Path(folder))
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)
