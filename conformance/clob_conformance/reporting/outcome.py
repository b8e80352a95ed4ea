"""What a run is asked to do, and what came of it: of a server that was asked, or of recorded traffic.

Nothing here needs the suites, so that recorded traffic is judged without loading them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen
from polymarket_clob.reach import DIRECT, Reach

from clob_conformance.checks.record import Record, Tally
from clob_conformance.core.clauses import CATALOGUE, SUITES, Clause, SuiteName
from clob_conformance.core.description import Description
from clob_conformance.core.deviations import Deviation, read_deviations
from clob_conformance.core.errors import WrongUsage
from clob_conformance.core.findings import Finding
from clob_conformance.core.interaction import Masker
from clob_conformance.core.resources import JudgeName, Profile, data_file
from clob_conformance.core.selection import EVERYTHING, Selection
from clob_conformance.core.timing import Times
from clob_conformance.reporting.verdict import NEEDS_IT

if TYPE_CHECKING:
    from clob_conformance.workloads.scene import Step

MINUTES = 60.0
NOT_STORED = frozenset(
    {"steps", "only", "until", "first", "first_of", "minutes", "named", "history"}
    | {
        "fills",
        "spend",
        "markets",
        "test_accounts",
        "reach",
        "timeout",
        "credentials_from",
        "selection",
        "deviations",
        "baseline",
        "earlier",
    }
)
"""Of a plan: what is of one run alone, or nothing that a file may say."""
_REPAIRS = ("10", "20")


@frozen
class Plan:
    """What the user asked for.

    `first`: end at the first new finding, `first_of` at the first by one of these clauses; `without`: rows
    of the own sandbox's profile that are off. To show a finding again: `only` these operations, after these
    `steps`, `until` the finding of this id. `files`: recorded traffic to judge instead of asking anybody;
    `target` is then whose traffic counts. `together`: they are of one server, by clocks that are at most
    `apart` seconds apart. `closed`: nobody else acted there. `history`: where every interaction is written.
    `strict`: a critical clause has to be checked. After `minutes` the run ends, whatever the server does.
    `named`: the user named the target, no file did. `fills`: two accounts may trade with each other on
    somebody else's server, for `spend` USDC in all; `markets` are the condition ids of those that the user
    named there. `test_accounts`: whether the accounts are for tests alone, on loopback addresses when None.
    `reach` and `timeout`: how the target is reached, and the seconds that a response may take;
    `credentials_from`: the source of the keys, the environment when None. `selection`: what is judged;
    `deviations`: files of the user's own; `baseline`: the report whose findings are known;
    `earlier`: what is compared with, of `difference.earlier_of`.
    """

    target: str = "sandbox"
    profile: Profile = "documented"
    suites: tuple[SuiteName, ...] = SUITES
    quick: bool = False
    max_examples: int | None = None
    seed: int = 0
    shard: tuple[int, int] = (1, 1)
    trade: bool = False
    judge: JudgeName = "repaired"
    faults: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    first: bool = False
    first_of: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    steps: tuple[Step, ...] = ()
    until: str | None = None
    files: tuple[str, ...] = ()
    together: bool = False
    apart: float = 0.0
    closed: bool = False
    minutes: float = MINUTES
    named: bool = True
    fills: bool = False
    spend: Decimal = Decimal(0)
    markets: tuple[str, ...] = ()
    test_accounts: bool | None = None
    history: str | None = None
    strict: bool = False
    reach: Reach = DIRECT
    timeout: float | None = None
    credentials_from: str | None = None
    selection: Selection = EVERYTHING
    deviations: tuple[str, ...] = ()
    baseline: str | None = None
    earlier: Mapping[str, Any] | None = None

    @property
    def live_service(self) -> bool:
        """Whether all known deviations apply."""
        return self.profile == "observed" or (not self.files and self.target in ("staging", "production"))

    def complete(self) -> frozenset[str]:
        """The clauses of which nothing is left out: all their suites run to the end, on every operation."""
        ends_early = self.first or self.first_of or self.until is not None
        if ends_early or self.only is not None or self.selection:
            return frozenset()
        return frozenset(
            name
            for name, clause in CATALOGUE.items()
            if set(clause.suites) <= set(self.suites) and (self.shard == (1, 1) or clause.suites != SUITES)
        )


@frozen
class Outcome:
    """What came of a run; `cases` are all interactions judged, also those that met no operation.

    `suites` are those that judged something or were at it in the end, `left_out` those that did not, with the
    reason. `checked` are the clauses that were checked, each with the operation (empty for none); `needs` is
    what the operations asked for need and the run has not, in words. `broken_off` is why the suites did not
    come to their end, empty when they did; what was found until then is reported all the same. `skipped` are
    the clauses that were checked against nothing, `unmet` the operations that no request met, each with the
    reason. `ended` has the reasons of scenarios that could not go on, with their
    suites. `coverage` is what of the document was seen, `times` those of the responses, by suite, and `took`
    the seconds of the suites.
    """

    plan: Plan
    url: str
    started: datetime
    duration_s: float
    cases: int
    description: Description
    tallies: dict[str, Tally]
    unserved: frozenset[str]
    findings: tuple[Finding, ...]
    not_reproduced: tuple[Deviation, ...]
    clauses: dict[str, str]
    masker: Masker
    scenes: dict[str, tuple[Step, ...]]
    suites: tuple[SuiteName, ...]
    left_out: dict[str, str]
    checked: frozenset[tuple[str, str]]
    needs: str
    broken_off: str = ""
    skipped: Mapping[str, str] = field(factory=dict)
    unmet: Mapping[str, str] = field(factory=dict)
    ended: Mapping[str, Sequence[str]] = field(factory=dict)
    coverage: Mapping[str, Any] = field(factory=dict)
    times: Mapping[str, Times] = field(factory=dict)
    took: Mapping[str, float] = field(factory=dict)

    @property
    def new(self) -> tuple[Finding, ...]:
        """The findings that nobody foresaw."""
        return tuple(finding for finding in self.findings if finding.known is None)


NOT_CHOSEN = "not chosen (--operation, --clause, --exclude)"


def reported_left_out(left_out: Mapping[str, str]) -> str:
    """What was not judged, such as a suite, each with the reason."""
    return "; ".join(f"{what} {reason}" for what, reason in left_out.items())


def deviations(plan: Plan) -> tuple[Deviation, ...]:
    """The entries that apply: all to the live service; to others those that the repairs are about."""
    every = read_deviations(data_file("deviations.toml"))
    published = plan.judge == "published"
    ours = [entry for entry in every if plan.live_service or (published and entry.overlay in _REPAIRS)]
    return (*ours, *own_deviations(plan))


def own_deviations(plan: Plan) -> tuple[Deviation, ...]:
    """The entries of the user's own deviations. Raises `WrongUsage` that names file, entry and field."""
    found: list[Deviation] = []
    for path in plan.deviations:
        try:
            found += read_deviations(Path(path))
        except (OSError, ValueError, TypeError, AttributeError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise WrongUsage(f"--deviations {path}: {why}; docs/deviations.md has the format") from None
    return tuple(found)


def unmet(
    plan: Plan, every: Collection[str], met: Container[str], why: Callable[[str], str]
) -> dict[str, str]:
    """Why each operation that no request met was not; `why` says so of those that were chosen."""
    return {
        name: why(name) if plan.selection.has_operation(name) else NOT_CHOSEN
        for name in every
        if name not in met
    }


def unable(plan: Plan, lacks: Callable[[Clause], str]) -> dict[str, str]:
    """Why a run cannot check clauses, as far as it is known when it begins; `lacks` says what one needs that
    the run has not, empty when nothing.
    """
    reasons: dict[str, str] = {}
    for name, clause in CATALOGUE.items():
        chosen = not clause.operations or any(map(plan.selection.has_operation, clause.operations))
        if not (plan.selection.has_clause(name) and chosen):
            reasons[name] = NOT_CHOSEN
        elif not plan.files and not set(clause.suites) & set(plan.suites):
            reasons[name] = f"suite {' or '.join(clause.suites)} was not selected (--suite)"
        elif lacking := lacks(clause):
            reasons[name] = NEEDS_IT + lacking
    return reasons


def skipped(
    clauses: Mapping[str, str],
    plan: Plan,
    left_out: Mapping[str, str],
    broken_off: str,
    lacks: Callable[[Clause], str],
    ended: Mapping[str, str],
) -> dict[str, str]:
    """Why each clause that was not run was not; `ended` has the reasons of workloads that could not go on."""
    reasons = unable(plan, lacks)
    for name in CATALOGUE.keys() - reasons.keys():
        asked = [suite for suite in CATALOGUE[name].suites if suite in plan.suites]
        if asked and all(suite in left_out for suite in asked):
            reasons[name] = f"{asked[0]} {left_out[asked[0]]}"
        elif broken_off:
            reasons[name] = "the run did not come to its end"
        else:
            reasons[name] = ended.get(name, "nothing that it applies to was seen")
    return {name: reasons[name] for name, verdict in clauses.items() if verdict == "not-run"}


def verdicts(record: Record, not_reproduced: tuple[Deviation, ...]) -> dict[str, str]:
    """What became of each clause: kept, broken, known, not-reproduced or not-run."""
    verdicts = {name: "kept" if name in record.checked_clauses else "not-run" for name in CATALOGUE}
    for deviation in not_reproduced:
        for name in deviation.shows.clauses if deviation.shows is not None else ():
            verdicts[name] = "not-reproduced"
    for finding in record.findings.all():
        if finding.known is not None:
            verdicts[finding.violation.clause.id] = "known"
    for finding in record.findings.new():
        for violation in (finding.violation, *finding.consequences):
            verdicts[violation.clause.id] = "broken"
    return verdicts
