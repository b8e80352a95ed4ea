"""`python -m clob_prove [WORD...]`: the parts named, or faults by name; all parts by default."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from attrs import asdict

from clob_prove import bots, clean, clients, durability, faults, hostile, kills, mutation, rows
from clob_prove.trials import Proof, Row, say

_PARTS: dict[str, Callable[..., Proof]] = {
    "clients": clients.prove,
    "deviations": rows.prove,
    "kills": kills.prove,
    "durability": durability.prove,
    "hostile": hostile.prove,
    "bots": bots.prove,
    "mutation": mutation.prove,
    "clean": clean.prove,
    "faults": faults.prove,
}
_OF_ITEMS = ("clients", "deviations", "clean", "faults")


def main(
    words: Annotated[
        list[str] | None,
        typer.Argument(help=f"Parts ({', '.join(_PARTS)}), or faults. All parts by default."),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Faults with the quick budget.")] = False,
    by_url: Annotated[bool, typer.Option("--by-url", help="Faults of somebody else's server.")] = False,
    seed: Annotated[int, typer.Option(help="The first seed.")] = 0,
    few: Annotated[int | None, typer.Option(min=1, help="Only so many of each, to try it out.")] = None,
    plain: Annotated[bool, typer.Option(help="Plain Schemathesis on each fault too.")] = True,
    pytest: Annotated[
        str,
        typer.Option(
            metavar="OPTIONS",
            help=f"How pytest spreads the items of {', '.join(_OF_ITEMS)}, in one word: '-n 8', or xdist's "
            "options for several machines.",
        ),
    ] = "-n 2 --dist worksteal",
    report_dir: Annotated[Path, typer.Option(help="Where the results go.")] = Path("reports/prove"),
) -> None:
    """Prove the suite. Exits 1 when a bound is missed."""
    chosen = words or list(_PARTS)
    spread = shlex.split(pytest)
    if not set(chosen) <= _PARTS.keys():
        proof = faults.prove(seed=seed, names=chosen, quick=quick, by_url=by_url, plain=False, spread=spread)
        say(proof.found)
        raise typer.Exit(0 if proof.met else 1)
    proofs = []
    for part in chosen:
        say(f"{part}:")
        more: dict[str, Any] = {"spread": spread} if part in _OF_ITEMS else {}
        more |= {"quick": quick, "by_url": by_url, "plain": plain} if part == "faults" else {}
        proof = _PARTS[part](seed=seed, few=few, **more)
        _write(proof, report_dir)
        proofs.append(proof)
    summary = _summary(proofs)
    (report_dir / "summary.md").write_text(
        summary + "".join(f"\n## {p.part}\n\n{_table(p.rows)}" for p in proofs), "utf-8"
    )
    say("\n" + summary)
    raise typer.Exit(0 if all(proof.met for proof in proofs) else 1)


def _write(proof: Proof, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{proof.part}.json").write_text(json.dumps(asdict(proof), indent=2) + "\n", "utf-8")


def _summary(proofs: list[Proof]) -> str:
    return "# Proof\n\n" + _table(
        [
            {
                "part": proof.part,
                "bound": proof.bound,
                "found": proof.found,
                "met": "yes" if proof.met else "NO",
                "minutes": f"{proof.seconds / 60:.1f}",
            }
            for proof in proofs
        ]
    )


def _table(table: list[Row]) -> str:
    """Rows as a table of Markdown, readable as it stands."""
    names = list(table[0]) if table else []
    lines = [names, *([_cell(row[name]) for name in names] for row in table)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(names))]
    text = [" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    text.insert(1, " | ".join("-" * width for width in widths))
    return "".join(f"| {line} |\n" for line in text)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


if __name__ == "__main__":
    typer.run(main)
