"""Each planted fault as an item: the suite is run on it until a clause that the fault breaks tells of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from clob_prove.faults import CAUGHT, Trial, attempt, faults, row
from clob_prove.plain import Plain
from clob_prove.trials import ROW, first


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One item for each fault."""
    metafunc.parametrize("fault", first(list(faults()), metafunc.config.getoption("--prove-few")))


@pytest.fixture(scope="session")
def plain(
    request: pytest.FixtureRequest, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> Plain | None:
    """Runs of plain Schemathesis, where they are asked for."""
    config = request.config
    folder: Path = tmp_path_factory.mktemp("plain")
    wanted = config.getoption("--prove-plain")
    return Plain(folder, seed, quick=config.getoption("--prove-quick")) if wanted else None


def test_a_planted_fault_is_reported_by_a_clause_that_it_breaks(
    fault: str,
    seed: int,
    plain: Plain | None,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> None:
    planted = faults()[fault]
    trial: Trial = attempt(
        planted,
        seed,
        quick=request.config.getoption("--prove-quick"),
        by_url=request.config.getoption("--prove-by-url"),
        plain=plain,
    )
    record_property(ROW, row(planted, trial))
    assert trial.verdict == CAUGHT, f"{fault} breaks {', '.join(planted.breaks)}: {trial}"
