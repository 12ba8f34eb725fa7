"""How rows look on a terminal, and the steps of what takes long."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table

from lgi import names, rows
from lgi.rows import Term


def print_rows(body: bytes, console: Console) -> None:
    """Print a SPARQL JSON result as a table, or as a word if it is a yes or no."""
    document = json.loads(body)
    if "boolean" in document:
        console.print("yes" if document["boolean"] else "no")
        return
    columns, found = rows.read(body)
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(names.words(column), overflow="fold")
    for row in found:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    if found:
        console.print(table, markup=False)
    console.print(f"{len(found)} row{'' if len(found) == 1 else 's'}")


def _cell(term: Term | None) -> str:
    if term is None:
        return ""
    return term.get("label") or (names.short(term["value"]) if term["type"] == "uri" else term["value"])


@contextmanager
def steps(console: Console) -> Iterator[Callable[[str], None]]:
    """Show what is being done, for those who wait; each step is told to what this gives."""
    with console.status("starting") as status:
        yield status.update
