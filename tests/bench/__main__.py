"""Run the measures one after the other, and write down what came out: `make bench`."""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CalledProcessError
from tempfile import TemporaryDirectory
from urllib.error import URLError

from bench import against, alone, crowd, curated, machine, matching, report
from bench.goals import GOALS, Measured, unmeasured
from bench.session import LARGE, Session
from bench.tools import Tools, Unmeasured
from lgi.errors import LgiError

_ROOT = Path(__file__).parents[2]
_PAGE = _ROOT / "docs" / "benchmarks.md"
_KEPT = _ROOT / "build" / "bench"
_MEASURES = {**against.MEASURES, **alone.MEASURES, **curated.MEASURES, **crowd.MEASURES, **matching.MEASURES}


def main() -> None:
    """Measure, print and write; a budget that is missed is told, and fails nothing."""
    asked = _arguments()
    tools = Tools(asked.tools.resolve(), _KEPT)
    if absent := tools.missing():
        sys.exit(f"{tools.folder} has no {', '.join(absent)}: name the folder of the tools, make bench BENCH=path")
    _KEPT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="bench-") as aside:
        session = Session(tools, Path(aside), asked.quads, asked.rounds, lambda step: print(step, flush=True))
        found = _measure(session, set(filter(None, asked.only.split(","))))
    now = datetime.now(UTC)
    numbers = {"found": {number: asdict(one) for number, one in found.items()}, "raw": session.raw}
    (_KEPT / f"{now:%Y-%m-%dT%H%M%S}.json").write_text(json.dumps(numbers, indent=1), encoding="utf-8")
    print(f"\n{report.lines(found)}")
    if not asked.only:
        section = report.section(found, machine.facts(), f"{now:%d %B %Y}, at {asked.quads:,} quads")
        _PAGE.write_text(report.renewed(_PAGE.read_text(encoding="utf-8"), section), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--tools", type=Path, default=_ROOT.parent / "shared" / "bench", help="the measuring tools")
    parser.add_argument("--quads", type=int, default=LARGE, help="how much data, unless a budget says it")
    parser.add_argument("--rounds", type=int, default=3, help="how often everything is measured")
    parser.add_argument("--only", default="", help="budgets such as 4,5: print these, and write no page")
    return parser.parse_args()


def _measure(session: Session, only: set[str]) -> dict[str, Measured]:
    """Measure what is asked for; what cannot be measured is told and keeps nothing else from it."""
    found: dict[str, Measured] = {}
    for numbers, measure in _MEASURES.items():
        if only and not only & set(numbers.split()):
            continue
        try:
            new = measure(session)
            print(
                "".join(f"    {number}: {one.value:.3g} {one.note}\n" for number, one in new.items() if one.rounds),
                end="",
            )
            found |= new
        except (Unmeasured, LgiError, OSError, URLError, CalledProcessError, EOFError) as fault:
            session.say(f"{numbers}: not measured: {fault}")
            found |= {number: unmeasured(str(fault).partition("\n")[0]) for number in _parts(numbers)}
    return found


def _parts(numbers: str) -> list[str]:
    """The budgets and their parts that a measure is for."""
    return [goal.number for goal in GOALS if goal.number.rstrip("ab") in numbers.split()]


if __name__ == "__main__":
    main()
