"""The command `lgi reconcile`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from lgi import build as building
from lgi import release, terminal
from lgi.errors import BadArgument
from lgi.matching import days, gather, index, matcher, reasons, tables
from lgi.matching.asked import Question
from lgi.matching.index import Index
from lgi.matching.tables import Table
from lgi.release import Release

Kind = Annotated[str, typer.Option("--type", "-t", help="A type such as council, model or organisation.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Where to write; else NAMES-matched.csv.")]

ADDED = ["id", "score", "reason"]
"""The columns that are added."""


def reconcile(
    names: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file whose first row names the columns.")],
    column: Annotated[str, typer.Option("--column", "-c", help="The column with the names or codes.")],
    kind: Kind = "council",
    date: Annotated[str, typer.Option(metavar="COLUMN", help="The column that says when a name was used.")] = "",
    output: Output = None,
    encoding: Annotated[str, typer.Option(help="The encoding of the file, if not UTF-8.")] = "",
    delimiter: Annotated[str, typer.Option(help="What parts the values, if it cannot be told.")] = "",
    prefix: Annotated[str, typer.Option(help="What the added columns begin with.")] = "",
    releases: Annotated[Path, typer.Option(envvar="LGI_RELEASES", help="The folder of releases.")] = Path("release"),
    whole: Annotated[Path | None, typer.Option("--release", help="A release as it is, instead of the newest.")] = None,
) -> None:
    """Match a column of names to our records: all rows, with an identifier, a score and the reason for it."""
    console = Console(stderr=True, highlight=False)
    table, added = tables.read(names, encoding, delimiter), [f"{prefix}{name}" for name in ADDED]
    place, when = table.place(column), table.place(date) if date else None
    table.require_free(added)
    made = _release(releases, whole, console)
    known = index.of_release(made)
    types, target = _type(known, kind), output or names.with_name(f"{names.stem}-matched.csv")
    rows = track(table.rows, "matching", console=console, transient=True, disable=not console.is_terminal)
    found = list(_matched(known, types, ((row[place], row[when] if when is not None else "") for row in rows)))
    count, matched = tables.write(table, added, found, target), sum(bool(row[0]) for row in found)
    console.print(f"{matched} of {count} rows matched to {made.manifest.name}: {target}", soft_wrap=True)
    _tell_empty(table, place, console)


def _release(releases: Path, whole: Path | None, console: Console) -> Release:
    """The release to match to; one that has to be built first takes a minute, and tells its steps."""
    if whole:
        return release.open_release(whole)
    with terminal.steps(console) as say:
        return building.build(releases, say)


def _matched(known: Index, types: tuple[str, ...], rows: Iterator[tuple[str, str]]) -> Iterator[list[str]]:
    """The added values of each row; what was given before is not matched again."""
    before: dict[tuple[str, str], list[str]] = {}
    for given in rows:
        if given not in before:
            before[given] = _row(known, types, *given)
        yield before[given]


def _row(known: Index, types: tuple[str, ...], text: str, day: str) -> list[str]:
    if not text.strip():
        return ["", "", "No name was given."]
    span = days.read(day)
    note = f" The date {day} could not be read and was left out." if day.strip() and span is None else ""
    asked = Question(text, types, days=span)
    found = matcher.match(known, asked)
    if found and found[0].is_match:
        return [found[0].thing.iri, f"{found[0].score:g}", reasons.why(known, asked, found[0]) + note]
    return ["", f"{found[0].score:g}" if found else "", reasons.why_none(found) + note]


def _type(known: Index, name: str) -> tuple[str, ...]:
    found = known.type(name)
    if found is None:
        raise BadArgument(f"{name}: there is no such type; use one of {', '.join(gather.KINDS)}")
    return (found.iri,)


def _tell_empty(table: Table, place: int, console: Console) -> None:
    empty = sum(not row[place].strip() for row in table.rows)
    if empty:
        console.print(f"{empty} row{' has' if empty == 1 else 's have'} no name")
