"""Tell what came out: as lines on a terminal, and as the generated part of a page that is otherwise written by hand."""

from collections.abc import Mapping

from bench.goals import GOALS, Goal, Measured, amount, verdict

BEGIN, END = "<!-- results: written by `make bench` -->", "<!-- end of results -->"


def lines(found: Mapping[str, Measured]) -> str:
    """The table as plain text."""
    cells = [_cells(goal, found.get(goal.number)) for goal in GOALS]
    return "".join(f"{row[0]:4}{row[3]:>12} of {row[2]:18}{row[5].replace('*', ''):20}{row[1]}\n" for row in cells)


def section(found: Mapping[str, Measured], facts: Mapping[str, str], date: str) -> str:
    """The generated part, in Markdown."""
    head = ["", "budget", "limit", "measured", "rounds, lowest to highest", "", "remarks"]
    rows = [head, ["---"] * len(head), *(_cells(goal, found.get(goal.number)) for goal in GOALS)]
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    machine = "".join(f"- {name}: {fact}\n" for name, fact in facts.items())
    return f"{BEGIN}\n\nRun of {date}.\n\n{machine}\n{table}\n{END}"


def renewed(page: str, section: str) -> str:
    """A page with its generated part replaced. Raises ValueError if it has none."""
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"the page holds no {BEGIN} ... {END}: put these lines where the results belong")
    return before + section + after


def _cells(goal: Goal, measured: Measured | None) -> list[str]:
    limit = f"{'at least' if goal.at_least else 'at most'} {amount(goal.limit, goal.unit)}"
    told = [goal.number, goal.what, limit]
    if measured is None or not measured.rounds:
        return [*told, "-", "-", "not measured", measured.note if measured else "left out of this run"]
    low, high = (amount(number, goal.unit) for number in (min(measured.rounds), max(measured.rounds)))
    spread = f"{low} to {high}" if len(measured.rounds) > 1 else "one round"
    return [*told, amount(measured.value, goal.unit), spread, verdict(goal, measured), measured.note]
